"""Hostile and honest pull requests, as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from perfgit.files.trees import WorkingTree
from perfgit.gate.verdict import Verdict
from perfgit.rules.engine import check
from tests.gate.world import COMPANY, World, cases, judged, make_world

HOSTILE, HONEST = cases("hostile"), cases("honest")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("gate") / "repository")


def test_the_company_is_in_order() -> None:
    assert check(WorkingTree(COMPANY)).errors == 0


def test_there_are_enough_of_each() -> None:
    assert len({case["name"] for case in HOSTILE}) == len(HOSTILE) >= 80
    assert len({case["name"] for case in HONEST}) == len(HONEST) >= 80


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case["name"])
def test_hostile(world: World, case: dict[str, Any]) -> None:
    verdict = judged(world, case)
    said = _said(verdict)
    assert verdict.verdict == case["verdict"], said
    if "needs" in case:
        assert case["needs"] in verdict.waiting_for, said
    assert case.get("says", "") in said, said
    for one in verdict.changes:
        assert one.verdict == "allowed" or one.message, one


@pytest.mark.parametrize("case", HONEST, ids=lambda case: case["name"])
def test_honest(world: World, case: dict[str, Any]) -> None:
    verdict = judged(world, case)
    assert verdict.verdict == "allowed", _said(verdict)
    if case.get("approved"):
        without = judged(world, {**case, "approved": ()})
        assert without.verdict == "waiting", _said(without)
        assert without.waiting_for


def _said(verdict: Verdict) -> str:
    lines = [f"{one.change}: {one.verdict}: {one.message} {one.help}" for one in verdict.changes]
    return "\n".join([*lines, *(f"{one.message} {one.help}" for one in verdict.problems)])
