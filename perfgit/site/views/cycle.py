"""A cycle as a whole: everybody's goals, who supports whom, and the progress that follows."""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from perfgit.company.company import Ref
from perfgit.company.visibility import RatedIn
from perfgit.measures.exact import Fraction
from perfgit.model.org import Cycle
from perfgit.scoring.pace import pace
from perfgit.site.tracing import touch
from perfgit.site.views.connections import STRATEGY, Connections, Rolled
from perfgit.site.views.goals import GoalView
from perfgit.site.views.owner import OwnerView
from perfgit.site.views.parts import Part

__all__ = ["STRATEGY", "CycleView", "OwnerView", "Owners", "Phase"]

Phase = Literal["ahead", "running", "closed"]

UNPACKED = 1000
"""Owners of a cycle whose views may be kept by who needs no more than a few at a time: 15 KB each."""


class Owners(Mapping[str, OwnerView]):
    """What every owner has in a cycle, unpacked when somebody asks for it."""

    def __init__(self, cycle: str, parts: Mapping[str, Part], rolled: Mapping[Ref, Rolled]) -> None:
        self._cycle = cycle
        self._parts = parts
        self._rolled = rolled
        self._unpacked: dict[str, OwnerView] = {}
        self._names: dict[int, str] = {}

    def __getitem__(self, owner: str) -> OwnerView:
        touch(f"owner {self._cycle} {owner}")
        return self._unpacked.get(owner) or self._unpack(owner)

    def __contains__(self, owner: object) -> bool:
        touch(f"owner {self._cycle} {owner}")
        return owner in self._parts

    def __iter__(self) -> Iterator[str]:
        touch(f"all {self._cycle}")
        return iter(self._parts)

    def __len__(self) -> int:
        touch(f"all {self._cycle}")
        return len(self._parts)

    def _unpack(self, owner: str) -> OwnerView:
        part = self._parts[owner]
        data = zlib.decompress(part.view)
        view: OwnerView = pickle.loads(data)  # noqa: S301 -- made by this program, see parts.py
        view.goals = [_with_rolled(goal, self._rolled.get(goal.ref)) for goal in view.goals]
        self._unpacked[owner] = view
        self._names[id(view)] = owner
        self._names.update((id(goal), owner) for goal in view.goals)
        return view

    def forget(self, beyond: int = 0) -> None:
        """Let go of what has been unpacked, where that is more than `beyond` owners."""
        if len(self._unpacked) > beyond:
            self._unpacked.clear()
            self._names.clear()

    def key_of(self, view: object) -> str | None:
        """The key under which one of these owners, or one of their goals, is read."""
        owner = self._names.get(id(view))
        return owner and f"owner {self._cycle} {owner}"


def _with_rolled(goal: GoalView, rolled: Rolled | None) -> GoalView:
    if rolled is None:
        return goal
    going = None if rolled.progress is None else pace(rolled.progress, goal.gone)
    return goal._replace(counted=rolled.counted, progress=rolled.progress, pace=going, rolled=True)


class CycleView:
    """A cycle with its owners (`company`, teams, people, in this order).

    Pages read it through methods and properties that tell `tracing` what was read; `parts` and
    `connections` do not, and are for `facts.py` only.
    """

    def __init__(
        self,
        id: str,
        cycle: Cycle,
        today: dt.date,
        parts: Mapping[str, Part],
        connections: Connections,
    ) -> None:
        self.id = id
        self.cycle = cycle
        self.today = today
        self.owners = Owners(id, parts, connections.rolled)
        self.key_of = self.owners.key_of
        self.parts = parts
        self.connections = connections

    @property
    def phase(self) -> Phase:
        """Whether it has begun (planning comes before its first day), and whether it is closed."""
        cycle = self.cycle
        if cycle.closed and cycle.closed <= self.today:
            return "closed"
        return "ahead" if self.today < min(cycle.starts, cycle.stages.plan.opens) else "running"

    @property
    def rated(self) -> dict[str, RatedIn]:
        """Who has which rating, to be counted in `results.py` and never to be shown.

        Empty where the policy shows no distribution. Whatever depends on it (the key `rated`)
        depends on who has which rating, not only on how many have it.
        """
        touch(f"rated {self.id}")
        return {
            owner.removeprefix("people/"): part.rated
            for owner, part in self.parts.items()
            if part.rated is not None
        }

    @property
    def objectives(self) -> dict[str, Fraction | None]:
        """The progress of each strategic objective."""
        touch(f"objectives {self.id}")
        return {
            ref.goal: share
            for ref, share in self.connections.objectives.items()
            if ref.cycle == self.id
        }

    @property
    def words(self) -> bytes:
        """A digest of what all goals are called, and why they are there."""
        touch(f"words {self.id}")
        found = (part.words for part in self.parts.values())
        return hashlib.blake2b(b"".join(found), digest_size=16).digest()

    def rows(self) -> Iterator[bytes]:
        """Each owner's rows in the tables of the API, packed (`exports/api.py`)."""
        touch(f"all {self.id}")
        return (part.rows for part in self.parts.values())

    def supporters(self, ref: Ref) -> list[Ref]:
        """The goals that support a goal of this cycle or an objective, the outer owners first."""
        touch(f"supporters {ref.cycle}:{ref}")
        return self.connections.supporters.get(ref, [])

    def owner(self, owner: str) -> OwnerView:
        """What an owner has; nothing where there is nothing."""
        return self.owners.get(owner) or OwnerView(owner)

    def goals(self) -> Iterable[GoalView]:
        """Every goal of the cycle, dropped ones too."""
        for owner in self.owners.values():
            yield from owner.goals

    @property
    def reported(self) -> bool:
        """Whether any goal has a value yet."""
        return any(goal.progress is not None for goal in self.goals())

    def goal(self, ref: Ref) -> GoalView | None:
        """One goal of this cycle."""
        found = self.owners.get(ref.owner)
        return next((goal for goal in found.goals if goal.ref == ref), None) if found else None
