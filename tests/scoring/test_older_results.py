"""Results of method 1: their inputs, sums and thresholds are verified, nothing is computed anew."""

from __future__ import annotations

import pytest

from perfgit.files.trees import OverlayTree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree

RESULT = "reviews/2026-h1/people/alice/result.yml"


def changed(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """What `check` says of Alice's result of method 1 after changes of its text."""
    text = (base_tree().read(RESULT) or b"").decode()
    for old, new in (("method: 2", "method: 1"), *pairs):
        assert old in text
        text = text.replace(old, new)
    found = check(OverlayTree(base_tree(), {RESULT: text.encode()})).problems
    return [(one.rule, ".".join(map(str, one.at))) for one in found]


def test_an_older_result_verifies() -> None:
    assert changed() == []


def test_another_way_of_computing_does_not_move_it() -> None:
    """0.7 x 0.9 + 0.3 x 0.95 = 0.63 + 0.285 = 0.915: 0.92, which earns a 3 below 0.95;
    the session moved it to 4."""
    assert not changed(
        ('value: "1.000000", weight: "0.700000", points: "0.700000"',
         'value: "0.900000", weight: "0.700000", points: "0.630000"'),
        ('score: "0.99"', 'score: "0.92"'),
        ("computed_rating: 4", "computed_rating: 3"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('points: "0.285000"', 'points: "0.300000"', "lines.1"),
        ('score: "0.99"', 'score: "1.00"', "score"),
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
    found = check(OverlayTree(base_tree(), {RESULT: old, manager: raw})).problems
    assert [one.rule for one in found] == ["frozen-result"]
