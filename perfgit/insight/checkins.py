"""Check-ins, what is in the way, and goals that no longer fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from perfgit.company.dossier import Dossier, key_results
from perfgit.i18n import say
from perfgit.model.checkins import Answer, CheckIn, MisfitAnswer, Needs
from perfgit.model.goals import HistoryEntry, KeyResult
from perfgit.model.org import Cycle, Person
from perfgit.model.values import Confidence, Value, shifted

PLAN_WITHIN = dt.timedelta(days=14)
"""How long somebody who joins while a cycle runs has for goals of their own."""


class Reported(NamedTuple):
    """A value in a check-in, with the key result that it is of and the value before."""

    goal: str
    key_result: KeyResult
    value: Value
    before: Value | None


class ObstacleView(NamedTuple):
    """Something in the way; `raised` is the day of the check-in that named it first."""

    owner: str
    id: str
    goal: str | None
    what: str
    needs: Needs
    solved: bool
    raised: dt.date
    answer: Answer | None

    @property
    def waits(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.solved and self.answer is None


class MisfitView(NamedTuple):
    """A goal that its owner says no longer fits."""

    owner: str
    goal: str
    why: str
    raised: dt.date
    answer: MisfitAnswer | None


class CheckInView(NamedTuple):
    """One check-in."""

    owner: str
    day: dt.date
    note: str | None
    reported: tuple[Reported, ...]
    confidence: tuple[tuple[str, Confidence], ...]
    obstacles: tuple[ObstacleView, ...]
    misfits: tuple[MisfitView, ...]
    path: str = ""


class CheckIns(NamedTuple):
    """The check-ins of an owner in a cycle, the latest first, and what they leave open."""

    latest_first: tuple[CheckInView, ...] = ()
    obstacles: tuple[ObstacleView, ...] = ()
    misfits: tuple[MisfitView, ...] = ()

    @property
    def last(self) -> dt.date | None:
        """The day of the latest check-in."""
        return self.latest_first[0].day if self.latest_first else None

    @property
    def open_obstacles(self) -> list[ObstacleView]:
        """Obstacles that are not solved."""
        return [one for one in self.obstacles if not one.solved]

    @property
    def open_misfits(self) -> list[MisfitView]:
        """Misfits that nobody has answered."""
        return [one for one in self.misfits if one.answer is None]


def checkins_of(dossier: Dossier, today: dt.date) -> CheckIns:
    """The check-ins of a dossier up to a day.

    An obstacle that a later check-in names again is the same one: its first day counts for how long
    it has been there, its last state for how it stands.
    """
    known: dict[str, KeyResult] = {}
    for goal in dossier.sheet.goals if dossier.sheet else ():
        known.update(key_results(goal))
    views: list[CheckInView] = []
    obstacles: dict[str, ObstacleView] = {}
    misfits: dict[str, MisfitView] = {}
    before: dict[str, Value] = {}
    for doc in dossier.checkins:
        day = doc.place.day
        if doc.data is None or day is None or day > today:
            continue
        here = _obstacles(dossier.owner, doc.data, day, obstacles)
        obstacles.update((one.id, one) for one in here)
        unfit = tuple(
            MisfitView(dossier.owner, one.goal, one.why, day, one.answer)
            for one in doc.data.misfits
        )
        misfits.update((one.goal, one) for one in unfit)
        views.append(
            CheckInView(
                dossier.owner,
                day,
                doc.data.note,
                _reported(doc.data, known, before),
                tuple(doc.data.confidence.items()),
                here,
                unfit,
                doc.path,
            )
        )
        before.update(doc.data.values)
    return CheckIns(tuple(reversed(views)), tuple(obstacles.values()), tuple(misfits.values()))


def _reported(
    checkin: CheckIn, known: Mapping[str, KeyResult], before: Mapping[str, Value]
) -> tuple[Reported, ...]:
    return tuple(
        Reported(key.partition("/")[0], known[key], value, before.get(key))
        for key, value in checkin.values.items()
        if key in known
    )


def _obstacles(
    owner: str, checkin: CheckIn, day: dt.date, earlier: Mapping[str, ObstacleView]
) -> tuple[ObstacleView, ...]:
    return tuple(
        ObstacleView(
            owner,
            one.id,
            one.goal,
            one.what,
            one.needs,
            one.status == "solved",
            earlier[one.id].raised if one.id in earlier else day,
            one.answer,
        )
        for one in checkin.obstacles
    )


def rhythm(cycle: Cycle) -> dt.timedelta:
    """How often a check-in is expected."""
    count, unit = cycle.checkin_every.split()
    days = {"day": 1, "week": 7, "month": 31}[unit.rstrip("s")]
    return dt.timedelta(days=int(count) * days)


def first_owed_from(
    cycle: Cycle, person: Person | None, goals: Collection[str], history: Iterable[HistoryEntry]
) -> dt.date:
    """The day from which the rhythm of somebody's check-ins runs.

    Coaching has opened, and there are goals: who joins later plans first, and a goal that was agreed
    later cannot have been reported on before.

    Args:
        cycle: The cycle.
        person: The person whose goals they are; None: of a team or the company.
        goals: The ids of the goals that were not dropped.
        history: What was agreed later.
    """
    since = cycle.stages.coach.opens
    if person and person.joined and person.joined > cycle.stages.plan.opens:
        since = max(since, shifted(person.joined, PLAN_WITHIN))
    added = {one.goal: one.on for one in history if one.what == "added"}
    return max(since, min((added.get(id, since) for id in goals), default=since))


def owed(
    cycle: Cycle, person: Person | None, since: dt.date, until: dt.date
) -> Iterator[tuple[dt.date, dt.date]]:
    """The times in each of which a check-in was owed, those that are over: first and last day.

    Nothing is owed after coaching, after somebody's last day, or at the end of a time away.
    """
    every = rhythm(cycle)
    until = min(
        until, cycle.stages.coach.closes, *([person.left] if person and person.left else ())
    )
    while (due := shifted(since, every)) <= until:
        if not any(away.from_ <= due <= away.to for away in (person.away if person else ())):
            yield since, due
        since = due


def needs_word(needs: str) -> str:
    """What kind of support is asked for."""
    return {
        "training": say("Training"),
        "tool": say("A tool"),
        "resource": say("People or budget"),
        "decision": say("A decision"),
        "help": say("Help"),
    }[needs]
