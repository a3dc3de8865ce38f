"""Who supports whom over all cycles, and the progress that goals get from those below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from perfgit.company.company import COMPANY, Ref
from perfgit.measures.exact import Fraction
from perfgit.scoring.rollup import roll_up
from perfgit.site.views.parts import Node, Parts

STRATEGY = "strategy"


class Rolled(NamedTuple):
    """What a goal without key results gets from below; see `GoalView` for the two."""

    counted: Fraction | None
    progress: Fraction | None


class Connections(NamedTuple):
    """The supporters of every goal and objective, and what they carry up."""

    supporters: dict[Ref, list[Ref]]
    rolled: dict[Ref, Rolled]
    objectives: dict[Ref, Fraction | None]


def connect(parts: Parts, objectives: Iterable[str]) -> Connections:
    """Find who supports whom, and roll progress up through the goals."""
    ids = list(objectives)
    nodes = dict(_nodes(parts))
    below: dict[Ref, list[Ref]] = {}
    for ref, node in nodes.items():
        for target in node.supports if not node.dropped else ():
            below.setdefault(target, []).append(ref)
    weighted = {
        target: [(ref, nodes[ref].weight) for ref in refs] for target, refs in below.items()
    }
    own = {ref: node.counted for ref, node in nodes.items()}
    told = {
        ref: None if node.counted is None else Fraction(node.told) for ref, node in nodes.items()
    }
    tops: dict[Ref, Fraction | None] = {
        Ref(cycle, STRATEGY, id): None for cycle in parts for id in ids
    }
    counted = roll_up(own | tops, weighted)
    # the same way up for "has anything been reported": above zero where something has
    reported = {ref for ref, share in roll_up(told | tops, weighted).items() if share}
    found = {ref: share if ref in reported else None for ref, share in counted.items()}
    return Connections(
        {target: sorted(refs, key=_outer_first) for target, refs in below.items()},
        {
            ref: Rolled(counted[ref], found[ref])
            for ref, node in nodes.items()
            if not node.measured and counted[ref] is not None
        },
        {ref: found[ref] for ref in tops},
    )


def _nodes(parts: Parts) -> Iterator[tuple[Ref, Node]]:
    for cycle, owners in parts.items():
        for owner, part in owners.items():
            for node in part.nodes:
                yield Ref(cycle, owner, node.goal), node


def _outer_first(ref: Ref) -> tuple[int, str, str]:
    order = {COMPANY: 0, "teams": 1, "people": 2}
    return (order[ref.owner.partition("/")[0]], ref.owner, ref.goal)
