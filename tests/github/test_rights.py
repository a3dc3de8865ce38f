"""The stand-in's rights and events against what others have written down of GitHub's."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from perfgit.github.errors import ForgeError
from perfgit.github.events import issue_of, read_event
from tests import ROOT
from tests.github.conftest import World
from tests.github.contract import BEYOND, contract
from tests.github.rights import CORRECTIONS, LISTED, TALK, Right, needed, plain

NPM = ROOT / ".venv/npm"
PACKAGES = {"app-permissions": "2.1.0", "webhooks-examples": "7.6.1"}
"""MIT; data that is installed, never committed (`.ci/run` does)."""


@cache
def octokit(name: str) -> Path:
    """A package of GitHub's that holds data."""
    folder = NPM / f"node_modules/@octokit/{name}"
    if not folder.is_dir():
        npm = shutil.which("npm")
        if not npm:
            pytest.skip(f"@octokit/{name} is not installed, and neither is npm")
        wanted = f"@octokit/{name}@{PACKAGES[name]}"
        subprocess.run([npm, "install", "--silent", f"--prefix={NPM}", wanted], check=True)
    return folder


@pytest.fixture(scope="module")
def listed() -> dict[str, set[Right]]:
    """Of each call the rights of which one is enough, as the package has them."""
    path = octokit("app-permissions") / "generated/api.github.com.json"
    found: dict[str, set[Right]] = {}
    for name, levels in json.loads(path.read_text("utf-8"))["permissions"].items():
        for level in ("read", "write"):
            for call in levels.get(level, ()):
                found.setdefault(plain(call), set()).add(Right(name, level))
    return found


def test_rights_are_those_that_are_listed(listed: dict[str, set[Right]]) -> None:
    for call, needs in LISTED.items():
        assert set(needs) <= listed[plain(call)], call
    for call, level in TALK.items():
        for name in ("issues", "pull_requests"):
            # the list does not know that changing a pull request as an issue needs the same
            assert Right(name, level) in listed[plain(call)], call


def test_each_correction_is_still_one(listed: dict[str, set[Right]]) -> None:
    for call, needs in CORRECTIONS.items():
        assert set(needs) != listed.get(plain(call), set()), call


def test_every_call_that_is_described_has_its_right() -> None:
    for pattern, operations in contract().raw["paths"].items():
        for method in operations:
            needed(method.upper(), pattern, pull=False)
    for method, pattern in BEYOND:
        needed(method, pattern, pull=True)
    with pytest.raises(AssertionError, match="not known"):
        needed("GET", "/repos/{owner}/{repo}/secrets", pull=False)


@pytest.fixture(scope="module")
def examples() -> dict[str, list[dict[str, Any]]]:
    """Events as GitHub has sent them."""
    path = octokit("webhooks-examples") / "api.github.com/index.json"
    return {one["name"]: one["examples"] for one in json.loads(path.read_text("utf-8"))}


def test_events_of_the_stand_in_look_like_githubs(
    world: World, examples: dict[str, list[dict[str, Any]]]
) -> None:
    number, _ = world.propose("alice-m", "x", {"README.md": "x\n"})
    world.approve("bruno-lighthouse", number)
    world.call("alice-m", "POST", "issues", {"title": "x", "body": "x"})
    names = {event.name for event in world.github.events}
    assert names == {
        "push", "pull_request", "pull_request_target", "pull_request_review", "issues",
    }  # fmt: skip
    for event in world.github.events:
        known = examples[event.name.removesuffix("_target")]
        for place in _places(event.payload):
            assert any(_at(example, place) for example in known), (event.name, place)


def _places(payload: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(payload, dict):
        for key, value in payload.items():
            yield (*at, key)
            yield from _places(value, (*at, key))


def _at(payload: Any, place: tuple[str, ...]) -> bool:
    for key in place:
        if not isinstance(payload, dict) or key not in payload:
            return False
        payload = payload[key]
    return True


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("pull_request", read_event),
        ("pull_request_review", read_event),
        ("workflow_run", read_event),
        ("push", read_event),
        ("issues", issue_of),
    ],
)
def test_githubs_own_events_are_read(
    tmp_path: Path,
    examples: dict[str, list[dict[str, Any]]],
    name: str,
    read: Callable[[Path], object],
) -> None:
    for number, event in enumerate(examples[name]):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps(event), "utf-8")
        try:
            assert read(path)
        except ForgeError as error:
            pytest.fail(f"{name} {number}: {error.message}")
