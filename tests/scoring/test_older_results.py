"""Results of method 1: their inputs, sums and thresholds are verified, nothing is computed anew."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.files.trees import OverlayTree, Tree, WorkingTree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.scoring.counting import bounds
from perfgit.scoring.frozen import signed_off
from perfgit.site.views.goals import goal_views

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


def _really_closed() -> WorkingTree:
    return WorkingTree(Path(__file__).parents[1] / "data" / "method-1")


def test_results_that_method_1_really_gave_verify_and_are_told() -> None:
    """Two people of a company closed before method 2: their files still speak format 1."""
    tree = _really_closed()
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


def _pages(tree: Tree, person: str) -> dict[str, tuple[object, float | None]]:
    """Value and progress of the key results of a person, as pages and tables tell them to everybody."""
    company = Company(tree)
    dossier = company.dossier("2026-h1", f"people/{person}")
    cycle = company.cycles["2026-h1"].data
    assert cycle
    visibility = Visibility(company.policy.site)
    today = dt.date(2026, 8, 1)
    views = goal_views(
        visibility.shown(dossier),
        cycle,
        bounds(company, dossier, today),
        today,
        visibility.counted(dossier, cycle, today),
    )
    return {
        f"{goal.ref.goal}/{one.id}": (
            one.value,
            None if one.progress is None else float(one.progress),
        )
        for goal in views
        for one in goal.key_results
    }


def test_pages_tell_what_method_1_gave() -> None:
    """At most 1 lost, and 2 were: 1 / 2 = 0.5 by method 1, nothing by method 2 (twice the bound)."""
    told = _pages(_really_closed(), "jurgen")
    assert told["key-accounts/lost"] == (2, 0.5)
    # 0.5911: as both methods give it
    assert told["key-accounts/upsell"] == (380_000, pytest.approx(0.591111, abs=1e-6))


def test_pages_tell_the_values_that_counted_by_method_1() -> None:
    """The manager gave no final value, and the person did: by method 1 that counted, above check-ins."""
    manager = "reviews/2026-h1/people/jurgen/manager.yml"
    review = "reviews/2026-h1/people/jurgen/self.yml"
    tree = _really_closed()
    without = re.sub(r"(?m)^ +final: .*\n", "", (tree.read(manager) or b"").decode())
    own = (tree.read(review) or b"").decode()
    changed = re.sub(r"lost: \d+", "lost: 4", own)
    assert own != changed
    over = OverlayTree(tree, {manager: without.encode(), review: changed.encode()})
    assert _pages(over, "jurgen")["key-accounts/lost"][0] == 4
