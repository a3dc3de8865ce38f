"""Numbers of simulated companies, without the dust of binary fractions."""

from __future__ import annotations

_DIVISIBLE = ("percent", "points", "times", "EUR")
"""Units of which there are tenths."""


def tidy(value: float, step: float) -> float:
    """A value rounded to a step; whole where it can be."""
    exact = round(int(value / step + 0.5) * step, 4)
    return int(exact) if exact == int(exact) else exact


def has_tenths(unit: str | None) -> bool:
    """Whether tenths of a unit are reported."""
    return unit in _DIVISIBLE
