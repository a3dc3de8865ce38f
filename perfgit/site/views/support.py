"""Support that was asked for, and how long people waited for an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from perfgit.insight.checkins import ObstacleView
from perfgit.measures.exact import Fraction
from perfgit.model.checkins import Needs
from perfgit.site.views.cycle import CycleView

KINDS: tuple[Needs, ...] = get_args(Needs)
BOUNDS = (7, 14, 28)
"""Days within which an answer came, for the picture; the last group is longer than all."""


class Kind(NamedTuple):
    """Requests of one kind: answered, solved without an answer, waiting."""

    needs: Needs
    answered: int
    solved: int
    waiting: int

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.solved + self.waiting


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that nobody has answered, and since how many days."""

    request: ObstacleView
    days: int


@dataclass(frozen=True, slots=True)
class Support:
    """All requests of a cycle.

    `days` are the waiting times of those that were answered, `within` how many of them came within
    each of BOUNDS, and after the last.
    """

    kinds: tuple[Kind, ...]
    days: tuple[int, ...]
    within: tuple[int, ...]
    waiting: tuple[Waiting, ...]

    @property
    def asked(self) -> int:
        """How many requests there are."""
        return sum(kind.asked for kind in self.kinds)

    @property
    def median(self) -> Fraction | None:
        """The middle one of the waiting times, in days; None where nothing was answered."""
        if not self.days:
            return None
        return Fraction(self.days[(len(self.days) - 1) // 2] + self.days[len(self.days) // 2], 2)


def support(cycle: CycleView) -> Support:
    """What was asked for in a cycle, as far as check-ins are for everyone."""
    found = [one for owner in cycle.owners.values() for one in owner.checkins.obstacles]
    until = min(cycle.today, cycle.cycle.ends)
    days = sorted(_days(one.raised, one.answer.on) for one in found if one.answer)
    waiting = [Waiting(one, _days(one.raised, until)) for one in found if one.waits]
    waiting.sort(key=lambda one: (-one.days, one.request.owner, one.request.id))
    kinds = (_kind(needs, [one for one in found if one.needs == needs]) for needs in KINDS)
    return Support(
        tuple(kind for kind in kinds if kind.asked), tuple(days), _within(days), tuple(waiting)
    )


def _days(first: dt.date, last: dt.date) -> int:
    return max((last - first).days, 0)


def _kind(needs: Needs, found: Sequence[ObstacleView]) -> Kind:
    answered = sum(1 for one in found if one.answer)
    waiting = sum(1 for one in found if one.waits)
    return Kind(needs, answered, len(found) - answered - waiting, waiting)


def _within(days: Sequence[int]) -> tuple[int, ...]:
    edges = (-1, *BOUNDS)
    counts = [
        sum(1 for one in days if low < one <= high)
        for low, high in zip(edges, BOUNDS, strict=False)
    ]
    return (*counts, len(days) - sum(counts))
