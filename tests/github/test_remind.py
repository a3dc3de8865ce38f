"""`perfgit remind`: one issue per person, edited in place, closed when nothing is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.github.remind import LABEL, LONGEST, body_of, is_due
from perfgit.model.policy import Reminders
from perfgit.todo.due import due
from perfgit.todo.item import Item
from tests.github.conftest import ROOT, World
from tests.github.standin import Fault

DAY = "2026-11-23"  # a Monday


def issues(world: World) -> dict[str, str]:
    """State by person."""
    return {
        (one.body or "").partition("todo:")[2].partition(" ")[0]: one.state
        for one in world.github.issues.values()
    }


def test_everybody_who_has_something_due_gets_one_issue(world: World) -> None:
    world.run("remind", today=DAY)
    company = Company(WorkingTree(ROOT))
    waiting = {one.who for one in due(company, dt.date.fromisoformat(DAY))}
    assert issues(world) == dict.fromkeys(waiting, "open")
    jurgen = next(one for one in world.github.issues.values() if "Jürgen" in one.title)
    assert jurgen.labels == [LABEL]
    assert "perfgit goal edit tender" in (jurgen.body or "")
    bruno = next(one for one in world.github.issues.values() if "Bruno" in one.title)
    assert bruno.assignees == ["bruno-lighthouse"]


def test_running_again_changes_nothing(world: World) -> None:
    world.run("remind", today=DAY)
    before = {number: vars(one).copy() for number, one in world.github.issues.items()}
    world.run("remind", today=DAY)
    assert {number: vars(one) for number, one in world.github.issues.items()} == before


def test_what_is_done_goes_and_the_issue_closes_and_opens_again(world: World) -> None:
    world.run("remind", today=DAY)
    numbers = set(world.github.issues)
    path = world.gate / "goals/2026-h2/people/ruth/checkins/2026-11-22.yml"
    path.write_text(
        "obstacles:\n  - id: customs-view\n    what: W.\n    needs: tool\n"
        "    answer: {status: granted, by: erik, on: 2026-11-22}\n"
    )
    world.run("remind", today=DAY)
    assert issues(world)["erik"] == "closed"
    path.unlink()
    world.run("remind", today=DAY)
    assert issues(world)["erik"] == "open"
    assert set(world.github.issues) == numbers, "never a second one"


def test_only_on_the_days_of_the_policy(world: World) -> None:
    said = world.run("remind", today="2026-11-24")
    assert "no day for reminders" in said.stdout and not world.github.issues
    assert "bruno" in world.run("remind", "--now", "--dry-run", today="2026-11-24").stdout
    assert not world.github.issues
    world.run("remind", "--now", today="2026-11-24")
    assert world.github.issues


def test_quiet_days() -> None:
    monday = dt.date(2026, 12, 28)
    assert is_due(Reminders(), monday)
    assert not is_due(Reminders(quiet=[monday]), monday)
    assert not is_due(Reminders(days=[]), monday)
    week = Reminders(days=["friday", "monday"])
    assert [is_due(week, monday + dt.timedelta(days=n)) for n in range(7)].count(True) == 2


def test_words_of_insiders_are_not_obeyed_in_issues(world: World) -> None:
    path = world.gate / "goals/2026-h2/people/ruth/checkins/2026-11-22.yml"
    path.write_text(
        "obstacles:\n  - id: a\n    needs: help\n"
        "    what: '@everyone see [x](javascript:alert(1)) <img src=x> #1 -->'\n"
    )
    world.run("remind", today=DAY)
    erik = next(one for one in world.github.issues.values() if "Erik" in one.title)
    body = erik.body or ""
    assert "@everyone" not in body and "](javascript" not in body
    assert "<img" not in body and body.count("-->") == 1


def test_somebody_elses_issue_with_our_label_is_left_alone(world: World) -> None:
    world.call("mallory", "POST", "issues", {"title": "Mine", "body": "x", "labels": [LABEL]})
    world.run("remind", today=DAY)
    assert world.github.issues[1].body == "x" and world.github.issues[1].state == "open"


def test_a_forged_list_is_not_taken_for_ours(world: World) -> None:
    """Mallory's issue with our mark stays Mallory's; Erik gets one that only we can edit."""
    forged = {"title": "x", "body": "<!-- perfgit:todo:erik -->\nNothing.", "labels": [LABEL]}
    world.call("mallory", "POST", "issues", forged)
    world.run("remind", today=DAY)
    assert world.github.issues[1].body == forged["body"]
    assert sum("todo:erik" in (one.body or "") for one in world.github.issues.values()) == 2


@pytest.mark.parametrize("kind", ["500", "half", "lost", "malformed"])
@pytest.mark.parametrize("nth", [0, 3])
def test_a_fault_leaves_nothing_doubled(
    world: World, kind: str, nth: int, git: Callable[..., str]
) -> None:
    world.github.faults.append(Fault(kind, nth, method="POST", path=r"/issues$"))
    done = world.run("remind", today=DAY)
    world.run("remind", today=DAY)
    people = [
        (one.body or "").splitlines()[0]
        for one in world.github.issues.values()
        if one.state == "open"
    ]
    assert len(people) == len(set(people)), done.stdout
    company = Company(WorkingTree(ROOT))
    assert len(people) == len({one.who for one in due(company, dt.date.fromisoformat(DAY))})


def test_a_long_list_stays_within_githubs_bounds() -> None:
    company = Company(WorkingTree(ROOT))
    day = dt.date(2026, 1, 1)
    one = Item("check-in", "alice", "people/alice", "2026-h2", day, day, "字" * 900, "c", "p")
    text = body_of(company, "alice", [one] * 5000, dt.date(2026, 2, 1))
    assert len(text) <= LONGEST
    assert text.startswith("<!-- perfgit:todo:alice -->")
    assert "perfgit todo alice" in text
