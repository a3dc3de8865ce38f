"""The writing commands: the right file in the right place, in the words of whoever writes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfgit.files.reader import read
from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from tests.conftest import Run

H2 = "2026-h2"
GOALS = f"goals/{H2}/people/alice/goals.yml"
REVIEWS = f"reviews/{H2}/people/alice"
TODAY = "2026-11-22"


@pytest.fixture(autouse=True)
def _before_the_reviews(company: Path) -> None:
    shutil.rmtree(company / f"reviews/{H2}")


@pytest.fixture
def write(company: Path, perfgit: Run) -> Callable[..., Any]:
    """Run a writing command in the small company, as somebody, on a day."""

    def run(who: str, *words: object, today: str = TODAY, code: int = 0) -> Any:
        done = perfgit(*words, "--as", who, "--today", today, "--root", company)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def data(company: Path, path: str) -> Any:
    reading = read((company / path).read_bytes(), path)
    assert not reading.problems
    return reading.data


def errors(company: Path) -> list[tuple[str, str]]:
    found = check(WorkingTree(company)).problems
    return [(one.file, one.rule) for one in found if one.severity == "error"]


def test_a_new_goal_makes_room_and_gives_its_reason(company: Path, write: Any) -> None:
    before = (company / GOALS).read_text()
    line = "Signed pilots | 0 -> 5 customers, commit 3 | 70 | customer"
    write(
        "alice", "goal", "new", "--title", "五个试点客户 in Munich", "--supports",
        "strategy/market-leader", "--weight", 30, "--key-result", line,
        "--key-result", "NPS | at least 40 | 30", "--reason", "A new market.",
    )  # fmt: skip
    sheet = data(company, GOALS)
    assert [(one["id"], one["weight"]) for one in sheet["goals"]] == [
        ("emea-arr", 42),
        ("playbook", 28),
        ("in-munich", 30),
    ]
    first, second = sheet["goals"][2]["key_results"]
    assert first["measure"] == {
        "kind": "number", "unit": "customers", "baseline": 0, "commit": 3, "target": 5,
    }  # fmt: skip
    assert first["source"] == "customer"
    assert second["measure"] == {"kind": "keep", "at_least": 40}
    assert [(one["goal"], one["what"]) for one in sheet["history"][1:]] == [
        ("in-munich", "added"),
        ("emea-arr", "changed"),
        ("playbook", "changed"),
    ]
    assert errors(company) == []
    weights = ("    weight: 60", "    weight: 40")
    after = iter((company / GOALS).read_text().splitlines())
    assert all(line in after for line in before.splitlines() if line not in weights)


def test_what_breaks_elsewhere_is_refused_as_the_gate_will(company: Path, write: Any) -> None:
    write(
        "bruno", "review", "manager", "alice", "--rating", "emea-arr=4", "--rating", "playbook=3",
        "--rating", "ownership=4", "--overall", 4, "--hand-in",
    )  # fmt: skip
    done = write("alice", "goal", "new", "--title", "Late", "--weight", 10, "--reason", "x", code=1)
    assert f"{REVIEWS}/manager.yml" in done.stdout
    assert "[missing-rating]" in done.stdout


def test_before_planning_closes_no_reason_is_asked_for(company: Path, write: Any) -> None:
    write("alice", "goal", "edit", "playbook", "--why", "It scales.", today="2026-07-01")
    assert data(company, GOALS)["goals"][1]["why"] == "It scales."
    assert len(data(company, GOALS)["history"]) == 1


def test_after_planning_a_change_needs_a_reason(company: Path, write: Any) -> None:
    before = (company / GOALS).read_bytes()
    for words in (
        ("edit", "emea-arr", "--target", "arr=12_500_000"),
        ("drop", "playbook"),
        ("keep", "emea-arr"),
        ("new", "--title", "X", "--weight", 10),
    ):
        done = write("alice", "goal", *words, code=2)
        assert "--reason" in done.stderr
    assert (company / GOALS).read_bytes() == before


def test_a_target_is_changed_and_nothing_else(company: Path, write: Any) -> None:
    before = (company / GOALS).read_text()
    write("alice", "goal", "edit", "emea-arr", "--target", "arr=12_500_000", "--reason", "Two more")
    entry = "  - {on: 2026-11-22, goal: emea-arr, what: changed, why: Two more}\n"
    changed = before.replace("target: 12_000_000", "target: 12_500_000") + entry
    assert (company / GOALS).read_text() == changed


def test_a_goal_is_given_up(company: Path, write: Any) -> None:
    write("alice", "goal", "drop", "playbook", "--reason", "The pricing changed.")
    sheet = data(company, GOALS)
    assert sheet["goals"][0]["weight"] == 100
    assert sheet["goals"][1]["dropped"]["why"] == "The pricing changed."
    assert errors(company) == []


def test_goals_are_carried_from_where_they_stand(company: Path, write: Any) -> None:
    day = company / "goals/2026-h1/people/alice/checkins/2026-05-01.yml"
    day.parent.mkdir(parents=True, exist_ok=True)
    day.write_text("values: {pilots: 3}\n")
    shutil.rmtree(company / "reviews/2026-h1")  # the final value there is the target
    write(
        "alice", "goal", "carry", "pilots", "--from", "2026-h1", "--cycle", H2, today="2026-07-01"
    )
    sheet = data(company, GOALS)
    assert sheet["goals"][2]["measure"]["baseline"] == 3
    assert sum(one["weight"] for one in sheet["goals"]) == 100
    assert errors(company) == []
    done = write("alice", "goal", "carry", "pilots", "--from", "2026-h1", "--cycle", H2, code=1)
    assert "is there already" in done.stderr


def test_a_checkin_of_a_day_grows(company: Path, write: Any) -> None:
    path = f"goals/{H2}/people/alice/checkins/{TODAY}.yml"
    write("alice", "checkin", "--value", "emea-arr/arr=11_200_000", "--confidence", "emea-arr=high")
    write("alice", "checkin", "--value", "playbook/chapters=1, Draft", "--note", "第一个试点签约")
    write("alice", "checkin", "--obstacle", "training=A course", "--misfit", "playbook=New pricing")
    assert data(company, path) == {
        "values": {"emea-arr/arr": 11_200_000, "playbook/chapters": ["outline", "draft"]},
        "confidence": {"emea-arr": "high"},
        "note": "第一个试点签约",
        "obstacles": [{"id": "a-course", "what": "A course", "needs": "training"}],
        "misfits": [{"goal": "playbook", "why": "New pricing"}],
    }
    assert errors(company) == []


def test_requests_are_answered_by_the_manager(company: Path, write: Any) -> None:
    path = f"goals/{H2}/people/alice/checkins/{TODAY}.yml"
    write("alice", "checkin", "--obstacle", "tool=A licence", "--misfit", "playbook=New pricing")
    write("bruno", "answer", "alice", "a-licence", "--status", "granted", "--note", "Ordered.")
    write("bruno", "answer", "alice", "playbook", "--status", "kept")
    found = data(company, path)
    assert found["obstacles"][0]["answer"]["by"] == "bruno"
    assert found["misfits"][0]["answer"]["status"] == "kept"
    before = (company / path).read_bytes()
    done = write("chen", "answer", "alice", "a-licence", "--status", "declined", code=1)
    assert "refused" in done.stdout
    write("bruno", "answer", "alice", "playbook", "--status", "granted", code=2)
    assert (company / path).read_bytes() == before


def test_reviews_of_every_kind(company: Path, write: Any) -> None:
    write("alice", "nominate", "chen", "--note", "Knows the lab.")
    write("alice", "review", "self", "--final", "emea-arr/arr=11_900_000", "--overall", 4)
    write("chen", "review", "peer", "alice", "--overall", 4, "--strengths", "Calm.", "--hand-in")
    write("dana", "review", "upward", "alice", "--overall", 3)
    write("mei", "review", "handover", "alice", "--overall", 4)
    write("bruno", "review", "external", "alice", "--customer", "Anna, Rheingold", "--overall", 5)
    for path, who in (("self", "x"), ("peers/chen", "x"), ("upward/dana", "x")):
        assert who
        assert data(company, f"{REVIEWS}/{path}.yml")["overall"]["rating"] in (3, 4)
    assert data(company, f"{REVIEWS}/peers/chen.yml")["submitted"].isoformat() == TODAY
    assert "submitted" not in data(company, f"{REVIEWS}/self.yml")
    assert (company / f"{REVIEWS}/external/anna-rheingold.yml").exists()
    assert errors(company) == []


def test_a_review_grows_and_keeps_its_comments(company: Path, write: Any) -> None:
    path = company / REVIEWS / "self.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# mine\ngoals:\n  emea-arr: {rating: 3}   # perhaps 4\nstrengths: Calm.\n")
    write("alice", "review", "self", "--comment", "emea-arr=Late but good.", "--growth", "Writing")
    assert path.read_text() == (
        "# mine\ngoals:\n  emea-arr: {rating: 3, comment: Late but good.} # perhaps 4\n"
        "strengths: Calm.\ngrowth: Writing\n"
    )


def test_who_may_not_write_is_told_so(company: Path, write: Any) -> None:
    for who, words in (
        ("chen", ("review", "manager", "alice", "--overall", 4)),
        ("dana", ("review", "peer", "bruno", "--overall", 4)),
        ("alice", ("meeting", "chen", "--summary", "x")),
        ("alice", ("feedback", "alice", "--note", "I am great.")),
        ("alice", ("appeal", "dana", "--outcome", "dismissed", "--why", "x")),
        ("alice", ("acknowledge", "--agrees")),
    ):
        write(who, *words, code=1)
    assert not (company / REVIEWS / "manager.yml").exists()


def test_an_incomplete_review_is_not_handed_in_but_kept(company: Path, write: Any) -> None:
    done = write("bruno", "review", "manager", "alice", "--overall", 4, "--hand-in", code=1)
    assert "[missing-rating]" in done.stdout
    assert not (company / REVIEWS / "manager.yml").exists()
    assert "kept in" in done.stdout


def test_from_the_meeting_to_the_decision_of_an_appeal(company: Path, write: Any) -> None:
    write(
        "bruno", "review", "manager", "alice", "--rating", "emea-arr=4", "--rating", "playbook=3",
        "--rating", "ownership=4", "--overall", 4, "--hand-in", today="2027-01-10",
    )  # fmt: skip
    write("bruno", "meeting", "alice", "--summary", "Well.", today="2027-01-20")
    write("alice", "acknowledge", "--disagrees", "--comment", "See appeal.", today="2027-01-21")
    write("alice", "appeal", "--reasons", "Signed in December.", today="2027-01-22")
    write(
        "mei", "appeal", "alice", "--outcome", "granted", "--rating", 5, "--why", "It was.",
        today="2027-01-25",
    )  # fmt: skip
    write("alice", "plan", "--action", "Two tenders | bruno | 2027-03-31", "--carry", "playbook",
          today="2027-01-25")  # fmt: skip
    write("alice", "plan", "--status", "two-tenders=done", today="2027-01-26")
    meeting = data(company, f"{REVIEWS}/meeting.yml")
    assert meeting["attended"] == ["alice", "bruno"]
    assert meeting["acknowledgement"]["agrees"] is False
    assert data(company, f"{REVIEWS}/appeal.yml")["decision"]["by"] == "mei"
    assert data(company, f"{REVIEWS}/appeal.yml")["decision"]["rating"] == 5
    plan = data(company, f"{REVIEWS}/plan.yml")
    assert plan["carry"] == ["playbook"]
    assert plan["actions"][0] | {"due": None} == {
        "id": "two-tenders", "what": "Two tenders", "owner": "bruno", "due": None, "status": "done",
    }  # fmt: skip
    assert errors(company) == []


def test_feedback_of_one_day_is_one_file(company: Path, write: Any) -> None:
    path = f"{REVIEWS}/feedback/{TODAY}-chen.yml"
    write("chen", "feedback", "alice", "--note", "One.")
    write("chen", "feedback", "alice", "--note", "Two.")
    assert data(company, path) == {"note": "One.\n\nTwo."}
    done = write("chen", "feedback", "alice", "--note", "Secret.", "--for", "manager", code=1)
    assert "about something else" in done.stderr
    assert data(company, path) == {"note": "One.\n\nTwo."}


def test_dry_run_shows_and_writes_nothing(company: Path, write: Any) -> None:
    before = (company / GOALS).read_bytes()
    done = write("alice", "goal", "drop", "playbook", "--reason", "x", "--dry-run")
    assert "+    dropped:" in done.stdout
    assert (company / GOALS).read_bytes() == before


def test_json_says_the_same(company: Path, write: Any) -> None:
    done = write("alice", "checkin", "--note", "x", "--format", "json")
    told = json.loads(done.stdout)
    assert told["version"] == 1
    assert told["written"] is True
    assert told["path"] == f"goals/{H2}/people/alice/checkins/{TODAY}.yml"
    assert told["problems"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("checkin", "--value", "emea-arr/arrr=1"), 'Did you mean "emea-arr/arr"?'),
        (("checkin", "--value", "emea-arr/arr=much"), "Write a number."),
        (("checkin", "--value", "emea-arr/arr"), "Write --value NAME=VALUE."),
        (("checkin", "--confidence", "emea-arr=sure"), "there is no"),
        (("checkin",), "A check-in says at least one thing."),
        (("goal", "edit", "emea-ar", "--title", "x", "--reason", "y"), 'Did you mean "emea-arr"?'),
        (("goal", "new", "--title", "x", "--reason", "y"), "--weight"),
        (("goal", "new", "--reason", "y"), "--title"),
        (("goal", "new", "--title", "x", "--key-result", "y", "--reason", "z"), "TITLE | MEASURE"),
        (("nominate", "cheng"), 'Did you mean "chen"?'),
        (("feedback", "chen"), "--note"),
        (("feedback",), "PERSON"),
        (("review", "self", "--rating", "emea-arr=9"), "no rating 9"),
        (("review", "self", "--rating", "x=3"), "neither a goal nor a competency"),
        (("appeal",), "--reasons"),
        (("plan",), "says at least one thing"),
        (("checkin", "--note", "x", "--cycle", "2026-h3"), "Did you mean"),
    ],
)
def test_wrong_usage_names_the_fix(write: Any, words: tuple[str, ...], told: str) -> None:
    done = write("alice", *words, code=2)
    assert told in done.stderr


def test_a_closed_cycle_stays_as_it_is(write: Any) -> None:
    done = write("alice", "checkin", "--note", "x", "--cycle", "2026-h1", code=1)
    assert "is closed" in done.stderr


@pytest.mark.parametrize(
    ("settings", "who"),
    [
        ({"user.email": "Alice@lighthouse.example"}, "alice"),
        ({"github.user": "Chen-W"}, "chen"),
        ({"user.email": "1002+renamed@users.noreply.github.com"}, "bruno"),
        ({"user.email": "dana-n@users.noreply.github.com"}, "dana"),
    ],
)
def test_git_knows_who_i_am(
    company: Path, perfgit: Run, git: Any, settings: dict[str, str], who: str
) -> None:
    git(company, "init", "-q")
    for key, value in settings.items():
        git(company, "config", key, value)
    done = perfgit("feedback", "greta", "--note", "x", "--today", TODAY, cwd=company)
    assert done.returncode == 0, done.stderr
    assert (company / f"reviews/{H2}/people/greta/feedback/{TODAY}-{who}.yml").exists()


def test_a_stranger_is_told_what_to_do(company: Path, perfgit: Run, git: Any) -> None:
    git(company, "init", "-q")
    git(company, "config", "user.email", "nobody@lighthouse.example")
    done = perfgit("feedback", "greta", "--note", "x", cwd=company)
    assert done.returncode == 2
    assert "nobody@lighthouse.example" in done.stderr
    assert "--as ID" in done.stderr


def test_an_editor_begins_with_what_is_known(
    company: Path, perfgit: Run, tmp_path: Path, write: Any
) -> None:
    write("alice", "checkin", "--value", "emea-arr/arr=9_000_000", today="2026-11-01")
    script = tmp_path / "edit.sh"
    script.write_text(
        'cp "$1" "$0.seen"; sed -i "s/9000000/9100000/" "$1"; echo "note: 好" >> "$1"\n'
    )
    done = perfgit(
        "checkin", "--editor", "--as", "alice", "--today", TODAY, "--root", company,
        GIT_EDITOR=f"sh {script}",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "#:   misfits" in (tmp_path / "edit.sh.seen").read_text()
    path = f"goals/{H2}/people/alice/checkins/{TODAY}.yml"
    assert "#" not in (company / path).read_text()
    found = data(company, path)
    assert found["values"]["emea-arr/arr"] == 9_100_000
    assert found["note"] == "好"


def test_what_an_editor_that_fails_has_left_is_kept(
    company: Path, perfgit: Run, tmp_path: Path
) -> None:
    script = tmp_path / "edit.sh"
    script.write_text('echo "note: typed in the editor" >> "$1"; exit 1\n')
    done = perfgit(
        "checkin", "--editor", "--note", "said by a flag", "--as", "alice", "--today", TODAY,
        "--root", company, GIT_EDITOR=f"sh {script}",
    )  # fmt: skip
    assert done.returncode == 2
    kept = Path(re.findall(r"kept in (.+\.json)", done.stderr)[0]).read_text()
    assert "typed in the editor" in kept


def test_an_editor_that_leaves_nothing_writes_nothing(company: Path, perfgit: Run) -> None:
    done = perfgit(
        "review", "self", "--editor", "--as", "dana", "--today", TODAY, "--root", company,
        GIT_EDITOR="true",
    )  # fmt: skip
    assert done.returncode == 1
    assert "nothing was written" in done.stderr
    assert not (company / f"reviews/{H2}/people/dana").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("edit", "emea-arr", "--target", "arr=12_500_000", "--reason", "More."),
        ("edit", "emea-arr", "--weight", "50", "--reason", "More."),
        ("edit", "emea-arr", "--reason", "Still right."),
    ],
)
def test_the_same_edit_again_adds_nothing(
    company: Path, write: Any, words: tuple[str, ...]
) -> None:
    sheet = company / "goals/2026-h2/people/alice/goals.yml"
    write("alice", "goal", *words)
    after = sheet.read_bytes()
    again = write("alice", "goal", *words)
    assert "Nothing to change" in again.stdout
    assert sheet.read_bytes() == after
