"""CODEOWNERS at GitHub: who is asked by it is who the gate waits for."""

from __future__ import annotations

import pytest

from tests.github.codeowners import owners
from tests.github.conftest import World
from tests.github.test_life import GOALS, lowered


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("* @a\n", "x/y.yml", ["a"]),
        ("* @a\n/x/ @b\n", "x/y.yml", ["b"]),
        ("/x/ @b\n* @a\n", "x/y.yml", ["a"]),
        ("* @a\n/x/\n", "x/y.yml", []),
        ("/x/* @a\n", "x/y/z.yml", []),
        ("/x/* @a\n", "x/y.yml", ["a"]),
        ("x/ @a\n", "deep/x/y.yml", ["a"]),
        ("/*/*/people/alice/ @a\n", GOALS, ["a"]),
        ("/*/*/people/alice/ @a\n", "goals/2026-h2/people/alicia/goals.yml", []),
        ("**/manager.yml @a # said\n", "reviews/x/people/y/manager.yml", ["a"]),
    ],
)
def test_the_dialect(text: str, path: str, expected: list[str]) -> None:
    assert owners(text, path) == expected


def test_github_asks_whom_the_gate_waits_for(world: World) -> None:
    world.run("codeowners", today=None)
    world.git(world.gate, "add", ".github/CODEOWNERS")
    world.git(world.gate, "commit", "--quiet", "-m", "Owners")
    world.github.push("tomas-lighthouse", world.gate, "main")
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    pull = world.github.pulls[number]
    assert pull.requested == ["bruno-lighthouse"]
    world.run("github", "judge", number)
    assert pull.requested == ["bruno-lighthouse"]
    assert world.status(head) == "pending"
    world.approve("bruno-lighthouse", number)
    world.run("github", "judge", number)
    assert world.status(head) == "success"
