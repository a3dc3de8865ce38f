"""`perfgit gate` as people and programs call it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.gate.world import World, commit, make_world

ALICE = "goals/2026-h2/people/alice/goals.yml"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("command") / "repository")


@pytest.fixture(scope="module")
def head(world: World) -> str:
    return commit(world.folder, world.base, {ALICE: [["at_most: 2.5", "at_most: 2.6"]]})


def _gate(perfgit: Run, world: World, head: str, *arguments: object) -> Any:
    revisions = ("--base", world.base, "--head", head, "--today", "2026-07-01")
    return perfgit("gate", *revisions, "--root", world.folder, *arguments)


def test_the_contract(perfgit: Run, world: World, head: str) -> None:
    waiting = _gate(perfgit, world, head, "--author", "alice-h", "--format", "json")
    assert waiting.returncode == 1
    said = json.loads(waiting.stdout)
    assert said["version"] == 1
    assert said["verdict"] == "waiting"
    change = {
        "path": ALICE,
        "line": 14,
        "change": 'at_most of "Customer churn" raised from 2.5 to 2.6 percent',
        "who": "alice",
        "of": "people/alice",
        "row": "goals-in-planning",
        "verdict": "waiting",
        "needs": ["bruno-h"],
        "also": [],
        "approved": [],
        "message": "bruno-h has to approve it.",
        "help": "",
    }
    assert said["changes"] == [change]
    assert said["waiting_for"] == [["bruno-h"]]


def test_approved(perfgit: Run, world: World, head: str) -> None:
    options = ("--author", "alice-h", "--approved", f"chen-h@{head}")
    approved = _gate(perfgit, world, head, *options, "--approved", f"bruno-h@{head}")
    assert approved.returncode == 0
    assert "Allowed." in approved.stdout
    stale = _gate(perfgit, world, head, *options, "--approved", f"bruno-h@{world.base}")
    assert stale.returncode == 1
    assert "an earlier revision" in stale.stdout


def test_a_file_with_everything(perfgit: Run, world: World, head: str, tmp_path: Path) -> None:
    bruno = {"by": {"login": "renamed", "id": 107}, "state": "approved", "commit": head}
    data = {"version": 1, "author": {"login": "alice-h", "id": 108}, "opinions": [bruno]}
    (tmp_path / "pr.json").write_text(json.dumps(data))
    done = _gate(perfgit, world, head, "--pr", tmp_path / "pr.json", "--format", "markdown")
    assert done.returncode == 0
    assert "approved by `renamed`" in done.stdout


def test_people_instead_of_accounts(perfgit: Run, world: World, head: str) -> None:
    # Alice proposes and her manager Bruno approves, named as persons, as logins, or mixed.
    for author in ("alice-h", "person:alice"):
        for bruno in ("bruno-h", "person:bruno"):
            given = ("--author", author, "--approved", f"{bruno}@{head}")
            assert _gate(perfgit, world, head, *given).returncode == 0, given
    # An approval of her own counts in no spelling, nor does a login that happens to be an id.
    for author, approved in (
        ("alice-h", "person:alice"),
        ("person:alice", "alice-h"),
        ("person:alice", "person:alice"),
        ("person:alice", "bruno"),
        ("alice-h", "person:bruno-h"),
        ("alice", "person:bruno"),
        ("person:alice-h", "person:bruno"),
    ):
        given = ("--author", author, "--approved", f"{approved}@{head}")
        assert _gate(perfgit, world, head, *given).returncode == 1, given


def test_people_in_a_file(perfgit: Run, world: World, head: str, tmp_path: Path) -> None:
    def verdict(**opinion: object) -> tuple[int, str]:
        data = {"author": {"person": "alice"}, "opinions": [{"commit": head, **opinion}]}
        (tmp_path / "pr.json").write_text(json.dumps(data))
        done = _gate(perfgit, world, head, "--pr", tmp_path / "pr.json")
        return done.returncode, done.stdout

    assert verdict(by={"person": "bruno"})[0] == 0
    assert (
        "bruno asks for changes." in verdict(by={"person": "bruno"}, state="changes_requested")[1]
    )
    data = {"author": {"login": "alice-h", "person": "alice"}}
    (tmp_path / "pr.json").write_text(json.dumps(data))
    assert _gate(perfgit, world, head, "--pr", tmp_path / "pr.json").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--author", "person:No body"), "does not fit"),
        (("--author", "person:alice", "--approved", "person:@abc"), "does not fit"),
        ((), "Say who proposes it"),
        (("--author", "alice-h", "--pr", "x.json"), "Say who proposes it"),
        (("--pr", "nothing.json"), "cannot be read"),
        (("--author", "alice-h", "--approved", "bruno-h"), "on which revision"),
        (("--author", "alice-h", "--approved", "bruno-h@abc"), "does not fit"),
        (("--author", "a b"), "does not fit"),
    ],
)
def test_wrong_usage(
    perfgit: Run, world: World, head: str, arguments: tuple[str, ...], said: str
) -> None:
    done = _gate(perfgit, world, head, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text", ["", "[]", '{"author": 1}', '{"author": {"login": "x\\u0000"}}', '{"x": 1}', "\xff"]
)
def test_a_description_that_does_not_fit(
    perfgit: Run, world: World, head: str, tmp_path: Path, text: str
) -> None:
    (tmp_path / "pr.json").write_bytes(text.encode("latin-1"))
    done = _gate(perfgit, world, head, "--pr", tmp_path / "pr.json")
    assert done.returncode == 2
    assert "does not fit" in done.stderr


def test_nothing_that_moves_a_terminal(perfgit: Run, world: World) -> None:
    head = commit(
        world.folder, world.base, {"docs/\x1b[2J.md": "x", ALICE: [["ARR", "\\e[31mARR"]]}
    )
    done = _gate(perfgit, world, head, "--author", "alice-h\x1b[2J".replace("\x1b", "~"))
    assert done.returncode == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", done.stdout)
