"""Differences in words: `target of "ARR, EMEA" lowered from 12,000,000 to 9,000,000 EUR`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from perfgit.gate.diff import MISSING, Difference
from perfgit.i18n import listing, plain, say

LONGEST = 120
"""Letters of a value that are shown in a sentence."""


def shown(value: Any) -> str:
    """A value as people read it, on one line and not too long."""
    if value is MISSING or _is_empty(value):
        return say("none")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, int | float):
        return with_commas(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return short(listing(shown(one) for one in value))
    if isinstance(value, dict) and value:
        parts = (f"{key}: {shown(one)}" for key, one in value.items() if not _is_empty(one))
        return short(", ".join(parts))
    return short(str(value))


def with_commas(number: float) -> str:
    """A number with commas between thousands: 12,000,000 or 0.25."""
    whole, _, rest = plain(number).partition(".")
    return f"{int(whole):,}.{rest}" if rest and whole != "-0" else _whole(whole, rest)


def _whole(whole: str, rest: str) -> str:
    return f"-0.{rest}" if rest else f"{int(whole):,}"


def short(text: str) -> str:
    """A text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def label(name: tuple[str, ...]) -> str:
    """The name of a field as the files spell it."""
    return ".".join(name)


def sentence(difference: Difference, field: str, thing: str = "") -> str:
    """A difference in words; `thing` is what has the field."""
    of = say('{field} of "{thing}"', field=field, thing=short(thing)) if thing else field
    old, new = difference.old, difference.new
    if difference.order:
        return say("order of {of} changed: {old} → {new}", of=of, old=shown(old), new=shown(new))
    if difference.added:
        return say("{of} added: {new}", of=of, new=shown(new))
    if difference.removed:
        return say("{of} taken out: {old}", of=of, old=shown(old))
    if isinstance(old, str) and isinstance(new, str) and (" " in old or " " in new):
        return say('{of} changed: "{old}" → "{new}"', of=of, old=shown(old), new=shown(new))
    return say("{of} changed: {old} → {new}", of=of, old=shown(old), new=shown(new))


def number_moved(field: str, thing: str, old: float, new: float, unit: str | None) -> str:
    """A number that was raised or lowered."""
    gaps = {
        "field": field,
        "thing": short(thing),
        "old": with_commas(old),
        "new": with_commas(new) + (f" {short(unit)}" if unit else ""),
    }
    if new < old:
        return say('{field} of "{thing}" lowered from {old} to {new}', **gaps)
    return say('{field} of "{thing}" raised from {old} to {new}', **gaps)


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {})
