"""The tree from strategic objectives down to each person's goals."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from perfgit.company import Ref
from perfgit.model.goals import Objective
from perfgit.scoring.exact import Fraction
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import STRATEGY, CycleView
from perfgit.site.views.figures import aligned
from perfgit.site.views.goals import GoalView

MOST_NODES = 300
"""Nodes on one page; what lies deeper is a click away on the goal's own page."""


@dataclass(slots=True)
class Node:
    """A goal with the goals below it; `hidden` counts those that had no room."""

    goal: GoalView
    path: frozenset[Ref]
    children: list[Node] = field(default_factory=list)
    hidden: int = 0


@dataclass(slots=True)
class Branch:
    """A strategic objective with everything that serves it."""

    objective: Objective
    progress: Fraction | None
    children: list[Node] = field(default_factory=list)
    hidden: int = 0
    size: int = 0


def branches(site: SiteView, cycle: CycleView) -> list[Branch]:
    """The tree of a cycle, level by level until the page is full."""
    found: list[Branch] = []
    todo: deque[tuple[Branch | Node, Ref, frozenset[Ref]]] = deque()
    for objective in site.strategy.objectives:
        branch = Branch(objective, cycle.objectives.get(objective.id))
        found.append(branch)
        todo.append((branch, Ref(cycle.id, STRATEGY, objective.id), frozenset()))
    room = MOST_NODES
    while todo:
        node, ref, path = todo.popleft()
        below = [goal for goal in site.supporters(ref) if goal.ref not in path]
        if len(below) > room:
            node.hidden = len(below)
            continue
        room -= len(below)
        for goal in below:
            child = Node(goal, path | {goal.ref})
            node.children.append(child)
            todo.append((child, goal.ref, child.path))
    for branch in found:
        branch.size = len({node.goal.ref for node in _all(branch.children)})
    return found


def _all(nodes: list[Node]) -> Iterator[Node]:
    todo = list(nodes)
    while todo:
        node = todo.pop()
        yield node
        todo += node.children


def unaligned(site: SiteView, cycle: CycleView) -> list[GoalView]:
    """Goals from which no way leads to the strategy."""
    reached = aligned(site, cycle)
    return [goal for goal in cycle.goals() if not goal.dropped and goal.ref not in reached]
