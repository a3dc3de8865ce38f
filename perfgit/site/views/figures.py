"""The key figures of a cycle, and how its goals are doing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfgit.company.company import Ref
from perfgit.company.participants import asks
from perfgit.company.periods import around
from perfgit.i18n import counted, say
from perfgit.insight.checkins import first_owed_from, owed, rhythm
from perfgit.measures.exact import Fraction, rounded
from perfgit.model.goals import Objective
from perfgit.model.org import Asked
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


def people_of(site: SiteView, cycle: CycleView, what: Asked) -> list[PersonCard]:
    """Whom a cycle asks for something: who works here on its last day, or today while it runs."""
    reference = min(max(site.today, cycle.cycle.starts), cycle.cycle.ends)
    return [
        card
        for card in site.directory.people.values()
        if card.present(reference) and asks(site.company, cycle.cycle, card.owner, what)
    ]


def with_goals(
    site: SiteView, cycle: CycleView, what: Asked
) -> Iterator[tuple[PersonCard, OwnerView]]:
    """Those with agreed goals of whom the cycle asks something."""
    cycle.owners.read()
    for card in people_of(site, cycle, what):
        view = cycle.owners.get(card.owner)
        if view and view.agreed:
            yield card, view


def reviewed_people(site: SiteView, cycle: CycleView) -> Iterator[tuple[PersonCard, OwnerView]]:
    """Those of whom reviews are written: with agreed goals, where the cycle asks for goals at all."""
    if "goals" in cycle.cycle.who.asks:
        yield from with_goals(site, cycle, "reviews")
        return
    cycle.owners.read()
    for card in people_of(site, cycle, "reviews"):
        yield card, cycle.owner(card.owner)


def teams_of(site: SiteView, cycle: CycleView, what: Asked) -> list[OwnerView]:
    """What the teams have that a cycle asks for something; who looks after one has to be known."""
    return [
        cycle.owner(card.owner)
        for card in site.directory.teams.values()
        if (card.lead or cycle.agreed(card.owner))
        and asks(site.company, cycle.cycle, card.owner, what)
    ]


def figures(site: SiteView, cycle: CycleView) -> list[Figure]:
    """Goals agreed, alignment, check-ins, reviews and meetings, as far as the cycle asks for them."""
    found = list(_agreed(site, cycle))
    if site.visibility.goals:
        found.append(_alignment(site, cycle))
    if site.visibility.checkins and "checkins" in cycle.cycle.who.asks:
        found.append(_freshness(site, cycle))
    if site.visibility.review_participation and _of_people(cycle, "reviews"):
        found += _of_reviews(site, cycle)
    return found


def _of_people(cycle: CycleView, what: Asked) -> bool:
    """Whether people are asked for something."""
    return "people" in cycle.cycle.who.owners and what in cycle.cycle.who.asks


def _agreed(site: SiteView, cycle: CycleView) -> Iterator[Figure]:
    """How many have agreed goals: people, or teams where no people are asked."""
    if _of_people(cycle, "goals"):
        people = len(people_of(site, cycle, "goals"))
        yield Figure(
            "goals",
            say("People with agreed goals"),
            len(list(with_goals(site, cycle, "goals"))),
            people,
            counted(people, "of one person", "of {count} people"),
        )
    elif "goals" in cycle.cycle.who.asks:
        teams = teams_of(site, cycle, "goals")
        yield Figure(
            "goals",
            say("Teams with agreed goals"),
            sum(1 for view in teams if view.agreed),
            len(teams),
            counted(len(teams), "of one team", "of {count} teams"),
        )


def _of_reviews(site: SiteView, cycle: CycleView) -> Iterator[Figure]:
    stages, people = cycle.cycle.stages, list(reviewed_people(site, cycle))
    yield _reviews(site, cycle, [view for _, view in people], _waits(site, stages.evaluate.opens))
    managed = [view for card, view in people if card.manager]
    yield Figure(
        "meetings",
        say("Review meetings held"),
        sum(1 for view in managed if view.participation and view.participation.met),
        len(managed),
        counted(
            len(managed),
            "of one person with goals and a manager",
            "of {count} people with goals and a manager",
        ),
        _waits(site, stages.feedback.opens),
    )


def _waits(site: SiteView, opens: dt.date) -> str:
    return say("from {day}", day=formats.day(opens)) if site.today < opens else ""


def aligned(site: SiteView, cycle: CycleView) -> set[Ref]:
    """The goals from which a way leads to a strategic objective, also through a longer cycle."""
    return serving(
        site, [ref for one in site.strategy.objectives for ref in tops(site, cycle, one)]
    )


def tops(site: SiteView, cycle: CycleView, objective: Objective) -> list[Ref]:
    """How goals name an objective from which ways lead down to a cycle: its own, and longer ones'."""
    ids = (cycle.id, *around(site.company, cycle.id))
    return [Ref(id, STRATEGY, objective.id) for id in ids]


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


def checking_in(site: SiteView, cycle: CycleView) -> list[OwnerView]:
    """Who has goals and is asked for check-ins: people, or teams where no people are asked."""
    if _of_people(cycle, "checkins"):
        return [view for _, view in with_goals(site, cycle, "checkins")]
    return [view for view in teams_of(site, cycle, "checkins") if view.agreed]


def in_time(site: SiteView, cycle: CycleView, view: OwnerView) -> list[bool]:
    """Of each check-in that somebody has owed so far, whether it came."""
    kind, _, id = view.owner.partition("/")
    person = site.company.person(id) if kind == "people" else None
    goals = [goal.ref.goal for goal in view.active]
    since = first_owed_from(cycle.cycle, person, goals, view.history)
    days = [one.day for one in view.checkins.latest_first]
    return [
        any(first <= day <= last for day in days)
        for first, last in owed(cycle.cycle, person, since, site.today)
    ]


def _freshness(site: SiteView, cycle: CycleView) -> Figure:
    """How many of all check-ins that were owed so far came in time."""
    came = [one for view in checking_in(site, cycle) for one in in_time(site, cycle, view)]
    return Figure(
        "checkins",
        say("Check-ins in time"),
        sum(came),
        len(came),
        say("of {of} owed, one every {rhythm}", of=formats.number(len(came)), rhythm=every(cycle)),
        "" if came else _waits(site, shifted(cycle.cycle.stages.coach.opens, rhythm(cycle.cycle))),
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
