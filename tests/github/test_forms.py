"""Web forms: from an issue to what is merged; and what somebody could try with one."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from tests import forking
from tests.github.conftest import PLANNING, World, rights_of
from tests.github.standin import BOT, REPOSITORY

GOALS = "goals/2026-h2/people/alice/goals.yml"
GOAL = {
    "Goal": "Five pilots in Munich",
    "Why": "The mid-market starts there.",
    "What it supports": "strategy/market-leader",
    "Key results": "Signed pilots | 0 -> 5 customers | 70\n- NPS | at least 40 | 30",
    "Weight": "20",
    "Due": "_No response_",
    "Who helps": "chen",
    "Reason": "_No response_",
}
CHECKIN = {
    "Values": "emea-arr/arr = 8_400_000",
    "Confidence": "emea-arr = medium",
    "What happened": "First pilot signed.",
    "What is in the way": "Nobody qualifies leads.",
    "What would help": "People or budget",
    "Which goal it holds up": "emea-arr",
}


def body(answers: dict[str, str]) -> str:
    """An issue's text as GitHub writes it."""
    return "\n\n".join(f"### {label}\n\n{said}" for label, said in answers.items())


def submit(world: World, login: str, text: str) -> int:
    return world.call(login, "POST", "issues", {"title": "Form", "body": text})["number"]


def run(world: World, number: int, **more: Any) -> dict[str, Any]:
    event = world.folder / "event.json"
    event.write_text(json.dumps({"action": "opened", "issue": {"number": number}}))
    arguments = ("github", "form", "--event", event, "--format", "json")
    return json.loads(world.run(*arguments, **more).stdout)


def answers(world: World, number: int) -> list[str]:
    return [one["body"] for one in world.github.issues[number].comments if one["by"] == BOT]


def verdict(world: World, pull: int) -> str | None:
    world.run("github", "judge", pull)
    return world.status(world.github.pulls[pull].last_head)


def test_from_a_form_to_what_is_agreed(world: World) -> None:
    issue = submit(world, "alice-m", body(GOAL))
    pull = run(world, issue)["pull"]
    made = world.github.pulls[pull]
    assert (made.author, made.head) == (BOT, f"perfgit/form-{issue}")
    assert made.title == "Goal of Alice Martin: Five pilots in Munich"
    assert made.requested == ["bruno-lighthouse"]
    assert world.status(made.last_head) == "pending"
    assert f"#{pull}" in answers(world, issue)[0] and "bruno" in answers(world, issue)[0]
    told = world.github.git("log", "-1", "--format=%an <%ae>", made.last_head)
    assert told == "Alice Martin <1234567+alice-m@users.noreply.127.0.0.1>"

    assert run(world, issue)["pull"] == pull, "run twice it is the same"
    assert len(world.github.pulls) == 1 and len(answers(world, issue)) == 1
    assert world.github.sha(f"refs/heads/{made.head}") == made.last_head

    world.approve("bruno-lighthouse", pull)
    assert verdict(world, pull) == "success"
    world.call("bruno-lighthouse", "PUT", f"pulls/{pull}/merge", {})
    text = world.read(GOALS)
    assert "Five pilots in Munich" in text and "helpers: [chen]" in text
    assert world.github.issues[issue].state == "closed"
    assert run(world, issue)["pull"] is None, "what is merged is not proposed again"
    assert len(answers(world, issue)) == 1


def test_a_form_that_is_edited_moves_its_pull_request(world: World) -> None:
    issue = submit(world, "alice-m", body(GOAL))
    pull = run(world, issue)["pull"]
    world.approve("bruno-lighthouse", pull)
    assert verdict(world, pull) == "success"
    world.call("alice-m", "PATCH", f"issues/{issue}", {"body": body({**GOAL, "Weight": "25"})})
    assert verdict(world, pull) == "failure", "what is proposed is not what its author says"
    assert run(world, issue)["pull"] == pull
    assert world.status(world.github.pulls[pull].last_head) == "pending", "to be agreed anew"
    shown = world.github.git("show", f"{world.github.pulls[pull].last_head}:{GOALS}")
    assert "weight: 25" in shown


