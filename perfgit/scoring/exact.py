"""Exact arithmetic: fractions inside, one rounding half up at the end.

Fractions rather than decimals, because a third has no decimal: only so does the sum of the lines of
an explanation equal the score exactly (docs/decisions/0003-strict-models.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
else:
    from gmpy2 import mpq as Fraction  # noqa: N812 -- the same numbers in C, 14 times as fast

__all__ = ["ONE", "PLACES", "ZERO", "Fraction", "adding_up", "exact", "rounded"]

ZERO = Fraction(0)
ONE = Fraction(1)
PLACES = 2
"""Decimal places of a score."""


@lru_cache(4096)
def exact(number: float) -> Fraction:
    """The number as it is written in the file: 0.1 is one tenth, not the nearest double."""
    whole = int(number)
    return Fraction(whole) if whole == number else Fraction(Decimal(repr(number)))


def rounded(number: Fraction, places: int = PLACES) -> Decimal:
    """Rounded half up (away from zero), with exactly `places` decimal places."""
    top, bottom = abs(int(number.numerator)) * 10**places, int(number.denominator)
    units = (2 * top + bottom) // (2 * bottom)
    return Decimal(-units if number < 0 else units).scaleb(-places)


def adding_up(parts: Sequence[Fraction], places: int) -> list[Decimal]:
    """The parts rounded so that they add up to the rounded sum (largest remainder method).

    Each differs from its exact value by less than one unit of the last place.
    """
    unit = Fraction(1, 10**places)
    units = [int(part // unit) for part in parts]
    total = rounded(sum(parts, ZERO), places)
    missing = int(total.scaleb(places)) - sum(units)
    by_remainder = sorted(
        range(len(parts)), key=lambda index: (units[index] - parts[index] / unit, index)
    )
    for index in by_remainder[:missing]:
        units[index] += 1
    return [Decimal(unit_count).scaleb(-places) for unit_count in units]
