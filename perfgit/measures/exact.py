"""Exact arithmetic: fractions inside, one rounding half up at the end.

Fractions rather than decimals, because a third has no decimal: only so does the sum of the lines of
an explanation equal the score exactly (docs/decisions/0003-strict-models.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from fractions import Fraction
else:
    from gmpy2 import mpq as Fraction  # noqa: N812 -- the same numbers in C, 14 times as fast

__all__ = [
    "ONE",
    "PLACES",
    "ZERO",
    "Fraction",
    "adding_up",
    "exact",
    "is_number",
    "rounded",
    "shown_share",
    "units",
    "units_adding_up",
    "written",
]

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
    return Decimal(units(number, places)).scaleb(-places)


def shown_share(share: Fraction, places: int = PLACES) -> Decimal:
    """A share as it is shown: rounded, but never up to all nor down to nothing.

    999 of 1000 are 99 %, and one of 1000 is 1 %.
    """
    found = units(share, places)
    if found == 0 and share:
        found = 1 if share > 0 else -1
    elif found == 10**places and share < 1:
        found -= 1
    return Decimal(found).scaleb(-places)


def units(number: Fraction, places: int) -> int:
    """The number in units of the last of `places` decimal places, rounded half up."""
    top, bottom = number.numerator * 10**places, number.denominator
    found = (2 * abs(top) + bottom) // (2 * bottom)
    return int(-found if top < 0 else found)


@lru_cache(16_384)
def written(units: int, places: int) -> str:
    """Units of the last decimal place as a decimal number: 1250 with 3 places is 1.250."""
    digits = str(abs(units)).rjust(places + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def adding_up(parts: Sequence[Fraction], places: int) -> list[Decimal]:
    """The parts rounded so that they add up to the rounded sum (largest remainder method).

    Each differs from its exact value by less than one unit of the last place.
    """
    return [Decimal(one).scaleb(-places) for one in units_adding_up(parts, places)]


def units_adding_up(parts: Sequence[Fraction], places: int) -> list[int]:
    """As `adding_up`, in units of the last place."""
    scale = 10**places
    found: list[int] = []
    left: list[tuple[Fraction, int]] = []
    for index, part in enumerate(parts):
        whole, rest = divmod(part.numerator * scale, part.denominator)
        found.append(int(whole))
        if rest:
            left.append((Fraction(-rest, part.denominator), index))
    missing = units(sum(parts, ZERO), places) - sum(found)
    if missing:
        left.sort()
        for _, index in left[:missing]:
            found[index] += 1
    return found


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a number, not a truth."""
    return isinstance(value, int | float) and not isinstance(value, bool)
