"""The alignment graph: which goal supports which, over all owners and cycles."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from perfgit.company.company import Ref, parse_ref
from perfgit.company.dossier import Dossier


class GoalNode(NamedTuple):
    """A goal in the graph; `position` is its place in its sheet, `weight` None where left out."""

    cycle: str
    owner: str
    id: str
    position: int
    supports: tuple[str, ...]
    dropped: bool
    measured: bool
    weight: float | None

    @property
    def ref(self) -> Ref:
        """The goal's address."""
        return Ref(self.cycle, self.owner, self.id)


def nodes_of(dossier: Dossier) -> list[GoalNode]:
    """The goals of one sheet as nodes."""
    sheet = dossier.sheet
    if sheet is None:
        return []
    return [
        GoalNode(
            dossier.cycle,
            dossier.owner,
            goal.id,
            position,
            tuple(goal.supports),
            goal.dropped is not None,
            bool(goal.measure or goal.key_results),
            goal.weight,
        )
        for position, goal in enumerate(sheet.goals)
    ]


class Alignment:
    """All goals by address, and who supports whom."""

    def __init__(self, nodes: Iterable[GoalNode], unread: Iterable[tuple[str, str]] = ()) -> None:
        self.unread = frozenset(unread)
        """The (cycle, owner) whose sheets are there but cannot be read."""
        self.nodes: dict[Ref, GoalNode] = {}
        for node in nodes:
            self.nodes.setdefault(node.ref, node)

    @cached_property
    def targets(self) -> dict[Ref, tuple[Ref, ...]]:
        """What each goal supports, whether or not it exists."""
        return {
            ref: tuple([parse_ref(text, node.cycle) for text in node.supports])
            for ref, node in self.nodes.items()
        }

    def supporters(self, ref: Ref) -> list[GoalNode]:
        """The goals that support a goal or an objective (`Ref(cycle, "strategy", id)`)."""
        return self._supporters.get(ref, [])

    @cached_property
    def _supporters(self) -> dict[Ref, list[GoalNode]]:
        found: dict[Ref, list[GoalNode]] = {}
        for ref, targets in self.targets.items():
            for target in targets:
                found.setdefault(target, []).append(self.nodes[ref])
        return found

    @cached_property
    def ids(self) -> dict[tuple[str, str], list[str]]:
        """The ids of the goals of each (cycle, owner)."""
        found: dict[tuple[str, str], list[str]] = {}
        for node in self.nodes.values():
            found.setdefault((node.cycle, node.owner), []).append(node.id)
        return found
