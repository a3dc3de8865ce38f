"""Whose scores new rules move, and by how much: said where they are approved."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from perfgit.gate.summary import markdown
from perfgit.gate.verdict import Verdict
from tests.gate.world import World, judged, make_world

WHY = "changes: [{on: 2026-12-20, what: Other weights., why: It was too kind.}]\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("moves") / "repository")


def _judged(world: World, head: dict[str, Any]) -> Verdict:
    return judged(world, {"author": "mei-h", "today": "2026-12-20", "head": head}, check=False)


def test_a_higher_threshold_moves_a_rating(world: World) -> None:
    """3 is now earned from 1.15 on, and goals reached at about 1 give less: her rating falls to 2."""
    scale = (
        "scale:\n"
        "  - {value: 1, label: A, from: 0}\n"
        "  - {value: 2, label: B, from: 0.5}\n"
        "  - {value: 3, label: C, from: 1.15}\n"
        "  - {value: 4, label: D, from: 1.17}\n"
        "  - {value: 5, label: E, from: 1.19}\n"
    )
    verdict = _judged(world, {"org/policy.yml": {"append": scale + WHY}})
    assert [(one.owner, one.cycle, one.rating[1]) for one in verdict.moves] == [
        ("people/alice", "2026-h2", 2)
    ]
    text = markdown(verdict)
    assert "This moves the score of 1 person" in text
    assert "Alice Martin (2026-h2)" in text
    assert verdict.as_json()["moves"][0]["owner"] == "people/alice"


def test_other_weights_move_a_score(world: World) -> None:
    """Goals 70 and competencies 30 become 0 and 100: the score becomes that of the competencies."""
    parts = "result: {parts: {goals: 0, competencies: 100}}\n"
    verdict = _judged(world, {"org/policy.yml": {"append": parts + WHY}})
    (move,) = verdict.moves
    assert move.score[0] != move.score[1]
    assert move.by == abs((move.score[1] or Decimal(0)) - (move.score[0] or Decimal(0)))


def test_what_moves_nobody_is_silent(world: World) -> None:
    verdict = _judged(world, {"org/policy.yml": {"append": "reminders: {days: [friday]}\n"}})
    assert verdict.moves == ()
    assert "This moves" not in markdown(verdict)
