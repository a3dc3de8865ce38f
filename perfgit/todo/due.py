"""Everything that is due on a day: every duty over every dossier that can matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from perfgit.company.company import COMPANY, Company
from perfgit.company.org import Org
from perfgit.company.roles import Holder, People
from perfgit.i18n import say
from perfgit.insight.impact import Impact, Sheets, impact, strategy_changes
from perfgit.todo import coaching, reviewing
from perfgit.todo.item import DutyContext, Item

DUTIES = (*coaching.DUTIES, *reviewing.DUTIES)
AFTER_CLOSING = frozenset({"plan-action"})
"""Duties that outlast the closing of a cycle; the gate takes nothing else of it any more."""

NEXT_CYCLE = dt.timedelta(days=30)


def due(company: Company, today: dt.date, person: str | None = None) -> list[Item]:
    """What is due: of one person, or of everybody; the most urgent first.

    Args:
        company: The company.
        today: The day that counts as today.
        person: Only items that wait for this person.
    """
    found = _all(company, today)
    mine = [one for one in found if person in (None, one.who)]
    return sorted(mine, key=lambda one: (one.until or dt.date.max, one.since, one.who, one.path))


def _all(company: Company, today: dt.date) -> Iterator[Item]:
    org = Org(company, today)
    people = People(org)
    active = [id for id in company.people if org.is_active(id)]
    for id, cycle in company.cycles_in_order():
        if cycle.stages.plan.opens > today:
            continue
        closed = cycle.closed is not None
        impacts = () if closed else _impacts(company, id)
        owners = company.owners(id)
        if not closed:
            owners = sorted({*owners, *expected(company, active)})
        for owner in owners:
            if owner.startswith("people/") and not closed and not org.is_active(owner[7:]):
                continue
            dossier = company.dossier(id, owner)
            yield from of_dossier(
                DutyContext(company, org, people, id, cycle, dossier, today, impacts)
            )
    yield from of_hr(company, org, today)


def of_dossier(context: DutyContext) -> Iterator[Item]:
    """What is due of one dossier; nothing of somebody who has left, while the cycle runs."""
    closed = context.cycle.closed is not None
    if not closed and context.person and not context.org.is_active(context.person):
        return
    for name, duty in DUTIES:
        if not closed or name in AFTER_CLOSING:
            yield from duty(context)


def expected(company: Company, active: Iterable[str]) -> Iterator[str]:
    """Who has goals in a cycle: the company, everybody, and every team that has a lead."""
    yield COMPANY
    for id in active:
        yield f"people/{id}"
    for id, doc in company.teams.items():
        if doc.data and doc.data.lead:
            yield f"teams/{id}"


def _impacts(company: Company, cycle: str) -> tuple[Impact, ...]:
    changes = strategy_changes(company, cycle)
    if not changes:
        return ()
    sheets = Sheets(company, cycle)
    return tuple(impact(sheets, change) for change in changes)


def of_hr(company: Company, org: Org, today: dt.date) -> Iterator[Item]:
    """The turns of the cycle itself, which HR takes."""
    hr = [Holder(id) for id in company.policy.roles.hr if org.is_active(id)]
    cycles = company.cycles_in_order()
    for id, cycle in cycles:
        last = cycle.stages.feedback.closes
        path = company.layout.path("cycle", id=id)
        if cycle.closed is None and today > last:
            what = say("Close {cycle}: all stages are over.", cycle=cycle.title)
            yield from _turn_of(
                hr, "close-cycle", id, last, last, what, f"perfgit cycle close {id}", path
            )
        if cycle.closed and not company.retrospective(id):
            until = cycle.closed + dt.timedelta(days=30)
            path = company.layout.path("retrospective", cycle=id)
            what = say("Look back on {cycle}: what did it teach?", cycle=cycle.title)
            yield from _turn_of(
                hr, "retrospective", id, cycle.closed, until, what, f"perfgit edit {path}", path
            )
    if cycles and today > cycles[0][1].ends - NEXT_CYCLE:
        id, latest = cycles[0]
        what = say("Prepare the cycle after {cycle}.", cycle=latest.title)
        path = company.layout.path("cycle", id=id)
        since = latest.ends - NEXT_CYCLE
        yield from _turn_of(
            hr, "next-cycle", id, since, latest.ends, what, f"perfgit cycle next {id}", path
        )


def _turn_of(
    holders: list[Holder],
    duty: str,
    cycle: str,
    since: dt.date,
    until: dt.date,
    what: str,
    command: str,
    path: str,
) -> Iterator[Item]:
    for one in holders:
        yield Item(duty, one.id, "company", cycle, since, until, what, command, path)
