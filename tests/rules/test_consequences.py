"""One mistake gives one problem, whatever hangs on it."""

from __future__ import annotations

import pytest

from perfgit.files.trees import OverlayTree, walk
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree

FILES = [path for top in ("org", "goals", "reviews") for path in walk(base_tree(), top)]


def found_after(changes: dict[str, bytes | None]) -> list[tuple[str, str]]:
    return [(one.rule, one.file) for one in check(OverlayTree(base_tree(), changes)).problems]


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_cannot_be_read_is_the_only_problem(path: str) -> None:
    for raw in (b"a: [\n", b"\xff\n", b"- 1\n", b"&a x\n", b"nobody: knows\n"):
        found = found_after({path: raw})
        assert {file for _, file in found} == {path}, (raw, found)
        assert len(found) <= 2


@pytest.mark.parametrize("path", FILES)
def test_an_empty_file_is_the_only_problem(path: str) -> None:
    assert found_after({path: b""}) == [("schema", path)]


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_is_missing_has_one_problem_at_most_for_each_thing_that_names_it(
    path: str,
) -> None:
    found = found_after({path: None})
    assert len(found) <= 3, found
    assert all(rule != "unknown-file" for rule, _ in found)


@pytest.mark.parametrize("name", ["alice", "bruno", "chen", "dana", "greta", "mei"])
def test_a_person_who_is_missing_is_one_problem(name: str) -> None:
    found = [rule for rule, _ in found_after({f"org/people/{name}.yml": None})]
    assert found.count("unknown-person") == 1
    assert set(found) <= {"unknown-person", "several-heads"}, found
