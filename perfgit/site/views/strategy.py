"""The tree from strategic objectives down to each person's goals."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import escape

from perfgit.company.company import COMPANY, Ref
from perfgit.company.periods import around
from perfgit.measures.exact import Fraction
from perfgit.model.goals import Objective
from perfgit.site import urls
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import aligned, serving, tops
from perfgit.site.views.goals import GoalView

ROOM = 150_000
"""Bytes that the trees of a page may take together, so that no page gets heavy however large the
company; what lies deeper is a click away, on the page of the objective or of the goal."""
WIDEST = 20
"""Goals below one node where all objectives share the page; three times that on a page of its own."""
DEEPEST = 12
"""Levels of a tree on a page."""
MOST_LOOSE = 60
"""Goals that support nothing on the page of the strategy."""
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
    shows = _shows(site, cycle)
    found: list[Branch] = []
    todo: Growing = deque()
    for objective in [only] if only else site.strategy.objectives:
        branch = Branch(objective, progress_of(site, cycle, objective))
        found.append(branch)
        todo += [(branch, ref, frozenset(), 0) for ref in tops(site, cycle, objective)]
    _grow(site, todo, WIDEST if only is None else WIDEST * 3, shows)
    for branch in found:
        branch.size = sum(map(shows, serving(site, tops(site, cycle, branch.objective))))
    return found


def _shows(site: SiteView, cycle: CycleView) -> Callable[[Ref], bool]:
    """What of a longer cycle's goals belongs on a cycle's page: nothing of its other parts."""
    longer = around(site.company, cycle.id)
    others = site.cycles.keys() - {cycle.id, *longer} if longer else frozenset()
    return lambda ref: ref.cycle not in others


Growing = deque[tuple["Branch | Node", Ref, frozenset[Ref], int]]
"""What still has to get the goals below it: where they go, what they support, the way there, how deep."""


def _grow(site: SiteView, todo: Growing, most: int, shows: Callable[[Ref], bool]) -> None:
    """Give each its goals, level by level until the page is full."""
    room = ROOM
    while todo:
        node, ref, path, depth = todo.popleft()
        below = [one for one in site.supporters(ref) if one.ref not in path and shows(one.ref)]
        for number, goal in enumerate(below):
            room -= _bytes(site, goal)
            if room < 0 or depth >= DEEPEST or number >= most:
                node.hidden += len(below) - number
                break
            child = Node(goal, path | {goal.ref})
            node.children.append(child)
            todo.append((child, goal.ref, child.path, depth + 1))


def progress_of(site: SiteView, cycle: CycleView, objective: Objective) -> Fraction | None:
    """The progress of an objective in a cycle, or else in a longer one through which it is served."""
    cycles = (cycle, *(site.cycles[id] for id in around(site.company, cycle.id)))
    return next(
        (told for one in cycles if (told := one.objectives.get(objective.id)) is not None), None
    )


def _bytes(site: SiteView, goal: GoalView) -> int:
    """About how long a node is in HTML: its title stands there twice, its owner's name once."""
    card = site.card(goal.ref.owner)
    names = 2 * len(escape(goal.title).encode()) + len(escape(card.name if card else "").encode())
    return _NODE + names + len(urls.of_goal(goal.ref)) + len(goal.ref.owner)


def unaligned(site: SiteView, cycle: CycleView) -> list[GoalView]:
    """Goals from which no way leads to the strategy."""
    reached = aligned(site, cycle)
    return [goal for goal in cycle.goals() if not goal.dropped and goal.ref not in reached]


@dataclass(slots=True)
class Loose:
    """The goals that serve no objective, as trees of their own; `hidden` counts tops without room."""

    nodes: list[Node]
    size: int
    hidden: int


def loose(site: SiteView, cycle: CycleView) -> Loose:
    """They too support each other: below the company's goals, then below those that support nothing."""
    found = unaligned(site, cycle)
    above = _tops(site, found)
    nodes = [Node(goal, frozenset({goal.ref})) for goal in above[:MOST_LOOSE]]
    growing: Growing = deque((node, node.goal.ref, node.path, 1) for node in nodes)
    _grow(site, growing, WIDEST, _shows(site, cycle))
    return Loose(nodes, len(found), len(above) - len(nodes))


def _tops(site: SiteView, found: list[GoalView]) -> list[GoalView]:
    """The goals below which all others are; of those that go round in a circle, the first."""
    refs = {goal.ref for goal in found}
    above = [goal for goal in found if refs.isdisjoint(goal.supports)]
    reached = serving(site, [goal.ref for goal in above]) | {goal.ref for goal in above}
    for goal in found:
        if goal.ref not in reached:
            above.append(goal)
            reached |= serving(site, [goal.ref]) | {goal.ref}
    return sorted(
        above, key=lambda goal: (goal.ref.owner != COMPANY, not site.supporters(goal.ref))
    )
