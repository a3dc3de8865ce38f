"""Weights in whole numbers that total what they should."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from random import Random

Weights = dict[str, float]


def scaled(weights: Mapping[str, float], room: float) -> Weights:
    """The weights in their old proportions, in whole numbers where `room` is one, totalling `room`.

    What rounding leaves over goes to the largest remainders. None loses its last step: a weight
    above zero stays above zero where the room allows it.
    """
    space = Decimal(repr(room))
    step = Decimal(1) if space == space.to_integral_value() else Decimal("0.01")
    old = {name: Decimal(repr(weight)) for name, weight in weights.items()}
    total = sum(old.values(), Decimal(0))
    if not old or space < 0:
        return dict.fromkeys(weights, 0)
    even = total == 0
    exact = {
        name: space / len(old) if even else space * weight / total for name, weight in old.items()
    }
    floors = {
        name: (one / step).to_integral_value(ROUND_FLOOR) * step for name, one in exact.items()
    }
    left = int((space - sum(floors.values(), Decimal(0))) / step)
    by_remainder = sorted(exact, key=lambda name: floors[name] - exact[name])
    for name in by_remainder[:left]:
        floors[name] += step
    starved = [name for name, one in floors.items() if one == 0 and (even or old[name] > 0)]
    for name in starved:
        largest = max(floors, key=floors.__getitem__)
        if floors[largest] > step:
            floors[largest] -= step
            floors[name] += step
    return {name: _plain(one) for name, one in floors.items()}


def _plain(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)


def by_chance(chance: Random, count: int, least: int = 10) -> list[int]:
    """Weights in fives, each at least `least`, that total 100, the largest first."""
    fives = [least // 5] * count
    for _ in range(20 - sum(fives)):
        fives[chance.randrange(count)] += 1
    return [five * 5 for five in sorted(fives, reverse=True)]
