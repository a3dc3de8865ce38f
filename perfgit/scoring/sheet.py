"""From facts to the achievement of goals and sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from operator import attrgetter
from typing import Literal, NamedTuple

from perfgit.company.dossier import Dossier, key_results
from perfgit.i18n import say
from perfgit.measures.exact import ONE, ZERO, Fraction, exact
from perfgit.measures.progress import achievement
from perfgit.model.goals import Goal, GoalSheet, KeyResult
from perfgit.model.policy import Achievement
from perfgit.model.reviews import Review
from perfgit.model.values import Value
from perfgit.scoring.lines import Line, Remark, Weighted, mean
from perfgit.scoring.names import named

_path = attrgetter("path")


class Fact(NamedTuple):
    """The value of a key result that counts, and where it stands."""

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


class Days(NamedTuple):
    """The days whose values count, both included; None: without a bound."""

    since: dt.date | None = None
    until: dt.date | None = None
    signed_off: Mapping[str, Fraction] | None = None
    """Where an older method was signed off: what it gave each key result. Final values of a self review
    counted then, below the manager's, and check-ins of every day."""

    def counts(self, day: dt.date | None) -> bool:
        """Whether what was measured on a day counts."""
        if day is None:
            return True
        return not (self.since and day < self.since) and not (self.until and day > self.until)

    def signed_off_of(self, key: str, one: KeyResult) -> Fraction | None:
        """What an older method gave a key result; the verdict on what was judged lies in the ratings."""
        judged = one.source == "judgement"
        return None if judged or not self.signed_off else self.signed_off.get(key)


def facts(dossier: Dossier, days: Days = Days()) -> dict[str, Fact]:  # noqa: B008 -- a value
    """The value of every key result by its key (DESIGN section 6).

    The final value in the manager's review, else the latest check-in of the days that count; once the
    manager's review was handed in, what is measured after that day is left out. A final value in a
    self review is for the manager to see (`told_by_self`) and counts for nothing here.
    """
    found: dict[str, Fact] = {}
    review = dossier.manager_review
    handed_in = review.submitted if review and days.counts(review.submitted) else None
    older = days.signed_off is not None
    until = days.until if older else min(filter(None, (days.until, handed_in)), default=None)
    counted = Days(days.since, until)
    for checkin in sorted(dossier.checkins, key=_path):  # the day is in the path
        if checkin.data and counted.counts(checkin.place.day):
            for key, value in checkin.data.values.items():
                found[key] = Fact(value, "check-in", checkin.place.day)
    if older:
        found |= told_by_self(dossier)
    if handed_in and review:
        found |= _finals(dossier, review, "manager")
    return found


def told_by_self(dossier: Dossier) -> dict[str, Fact]:
    """The final values that the person has given, by key; they inform, and never count."""
    review = dossier.self_review
    return _finals(dossier, review, "self") if review and review.submitted else {}


def _finals(dossier: Dossier, review: Review, by: Literal["self", "manager"]) -> dict[str, Fact]:
    alone = {goal.id for goal in (dossier.sheet.goals if dossier.sheet else ()) if goal.measure}
    return {
        goal if id == goal and goal in alone else f"{goal}/{id}": Fact(value, by)
        for goal, said in review.goals.items()
        for id, value in said.final.items()
    }


def key_result_line(
    one: KeyResult,
    weight: Fraction,
    fact: Fact | None,
    anchors: Achievement,
    signed_off: Fraction | None = None,
) -> Line:
    """The line of a key result from a fact, or as it was signed off; without both it counts as the floor."""
    if signed_off is not None:
        return Line(one.title, weight, signed_off, (), None, one.id)
    if fact is None:
        return Line(one.title, weight, exact(anchors.floor), (), Remark(_not_reported), one.id)
    try:
        raw = one.measure.progress(fact.value, anchors)
    except TypeError:  # the rule wrong-value reports it where it stands
        return Line(one.title, weight, exact(anchors.floor), (), Remark(_misfit, (fact,)), one.id)
    value = achievement(raw, anchors)
    return Line(one.title, weight, value, (), Remark(_reported, (one, fact, raw, value)), one.id)


def _not_reported() -> str:
    return say("no value was reported")


def _misfit(fact: Fact) -> str:
    return say("the value of {where} does not fit", where=fact.where)


def _reported(one: KeyResult, fact: Fact, raw: Fraction, value: Fraction) -> str:
    return say(
        "{measure}: {value} ({where}){clamped}",
        measure=one.measure.words(),
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
    """A key result within its goal: its share, and its line as the facts have it.

    `line` is None where it is a matter of judgement, and nothing was reported.
    """

    key: str
    result: KeyResult
    share: Fraction
    line: Line | None


class Measured(NamedTuple):
    """An agreed goal within its sheet, each of its key results measured by the facts.

    `line` is None where nothing but a judgement can tell.
    """

    goal: Goal
    weight: Fraction
    parts: tuple[Part, ...]
    line: Line | None


def measured(dossier: Dossier, anchors: Achievement, days: Days = Days()) -> list[Measured]:  # noqa: B008 -- a value
    """The agreed goals of a sheet by the facts alone: what everybody's view begins with."""
    goals = agreed(dossier.sheet) if dossier.sheet else []
    known = facts(dossier, days)
    found: list[Measured] = []
    for goal, weight in zip(goals, shares([goal.weight for goal in goals]), strict=True):
        results = key_results(goal)
        each = shares([one.weight for _, one in results])
        parts = tuple(
            Part(
                key,
                one,
                share,
                None
                if one.source == "judgement" and key not in known
                else key_result_line(
                    one, share, known.get(key), anchors, days.signed_off_of(key, one)
                ),
            )
            for (key, one), share in zip(results, each, strict=True)
        )
        line = goal_line(goal, weight, [(one.share, one.line) for one in parts])
        found.append(Measured(goal, weight, parts, line))
    return found


def goal_line(goal: Goal, weight: Fraction, lines: Weighted) -> Line | None:
    """The line of a goal: the weighted mean of its key results that have one; None without any."""
    if goal.measure is not None:  # its only line would say the same again
        line = lines[0][1]
        return line and line._replace(label=goal.title, weight=weight, id=goal.id)
    return mean(goal.title, weight, lines, id=goal.id)


def sheet_line(goals: list[Measured]) -> Line | None:
    """Achievement of a sheet from facts alone, explained; None where there is nothing to tell."""
    return mean(say("Goals"), ONE, [(one.weight, one.line) for one in goals])
