"""What a cycle itself asks: of HR, and of those whom its retrospective names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.periods import around, before
from perfgit.i18n import say
from perfgit.model.values import shifted
from perfgit.todo.item import CycleTurn

LOOK_BACK_WITHIN = dt.timedelta(days=30)
NEXT_CYCLE = dt.timedelta(days=30)
"""How long before the last cycle ends the next one is prepared."""


def close_cycle(company: Company, today: dt.date) -> Iterator[CycleTurn]:
    """A cycle is closed once all its stages are over."""
    for id, cycle in company.cycles_in_order():
        last = cycle.stages.feedback.closes
        if cycle.closed is None and today > last:
            yield CycleTurn(
                id,
                last,
                last,
                say("Close {cycle}: all stages are over.", cycle=cycle.title),
                f"perfgit cycle close {id}",
                company.layout.path("cycle", id=id),
            )


def retrospective(company: Company, today: dt.date) -> Iterator[CycleTurn]:
    """A closed cycle is looked back on."""
    for id, cycle in company.cycles_in_order():
        if cycle.closed and not company.retrospective(id):
            path = company.layout.path("retrospective", cycle=id)
            yield CycleTurn(
                id,
                cycle.closed,
                shifted(cycle.closed, LOOK_BACK_WITHIN),
                say("Look back on {cycle}: what did it teach?", cycle=cycle.title),
                f"perfgit edit {path}",
                path,
            )


def decisions(company: Company, today: dt.date) -> Iterator[CycleTurn]:
    """What a retrospective has decided is done by its owner; HR sees to what has none."""
    for id, cycle in company.cycles_in_order():
        doc = company.retrospective(id)
        if doc is None or doc.data is None:
            continue
        since = doc.data.held or cycle.closed or cycle.ends
        for decision in doc.data.decisions if since <= today else ():
            if decision.done is None or decision.done > today:
                yield CycleTurn(
                    id,
                    since,
                    decision.due,
                    say(
                        "Decided in the retrospective of {cycle}: {what}",
                        cycle=cycle.title,
                        what=" ".join(decision.what.split()),
                    ),
                    f"perfgit edit {doc.path}",
                    doc.path,
                    decision.owner,
                )


def next_cycle(company: Company, today: dt.date) -> Iterator[CycleTurn]:
    """The cycle after the latest one is prepared before that ends; so is the one after its year."""
    cycles = dict(company.cycles_in_order())
    latest = next(iter(cycles), None)
    followed = {before(company, id) for id in cycles}
    for id in (latest, *around(company, latest)) if latest else ():
        cycle = cycles[id]
        if id not in followed and today > shifted(cycle.ends, -NEXT_CYCLE):
            yield CycleTurn(
                id,
                shifted(cycle.ends, -NEXT_CYCLE),
                cycle.ends,
                say("Prepare the cycle after {cycle}.", cycle=cycle.title),
                f"perfgit cycle next {id}",
                company.layout.path("cycle", id=id),
            )
