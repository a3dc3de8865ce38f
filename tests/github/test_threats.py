"""What somebody could try at GitHub, beside the change itself (tests/gate has those)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from perfgit.github import judge, publish
from perfgit.github.errors import ForgeError
from perfgit.github.events import Group
from perfgit.github.judge import Judge
from perfgit.github.models import Pull
from perfgit.github.session import Session
from perfgit.github.settings import Settings
from tests.github.conftest import PLANNING, World
from tests.github.standin import BOT, REPOSITORY
from tests.github.test_life import GOALS, lowered


def judge_of(world: World, login: str = BOT) -> Judge:
    session = Session(Settings(REPOSITORY, world.github.api, f"token-{login}"))
    return Judge(session, world.gate, today=dt.date.fromisoformat(PLANNING))


def own_goals(world: World, **more: Any) -> tuple[int, str]:
    return world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))}, **more)


def test_a_forged_git_author_is_nobody(world: World) -> None:
    """Mallory's commit bears Alice's address, and Bruno approves it: it is Mallory's all the same."""
    changes = {GOALS: lowered(world.read(GOALS))}
    number, head = world.propose("mallory", "x", changes, fork=True, email="alice-m@x.example")
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) == "failure"


def test_who_pushed_to_it_does_not_approve_it(world: World) -> None:
    number, _ = own_goals(world)
    world.git(world.folder, "clone", "--quiet", str(world.github.bare), "bruno")
    clone = world.folder / "bruno"
    world.git(clone, "checkout", "--quiet", "-B", "goals", "origin/goals")
    (clone / GOALS).write_text(world.read(GOALS).replace("12_000_000", "11_700_000"), "utf-8")
    world.git(clone, "commit", "--quiet", "--all", "-m", "Mine")
    head = world.github.push("bruno-lighthouse", clone, "goals")
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) != "success"


def test_pressing_update_branch_makes_nobody_a_contributor(world: World) -> None:
    number, _ = own_goals(world)
    other = world.propose("tomas-lighthouse", "readme", {"README.md": "Hello\n"}, pull=False)[1]
    world.github.git("update-ref", "refs/heads/main", other)
    world.git(world.folder, "clone", "--quiet", str(world.github.bare), "bruno")
    clone = world.folder / "bruno"
    world.git(clone, "checkout", "--quiet", "-B", "goals", "origin/goals")
    world.git(clone, "merge", "--quiet", "--no-edit", "origin/main")
    head = world.github.push("bruno-lighthouse", clone, "goals")
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) == "success"


def test_somebody_elses_comment_with_our_mark_is_left_alone(world: World) -> None:
    number, _ = own_goals(world)
    forged = {"body": f"{publish.MARK}\nEverybody has agreed."}
    world.call("mallory", "POST", f"issues/{number}/comments", forged)
    judge_of(world).report(number)
    judge_of(world).report(number)
    by = [one["by"] for one in world.comments(number)]
    assert by == ["mallory", BOT]
    assert world.comments(number)[0]["body"] == forged["body"]


def test_a_status_set_by_hand_is_overwritten(world: World) -> None:
    changes = {GOALS: lowered(world.read(GOALS))}
    number, head = world.propose("mallory", "x", changes)
    body = {"state": "success", "context": publish.CONTEXT, "description": "Fine"}
    world.call("mallory", "POST", f"statuses/{head}", body)
    judge_of(world).report(number)
    assert world.status(head) == "failure"


def test_one_commit_in_two_pull_requests_has_the_worst_verdict(world: World) -> None:
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) == "success"
    second = copy(world, "alice-m", head)
    for one in (second, number):
        judge_of(world).report(one)
        assert world.status(head) == "pending"
        told = world.github.statuses[head][0]["description"]
        assert told == f"#{second} (same commit): Waiting for bruno-lighthouse"
    world.call("alice-m", "PATCH", f"pulls/{second}", {"state": "closed"})
    judge_of(world).report(number)
    assert world.status(head) == "success"


def copy(world: World, login: str, head: str) -> int:
    """Open a second pull request with the commit of Alice's."""
    clone = world.folder / "clone-alice-m-goals"
    assert world.github.push(login, clone, "copy") == head
    body = {"title": "The same", "head": "copy", "base": "main"}
    return world.call(login, "POST", "pulls", body)["number"]


