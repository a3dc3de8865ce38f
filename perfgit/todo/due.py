"""Everything that is due on a day: every duty over every dossier that can matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from perfgit.company.as_of import as_of
from perfgit.company.company import COMPANY, Company
from perfgit.company.dossier import Dossier
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.garbage import garbage_left
from perfgit.insight.impact import Change, Sheets, Touched, impact, still_open, strategy_changes
from perfgit.model.goals import GoalSheet
from perfgit.model.org import Cycle
from perfgit.parallel import Progress, portions, shared_out
from perfgit.todo.concerned import Concerned
from perfgit.todo.duties import CYCLE_DUTIES, DUTIES
from perfgit.todo.item import Duty, DutyContext, Item

R = TypeVar("R")
DossierAt = tuple[str, str]
"""A cycle and an owner."""
WithItems = Iterator[tuple[Dossier, list[Item]]]
"""Dossiers, and what is due of each."""

PARALLEL_FROM = 400
"""Dossiers below which a second process costs more than it saves."""

_AFTER_CLOSING = tuple(duty for duty in DUTIES if duty.after_closing)
_KINDS_AFTER_CLOSING = tuple({kind: 0 for duty in _AFTER_CLOSING for kind in duty.after_closing})


def due(
    company: Company, today: dt.date, *persons: str, progress: Progress | None = None
) -> list[Item]:
    """What is due, the most urgent first.

    Args:
        company: The company.
        today: The day that counts as today.
        persons: Only what waits for these: little else is read than what concerns them.
        progress: Told how many dossiers have been read.
    """
    with garbage_left():
        reader = DueReader(company, today)
        found = [one for part in reader.each(_items, persons, progress) for one in part]
        found += of_hr(company, reader.org)
    wanted = frozenset(persons)
    mine = [one for one in found if not wanted or one.who in wanted]
    return sorted(mine, key=lambda one: (one.until or dt.date.max, one.since, one.who, one.path))


def _items(dossiers: WithItems) -> list[Item]:
    return [item for _, items in dossiers for item in items]


class DueReader:
    """Reads dossiers and finds what is due of them on a day, in several processes where it pays."""

    def __init__(self, company: Company, today: dt.date) -> None:
        self.company = company
        self.org = Org(company, today)
        self._today = today
        self._people = People(self.org)
        self._cycles = dict(company.cycles_in_order())
        self._above: dict[DossierAt, GoalSheet | None] = {}
        active = [id for id in company.people if self.org.is_active(id)]
        self._expected = list(expected(company, active))
        company.read_ahead()
        _ = company.reports, company.strategy  # processes inherit them

    def each(
        self,
        look: Callable[[WithItems], R],
        persons: Sequence[str] = (),
        progress: Progress | None = None,
        *,
        cycle: str | None = None,
    ) -> Iterator[R]:
        """What `look` makes of dossiers with what is due of them, some at a time.

        Args:
            look: Called in several processes; what it gives is sent from there.
            persons: Only the dossiers in which these can have a turn; else of everybody.
            progress: Told how many dossiers have been read.
            cycle: All dossiers of this cycle, whole, whether or not anything can be due of them;
                else those of all cycles that have begun, as far as they matter.
        """
        places = [
            (id, owner)
            for id, one in self._cycles.items()
            if (one.stages.plan.opens <= self._today if cycle is None else id == cycle)
            for owner in self._owners(id, one, persons, everybody=cycle is not None)
        ]

        def some(chunk: Sequence[DossierAt]) -> R:
            return look(
                pair
                for id, group in groupby(chunk, itemgetter(0))
                for pair in self._of_cycle(id, [owner for _, owner in group], cycle is not None)
            )

        yield from shared_out(
            portions(places, 100, 32),
            some,
            progress,
            parallel=len(places) >= PARALLEL_FROM,
            in_order=True,
            collect=False,
        )

    def _owners(
        self, id: str, cycle: Cycle, persons: Collection[str], *, everybody: bool
    ) -> Iterable[str]:
        owners = self.company.owners(id)
        if not cycle.closed:
            owners = sorted({*owners, *self._expected})
            if not everybody:
                owners = [one for one in owners if not _has_left(self.org, one)]
        if persons:
            roles = {role for duty in duties_of(cycle) for role in duty.roles}
            mine = Concerned(self.company, self._people, persons).owners(id, roles, owners)
            owners = [owner for owner in owners if owner in mine]
        return owners

    def _of_cycle(self, id: str, owners: Sequence[str], whole: bool) -> WithItems:
        company, cycle = self.company, self._cycles[id]
        if cycle.closed and not whole:
            dossiers = [_after_closing(company, id, owner) for owner in owners]
        else:
            dossiers = [as_of(company.dossier(id, owner), self._today) for owner in owners]
        touched = {} if cycle.closed else self._touched(id, dossiers)
        for one in dossiers:
            to_agree = touched.get(one.owner, ())
            context = DutyContext(
                company, self.org, self._people, id, cycle, one, self._today, to_agree
            )
            yield one, list(of_dossier(context))

    def _touched(
        self, id: str, dossiers: Sequence[Dossier]
    ) -> dict[str, list[tuple[Change, Touched]]]:
        """What changes of strategy have touched, by owner; it is told from the goals above theirs."""
        changes = strategy_changes(self.company, id)
        if not changes:
            return {}
        known = {one.owner: one.sheet for one in dossiers}

        def sheet(owner: str) -> GoalSheet | None:
            if owner in known:
                return known[owner]
            if (id, owner) not in self._above:
                doc = self.company.sheet(id, owner)
                self._above[id, owner] = doc.data if doc else None
            return self._above[id, owner]

        sheets = Sheets(self.company, id, known, sheet)
        return still_open([impact(sheets, change) for change in changes])


def _after_closing(company: Company, cycle: str, owner: str) -> Dossier:
    """As much of a dossier of a closed cycle as something can be due of."""
    kinds = _KINDS_AFTER_CLOSING if owner.startswith("people/") else ()
    found = {kind: company.only(kind, cycle, owner) for kind in kinds}
    docs = {kind: [doc] for kind, doc in found.items() if doc}
    return Dossier(cycle, owner, docs)


def _has_left(org: Org, owner: str) -> bool:
    return owner.startswith("people/") and not org.is_active(owner[7:])


def duties_of(cycle: Cycle) -> tuple[Duty, ...]:
    """The duties that a cycle has; the gate takes little of a closed one any more."""
    return _AFTER_CLOSING if cycle.closed else DUTIES


def of_dossier(context: DutyContext) -> Iterator[Item]:
    """What is due of one dossier; nothing of somebody who has left, while the cycle runs."""
    if not context.cycle.closed and _has_left(context.org, context.dossier.owner):
        return
    for duty in duties_of(context.cycle):
        yield from duty.items(context)


def expected(company: Company, active: Iterable[str]) -> Iterator[str]:
    """Who has goals in a cycle: the company, everybody, and every team that has a lead."""
    yield COMPANY
    for id in active:
        yield f"people/{id}"
    for id, doc in company.teams.items():
        if doc.data and doc.data.lead:
            yield f"teams/{id}"


def of_hr(company: Company, org: Org) -> Iterator[Item]:
    """The turns of the cycles themselves, which HR takes."""
    for duty in CYCLE_DUTIES:
        yield from duty.items(company, org)
