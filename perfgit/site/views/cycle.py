"""A cycle as a whole: everybody's goals, who supports whom, and the progress that follows."""

from __future__ import annotations

import datetime as dt
import pickle
import zlib
from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from typing import Literal

from perfgit.company.company import Ref
from perfgit.company.visibility import RatedIn
from perfgit.measures.exact import Fraction
from perfgit.model.org import Cycle
from perfgit.scoring.pace import pace
from perfgit.site.views.connections import STRATEGY, Connections, Rolled
from perfgit.site.views.goals import GoalView
from perfgit.site.views.owner import OwnerView
from perfgit.site.views.reading import Parts

__all__ = ["STRATEGY", "CycleView", "OwnerView", "Owners", "Phase"]

Phase = Literal["ahead", "running", "closed"]

UNPACKED = 1000
"""Owners of a cycle whose views may be kept by who needs no more than a few at a time: 15 KB each."""


class Owners(Mapping[str, OwnerView]):
    """What every owner has in a cycle, read and unpacked when somebody asks for it."""

    def __init__(self, cycle: str, parts: Parts, connections: Connections) -> None:
        self._cycle = cycle
        self._parts = parts
        self._connections = connections
        self._unpacked: dict[str, OwnerView] = {}

    def __getitem__(self, owner: str) -> OwnerView:
        if owner not in self:
            raise KeyError(owner)
        return self._unpacked.get(owner) or self._unpack(owner)

    def __contains__(self, owner: object) -> bool:
        return owner in self._parts.owners(self._cycle)

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts.owners(self._cycle))

    def __len__(self) -> int:
        return len(self._parts.owners(self._cycle))

    def values(self) -> ValuesView[OwnerView]:
        """What all have."""
        self.read()
        return super().values()

    def items(self) -> ItemsView[str, OwnerView]:
        """All with what they have."""
        self.read()
        return super().items()

    def read(self) -> None:
        """Read all, for whoever looks at everybody one by one."""
        self._parts.read(self._parts.keys(self._cycle))

    def _unpack(self, owner: str) -> OwnerView:
        part = self._parts[self._cycle, owner]
        data = zlib.decompress(part.view)
        view: OwnerView = pickle.loads(data)  # noqa: S301 -- made by this program, see parts.py
        view.goals = [
            goal if goal.key_results else _with_rolled(goal, self._connections.rolled(goal.ref))
            for goal in view.goals
        ]
        self._unpacked[owner] = view
        return view

    def forget(self, beyond: int = 0) -> None:
        """Let go of what has been unpacked, where that is more than `beyond` owners."""
        if len(self._unpacked) > beyond:
            self._unpacked.clear()


def _with_rolled(goal: GoalView, rolled: Rolled) -> GoalView:
    if rolled.counted is None:
        return goal
    going = None if rolled.progress is None else pace(rolled.progress, goal.gone)
    return goal._replace(counted=rolled.counted, progress=rolled.progress, pace=going, rolled=True)


class CycleView:
    """A cycle with its owners (`company`, teams, people, in this order)."""

    def __init__(
        self,
        id: str,
        cycle: Cycle,
        today: dt.date,
        parts: Parts,
        connections: Connections,
        objectives: Iterable[str],
    ) -> None:
        self.id = id
        self.cycle = cycle
        self.today = today
        self.owners = Owners(id, parts, connections)
        self._parts = parts
        self._connections = connections
        self._objectives = tuple(objectives)

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

        Empty where the policy shows no distribution.
        """
        self.owners.read()
        found = ((owner, self._parts[self.id, owner].rated) for owner in self.owners)
        return {owner.removeprefix("people/"): rated for owner, rated in found if rated is not None}

    @property
    def objectives(self) -> dict[str, Fraction | None]:
        """The progress of each strategic objective."""
        return {
            id: self._connections.rolled(Ref(self.id, STRATEGY, id)).progress
            for id in self._objectives
        }

    def rows(self) -> Iterator[bytes]:
        """Each owner's rows in the tables of the API, packed (`exports/api.py`)."""
        return (self._parts.rows(key) for key in self._parts.keys(self.id))

    def supporters(self, ref: Ref) -> list[Ref]:
        """The goals that support a goal of this cycle or an objective, the outer owners first."""
        return self._connections.supporters(ref)

    def helped(self, person: str) -> list[GoalView]:
        """The goals that a person helps with."""
        found = map(self.goal, self._connections.helped(self.id, person))
        return [goal for goal in found if goal]

    def owner(self, owner: str) -> OwnerView:
        """What an owner has; nothing where there is nothing."""
        return self.owners.get(owner) or OwnerView(owner)

    def agreed(self, owner: str) -> list[tuple[str, str]]:
        """Ids and titles of the goals of an owner that were not dropped; takes less than all of them."""
        key = (self.id, owner)
        nodes = self._parts[key].nodes if key in self._parts else ()
        return [(node.goal, node.title) for node in nodes if not node.dropped]

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
