"""Conversations: read once, kept, and shown as far as the policy allows."""

from __future__ import annotations

import json
from pathlib import Path

from perfgit.company.discussions import FILE, about, load
from perfgit.files.layout import Layout
from tests.github.conftest import World
from tests.github.test_life import GOALS, lowered


def _with_talk(world: World) -> int:
    number, _ = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    world.run("github", "judge", number)
    world.call("bruno-lighthouse", "POST", f"issues/{number}/comments", {"body": "Why less?"})
    line = {"body": "Here.", "path": GOALS, "line": 3, "commit_id": "0" * 40}
    world.call("chen-lighthouse", "POST", f"pulls/{number}/comments", line)
    world.approve("bruno-lighthouse", number)
    return number


def test_who_said_what(world: World) -> None:
    number = _with_talk(world)
    world.run("discussions", today=None)
    found = load(world.gate)
    assert found
    one = found.pulls[0]
    assert (one.number, one.state, one.by, one.paths) == (number, "open", "alice-m", [GOALS])
    assert about(one, Layout()) == ["people/alice"]
    assert [(said.by, said.kind, said.text, said.opinion) for said in one.said] == [
        ("bruno-lighthouse", "comment", "Why less?", None),
        ("chen-lighthouse", "line", "Here.", None),
        ("bruno-lighthouse", "review", "So.", "approved"),
    ]
    assert "perfgit:approvals" not in (world.gate / FILE).read_text("utf-8")


def test_the_second_reading_costs_next_to_nothing(world: World) -> None:
    number = _with_talk(world)
    world.run("discussions", today=None)
    before = (world.gate / FILE).read_bytes()
    world.github.requests.clear()
    world.run("discussions", today=None)
    assert [path for _, path in world.github.requests] == ["/repos/lighthouse/performance/pulls"]
    assert world.github.not_modified == 1
    assert (world.gate / FILE).read_bytes() == before

    world.call("alice-m", "POST", f"issues/{number}/comments", {"body": "Two countries moved."})
    world.run("discussions", today=None)
    found = load(world.gate)
    assert found
    assert found.pulls[0].said[-1].text == "Two countries moved."


def test_deleted_accounts_and_many_pages(world: World) -> None:
    number = _with_talk(world)
    for count in range(120):
        world.call("mallory", "POST", f"issues/{number}/comments", {"body": f"Number {count}"})
    world.github.deleted.add("mallory")
    world.run("discussions", today=None)
    found = load(world.gate)
    assert found
    by_nobody = [one for one in found.pulls[0].said if one.by is None]
    assert [one.text for one in by_nobody] == [f"Number {count}" for count in range(120)]


def test_without_network_the_old_ones_stay(world: World) -> None:
    _with_talk(world)
    world.run("discussions", today=None)
    before = (world.gate / FILE).read_bytes()
    nowhere = {"GITHUB_API_URL": "http://127.0.0.1:9"}
    said = world.run("discussions", today=None, expect=2, **nowhere)
    assert "did not answer" in said.stderr
    assert (world.gate / FILE).read_bytes() == before


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    (tmp_path / ".perfgit").mkdir()
    for text in ("", "[", "{}", json.dumps({"version": 2}), '{"version": 1, "pulls": 3}'):
        (tmp_path / FILE).write_text(text)
        assert load(tmp_path) is None
