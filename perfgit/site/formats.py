"""Numbers, days and values as people read them. Languages will differ here and nowhere else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from perfgit.model.goals import KeepMeasure, Measure, MilestonesMeasure, NumberMeasure, ScaleMeasure
from perfgit.model.values import Value
from perfgit.scoring.exact import Fraction, rounded
from perfgit.scoring.pace import Pace
from perfgit.words import say

THIN = "\u202f"
"""A narrow space that does not break, between a number and its sign."""
NOTHING = "–"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
FIXED = "\u00a0"
_SHORT = 8
_UNITS = {"percent": "%", "EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥"}


def counted(count: int, one: str, many: str, **values: object) -> str:
    """A message for one or for `{count}` things."""
    return say(one if count == 1 else many, count=number(count), **values)


def number(value: float | Decimal) -> str:
    """A number with separated thousands and no needless zeros."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = f"{exact:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\u2212")


def with_unit(value: float, unit: str | None) -> str:
    """A number with its unit."""
    if unit is None:
        return number(value)
    if unit in _UNITS:
        return f"{number(value)}{THIN}{_UNITS[unit]}"
    return f"{number(value)}{' ' if len(unit) > _SHORT else FIXED}{unit}"


def percent(share: Fraction | None) -> str:
    """A share as a whole percentage, rounded half up."""
    if share is None:
        return NOTHING
    return f"{number(rounded(share * 100, 0))}{THIN}%"


def day(date: dt.date | None, *, year: bool = True) -> str:
    """A day: 5 Sep 2026."""
    if date is None:
        return NOTHING
    text = f"{date.day} {say(_MONTHS[date.month - 1])}"
    return f"{text} {date.year}" if year else text


def span(first: dt.date, last: dt.date) -> str:
    """From one day to another; the year is told once where it is the same."""
    return f"{day(first, year=first.year != last.year)} – {day(last)}"


def ago(date: dt.date, today: dt.date) -> str:
    """How long ago a day was."""
    days = (today - date).days
    if days <= 0:
        return say("today") if days == 0 else day(date)
    if days == 1:
        return say("yesterday")
    if days < 14:
        return counted(days, "one day ago", "{count} days ago")
    if days < 60:
        return counted(days // 7, "one week ago", "{count} weeks ago")
    return day(date)


def value(measure: Measure, reached: Value | None) -> str:
    """What a check-in reported for a measure."""
    if reached is None:
        return NOTHING
    if isinstance(reached, bool):
        return say("yes") if reached else say("no")
    if isinstance(reached, int | float):
        unit = measure.unit if isinstance(measure, NumberMeasure | KeepMeasure) else None
        return with_unit(reached, unit)
    if isinstance(reached, list):
        of = len(measure.steps) if isinstance(measure, MilestonesMeasure) else len(reached)
        return say("{done} of {of} steps", done=len(reached), of=of)
    if isinstance(measure, ScaleMeasure):
        return next((step.title for step in measure.steps if step.id == reached), reached)
    return reached


def baseline(measure: Measure) -> str:
    """Where a measure starts."""
    if isinstance(measure, NumberMeasure):
        return with_unit(measure.baseline, measure.unit)
    return NOTHING


def target(measure: Measure) -> str:
    """Where a measure should end."""
    if isinstance(measure, NumberMeasure):
        return with_unit(measure.target, measure.unit)
    if isinstance(measure, KeepMeasure):
        if measure.at_most is not None:
            return say("at most {bound}", bound=with_unit(measure.at_most, measure.unit))
        return say("at least {bound}", bound=with_unit(measure.at_least or 0, measure.unit))
    if isinstance(measure, MilestonesMeasure):
        return counted(len(measure.steps), "one step", "{count} steps")
    if isinstance(measure, ScaleMeasure):
        best = max(measure.steps, key=lambda step: step.value)
        return next((step.title for step in measure.steps if step.value == 1), best.title)
    return say("done")


def pace_word(pace: Pace | None, *, over: bool) -> str:
    """A pace in words; once the time is over, what became of it."""
    if pace is None:
        return say("No value yet")
    if over:
        return {
            "done": say("Reached"),
            "on_track": say("Nearly reached"),
            "at_risk": say("Partly reached"),
            "off_track": say("Missed"),
        }[pace]
    return {
        "done": say("Done"),
        "on_track": say("On track"),
        "at_risk": say("At risk"),
        "off_track": say("Off track"),
    }[pace]


def confidence_word(confidence: str | None) -> str:
    """The owner's confidence in words."""
    words = {"low": say("Low"), "medium": say("Medium"), "high": say("High")}
    return words.get(confidence or "", NOTHING)


def needs_word(needs: str) -> str:
    """What kind of support is asked for."""
    return {
        "training": say("Training"),
        "tool": say("A tool"),
        "resource": say("People or budget"),
        "decision": say("A decision"),
        "help": say("Help"),
    }[needs]


def answer_word(status: str) -> str:
    """What became of a request or a misfit."""
    return {
        "granted": say("Granted"),
        "declined": say("Declined"),
        "done": say("Done"),
        "kept": say("Goal kept"),
        "changed": say("Goal changed"),
        "dropped": say("Goal dropped"),
        "added": say("Goal added"),
    }[status]


def source_word(source: str) -> str:
    """Where a value comes from."""
    return {
        "data": say("Data"),
        "customer": say("Customers"),
        "judgement": say("Judgement"),
    }[source]


def thousandths(share: Fraction | None) -> int:
    """A share as a place on a line of 1000, kept on the line."""
    return 0 if share is None else min(max(int(rounded(share * 1000, 0)), 0), 1000)
