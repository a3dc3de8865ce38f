"""The small language in which people type measures: numbers, units, lists of steps."""

from __future__ import annotations

import re

from perfgit.i18n import plain, say
from perfgit.model.cells import ambiguous, number, number_help
from perfgit.problem import PerfgitError

NUMBER = r"[+\-\u2212]?(?:\d[\d_,.'\u2019\u00a0\u2009\u202f]*)?\.?\d+(?:[eE][+-]?\d+)?"
"""A number as people type it, also one that `number_from` refuses; for the patterns of the kinds."""


def number_from(text: str) -> float:
    """The number that a text says; raises PerfgitError with how to write it."""
    found = number(text.strip())
    if found is None:
        help = number_help(text)
        if ambiguous(text.strip()):
            raise PerfgitError(say('"{text}" can be read in two ways.', text=text[:40]), help)
        raise PerfgitError(say('"{text}" is not a number.', text=text[:40]), help)
    return found


def unit_from(text: str) -> str | None:
    """The unit behind a number, or None where there is none."""
    words = text.strip()
    return "percent" if words == "%" else words or None


def unit_behind(unit: str | None) -> str:
    """The unit with a blank before it; empty where there is none."""
    return f" {unit}" if unit else ""


def parts(text: str) -> list[str]:
    """What stands between semicolons or on lines of its own."""
    return [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]


def grouped(value: float) -> str:
    """A number as files write it: underscores between thousands of large ones."""
    text = plain(value)
    if ambiguous(text):  # 1.234 and 1.2340 are one number, but only one of them can be misread
        return f"{text}0"
    return f"{int(value):_}" if abs(value) >= 10_000 and "." not in text else text
