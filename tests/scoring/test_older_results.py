"""Results of method 1: their inputs, sums and thresholds are verified, nothing is computed anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.scoring.frozen import signed_off

RESULT = "reviews/2026-h1/people/alice/result.yml"
CLOSING = "reviews/2026-h1/closing.yml"  # method 1 knew none


def changed(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """What `check` says of Alice's result of method 1 after changes of its text."""
    text = (base_tree().read(RESULT) or b"").decode()
    for old, new in (("method: 2", "method: 1"), *pairs):
        assert old in text
        text = text.replace(old, new)
    found = check(OverlayTree(base_tree(), {RESULT: text.encode(), CLOSING: None})).problems
    return [(one.rule, ".".join(map(str, one.at))) for one in found]


def test_an_older_result_verifies() -> None:
    assert changed() == []


def test_results_that_method_1_really_gave_verify_and_are_told() -> None:
    """Two people of a company closed before method 2: their files still speak format 1."""
    tree = WorkingTree(Path(__file__).parents[1] / "data" / "method-1")
    assert [one for one in check(tree).problems if one.severity == "error"] == []
    company = Company(tree)
    told = {}
    for person in ("alice", "jurgen"):
        frozen = signed_off(company, company.dossier("2026-h1", f"people/{person}"))
        assert frozen
        told[person] = (str(frozen.rounded_score), frozen.computed_rating, frozen.rating)
    assert told == {"alice": ("0.97", 4, 4), "jurgen": ("0.59", 2, 3)}  # his appeal was granted


def test_another_way_of_computing_does_not_move_it() -> None:
    """0.7 x 0.95 + 0.3 x 1.025 = 0.665 + 0.3075 = 0.9725: 0.97, which earns the 4 from 0.95."""
    assert not changed(
        ('value: "1.000000", weight: "0.700000", points: "0.700000"',
         'value: "0.950000", weight: "0.700000", points: "0.665000"'),
        ('score: "1.01"', 'score: "0.97"'),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('points: "0.307500"', 'points: "0.300000"', "lines.1"),
        ('score: "1.01"', 'score: "1.02"', "score"),
        ("computed_rating: 4", "computed_rating: 5", "computed_rating"),
        ("\nrating: 4", "\nrating: 5", "rating"),
    ],
)
def test_one_that_contradicts_itself_does_not(old: str, new: str, field: str) -> None:
    assert changed((old, new)) == [("frozen-result", field)]


def test_a_changed_input_is_found() -> None:
    manager = "reviews/2026-h1/people/alice/manager.yml"
    raw = (base_tree().read(manager) or b"") + b"# said later\n"
    old = (base_tree().read(RESULT) or b"").replace(b"method: 2", b"method: 1")
    found = check(OverlayTree(base_tree(), {RESULT: old, CLOSING: None, manager: raw})).problems
    assert [one.rule for one in found] == ["frozen-result"]
