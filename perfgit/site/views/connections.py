"""Who supports whom over all cycles, and the progress that goals get from those below them.

Everything is found when it is asked for, and then known: a goal's progress takes no more than the
goals below it.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from perfgit.company.company import Ref
from perfgit.measures.exact import ONE, ZERO, Fraction
from perfgit.scoring.rollup import roll_up
from perfgit.site.views.due import outer_first
from perfgit.site.views.parts import Node
from perfgit.site.views.reading import ANYBODY, Key, Parts

STRATEGY = "strategy"


class Rolled(NamedTuple):
    """What a goal without key results gets from below; see `GoalView` for the two."""

    counted: Fraction | None
    progress: Fraction | None


class Connections:
    """The supporters of goals and objectives, and what they carry up."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._nodes: dict[Key, dict[str, Node]] = {}
        self._below: dict[Key, dict[Ref, list[Ref]]] = {}
        self._rolled: dict[Ref, Rolled] = {}

    def node(self, ref: Ref) -> Node | None:
        """A goal; None where there is none, and for an objective."""
        key = (ref.cycle, ref.owner)
        if key not in self._nodes:
            there = self._parts[key].nodes if key in self._parts else ()
            self._nodes[key] = {node.goal: node for node in there}
        return self._nodes[key].get(ref.goal)

    def supporters(self, ref: Ref) -> list[Ref]:
        """The goals that support a goal or an objective, the outer owners first."""
        above = (ref.cycle, ref.owner)
        if above not in self._below:
            self._below[above] = self._found_below(above)
        return self._below[above].get(ref, [])

    def helped(self, cycle: str, person: str) -> list[Ref]:
        """The goals of a cycle that a person helps with, the outer owners first."""
        keys = dict.fromkeys(
            [*self._namers.get((cycle, f"people/{person}"), ()), *self._namers.get(ANYBODY, ())]
        )
        mine = [key for key in keys if key[0] == cycle]
        self._parts.read(mine)
        found = [
            Ref(cycle, owner, node.goal)
            for _, owner in mine
            for node in self._parts[cycle, owner].nodes
            if person in node.helpers and not node.dropped
        ]
        return sorted(found, key=self._outer_first)

    def rolled(self, ref: Ref) -> Rolled:
        """What a goal without key results, or an objective, gets from below."""
        if ref not in self._rolled:
            self._roll(ref)
        return self._rolled.get(ref, Rolled(None, None))

    @cached_property
    def _namers(self) -> dict[Key, list[Key]]:
        """Whose sheets name an owner."""
        found: dict[Key, list[Key]] = {}
        for key in self._parts.all_keys():
            for name in self._parts.named(key):
                found.setdefault(name, []).append(key)
        return found

    def _found_below(self, above: Key) -> dict[Ref, list[Ref]]:
        keys = [*self._namers.get(above, ()), *self._namers.get(ANYBODY, ())]
        self._parts.read(keys)
        found: dict[Ref, list[Ref]] = {}
        for cycle, owner in dict.fromkeys(keys):
            for node in self._parts[cycle, owner].nodes:
                for target in node.supports if not node.dropped else ():
                    if (target.cycle, target.owner) == above:
                        found.setdefault(target, []).append(Ref(cycle, owner, node.goal))
        return {target: sorted(refs, key=self._outer_first) for target, refs in found.items()}

    def _outer_first(self, ref: Ref) -> tuple[int, str, str, int]:
        return (*outer_first(ref), self._parts.cycles.index(ref.cycle))

    def _roll(self, top: Ref) -> None:
        """Roll progress up through all goals below one without progress of its own."""
        own: dict[Ref, Fraction | None] = {}
        weighted: dict[Ref, list[tuple[Ref, Fraction]]] = {}
        todo = [top]
        while todo:
            ref = todo.pop()
            if ref in own:
                continue
            node, known = self.node(ref), self._rolled.get(ref)
            if known:  # a circle that it is part of is known as a whole
                own[ref] = known.progress
                continue
            own[ref] = node.counted if node and node.told else None
            if node is None or not node.measured:
                counts = dict(node.counts) if node else {}
                weighted[ref] = [
                    (one, counts.get(one, ZERO) if counts else ONE)
                    for one in self.supporters(ref)
                    for below in [self.node(one)]
                    if below and not below.left
                ]
                todo += [one for one, _ in weighted[ref]]
        found = roll_up(own, weighted)
        for ref in weighted:
            self._rolled[ref] = Rolled(found[ref], found[ref])
