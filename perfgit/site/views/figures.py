"""The key figures of a cycle, and how its goals are doing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfgit.company.company import Ref
from perfgit.i18n import counted, say
from perfgit.insight.checkins import rhythm
from perfgit.measures.exact import Fraction, rounded
from perfgit.model.values import shifted
from perfgit.scoring.pace import Pace
from perfgit.site.theme import formats
from perfgit.site.views.cards import PersonCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import STRATEGY, CycleView, OwnerView
from perfgit.site.views.goals import GoalView

PACES: tuple[Pace, ...] = ("done", "on_track", "at_risk", "off_track")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of how many; `share` is None before there is anything to count."""

    id: str
    title: str
    count: int
    of: int
    note: str
    waiting: str = ""

    @property
    def share(self) -> Fraction | None:
        """Count as a share of all."""
        return Fraction(self.count, self.of) if self.of and not self.waiting else None


@dataclass(frozen=True, slots=True)
class PaceCount:
    """How many goals go at a pace; None: no value yet."""

    pace: Pace | None
    count: int
    left: int
    width: int


def people_of(site: SiteView, cycle: CycleView) -> list[PersonCard]:
    """Who works here in a cycle: on its last day, or today while it runs."""
    reference = min(max(site.today, cycle.cycle.starts), cycle.cycle.ends)
    return [card for card in site.directory.people.values() if card.present(reference)]


def reviewed_people(site: SiteView, cycle: CycleView) -> Iterator[tuple[PersonCard, OwnerView]]:
    """Those with agreed goals, of whom reviews are written."""
    cycle.owners.read()
    for card in people_of(site, cycle):
        view = cycle.owners.get(card.owner)
        if view and view.agreed:
            yield card, view


def figures(site: SiteView, cycle: CycleView) -> list[Figure]:
    """Goals agreed, alignment, check-ins, reviews and meetings of a cycle."""
    stages = cycle.cycle.stages
    people = people_of(site, cycle)
    with_goals = [view for _, view in reviewed_people(site, cycle)]
    found = [
        Figure(
            "goals",
            say("People with agreed goals"),
            len(with_goals),
            len(people),
            counted(len(people), "of one person", "of {count} people"),
        )
    ]
    if site.visibility.goals:
        found.append(_alignment(site, cycle))
    if site.visibility.checkins:
        found.append(_freshness(site, cycle, with_goals))
    if site.visibility.review_participation:
        opens = stages.evaluate.opens
        found.append(_reviews(site, cycle, with_goals, _waits(site, opens)))
        managed = [view for card, view in reviewed_people(site, cycle) if card.manager]
        met = sum(1 for view in managed if view.participation and view.participation.met)
        found.append(
            Figure(
                "meetings",
                say("Review meetings held"),
                met,
                len(managed),
                counted(
                    len(managed),
                    "of one person with goals and a manager",
                    "of {count} people with goals and a manager",
                ),
                _waits(site, stages.feedback.opens),
            )
        )
    return found


def _waits(site: SiteView, opens: dt.date) -> str:
    return say("from {day}", day=formats.day(opens)) if site.today < opens else ""


def aligned(site: SiteView, cycle: CycleView) -> set[Ref]:
    """The goals from which a way leads to a strategic objective."""
    return serving(site, [Ref(cycle.id, STRATEGY, one.id) for one in site.strategy.objectives])


def serving(site: SiteView, tops: Iterable[Ref]) -> set[Ref]:
    """The goals from which a way leads to one of some goals or objectives."""
    reached: set[Ref] = set()
    todo = list(tops)
    while todo:
        top = todo.pop()
        cycle = site.cycles.get(top.cycle)
        for ref in cycle.supporters(top) if cycle else ():
            if ref not in reached:
                reached.add(ref)
                todo.append(ref)
    return reached


def _alignment(site: SiteView, cycle: CycleView) -> Figure:
    reached = aligned(site, cycle)
    goals = [goal for goal in cycle.goals() if not goal.dropped]
    return Figure(
        "alignment",
        say("Goals that serve the strategy"),
        sum(1 for goal in goals if goal.ref in reached),
        len(goals),
        counted(len(goals), "of one goal", "of {count} goals"),
    )


def _freshness(site: SiteView, cycle: CycleView, with_goals: list[OwnerView]) -> Figure:
    longest = rhythm(cycle.cycle)
    last = min(site.today, cycle.cycle.ends)
    fresh = [
        view for view in with_goals if view.checkins.last and last - view.checkins.last <= longest
    ]
    return Figure(
        "checkins",
        say("Check-ins up to date"),
        len(fresh),
        len(with_goals),
        say("of {of}, one every {rhythm}", of=formats.number(len(with_goals)), rhythm=every(cycle)),
        _waits(site, shifted(cycle.cycle.stages.coach.opens, longest)),  # before, nobody owes one
    )


def every(cycle: CycleView) -> str:
    """The rhythm of check-ins in words: week, 2 weeks."""
    count, unit = cycle.cycle.checkin_every.split()
    words = {
        "day": (say("day"), say("{count} days", count=count)),
        "week": (say("week"), say("{count} weeks", count=count)),
        "month": (say("month"), say("{count} months", count=count)),
    }[unit.rstrip("s")]
    return words[0] if count == "1" else words[1]


def _reviews(site: SiteView, cycle: CycleView, with_goals: list[OwnerView], waits: str) -> Figure:
    sources = cycle.cycle.sources
    asked = in_ = 0
    for view in with_goals:
        person = site.person(view.owner.partition("/")[2])
        done = view.participation
        if "self" in sources:
            asked += 1
            in_ += bool(done and done.self_in)
        if "manager" in sources and person and person.manager:
            asked += 1
            in_ += bool(done and done.manager_in)
    return Figure(
        "reviews",
        say("Self and manager reviews in"),
        in_,
        asked,
        say("of {of} asked for", of=formats.number(asked)),
        waits,
    )


def pace_counts(goals: Iterable[GoalView]) -> list[PaceCount]:
    """How many goals go at each pace, with their places on a bar of 1000."""
    counts = Counter(goal.pace for goal in goals if not goal.dropped)
    total = sum(counts.values())
    found: list[PaceCount] = []
    before = 0
    for pace in (*PACES, None):
        if counts[pace]:
            left = int(rounded(Fraction(1000 * before, total), 0))
            before += counts[pace]
            found.append(
                PaceCount(
                    pace, counts[pace], left, int(rounded(Fraction(1000 * before, total), 0)) - left
                )
            )
    return found
