"""Chance that comes out alike on every machine: one generator per name, no floating-point library.

`random.Random(text)` hashes the text with SHA-512, so every person, team and cycle has a generator
of its own, whatever the order in which they are made. Logarithms and the like differ in the last
digit between machines; curves are therefore tables of points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from random import Random

Curve = Sequence[tuple[float, float]]

SHORTFALL: Curve = (
    (0.0, 0.0),
    (0.05, 0.02),
    (0.15, 0.09),
    (0.35, 0.23),
    (0.55, 0.33),
    (0.75, 0.46),
    (0.88, 0.56),
    (0.95, 0.74),
    (0.99, 1.0),
    (1.0, 1.25),
)
"""How far people stay behind the best case: most a little, some a lot (log-normal in shape)."""

BEST = 1.25


def generator(*names: object) -> Random:
    """The generator of a named thing: `generator(seed, "person", "alice")`."""
    return Random("/".join(map(str, names)))  # noqa: S311 -- a simulation keeps no secrets


def along(curve: Curve, share: float) -> float:
    """The curve's value at a share from 0 to 1, straight between its points."""
    for (x1, y1), (x2, y2) in pairwise(curve):
        if share <= x2:
            return y1 + (y2 - y1) * (share - x1) / (x2 - x1)
    return curve[-1][1]


def outcome(chance: Random, talent: float) -> float:
    """Progress at the end of a cycle: 1 is the target; `talent` (0 to 1) is the person's own part."""
    return max(0.0, BEST - along(SHORTFALL, 0.6 * talent + 0.4 * chance.random()))


def happens(chance: Random, probability: float) -> bool:
    """Whether something of a probability happens."""
    return chance.random() < probability


def some_day(chance: Random, first: dt.date, last: dt.date) -> dt.date:
    """A day of a period, both ends included."""
    return first + dt.timedelta(days=chance.randrange((last - first).days + 1))


def workday(day: dt.date) -> dt.date:
    """The day itself, or the Friday before a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))
