"""Values as people type them: numbers, done steps, days, `KEY=VALUE`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import get_args

from perfgit.i18n import listing, say, suggestion
from perfgit.measures.typed import grouped
from perfgit.model.cells import day
from perfgit.model.checkins import Needs
from perfgit.model.values import Confidence, Value
from perfgit.problem import PerfgitError

CONFIDENCES: tuple[str, ...] = get_args(Confidence)
NEEDS: tuple[str, ...] = get_args(Needs)


def typed(value: Value | None) -> str:
    """A value as one would type it; the inverse of `Measure.value_from`."""
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


def rating_from(text: str, valid: list[int]) -> int:
    """A rating of the policy's scale; raises PerfgitError."""
    if text.strip().isdecimal() and int(text) in valid:
        return int(text)
    raise PerfgitError(
        say("The scale has no rating {rating}.", rating=text[:40]),
        say("Valid here: {values}.", values=listing(map(str, valid))),
    )
