"""What the Insights page tells: progress over time, teams in few rows, waiting times."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.company.company import Company
from perfgit.company.visibility import RatedIn, Visibility
from perfgit.files.trees import WorkingTree
from perfgit.model.policy import SiteVisibility
from perfgit.rules.examples import FOLDER, base_tree
from perfgit.site.build.build import build
from perfgit.site.pages.insights import insights_page
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.views.cards import Directory, TeamCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.divisions import divisions
from perfgit.site.views.insights import FRESH, LATE, NEVER, OLD, insights
from perfgit.site.views.results import results
from perfgit.site.views.support import support
from perfgit.site.views.trend import days_of, progress_over_time
from tests import ROOT

START, END = dt.date(2026, 7, 1), dt.date(2026, 12, 31)
SHEET = """goals:
  - id: one
    title: One
    supports: [strategy/market-leader]
    weight: 60
    key_results:
      - {id: a, title: A, measure: {kind: number, baseline: 0, target: 100}}
  - id: two
    title: Two
    weight: 40
    key_results:
      - {id: b, title: B, measure: {kind: number, baseline: 0, target: 10}}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = tmp_path / "company"
    shutil.copytree(FOLDER / "base", root)
    shutil.rmtree(root / "goals/2026-h2")
    folder = root / "goals/2026-h2/people"
    for person in ("alice", "bruno", "chen", "dana"):
        (folder / person / "checkins").mkdir(parents=True)
        (folder / person / "goals.yml").write_text(SHEET)
    return root


def check_in(root: Path, person: str, day: str, text: str) -> None:
    (root / f"goals/2026-h2/people/{person}/checkins/{day}.yml").write_text(text)


def view(root: Path, today: dt.date) -> SiteView:
    return SiteView(Company(WorkingTree(root)), today)


@given(st.dates(START - dt.timedelta(400), END + dt.timedelta(400)), st.integers(0, 400))
def test_days_of_a_line_are_in_the_cycle_and_not_in_the_future(until, length):
    last = START + dt.timedelta(length)
    found = days_of(START, last, until)
    days = [day for _, day in found]
    assert days == sorted(set(days))
    assert all(START <= day <= min(last, until) for day in days)
    assert all(0 <= share <= 1 for share, _ in found)
    assert bool(found) == (until >= START)
    if START <= until <= last:
        assert days[-1] == until


def test_progress_counts_every_goal_alike_from_its_first_value(small: Path) -> None:
    check_in(small, "alice", "2026-08-01", "values: {one/a: 40}")
    check_in(small, "bruno", "2026-09-01", "values: {one/a: 250, two/b: -5}")
    site = view(small, END)
    assert site.cycle
    points = dict(progress_over_time(site.cycle))
    ends = [reached for _, reached in sorted(points.items())]
    assert ends[0] == 0
    # eight goals: 40 % of one, and one that cannot count above 100 %; below zero counts as zero
    assert ends[-1] == Fraction(140, 800)
    assert ends == sorted(ends)
    assert not progress_over_time(view(small, dt.date(2026, 7, 15)).cycle)  # type: ignore[arg-type]


def test_requests_and_how_long_they_waited(small: Path) -> None:
    asked = "obstacles: [{{id: {id}, what: W, needs: {needs}{more}}}]"
    done = ", answer: {{status: granted, by: mei, on: {day}}}"
    check_in(
        small,
        "alice",
        "2026-08-01",
        asked.format(id="a", needs="tool", more=done.format(day="2026-08-08")),
    )
    check_in(
        small,
        "bruno",
        "2026-08-01",
        asked.format(id="b", needs="tool", more=done.format(day="2026-09-30")),
    )
    check_in(small, "chen", "2026-08-01", asked.format(id="c", needs="help", more=""))
    check_in(
        small, "dana", "2026-08-01", asked.format(id="d", needs="help", more=", status: solved")
    )
    site = view(small, dt.date(2026, 10, 1))
    assert site.cycle
    found = support(site.cycle)
    assert found.days == (7, 60)
    assert found.median == Fraction(67, 2)
    assert found.within == (1, 0, 0, 1)
    assert [(one.request.owner, one.days) for one in found.waiting] == [("people/chen", 61)]
    assert [(one.needs, one.answered, one.solved, one.waiting) for one in found.kinds] == [
        ("tool", 2, 0, 0),
        ("help", 0, 1, 1),
    ]


