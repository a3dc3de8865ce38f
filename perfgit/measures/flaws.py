"""What is wrong with an agreed measure, before a rule knows in which file it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from perfgit.i18n import listing, plain, say
from perfgit.problem import DataPath


class Flaw(NamedTuple):
    """Something that a rule reports; `at` leads on from the place of what has the flaw."""

    rule: str
    message: str
    help: str
    at: DataPath = ()


def plainly_right(weights: Sequence[float | None]) -> bool:
    """All left out, or whole numbers that total 100: nearly always, and quickly seen."""
    given = [weight for weight in weights if weight is not None]
    if not given:
        return True
    return len(given) == len(weights) and sum(given) == 100 and all(map(float.is_integer, given))


def wrong_total(weights: Sequence[tuple[str, float | None]], what: str) -> Flaw | None:
    """The flaw of weights that do not total 100; all left out means equal shares.

    `weights` has the name and the weight of each thing, `what` names the things in the sentence;
    the flaw's place begins with the number of the thing.
    """
    given = [weight for _, weight in weights if weight is not None]
    if not given:
        return None
    for number, (name, weight) in enumerate(weights):
        if weight is None:
            return Flaw(
                "weights-total",
                say('"{name}" has no weight, but others here have one.', name=name),
                say("Give every one a weight, or none (then all count alike)."),
                (number,),
            )
    total = sum((Decimal(repr(weight)) for weight in given), Decimal(0))
    if total == 100:
        return None
    listed = listing(f"{name} {plain(weight or 0)}" for name, weight in weights)
    return Flaw(
        "weights-total",
        say("The weights of {what} total {total}, not 100.", what=what, total=plain(total)),
        say("Now: {listed}.", listed=listed),
        (0, "weight"),
    )


def repeated(ids: Iterable[tuple[str, DataPath]], what: str) -> Iterator[Flaw]:
    """A flaw for every id that stands a second time."""
    seen: set[str] = set()
    for id, at in ids:
        if id in seen:
            yield Flaw(
                "duplicate-id",
                say('The {what} "{id}" stands here a second time.', what=what, id=id),
                say("Give one of the two another id; check-ins and reviews name them by id."),
                at,
            )
        seen.add(id)
