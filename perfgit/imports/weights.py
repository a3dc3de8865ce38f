"""Weights shared out so that they total exactly 100."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from perfgit.measures.exact import adding_up, exact

PLACES = 2
_ALL = Fraction(100)


def shared_out(given: Sequence[float | None]) -> list[float]:
    """The given weights as they are; the blanks share what is left, to the hundredth.

    The largest remainder decides who gets the odd hundredths: three blanks become 33.34, 33.33 and
    33.33. Where nothing is left, blanks weigh nothing.
    """
    blanks = sum(1 for weight in given if weight is None)
    left = max(
        Fraction(0),
        _ALL - sum((exact(weight) for weight in given if weight is not None), Fraction(0)),
    )
    # As many places as the given weights have: 33.333 leaves 66.667, which has to be met exactly.
    places = max([PLACES, *(_places(weight) for weight in given if weight is not None)])
    parts = iter(adding_up([left / blanks] * blanks, places) if blanks else ())
    return [_plain(next(parts)) if weight is None else weight for weight in given]


def total(weights: Sequence[float]) -> Fraction:
    """What weights add up to, exactly."""
    return sum((exact(weight) for weight in weights), Fraction(0))


def _places(weight: float) -> int:
    return max(0, -int(Decimal(repr(weight)).normalize().as_tuple().exponent))


def _plain(weight: Decimal) -> float:
    return int(weight) if weight == weight.to_integral_value() else float(weight)