@pytest.mark.parametrize("first", ["hers", "mallorys"])
def test_a_copy_by_somebody_who_may_change_nothing_in_it_is_closed(
    world: World, first: str
) -> None:
    """Mallory cannot turn Alice's green status red, whichever of the two is judged first."""
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    second = copy(world, "mallory", head)
    judge_of(world).report(number if first == "hers" else second)
    assert world.status(head) == "success"
    assert world.github.pulls[second].state == "closed"
    assert "may make none of its changes" in world.github.pulls[second].comments[0]["body"]
    assert world.github.pulls[number].state == "open"
    assert {one["state"] for one in world.github.statuses[head]} == {"success"}


def test_a_copy_that_cannot_be_closed_is_named(world: World) -> None:
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    second = copy(world, "mallory", head)
    world.github.rights[f"token-{BOT}"] = {
        **world.github.rights[f"token-{BOT}"], "pull_requests": "read",
    }  # fmt: skip
    judge_of(world).report(number)
    assert world.status(head) == "failure"
    assert world.github.statuses[head][0]["description"].startswith(f"#{second} (same commit): ")


def test_who_pushed_last_is_waited_for(world: World) -> None:
    """GitHub's list of pushes lags behind: Bruno's own push, which he approves, is not missed."""
    number, _ = own_goals(world)
    world.git(world.folder, "clone", "--quiet", str(world.github.bare), "bruno")
    clone = world.folder / "bruno"
    world.git(clone, "checkout", "--quiet", "-B", "goals", "origin/goals")
    (clone / GOALS).write_text(world.read(GOALS).replace("12_000_000", "11_700_000"), "utf-8")
    world.git(clone, "commit", "--quiet", "--all", "-m", "Mine")
    head = world.github.push("bruno-lighthouse", clone, "goals")
    world.approve("bruno-lighthouse", number)
    world.github.late = 2
    waits: list[float] = []
    given = Settings(REPOSITORY, world.github.api, f"token-{BOT}")
    session = Session(given, sleep=waits.append)
    patient = Judge(session, world.gate, today=dt.date.fromisoformat(PLANNING))
    patient.report(number)
    assert waits == [5, 10]
    assert world.status(head) not in (None, "success")
    world.github.late = 1000
    with pytest.raises(ForgeError, match="does not tell yet who has pushed"):
        patient.report(number)
    assert world.status(head) != "success"


def test_a_branch_of_ones_own_as_base_gives_no_status(world: World) -> None:
    """Against a base that Mallory made, her change is allowed; it must not turn green for main."""
    world.propose("mallory", "mine", {"org/policy.yml": "roles: {hr: [alice]}\n"}, pull=False)
    clone = world.folder / "clone-mallory-mine"
    world.git(clone, "checkout", "--quiet", "-b", "next")
    world.git(clone, "commit", "--quiet", "--allow-empty", "-m", "Nothing")
    head = world.github.push("mallory", clone, "next")
    body = {"title": "x", "head": "next", "base": "mine"}
    number = world.call("mallory", "POST", "pulls", body)["number"]
    assert judge_of(world).report(number) is None
    assert world.status(head) is None


def test_policy_comes_from_the_default_branch_as_it_is_now(world: World) -> None:
    """Bruno's approval was worth something until the default branch named another manager."""
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) == "success"
    person = "org/people/alice.yml"
    text = world.read(person).replace("manager: bruno", "manager: greta")
    changed = world.propose("mei-lighthouse", "move", {person: text}, pull=False)[1]
    world.github.git("update-ref", "refs/heads/main", changed)
    judge_of(world).report(number)
    assert world.status(head) == "pending"
    assert "greta-lighthouse" in world.github.pulls[number].requested


def test_policy_in_the_proposal_counts_for_nothing(world: World) -> None:
    policy = world.read("org/policy.yml").replace("hr: [mei, jonas]", "hr: [alice, mei, jonas]")
    person = world.read("org/people/alice.yml").replace("level: 3", "level: 6")
    changes = {"org/policy.yml": policy, "org/people/alice.yml": person}
    number, head = world.propose("alice-m", "promotion", changes)
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) == "failure"


def test_nothing_of_the_proposal_is_run_or_checked_out(world: World) -> None:
    trap = "import pathlib; pathlib.Path('trapped').write_text('x')\n"
    changes = {
        "perfgit/__init__.py": trap,
        "sitecustomize.py": trap,
        "setup.py": trap,
        ".github/workflows/gate.yml": "on: push\njobs: {}\n",
        ".gitattributes": "* filter=evil diff=evil merge=evil\n",
        ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% trapped\n',
    }
    number, head = world.propose("mallory", "trap", changes, fork=True)
    before = world.git(world.gate, "rev-parse", "HEAD")
    world.run("github", "judge", number, new_python=True)
    assert world.status(head) in ("failure", "pending")
    assert world.git(world.gate, "rev-parse", "HEAD") == before
    assert world.git(world.gate, "status", "--porcelain") == ""
    assert not list(world.folder.rglob("trapped"))


