"""The tree from strategic objectives down to each person's goals."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from markupsafe import escape

from perfgit.company.company import Ref
from perfgit.measures.exact import Fraction
from perfgit.model.goals import Objective
from perfgit.site import urls
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import STRATEGY, CycleView
from perfgit.site.views.figures import aligned, serving
from perfgit.site.views.goals import GoalView

ROOM = 150_000
"""Bytes that the trees of a page may take together, so that no page gets heavy however large the
company; what lies deeper is a click away, on the page of the objective or of the goal."""
WIDEST = 20
"""Goals below one node where all objectives share the page; three times that on a page of its own."""
DEEPEST = 12
"""Levels of a tree on a page."""
_NODE = 900
"""Bytes of a node without its names and addresses."""


@dataclass(slots=True)
class Node:
    """A goal with the goals below it; `hidden` counts those for which there was no room."""

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


def branches(site: SiteView, cycle: CycleView, only: Objective | None = None) -> list[Branch]:
    """The trees of a cycle (or of one objective), level by level until the page is full."""
    found: list[Branch] = []
    todo: deque[tuple[Branch | Node, Ref, frozenset[Ref], int]] = deque()
    for objective in [only] if only else site.strategy.objectives:
        branch = Branch(objective, cycle.objectives.get(objective.id))
        found.append(branch)
        todo.append((branch, Ref(cycle.id, STRATEGY, objective.id), frozenset(), 0))
    room = ROOM
    most = WIDEST if only is None else WIDEST * 3
    while todo:
        node, ref, path, depth = todo.popleft()
        below = [goal for goal in site.supporters(ref) if goal.ref not in path]
        for number, goal in enumerate(below):
            room -= _bytes(site, goal)
            if room < 0 or depth >= DEEPEST or number >= most:
                node.hidden = len(below) - number
                break
            child = Node(goal, path | {goal.ref})
            node.children.append(child)
            todo.append((child, goal.ref, child.path, depth + 1))
    for branch in found:
        branch.size = len(serving(site, [Ref(cycle.id, STRATEGY, branch.objective.id)]))
    return found


def _bytes(site: SiteView, goal: GoalView) -> int:
    """About how long a node is in HTML: its title stands there twice, its owner's name once."""
    card = site.card(goal.ref.owner)
    names = 2 * len(escape(goal.title).encode()) + len(escape(card.name if card else "").encode())
    return _NODE + names + len(urls.of_goal(goal.ref)) + len(goal.ref.owner)


def unaligned(site: SiteView, cycle: CycleView) -> list[GoalView]:
    """Goals from which no way leads to the strategy."""
    reached = aligned(site, cycle)
    return [goal for goal in cycle.goals() if not goal.dropped and goal.ref not in reached]