def test_freshness_by_the_rhythm_of_the_cycle(small: Path) -> None:
    cycle = small / "org/cycles/2026-h2.yml"
    cycle.write_text(re.sub(r"checkin_every: .*", "checkin_every: 2 weeks", cycle.read_text()))
    for person, day in (("alice", "2026-09-17"), ("bruno", "2026-09-16"), ("chen", "2026-08-01")):
        check_in(small, person, day, "note: N")
    site = view(small, dt.date(2026, 10, 1))
    assert site.cycle
    found = insights(site, site.cycle)
    assert found.freshness
    everybody = found.freshness[0]
    assert everybody.team is None
    counts = dict(zip((FRESH, LATE, OLD, NEVER), everybody.counts, strict=True))
    assert counts == {FRESH: 1, LATE: 1, OLD: 1, NEVER: 1}
    assert found.aligned == (4, 8)


def test_a_page_without_anything_says_what_to_do_next(small: Path) -> None:
    shutil.rmtree(small / "goals/2026-h2")
    shutil.rmtree(small / "reviews")
    site = view(small, dt.date(2026, 10, 1))
    assert site.cycle
    page = insights_page(site, site.cycle)
    html = Renderer(site, frame_of(site, [])).html(page)
    for words in ("The line begins with", "perfgit cycle close 2026-h2", "People propose theirs"):
        assert words in html
    assert '<svg class="chart"' not in html


teams = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.sampled_from([*"abcdefgh", None]), st.integers(0, 5)),
    max_size=8,
)


@given(teams, st.integers(1, 6))
def test_every_team_belongs_to_one_of_few_rows(found, most):
    cards = {
        id: TeamCard(f"teams/{id}", "team", id, f"teams/{id}/", "", id, None, parent)
        for id, (parent, _) in sorted(found.items())
    }
    directory = SimpleNamespace(
        teams=cards, members={id: [None] * size for id, (_, size) in found.items()}
    )
    cut = divisions(directory, most)  # type: ignore[arg-type]
    assert len(cut.shown) <= most
    assert bool(cut.shown) == bool(cards)
    assert all(cut.of(id) == id for id in cut.shown)
    assert {cut.of(id) for id in cards} <= {*cut.shown, None}
    assert cut.of("nobody") is None
    if len(cards) <= most:
        assert set(cut.shown) == set(cards)


def figures_of_closed(company: Path) -> str:
    folder = build(company, company.parent / "site", dt.date(2026, 11, 20)).folder
    html = (folder / "insights/2026-h1/index.html").read_text("utf-8")
    section = html.partition('id="by-team-head')[2].partition("</section>")[0]
    assert "Sales EMEA" in section
    return section


def test_moving_to_another_team_or_moving_a_team_changes_no_rating_of_a_closed_cycle(
    tmp_path: Path,
) -> None:
    """Whoever has seen the page of before would know the rating of the one who moved."""
    company = tmp_path / "company"
    for part in ("org", "goals", "reviews"):
        shutil.copytree(ROOT / part, company / part)
    before = figures_of_closed(company)
    dana, sales = company / "org/people/dana.yml", company / "org/teams/sales-emea.yml"
    moved = re.sub("(?m)^team: .*$", "team: finance", dana.read_text("utf-8"))
    assert moved != dana.read_text("utf-8")
    dana.write_text(moved, "utf-8")
    sales.write_text(re.sub("(?m)^parent: .*\n", "", sales.read_text("utf-8")), "utf-8")
    assert figures_of_closed(company) == before


def test_results_that_name_no_team_are_counted_as_one_company() -> None:
    rated = {f"p{n}": RatedIn(1 + n % 4, ()) for n in range(20)}
    site = cast("SiteView", SimpleNamespace(**vars_of_site(rated)))
    found = results(site, cast("CycleView", SimpleNamespace(rated=rated)))
    assert found.company
    assert found.company.people == 20
    assert found.groups == ()


def vars_of_site(rated: dict[str, RatedIn]) -> dict[str, object]:
    company = Company(base_tree())
    return {
        "company": company,
        "name": "Company",
        "directory": Directory(company),
        "visibility": Visibility(SiteVisibility(results="distribution")),
    }


def test_teams_at_closing_that_are_gone_or_went_in_circles_are_still_counted() -> None:
    rated = {f"a{n}": RatedIn(1 + n % 4, ("gone", "above")) for n in range(8)}
    rated |= {f"b{n}": RatedIn(1 + n % 4, ("above", "gone")) for n in range(8)}
    site = cast("SiteView", SimpleNamespace(**vars_of_site(rated)))
    found = results(site, cast("CycleView", SimpleNamespace(rated=rated)))
    assert sum(one.people for one in found.groups) == 16
    assert {one.name for one in found.groups} == {"gone", "above"}
    assert {one.team for one in found.groups} == {None}