def test_a_deleted_account_approves_nothing(world: World) -> None:
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    world.github.deleted.add("bruno-lighthouse")
    judge_of(world).report(number)
    assert world.status(head) == "pending"


def test_a_renamed_login_is_the_same_person_and_its_new_owner_is_not(world: World) -> None:
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    world.github.rename("bruno-lighthouse", "bruno-k")
    judge_of(world).report(number)
    assert world.status(head) == "success"

    world.github.ids["bruno-lighthouse"] = 777  # somebody takes the login that came free
    world.github.tokens["token-bruno-lighthouse"] = "bruno-lighthouse"
    changed = {GOALS: world.read(GOALS).replace("target: 12_000_000", "target: 10_100_000")}
    _, head = world.propose("alice-m", "goals", changed, pull=False)
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) == "pending"


def test_an_objection_after_an_approval_counts(world: World) -> None:
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    world.approve("bruno-lighthouse", number, "REQUEST_CHANGES")
    judge_of(world).report(number)
    assert world.status(head) == "pending"
    world.approve("bruno-lighthouse", number)
    judge_of(world).report(number)
    assert world.status(head) == "success"


def test_an_approval_withdrawn_while_we_judge(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, head = own_goals(world)
    review = world.approve("bruno-lighthouse", number)
    real = judge.proposal_of

    def meanwhile(*arguments: Any) -> Any:
        path = f"pulls/{number}/reviews/{review}/dismissals"
        if world.github.pulls[number].reviews[0]["state"] == "APPROVED":
            world.call("tomas-lighthouse", "PUT", path, {"message": "No."})
        return real(*arguments)

    monkeypatch.setattr(judge, "proposal_of", meanwhile)
    judge_of(world).report(number)
    assert world.status(head) == "pending"
    assert [one["state"] for one in world.github.statuses[head]] == ["pending"]


def test_a_push_while_we_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number, old = own_goals(world)
    world.approve("bruno-lighthouse", number)
    real, heads = judge.read, []

    def meanwhile(*arguments: Any) -> Any:
        seen = real(*arguments)
        if not heads:
            text = world.read(GOALS).replace("target: 12_000_000", "target: 10_500_000")
            heads.append(world.propose("alice-m", "goals", {GOALS: text}, pull=False)[1])
        return seen

    monkeypatch.setattr(judge, "read", meanwhile)
    judge_of(world).report(number)
    assert world.status(heads[0]) == "pending"
    assert world.status(old) is None


def test_more_commits_than_github_names_people_for(world: World) -> None:
    number, _ = own_goals(world)
    clone = world.folder / "clone-alice-m-goals"
    tree = world.git(clone, "rev-parse", "HEAD^{tree}")
    head = world.git(clone, "rev-parse", "HEAD")
    for _ in range(251):
        head = world.git(clone, "commit-tree", tree, "-p", head, "-m", "x")
    world.git(clone, "reset", "--quiet", "--hard", head)
    head = world.github.push("alice-m", clone, "goals")
    world.approve("bruno-lighthouse", number)
    with pytest.raises(ForgeError, match="252 commits"):
        judge_of(world).report(number)
    assert world.status(head) is None


def test_who_may_not_read_the_repository_is_not_asked_but_told(world: World) -> None:
    person = "org/people/alice.yml"
    text = world.read(person).replace("level: 3", "level: 4")
    world.github.outsiders.add("jonas-lighthouse")
    number, _ = world.propose("mei-lighthouse", "level", {person: text})
    judged = judge_of(world).report(number)
    assert judged
    assert judged.not_asked == ["jonas-lighthouse"]
    assert "jonas-lighthouse" not in world.github.pulls[number].requested


# --- the merge queue


def _group(world: World, number: int, head: str, tree: str) -> Group:
    base = world.github.sha("refs/heads/main")
    made = world.github.git("commit-tree", tree, "-p", base, "-p", head, "-m", "Queue")
    ref = f"refs/heads/gh-readonly-queue/main/pr-{number}-{base}"
    world.github.git("update-ref", ref, made)
    event = {
        "action": "checks_requested",
        "merge_group": {
            "head_sha": made,
            "head_ref": ref,
            "base_sha": base,
            "base_ref": "refs/heads/main",
        },
    }
    path = world.folder / "event.json"
    path.write_text(json.dumps(event))
    return Group(number, ref, made, base)


def test_the_merge_queue_gets_the_verdict_of_the_pull_request(world: World) -> None:
    number, head = own_goals(world)
    tree = world.github.git("merge-tree", "--write-tree", "main", head)
    group = _group(world, number, head, tree)
    world.run("github", "judge", "--event", world.folder / "event.json")
    assert world.status(group.head) == "pending"
    world.approve("bruno-lighthouse", number)
    world.run("github", "judge", "--event", world.folder / "event.json")
    assert world.status(group.head) == "success"


def test_a_queue_that_merges_something_else_is_refused(world: World) -> None:
    number, head = own_goals(world)
    world.approve("bruno-lighthouse", number)
    other = world.propose("mallory", "evil", {"org/policy.yml": "roles: {}\n"}, pull=False)[1]
    group = _group(world, number, head, world.github.git("rev-parse", f"{other}^{{tree}}"))
    judge_of(world).report_group(group)
    assert world.status(group.head) == "failure"


# --- events


def _event(world: World, **event: Any) -> Any:
    path = world.folder / "event.json"
    path.write_text(json.dumps(event))
    return path


def test_a_review_on_a_fork_finds_its_pull_request(world: World) -> None:
    number, head = own_goals(world, fork=True)
    world.approve("bruno-lighthouse", number)
    run = {
        "event": "pull_request_review",
        "head_sha": head,
        "head_branch": "goals",
        "head_repository": {"owner": {"login": "alice-m"}},
        "pull_requests": [],
    }
    world.run("github", "judge", "--event", _event(world, action="completed", workflow_run=run))
    assert world.status(head) == "success"


def test_everything_open_is_judged_when_people_change(world: World) -> None:
    heads = [own_goals(world)[1], world.propose("mallory", "x", {"README.md": "x\n"})[1]]
    said = world.run("github", "judge", "--event", _event(world, ref="refs/heads/main"))
    assert [world.status(head) for head in heads] == ["pending", "failure"]
    assert [line.partition(":")[0] for line in said.stdout.splitlines()] == ["#1", "#2"]


@pytest.mark.parametrize(
    "event",
    [
        "",
        "[]",
        '{"pull_request": {"number": "1; rm -rf /"}}',
        '{"pull_request": {"number": -1}}',
        '{"workflow_run": {"event": "x", "head_sha": "$(reboot)"}}',
        json.dumps(
            {
                "merge_group": {
                    "head_sha": "a" * 40,
                    "base_sha": "b" * 40,
                    "base_ref": "refs/heads/main",
                    "head_ref": "refs/heads/--upload-pack=x",
                }
            }
        ),
    ],
)
def test_an_event_that_is_none_is_refused(world: World, event: str) -> None:
    path = world.folder / "event.json"
    path.write_text(event)
    said = world.run("github", "judge", "--event", path, expect=2)
    assert said.stderr.startswith("perfgit: ")


def test_names_from_outside_make_no_commands_of_a_workflow(world: World) -> None:
    world.github.ids["::error::x"] = 668
    world.github.tokens["token-::error::x"] = "::error::x"
    number, _ = world.propose("::error::x", "y", {"::set-output name=a::b.yml": "x: 1\n"})
    said = world.run("github", "judge", number)
    for line in (said.stdout + said.stderr).splitlines():
        assert not line.lstrip().startswith("::")


def test_the_token_is_shown_nowhere(world: World) -> None:
    number, _ = own_goals(world)
    said = world.run("github", "judge", number)
    missing = world.run("github", "judge", 999, expect=2)
    gone = world.run("github", "judge", number, "--remote", "nowhere", expect=2)
    for one in (said, missing, gone):
        assert "token-" not in one.stdout + one.stderr
    assert "token-" not in (world.gate / ".git/config").read_text("utf-8")


def test_a_fault_with_one_pull_request_does_not_stop_the_others(world: World) -> None:
    first, _ = own_goals(world)
    _, head = world.propose("mallory", "x", {"README.md": "x\n"})
    world.github.git("update-ref", "-d", f"refs/pull/{first}/head")
    said = world.run("github", "judge", "--all", expect=2)
    assert "#1: git could not fetch" in said.stderr
    assert world.status(head) == "failure"


def test_pull_answers_are_read_strictly() -> None:
    with pytest.raises(ValueError, match="number"):
        Pull.model_validate_json('{"number": "1"}')
