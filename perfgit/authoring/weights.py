"""Weights that total 100 again after a goal came or went."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from perfgit.authoring.change import RefusedError
from perfgit.i18n import plain, say

Weights = dict[str, float]
_ALL = Decimal(100)


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


def balanced(
    old: Mapping[str, float | None], fixed: Mapping[str, float]
) -> dict[str, float | None]:
    """The weights of a sheet in which some are fixed: the others share what is left.

    Where nobody has a weight and none is fixed, it stays so: all count alike. Raises RefusedError
    where the fixed ones leave nothing for the others, or do not total 100 and there are no others.
    """
    if not fixed and all(weight is None for weight in old.values()):
        return dict(old)
    room = _ALL - sum((Decimal(repr(weight)) for weight in fixed.values()), Decimal(0))
    others = {name: weight for name, weight in old.items() if name not in fixed}
    if not others:
        if room != 0:
            raise RefusedError(
                say("The weights total {total}, not 100.", total=plain(_ALL - room)),
                say("A single goal has the weight 100."),
            )
        return {name: fixed[name] for name in old}
    if room <= 0 and any(weight != 0 for weight in others.values()):
        raise RefusedError(
            say("The weights leave nothing for the other goals."),
            say("Give less, or say the others' weights too: `--weights ID=NUMBER`."),
        )
    none = all(weight is None for weight in others.values())
    shares = scaled(
        {name: 1 if none else weight or 0 for name, weight in others.items()}, float(room)
    )
    return {name: fixed.get(name, shares.get(name)) for name in old}
