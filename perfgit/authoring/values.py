"""Values as people type them: numbers, done steps, days, `KEY=VALUE`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import TypeVar, get_args

from perfgit.authoring.measures import grouped
from perfgit.files.cells import day, number
from perfgit.i18n import listing, say, suggestion
from perfgit.model.checkins import Needs
from perfgit.model.goals import (
    KeepMeasure,
    Measure,
    Milestone,
    MilestonesMeasure,
    NumberMeasure,
    ScaleMeasure,
    ScaleStepMeasure,
)
from perfgit.model.values import Confidence, Value
from perfgit.problem import PerfgitError
from perfgit.rules.checkins import misread

CONFIDENCES: tuple[str, ...] = get_args(Confidence)
NEEDS: tuple[str, ...] = get_args(Needs)
_YES = frozenset({"yes", "y", "true", "done", "1", "是", "对", "有"})
_NO = frozenset({"no", "n", "false", "0", "否", "不", "没有", "无"})
_NOTHING = frozenset({"", "none", "nothing", "-", "[]", "无"})
T = TypeVar("T")


def value_from(measure: Measure, text: str) -> Value:
    """What a typed text says of a measure; raises PerfgitError with what to write instead.

    Steps are named by id, title or number, with commas between them.
    """
    found: object = text.strip()
    if isinstance(measure, NumberMeasure | KeepMeasure):
        found = number(text.strip().removesuffix(measure.unit or "").strip())
    elif isinstance(measure, MilestonesMeasure):
        parts = re.split(r"[,;，；、]", text.strip().strip("[]"))
        names = [part.strip() for part in parts if part.strip().casefold() not in _NOTHING]
        found = [_step(measure, name) for name in names]
    elif isinstance(measure, ScaleMeasure):
        found = _step(measure, text.strip())
    elif text.strip().casefold() in _YES | _NO:
        found = text.strip().casefold() in _YES
    help = misread(measure, found)
    if help or found is None:
        raise PerfgitError(say('"{text}" does not fit here.', text=text[:80]), help or "")
    return found  # type: ignore[return-value]  # misread has looked


def _step(measure: MilestonesMeasure | ScaleMeasure, name: str) -> str:
    steps: list[Milestone | ScaleStepMeasure] = list(measure.steps)
    if name.isdecimal() and 0 < int(name) <= len(steps) and all(one.id != name for one in steps):
        return steps[int(name) - 1].id
    for one in steps:
        if name.casefold() in {one.id, one.title.casefold()}:
            return one.id
    return name


def typed(value: Value | None) -> str:
    """A value as one would type it; the inverse of `value_from`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return grouped(value) if isinstance(value, int | float) else value


def pairs(texts: Iterable[str], flag: str) -> dict[str, str]:
    """`KEY=VALUE` as given to a flag; raises PerfgitError for another form, or a key given twice."""
    found: dict[str, str] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise PerfgitError(
                say('{flag} "{text}" has no "=".', flag=flag, text=text[:80]),
                say("Write {flag} NAME=VALUE.", flag=flag),
            )
        if key.strip() in found:
            raise PerfgitError(say("{flag} names {key} twice.", flag=flag, key=key.strip()[:80]))
        found[key.strip()] = value.strip()
    return found


def one_of(valid: Iterable[str], text: str, what: str) -> str:
    """A word out of a few; raises PerfgitError with the nearest one."""
    words = list(valid)
    if text in words:
        return text
    raise PerfgitError(
        say('{what}: there is no "{text}".', what=what, text=text[:80]), suggestion(text, words)
    )


def day_from(text: str) -> dt.date:
    """A day as YYYY-MM-DD; raises PerfgitError."""
    found = day(text.strip())
    if found is None:
        raise PerfgitError(
            say('"{text}" is not a day.', text=text[:40]), say("Write YYYY-MM-DD: 2026-12-31.")
        )
    return found


def number_from(text: str) -> float:
    """A number; raises PerfgitError."""
    found = number(text.strip())
    if found is None:
        raise PerfgitError(say('"{text}" is not a number.', text=text[:40]), say("Write a number."))
    return found


def rating_from(text: str, valid: list[int]) -> int:
    """A rating of the policy's scale; raises PerfgitError."""
    if text.strip().isdecimal() and int(text) in valid:
        return int(text)
    raise PerfgitError(
        say("The scale has no rating {rating}.", rating=text[:40]),
        say("Valid here: {values}.", values=listing(map(str, valid))),
    )
