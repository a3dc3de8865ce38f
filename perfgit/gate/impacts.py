"""What depends on the goals that a proposal changes: all that support them, however far below.

Only a proposal that touches the strategy, or a goal of the company or a team, has to read every goal
sheet of the cycle; what people do to their own goals stays as cheap as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfgit.company.company import Company
from perfgit.files.git import FileChange
from perfgit.files.layout import Layout
from perfgit.gate.revisions import Revisions
from perfgit.insight.impact import Impact, Sheets, between, impact, running, strategy_changes


def impacts(revisions: Revisions, layout: Layout, files: Iterable[FileChange]) -> list[Impact]:
    """The changes on which somebody's goals depend, each with these goals."""
    base, head = Company(revisions.base), Company(revisions.head)
    cycles: dict[str, None] = {}
    for file in files:
        place = layout.place(file.path)
        if place and place.kind == "strategy":
            cycles |= dict.fromkeys(id for id, _ in running(base))
        elif place and place.kind == "goals" and place.cycle and not place.person:
            cycle = base.cycles.get(place.cycle)
            if cycle and cycle.data and cycle.data.closed is None:
                cycles[place.cycle] = None
    return [one for cycle in cycles for one in _in_cycle(base, head, cycle) if one.touched]


def _in_cycle(base: Company, head: Company, cycle: str) -> Iterator[Impact]:
    """What is declared under `changes:` of the strategy, then what else differs."""
    sheets = Sheets(head, cycle)
    known = strategy_changes(base, cycle)
    declared = [one for one in strategy_changes(head, cycle) if one not in known]
    told = {ref for one in declared for ref in one.sources}
    for change in (*declared, *between(base, head, sheets)):
        if change.on or not told.issuperset(change.sources):
            yield impact(sheets, change)
