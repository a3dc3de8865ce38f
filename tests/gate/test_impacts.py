"""What a change of strategy, or of a goal that others support, touches: in the gate's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from perfgit.gate.summary import markdown
from tests.gate.world import World, judged, make_world

STRATEGY = "goals/strategy.yml"
COMPANY = "goals/2026-h2/company/goals.yml"
ALICE = "goals/2026-h2/people/alice/goals.yml"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("impacts") / "repository")


def _touched(world: World, head: dict[str, Any]) -> list[tuple[str, set[str]]]:
    """What is said to change, and the goals below it."""
    verdict = judged(world, {"today": "2026-09-01", "head": head})
    return [(one.change.what, {str(goal.ref) for goal in one.touched}) for one in verdict.impacts]


def test_an_objective_touches_all_below_it(world: World) -> None:
    found = _touched(world, {STRATEGY: [["First in the north", "First in the whole north"]]})
    assert len(found) == 1
    what, goals = found[0]
    assert what == '"First in the north" is changed'
    assert {goal.rpartition("/")[0] for goal in goals} == {
        "company",
        "teams/sales",
        "people/alice",
        "people/bruno",
        "people/greta",
    }


def test_a_declared_change_is_told_once_with_its_day(world: World) -> None:
    head = {
        STRATEGY: [
            ["First in the north", "First in the whole north"],
            [
                "vision:",
                "changes: [{on: 2026-08-30, what: North comes first., objectives: [north]}]\nvision:",
            ],
        ]
    }
    verdict = judged(world, {"today": "2026-09-01", "head": head})
    assert [one.change.what for one in verdict.impacts] == ["North comes first."]
    assert str(verdict.impacts[0].change.on) == "2026-08-30"


def test_a_company_goal_touches_those_who_support_it(world: World) -> None:
    found = _touched(world, {COMPANY: [["title: ", "title: Again, "]]})
    assert len(found) == 1
    owners = {goal.rpartition("/")[0] for goal in found[0][1]}
    assert owners == {"teams/sales", "people/alice", "people/bruno"}


def test_nobody_depends_on_a_persons_goal(world: World) -> None:
    verdict = judged(world, {"today": "2026-07-01", "head": {ALICE: [["title: ", "title: New "]]}})
    assert verdict.changes
    assert verdict.impacts == ()
    assert "depends on this" not in markdown(verdict)


def test_the_manager_reads_who_is_touched_and_how_much(world: World) -> None:
    evil = "North <img src=x onerror=alert(1)> [first](javascript:x)"
    head = {STRATEGY: [["First in the north", "First in the whole north"]]}
    text = markdown(judged(world, {"today": "2026-09-01", "head": head}))
    assert "What depends on this, and may have to be agreed again" in text
    assert "Alice Martin (100.0 %)" in text
    head = {STRATEGY: [["First in the north", evil]]}
    verdict = judged(
        world, {"today": "2026-09-01", "head": {**head, COMPANY: [["title: ", f"title: {evil} "]]}}
    )
    assert len(verdict.impacts) == 2
    assert "<img" not in markdown(verdict)
    assert "[first](" not in markdown(verdict)


def test_the_same_goals_in_json(world: World) -> None:
    head = {COMPANY: [["title: ", "title: Again, "]]}
    found = judged(world, {"today": "2026-09-01", "head": head}).as_json()["impacts"]
    assert [one["of"] for one in found] == [["company/north-first"]]
    assert found[0]["owners"]["people/alice"] > 0
    assert {"owner", "goal", "title", "share", "through", "settled"} == set(found[0]["goals"][0])


def test_a_sheet_that_cannot_be_read_says_nothing(world: World) -> None:
    found = _touched(world, {COMPANY: [["title: ", "title: Again, "]], ALICE: "goals: [\n"})
    owners = {goal.rpartition("/")[0] for goal in found[0][1]}
    assert owners == {"teams/sales", "people/bruno"}
