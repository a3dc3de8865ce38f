"""The small language in which people type measures: numbers, units, lists of steps."""

from __future__ import annotations

import re

from perfgit.i18n import plain

NUMBER = r"[+-]?[\d_,\u00a0]*\.?\d+(?:[eE][+-]?\d+)?"
"""A number as people type it, for the patterns of the kinds."""


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
    return f"{int(value):_}" if abs(value) >= 10_000 and "." not in text else text
