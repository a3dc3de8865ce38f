"""Progress of goals that have no key results: the weighted mean of the goals that support them.

Goals that support each other in a loop lend each other nothing: what carries a value into the
loop comes from outside it. So the result does not depend on the order in which goals are read,
and a loop (the rule `alignment-loop` reports it) costs nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from perfgit.measures.exact import ZERO, Fraction

K = TypeVar("K", bound=Hashable)

Supporters = Sequence[tuple[K, Fraction]]
"""Who supports a goal, each with its weight."""


def roll_up(
    own: Mapping[K, Fraction | None], supporters: Mapping[K, Supporters[K]]
) -> dict[K, Fraction | None]:
    """The progress of every goal.

    Args:
        own: Every goal with its own progress, or None where it has none of its own.
        supporters: For goals without progress of their own, the goals that support them with their
            weights. Weights that total zero count alike.

    Returns:
        Every goal of `own` with its progress: its own where it has one, else the weighted mean of
        its supporters; None where no supporter has any.
    """
    below = {
        goal: tuple(pair for pair in supporters.get(goal, ()) if pair[0] in own)
        for goal, progress in own.items()
        if progress is None
    }
    found: dict[K, Fraction | None] = {}
    for loop in _loops({goal: [id for id, _ in pairs] for goal, pairs in below.items()}):
        inside = set(loop)
        for goal in loop:
            outside = [
                (progress, weight)
                for id, weight in below[goal]
                if id not in inside
                for progress in [found.get(id, own[id])]
                if progress is not None
            ]
            found[goal] = _mean(outside)
    return {goal: found.get(goal, progress) for goal, progress in own.items()}


def _mean(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    if not pairs:
        return None
    total = sum((weight for _, weight in pairs), ZERO)
    if total == 0:
        return sum((progress for progress, _ in pairs), ZERO) / len(pairs)
    return sum((progress * weight for progress, weight in pairs), ZERO) / total


def _loops(below: Mapping[K, Sequence[K]]) -> list[list[K]]:
    """The strongly connected components, each after all those that it rests on.

    Tarjan's algorithm with a stack of its own: a chain of any length stays clear of Python's limit
    on recursion.
    """
    order: dict[K, int] = {}
    low: dict[K, int] = {}
    open_: list[K] = []
    is_open: set[K] = set()
    found: list[list[K]] = []
    for start in below:
        if start in order:
            continue
        work = [(start, iter(below[start]))]
        order[start] = low[start] = len(order)
        open_.append(start)
        is_open.add(start)
        while work:
            node, rest = work[-1]
            for next_ in rest:
                if next_ not in below:
                    continue
                if next_ not in order:
                    order[next_] = low[next_] = len(order)
                    open_.append(next_)
                    is_open.add(next_)
                    work.append((next_, iter(below[next_])))
                    break
                if next_ in is_open:
                    low[node] = min(low[node], order[next_])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == order[node]:
                    at = open_.index(node) if open_[-1] != node else len(open_) - 1
                    found.append(open_[at:])
                    is_open.difference_update(open_[at:])
                    del open_[at:]
    return found
