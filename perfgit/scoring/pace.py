"""Pace: progress against the share of time that is gone.

Time begins with the cycle, with the person's first day, or with the day on which a goal was agreed
later, whichever comes last.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from perfgit.measures.exact import ONE, ZERO, Fraction
from perfgit.measures.measure import Measure

Pace = Literal["on_track", "at_risk", "off_track", "done"]

ON_TRACK = Fraction(85, 100)
AT_RISK = Fraction(60, 100)
GRACE = Fraction(10, 100)
"""Before a tenth of the time is gone, nothing is late."""


def time_gone(starts: dt.date, due: dt.date, today: dt.date) -> Fraction:
    """The share of the time from start to due date that is gone, from 0 to 1."""
    if today <= starts:
        return ZERO
    if today >= due or due <= starts:
        return ONE
    return Fraction((today - starts).days, (due - starts).days)


def pace(progress: Fraction, gone: Fraction) -> Pace:
    """The pace by progress per share of time gone.

    `done` at the target; else on track from 0.85, at risk from 0.6, off track below.
    """
    if progress >= 1:
        return "done"
    if gone < GRACE:
        return "on_track"
    ratio = progress / gone
    if ratio >= ON_TRACK:
        return "on_track"
    return "at_risk" if ratio >= AT_RISK else "off_track"


def pace_of_measure(measure: Measure, progress: Fraction, gone: Fraction) -> Pace | None:
    """Pace of one key result; what has to be kept is done only when time is up.

    None where nothing can be told before it is due: a question of yes or no is not late in July.
    """
    if measure.at_end and gone < 1:
        return "done" if progress >= 1 else None
    if not measure.moves:
        if progress >= 1:
            return "done" if gone >= 1 else "on_track"
        return "at_risk" if progress >= Fraction(9, 10) else "off_track"
    return pace(progress, gone)
