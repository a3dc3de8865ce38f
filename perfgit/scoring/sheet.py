"""From facts to the achievement of goals and sheets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from operator import attrgetter
from typing import Literal, NamedTuple

from perfgit.company.dossier import Dossier, key_results
from perfgit.i18n import say
from perfgit.measures.exact import ONE, ZERO, Fraction, exact
from perfgit.measures.progress import achievement
from perfgit.model.goals import Goal, GoalSheet, KeyResult
from perfgit.model.policy import Achievement
from perfgit.model.values import Value
from perfgit.scoring.lines import Line, Remark, summed
from perfgit.scoring.names import named

_path = attrgetter("path")


class Fact(NamedTuple):
    """The latest agreed value of a key result and where it stands."""

    value: Value
    source: Literal["check-in", "self", "manager", "reviewer"]
    day: dt.date | None = None
    """The day of the check-in."""

    @property
    def where(self) -> str:
        """Where the value stands, in words."""
        if self.source == "check-in":
            return say("check-in {day}", day=self.day)
        if self.source == "reviewer":
            return say("the reviewer's final value")
        return say("final value in {kind} review", kind=named(self.source))


def facts(dossier: Dossier) -> dict[str, Fact]:
    """The value of every key result by its key; the later one stands.

    Check-ins come first, the oldest before the others, then finals of the person, then of the
    manager.
    """
    found: dict[str, Fact] = {}
    for checkin in sorted(dossier.checkins, key=_path):  # the day is in the path
        if checkin.data:
            for key, value in checkin.data.values.items():
                found[key] = Fact(value, "check-in", checkin.place.day)
    alone = {goal.id for goal in (dossier.sheet.goals if dossier.sheet else ()) if goal.measure}
    kinds: tuple[Literal["self", "manager"], ...] = ("self", "manager")
    for kind in kinds:
        for doc in dossier.reviews(kind):
            if doc.data and doc.data.submitted:
                for goal, said in doc.data.goals.items():
                    for id, value in said.final.items():
                        key = goal if id == goal and goal in alone else f"{goal}/{id}"
                        found[key] = Fact(value, kind)
    return found


def key_result_line(
    key: str, one: KeyResult, weight: Fraction, fact: Fact | None, anchors: Achievement
) -> Line:
    """The line of a key result from a fact; without one it counts as the floor."""
    if fact is None:
        return Line(one.title, weight, exact(anchors.floor), (), Remark(_not_reported), one.id)
    try:
        raw = one.measure.progress(fact.value, anchors)
    except TypeError:  # the rule wrong-value reports it where it stands
        return Line(one.title, weight, exact(anchors.floor), (), Remark(_misfit, (fact,)), one.id)
    value = achievement(raw, anchors)
    return Line(one.title, weight, value, (), Remark(_reported, (fact, raw, value)), one.id)


def _not_reported() -> str:
    return say("no value was reported")


def _misfit(fact: Fact) -> str:
    return say("the value of {where} does not fit", where=fact.where)


def _reported(fact: Fact, raw: Fraction, value: Fraction) -> str:
    return say(
        "{value} ({where}){clamped}",
        value=spelled(fact.value),
        where=fact.where,
        clamped="" if raw == value else say(", progress {raw:.3f} is limited", raw=float(raw)),
    )


def spelled(value: Value) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, list):
        return ", ".join(value) if value else say("none")
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{Decimal(repr(value)):,f}"
    return str(value)


def shares(weights: list[float | None]) -> list[Fraction]:
    """Weights as shares of 1; equal shares where none is given or all are zero."""
    if not weights:
        return []
    given = [exact(weight or 0) for weight in weights]
    total = sum(given, ZERO)
    if total == 0:
        return [Fraction(1, len(weights))] * len(weights)
    return [weight / total for weight in given]


def agreed(sheet: GoalSheet) -> list[Goal]:
    """The goals that were not dropped."""
    return [goal for goal in sheet.goals if goal.dropped is None]


class Part(NamedTuple):
    """A key result within its goal: its share, and its line as the facts have it."""

    key: str
    result: KeyResult
    share: Fraction
    line: Line


class Measured(NamedTuple):
    """An agreed goal within its sheet, each of its key results measured by the facts."""

    goal: Goal
    weight: Fraction
    parts: tuple[Part, ...]
    line: Line


def measured(dossier: Dossier, anchors: Achievement) -> list[Measured]:
    """The agreed goals of a sheet by the facts alone: what everybody's view begins with."""
    goals = agreed(dossier.sheet) if dossier.sheet else []
    known = facts(dossier)
    found: list[Measured] = []
    for goal, weight in zip(goals, shares([goal.weight for goal in goals]), strict=True):
        results = key_results(goal)
        each = shares([one.weight for _, one in results])
        parts = tuple(
            Part(key, one, share, key_result_line(key, one, share, known.get(key), anchors))
            for (key, one), share in zip(results, each, strict=True)
        )
        found.append(
            Measured(goal, weight, parts, goal_line(goal, weight, [one.line for one in parts]))
        )
    return found


def goal_line(
    goal: Goal, weight: Fraction, lines: list[Line], unmeasured: Line | None = None
) -> Line:
    """The line of a goal: the weighted mean of its key results' lines.

    `unmeasured` stands for a goal that has none.
    """
    if not lines:
        value = unmeasured.value if unmeasured else ZERO
        remark = unmeasured.remark if unmeasured else Remark(_not_rated)
        return Line(goal.title, weight, value, (), remark, goal.id)
    if goal.measure is not None:  # its only line would say the same again
        return Line(goal.title, weight, lines[0].value, (), lines[0].remark, goal.id)
    return summed(goal.title, weight, lines, id=goal.id)


def _not_rated() -> str:
    return say("nobody has rated it")


def sheet_line(goals: list[Measured]) -> Line | None:
    """Achievement of a sheet from facts alone, explained; None where there are no goals."""
    return summed(say("Goals"), ONE, [one.line for one in goals]) if goals else None
