"""From values to places on a drawing, in whole numbers and exactly, so that bytes never differ."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from perfgit.measures.exact import ONE, ZERO, Fraction, exact, units

Number = float | Fraction
"""What a chart takes: what files say (double, whole number) or what was computed from it."""


def known(value: Number | None) -> Fraction | None:
    """The exact value; None for what has no place on a line (nothing, NaN, infinity)."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return exact(value) if math.isfinite(value) else None
    return value


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from `low` to `high` in values, from `start` to `end` in units of the drawing."""

    low: Fraction
    high: Fraction
    start: int
    end: int

    def at(self, value: Fraction) -> int:
        """The place of a value, never off the line; the middle where the line has no length."""
        if self.high == self.low:
            return (self.start + self.end) // 2
        way = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return units(self.start + way * (self.end - self.start), 0)


def covering(values: Iterable[Fraction], start: int, end: int) -> Scale:
    """The scale on which all values have room."""
    found = list(values)
    return Scale(min(found, default=ZERO), max(found, default=ZERO), start, end)


def ticks(low: Fraction, high: Fraction, most: int = 5) -> list[Fraction]:
    """Round values to write on an axis, from at or below `low` to at or above `high`.

    They are 1, 2 or 5 times a power of ten apart; at most `most` + 1, and never fewer than two.
    """
    if high <= low:
        high = low + max(abs(low), ONE)
    rough = (high - low) / most
    power = Fraction(10) ** _magnitude(rough)
    for factor in (1, 2, 5, 10, 20, 50):
        step = power * factor
        first, last = low // step, -(-high // step)
        if last - first <= most:
            break
    return [step * number for number in range(int(first), int(last) + 1)]


def _magnitude(value: Fraction) -> int:
    """The power of ten at or below a positive value."""
    power = len(str(value.numerator)) - len(str(value.denominator))
    while Fraction(10) ** power > value:
        power -= 1
    return power