def test_a_check_in_needs_nobody(world: World) -> None:
    issue = submit(world, "alice-m", body(CHECKIN).replace("\n", "\r\n"))
    found = run(world, issue, today="2026-07-20")
    assert world.status(world.github.pulls[found["pull"]].last_head) == "success"
    path = "goals/2026-h2/people/alice/checkins/2026-07-01.yml"
    shown = world.github.git("show", f"{world.github.pulls[found['pull']].last_head}:{path}")
    assert "needs: resource" in shown and "First pilot signed." in shown


def test_what_is_wrong_is_said_once_and_taken_back(world: World) -> None:
    wrong = body({**GOAL, "Key results": "Signed pilots | many"})
    issue = submit(world, "alice-m", wrong)
    assert run(world, issue)["pull"] is None
    run(world, issue)
    assert len(answers(world, issue)) == 1
    assert "is not a measure" in answers(world, issue)[0]
    world.call("alice-m", "PATCH", f"issues/{issue}", {"body": body(GOAL)})
    pull = run(world, issue)["pull"]
    assert [f"#{pull}" in one for one in answers(world, issue)] == [True]


def test_an_issue_that_is_no_form_is_left_alone(world: World) -> None:
    for text in (None, "", "Hello", "### Why\n\nI wonder.", "### Goal\n\nx\n\n### Weight\n\n1"):
        issue = submit(world, "alice-m", text or "")
        assert run(world, issue)["pull"] is None
        assert not world.github.issues[issue].comments
    assert not world.github.pulls


def test_who_is_nobody_here_is_told(world: World) -> None:
    issue = submit(world, "mallory", body(GOAL))
    assert run(world, issue)["pull"] is None
    assert "mallory" in answers(world, issue)[0]


def test_a_renamed_author_is_the_same_person(world: World) -> None:
    world.github.rename("alice-m", "alice-martin")
    issue = submit(world, "alice-martin", body(GOAL))
    pull = run(world, issue)["pull"]
    world.approve("bruno-lighthouse", pull)
    assert verdict(world, pull) == "success"


def test_what_others_write_into_a_form_is_not_its_authors(world: World) -> None:
    issue = submit(world, "alice-m", body(GOAL))
    pull = run(world, issue)["pull"]
    world.call("tomas-lighthouse", "PATCH", f"issues/{issue}", {"body": body({**GOAL, "Why": "X"})})
    assert run(world, issue)["pull"] is None
    assert "Somebody else has edited" in answers(world, issue)[0]
    world.call("alice-m", "PATCH", f"issues/{issue}", {"body": body(GOAL)})
    assert run(world, issue)["pull"] is None, "nor after its author has touched it again"
    world.approve("bruno-lighthouse", pull)
    assert verdict(world, pull) == "failure"


def test_a_form_that_was_moved_here_is_refused(world: World) -> None:
    issue = submit(world, "alice-m", body(GOAL))
    world.github.issues[issue].transfers = 1
    assert run(world, issue)["pull"] is None
    assert "another repository" in answers(world, issue)[0]


def test_a_workflow_of_a_branch_cannot_speak_for_alice(world: World) -> None:
    """Whoever may push can let a workflow push and open pull requests as our bot."""
    issue = submit(world, "alice-m", body(CHECKIN))
    clone = world.folder / "evil"
    world.git(world.folder, "clone", "--quiet", str(world.github.bare), clone.name)
    path = clone / "goals/2026-h2/people/alice/checkins/2026-07-01.yml"
    path.write_text("note: I give up.\n")
    world.git(clone, "add", "--all")
    world.git(clone, "commit", "--quiet", "-m", "Evil")
    branch = f"perfgit/form-{issue}"
    world.github.push(BOT, clone, branch)
    asked = {"title": "Check-in", "head": branch, "base": "main", "body": ""}
    pull = world.call(BOT, "POST", "pulls", asked)["number"]
    assert verdict(world, pull) == "failure"
    assert run(world, issue, today="2026-07-20")["pull"] == pull, "the form's own words win"
    assert world.status(world.github.pulls[pull].last_head) == "success"
    shown = world.github.git(
        "show", f"{world.github.pulls[pull].last_head}:{path.relative_to(clone)}"
    )
    assert "I give up" not in shown


