"""Half-years within their year: no overlap, support across, and the chain is followed through both."""

from __future__ import annotations

import datetime as dt

import pytest

from perfgit.company.company import Company, Ref
from perfgit.company.periods import around, before
from perfgit.files.trees import OverlayTree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.site.views.company import SiteView
from perfgit.site.views.figures import figures
from perfgit.site.views.strategy import branches, unaligned
from perfgit.todo.due import due

NOVEMBER = dt.date(2026, 11, 20)


def cycle(starts: str, ends: str, **more: str) -> str:
    """A cycle all of whose stages are as long as itself."""
    stage = f"{{opens: {starts}, closes: {ends}}}"
    stages = ", ".join(f"{name}: {stage}" for name in ("plan", "coach", "evaluate", "feedback"))
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    return f"title: T\nstarts: {starts}\nends: {ends}\nstages: {{{stages}}}\n{lines}"


def company(**files: str) -> Company:
    """2026-h1 (January to June) and 2026-h2 (July to December) are there."""
    return Company(OverlayTree(base_tree(), {path: text.encode() for path, text in files.items()}))


YEAR = {"org/cycles/2026.yml": cycle("2026-01-01", "2026-12-31")}


def overlaps(found: Company) -> list[str]:
    return [one.file for one in check(found.tree).problems if one.rule == "cycle-overlap"]


@pytest.mark.parametrize(
    ("starts", "ends", "files"),
    [
        ("2026-01-01", "2026-12-31", []),  # both half-years lie within
        ("2026-07-01", "2026-09-30", []),  # within the second
        ("2026-07-01", "2026-12-31", []),  # the same days, for other people
        ("2027-01-01", "2027-06-30", []),
        ("2026-12-01", "2027-05-31", ["org/cycles/x.yml"]),
        # begins before the first half-year ends, and ends after it: so the first reaches into it
        ("2026-06-01", "2026-12-31", ["org/cycles/x.yml"]),
        # reaches into the second, which begins later
        ("2026-03-01", "2026-08-31", ["org/cycles/2026-h2.yml", "org/cycles/x.yml"]),
    ],
)
def test_what_lies_within_a_longer_cycle_does_not_overlap(
    starts: str, ends: str, files: list[str]
) -> None:
    assert overlaps(company(**{"org/cycles/x.yml": cycle(starts, ends)})) == files


def test_what_lies_behind_a_year_is_still_compared() -> None:
    """A quarter that reaches from the first half-year into the second, though both lie in one year."""
    quarter = {"org/cycles/2026-q2.yml": cycle("2026-05-01", "2026-07-31")}
    assert overlaps(company(**YEAR, **quarter)) == [
        "org/cycles/2026-h2.yml",
        "org/cycles/2026-q2.yml",
    ]


def test_before_and_around() -> None:
    more = {
        "org/cycles/2025.yml": cycle("2025-01-01", "2025-12-31"),
        "org/cycles/2027.yml": cycle("2027-01-01", "2027-12-31"),
        "org/cycles/2027-h1.yml": cycle("2027-01-01", "2027-06-30"),
    }
    found = company(**YEAR, **more)
    assert around(found, "2026-h1") == around(found, "2026-h2") == ["2026"]
    assert around(found, "2026") == around(found, "nowhere") == []
    assert [before(found, id) for id in ("2026-h2", "2027-h1", "2027", "2026", "2025")] == [
        "2026-h1", "2026-h2", "2026", "2025", None,
    ]  # fmt: skip
    # with nothing of its length before it, the latest that was over
    assert before(found, "2026-h1") == "2025"


CHAIN = {
    **YEAR,
    "goals/2026/company/goals.yml": (
        "goals: [{id: grow, title: Grow, supports: [strategy/market-leader]}]\n"
    ),
    "goals/2026-h2/company/goals.yml": (
        "goals: [{id: emea-first, title: E, supports: ['2026:company/grow']},"
        " {id: alone, title: A}]\n"
    ),
    "goals/2026-h1/people/chen/goals.yml": (
        "goals: [{id: early, title: E, supports: ['2026:company/grow'], measure: {kind: yes_no}}]\n"
    ),
}
"""The half-year's goal of the company supports the year's, and that the strategy."""


def test_coverage_and_tree_follow_the_chain_through_the_year() -> None:
    site = SiteView(company(**CHAIN), NOVEMBER)
    assert site.cycle and site.cycle.id == "2026-h2"
    reached = {one.title: one for one in figures(site, site.cycle)}["Goals that serve the strategy"]
    left = {str(one.ref) for one in unaligned(site, site.cycle)}
    assert "company/alone" in left and "company/emea-first" not in left
    assert reached.of - reached.count == len(left)
    tree = next(one for one in branches(site, site.cycle) if one.objective.id == "market-leader")
    grow = next(one for one in tree.children if one.goal.ref.goal == "grow")
    # the goal of the first half-year lies below the year's too, and is no matter of the second
    assert [one.goal.ref for one in grow.children] == [Ref("2026-h2", "company", "emea-first")]
    in_year = branches(site, site.cycles["2026"])[0].children[0]
    assert {one.goal.ref.cycle for one in in_year.children} == {"2026-h1", "2026-h2"}


def test_an_objective_is_served_through_the_year() -> None:
    def unserved(found: Company) -> set[str]:
        rule = "unserved-objective"
        return {one.message for one in check(found.tree).problems if one.rule == rule}

    chain = {path: text for path, text in CHAIN.items() if "h1" not in path}
    alone = {
        "goals/2026-h2/teams/sales/goals.yml": "goals: []\n",
        "goals/2026-h2/people/alice/goals.yml": "goals: []\n",
        "goals/2026-h2/company/goals.yml": "goals: [{id: alone, title: A}]\n",
    }
    assert any('"market-leader"' in one for one in unserved(company(**alone)))
    found = unserved(company(**{**alone, **chain}))
    assert not any('"market-leader"' in one for one in found)


def test_a_year_of_the_company_alone_asks_nobody_twice() -> None:
    year = cycle("2026-01-01", "2026-12-31", who="{owners: [company]}")
    found = company(**{**CHAIN, "org/cycles/2026.yml": year})
    assert {one.owner for one in due(found, NOVEMBER) if one.cycle == "2026"} <= {"company"}
    asked = company(**CHAIN)
    assert "people/chen" in {one.owner for one in due(asked, NOVEMBER) if one.cycle == "2026"}


def test_the_year_and_its_last_half_are_both_followed() -> None:
    def prepared(found: Company) -> set[str]:
        day = dt.date(2026, 12, 20)
        return {one.cycle for one in due(found, day) if one.duty == "next-cycle"}

    assert prepared(company()) == {"2026-h2"}
    assert prepared(company(**YEAR)) == {"2026", "2026-h2"}
    half = {"org/cycles/2027-h1.yml": cycle("2027-01-01", "2027-06-30")}
    assert prepared(company(**half)) == set()
