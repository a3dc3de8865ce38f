"""Weights that total 100 again after a goal came or went."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from perfgit.authoring.change import RefusedError
from perfgit.i18n import plain, say
from perfgit.measures.weights import scaled

_ALL = Decimal(100)


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
