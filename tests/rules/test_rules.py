"""Every rule has documentation, a good example without problems, and a bad one with its own."""

from __future__ import annotations

import pytest

from perfgit.rules.engine import check
from perfgit.rules.examples import FOLDER, base_tree, day_of, examples_of, tree_of
from perfgit.rules.registry import RULES

NAMES = [rule.name for rule in RULES]


def test_the_base_company_is_in_order() -> None:
    assert check(base_tree()).problems == ()


def test_every_rule_has_an_example_and_every_example_a_rule() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()} - {"base", "empty"}
    assert folders == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_bad_example_gives_its_own_rule_at_the_right_place_and_nothing_else(name: str) -> None:
    expected = (FOLDER / name / "bad" / "expect.txt").read_text().strip()
    found = check(tree_of(name, "bad"), today=day_of(name, "bad")).problems
    assert [f"{one.rule} {one.file}:{one.line}:{one.column}" for one in found] == [
        f"{name} {expected}"
    ]
    rule = next(rule for rule in RULES if rule.name == name)
    assert found[0].severity == rule.severity
    assert found[0].message.endswith((".", ")"))
    assert found[0].help, "a problem says what to do"


@pytest.mark.parametrize("name", NAMES)
def test_good_example_is_in_order(name: str) -> None:
    assert check(tree_of(name, "good"), today=day_of(name, "good")).problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_documentation_says_what_and_why(name: str) -> None:
    rule = next(rule for rule in RULES if rule.name == name)
    assert len(rule.doc) > 60
    assert rule.summary.endswith((".", ")"))
    assert examples_of(name, "bad")
    assert examples_of(name, "good")