def test_the_same_form_is_not_agreed_twice(world: World) -> None:
    """Feedback needs nobody's approval: after it is merged, its words must not serve again."""
    issue = submit(world, "alice-m", body(CHECKIN))
    pull = run(world, issue, today="2026-07-20")["pull"]
    commit = world.github.pulls[pull].last_head
    world.call("alice-m", "PUT", f"pulls/{pull}/merge", {})
    world.call("tomas-lighthouse", "PATCH", f"issues/{issue}", {"state": "open"})
    branch = f"perfgit/form-{issue}"
    base = world.github.sha("refs/heads/main~2") or world.github.sha(f"{commit}~1")
    tree = world.github.git("rev-parse", f"{commit}^{{tree}}")
    again = world.github.git("commit-tree", tree, "-p", base, "-m", "Again")
    world.github.move(BOT, f"refs/heads/{branch}", again)
    asked = {"title": "Check-in", "head": branch, "base": "main", "body": ""}
    second = world.call(BOT, "POST", "pulls", asked)["number"]
    who = json.loads(world.run("github", "proposal", second, today=None).stdout)
    assert who["author"]["login"] == BOT


def test_who_pushes_on_top_is_a_contributor(world: World) -> None:
    issue = submit(world, "alice-m", body(GOAL))
    pull = run(world, issue)["pull"]
    branch = f"perfgit/form-{issue}"
    clone = world.folder / "bruno"
    world.git(world.folder, "clone", "--quiet", str(world.github.bare), clone.name)
    world.git(clone, "checkout", "--quiet", branch)
    sheet = clone / GOALS
    sheet.write_text(sheet.read_text().replace("0, target: 5", "0, target: 6"))
    world.git(clone, "commit", "--quiet", "--allow-empty", "--all", "-m", "Six")
    head = world.github.push("bruno-lighthouse", clone, branch)
    world.approve("bruno-lighthouse", pull)
    assert verdict(world, pull) != "success"
    told = run(world, issue)
    assert told["pull"] is None and "Somebody else" in told["answer"]
    assert world.github.sha(f"refs/heads/{branch}") == head, "nobody's work is overwritten"


def test_a_form_that_is_closed_takes_its_pull_request_along(world: World) -> None:
    issue = submit(world, "alice-m", body(GOAL))
    pull = run(world, issue)["pull"]
    world.approve("bruno-lighthouse", pull)
    world.call("alice-m", "PATCH", f"issues/{issue}", {"state": "closed"})
    assert verdict(world, pull) == "failure"
    assert run(world, issue)["pull"] is None
    assert world.github.pulls[pull].state == "closed"


@pytest.mark.parametrize("kind", ["lost", "500", "reset", "malformed"])
def test_faults_double_nothing(world: World, kind: str) -> None:
    from tests.github.standin import Fault

    world.github.faults = [
        Fault(kind, nth=0, method="POST", path=rf"/{REPOSITORY}/{what}")
        for what in ("git/refs", "pulls$", "issues/")
    ]
    issue = submit_quietly(world)
    for _ in range(4):
        found = _tried(world, issue)
        if found.returncode == 0:
            break
    pulls = list(world.github.pulls)
    assert len(pulls) == 1 and len(answers(world, issue)) == 1
    assert world.status(world.github.pulls[pulls[0]].last_head) == "pending"


def submit_quietly(world: World) -> int:
    faults, world.github.faults = world.github.faults, []
    issue = submit(world, "alice-m", body(GOAL))
    world.github.faults = faults
    return issue


def _tried(world: World, issue: int) -> subprocess.CompletedProcess[str]:
    token = world.github.job_token(rights_of("github form"))
    return forking.perfgit(
        ("github", "form", issue, "--today", PLANNING),
        cwd=world.gate,
        env={**os.environ, **world.environment, "GITHUB_TOKEN": token},
    )
