"""What the Insights page tells of a cycle, each part only as far as the policy shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from perfgit.insight.checkins import rhythm
from perfgit.measures.exact import Fraction
from perfgit.site.theme import formats
from perfgit.site.views.cards import TeamCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.divisions import Divisions, divisions
from perfgit.site.views.figures import aligned, figures, with_goals
from perfgit.site.views.results import Results, results
from perfgit.site.views.support import Support, support
from perfgit.site.views.trend import progress_over_time

CYCLES = 4
"""Cycles that are compared, the latest ones."""
FRESH, LATE, OLD, NEVER = range(4)
"""How long ago the last check-in was: within the rhythm, within twice of it, longer, none yet."""

Points = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A team, and how many of how many."""

    team: TeamCard
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Ages:
    """A team (None: everybody), and how many people checked in how long ago, FRESH to NEVER."""

    team: TeamCard | None
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure in each cycle; None where it is not known (yet)."""

    title: str
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Insights:
    """What there is to tell; a part is None where the policy does not show it."""

    trends: tuple[tuple[CycleView, Points], ...] | None
    results: Results | None
    earlier_results: tuple[tuple[CycleView, Results], ...]
    aligned: tuple[int, int] | None
    alignment: tuple[Share, ...]
    freshness: tuple[Ages, ...] | None
    support: Support | None
    cycles: tuple[CycleView, ...]
    compared: tuple[Compared, ...]

    @property
    def anything(self) -> bool:
        """Whether the policy shows any of it."""
        return (self.trends, self.results, self.freshness, self.support) != (None,) * 4


def insights(site: SiteView, cycle: CycleView) -> Insights:
    """Everything that the page of a cycle tells."""
    may = site.visibility
    shown = divisions(site.directory)
    cycles = _until(site, cycle)
    reached = aligned(site, cycle) if may.goals else set()
    goals = [goal for goal in cycle.goals() if not goal.dropped]
    return Insights(
        tuple((one, progress_over_time(one)) for one in cycles)
        if may.goals and may.checkins
        else None,
        results(site, cycle) if may.distribution else None,
        tuple((one, results(site, one)) for one in cycles) if may.distribution else (),
        (sum(1 for one in goals if one.ref in reached), len(goals)) if may.goals else None,
        _shares(site, shown, ((one.ref.owner, one.ref in reached) for one in goals if may.goals)),
        _freshness(site, cycle, shown) if may.checkins else None,
        support(cycle) if may.checkins else None,
        cycles,
        _compared(site, cycles),
    )


def _until(site: SiteView, cycle: CycleView) -> tuple[CycleView, ...]:
    """The cycle and those before it, the earliest first."""
    ids = list(site.cycles)
    at = ids.index(cycle.id)
    return tuple(site.cycles[id] for id in reversed(ids[at : at + CYCLES]))


def _shares(
    site: SiteView, shown: Divisions, found: Iterable[tuple[str, bool]]
) -> tuple[Share, ...]:
    """How many of each team's and its people's goals, from (owner, whether it counts)."""
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for owner, good in found:
        team = shown.of(_team(site, owner))
        if team:
            totals[team] += 1
            counts[team] += good
    return tuple(
        Share(card, counts[id], totals[id]) for id, card in shown.shown.items() if totals[id]
    )


def _team(site: SiteView, owner: str) -> str | None:
    kind, _, id = owner.partition("/")
    if kind == "teams":
        return id
    card = site.person(id) if kind == "people" else None
    return card.team if card else None


def _freshness(site: SiteView, cycle: CycleView, shown: Divisions) -> tuple[Ages, ...]:
    """Everybody first, then team by team; people without agreed goals have nothing to tell."""
    every = rhythm(cycle.cycle)
    until = min(site.today, cycle.cycle.ends)
    found: dict[str | None, Counter[int]] = {}
    for card, view in with_goals(site, cycle, "checkins"):
        last = view.checkins.last
        if last is None:
            age = NEVER
        else:
            age = FRESH if until - last <= every else LATE if until - last <= 2 * every else OLD
        for team in {None, shown.of(card.team)}:
            found.setdefault(team, Counter())[age] += 1
    cards: list[TeamCard | None] = [None, *shown.shown.values()]
    return tuple(
        Ages(card, tuple(counts[age] for age in (FRESH, LATE, OLD, NEVER)))
        for card in cards
        if (counts := found.get(card.id if card else None))
    )


def _compared(site: SiteView, cycles: tuple[CycleView, ...]) -> tuple[Compared, ...]:
    """The figures of the dashboard, cycle by cycle."""
    columns = [{one.title: one for one in figures(site, cycle)} for cycle in cycles]
    titles = list(dict.fromkeys(title for column in columns for title in column))
    return tuple(
        Compared(
            title,
            tuple(
                formats.percent(column[title].share)
                if title in column and column[title].share is not None
                else None
                for column in columns
            ),
        )
        for title in titles
    )
