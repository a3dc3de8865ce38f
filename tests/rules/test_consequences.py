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


def unaligned(sheets: dict[str, str]) -> list[tuple[str, str]]:
    """What is said of a company that has only these goals in 2026-h2."""
    changes: dict[str, bytes | None] = {
        path: None
        for path in FILES
        if path.startswith(("goals/2026-h2/", "reviews/")) or path == "goals/strategy.yml"
    }
    for owner, goals in sheets.items():
        changes[f"goals/2026-h2/{owner}/goals.yml"] = f"goals: [{goals}]".encode()
    found = check(OverlayTree(base_tree(), changes)).problems
    return [
        (one.message, one.file)
        for one in found
        if one.rule == "unaligned-goal" and "2026-h2" in one.file
    ]


def goals_of(count: int, more: str = "") -> str:
    each = [f"{{id: g{n}, title: G, measure: {{kind: yes_no}}{more}}}" for n in range(count)]
    return ", ".join(each)


def test_where_nothing_supports_anything_that_is_one_sentence() -> None:
    """641 goals of one company, of which each said so: here 5 + 2 of two owners."""
    found = unaligned({"company": goals_of(5), "people/alice": goals_of(2)})
    assert [file for _, file in found] == ["goals/2026-h2/company/goals.yml"]
    assert found[0][0].startswith("No goal of 2026-h2 supports anything. (6 more places: ")


def test_where_one_does_the_others_are_told_one_by_one() -> None:
    some = {"company": goals_of(5), "people/alice": goals_of(1, ", supports: [company/g0]")}
    assert len(unaligned(some)) == 5
    assert len(unaligned({"company": goals_of(3)})) == 3  # a few are
