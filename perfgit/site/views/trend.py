"""How far goals had come on each day of a cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from perfgit.measures.exact import ONE, ZERO, Fraction, units
from perfgit.model.values import shifted
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.goals import GoalView

STEPS = 26
"""Places on the line; a half-year has 26 weeks."""
_FINE = 6
"""Decimal places in which single goals are added up: exact sums of 100,000 fractions are slow."""


def days_of(first: dt.date, last: dt.date, until: dt.date) -> list[tuple[Fraction, dt.date]]:
    """Days evenly over a cycle up to a day, each with its share of the cycle."""
    length = max((last - first).days, 1)
    found: dict[int, Fraction] = {}
    for step in range(STEPS + 1):
        days = length * step // STEPS
        if shifted(first, dt.timedelta(days)) <= min(until, last):
            found[days] = Fraction(days, length)
    if first <= until <= last:
        found[(until - first).days] = Fraction((until - first).days, length)
    return [(share, shifted(first, dt.timedelta(days))) for days, share in sorted(found.items())]


def progress_over_time(cycle: CycleView) -> tuple[tuple[Fraction, Fraction], ...]:
    """The mean progress of all goals that are measured, as (share of the cycle, progress).

    Every goal counts alike; a key result counts nothing before its first value, and between 0 and
    100 % after it. Empty where nothing has been reported.
    """
    days = days_of(cycle.cycle.starts, cycle.cycle.ends, cycle.today)
    goals = [goal for goal in cycle.goals() if goal.key_results and not goal.dropped]
    changes = sorted(_changes(goals))
    if not (days and changes):
        return ()
    found: list[tuple[Fraction, Fraction]] = []
    total = next_ = 0
    for share, day in days:
        while next_ < len(changes) and changes[next_][0] <= day:
            total += changes[next_][1]
            next_ += 1
        found.append((share, Fraction(total, len(goals) * 10**_FINE)))
    return tuple(found)


def _changes(goals: Iterable[GoalView]) -> list[tuple[dt.date, int]]:
    """By how much a goal moves on which day, in millionths."""
    found: list[tuple[dt.date, int]] = []
    for goal in goals:
        for one in goal.key_results:
            before = 0
            for point in one.points:
                if point.progress is None:
                    continue
                now = units(one.share * min(max(point.progress, ZERO), ONE), _FINE)
                if now != before:
                    found.append((point.day, now - before))
                    before = now
    return found
