"""What is due, as far as everyone may read it: whose turn it is, and what touches agreed goals.

What a dossier alone tells is found when its part is read (`due_of`) and kept with it. What a
change of strategy asks for is found from the goals above those of an owner. So what waits for one
person takes the dossiers that can concern this person, and no others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from perfgit.company.company import COMPANY, Company, Ref
from perfgit.company.dossier import Dossier
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.company.visibility import Visibility
from perfgit.insight.impact import (
    Change,
    Impact,
    Touched,
    impact,
    still_open,
    strategy_changes,
)
from perfgit.measures.exact import ZERO, Fraction
from perfgit.model.goals import HistoryEntry
from perfgit.model.org import Cycle
from perfgit.site.links import Links
from perfgit.todo.due import expected, of_dossier, of_hr
from perfgit.todo.duties import AGREE_AGAIN, shown
from perfgit.todo.item import DutyContext, Item


class DueItem(NamedTuple):
    """One thing that waits for somebody; `link` opens the host's editor with its file."""

    who: str
    owner: str
    since: dt.date
    until: dt.date | None
    what: str
    command: str
    link: str | None

    def overdue(self, today: dt.date) -> bool:
        """Whether the last day has passed."""
        return self.until is not None and self.until < today


class NodeLike(Protocol):
    """What is asked of a goal; see `parts.Node`."""

    @property
    def goal(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def supports(self) -> tuple[Ref, ...]: ...  # noqa: D102
    @property
    def weight(self) -> Fraction: ...  # noqa: D102
    @property
    def dropped(self) -> bool: ...  # noqa: D102
    @property
    def settled(self) -> HistoryEntry | None: ...  # noqa: D102


class PartLike(Protocol):
    """What is asked of what was read of an owner; see `parts.Part`."""

    @property
    def due(self) -> tuple[DueItem, ...]: ...  # noqa: D102
    @property
    def nodes(self) -> Iterable[NodeLike]: ...  # noqa: D102


class PartsLike(Protocol):
    """What is asked of all that was read; see `reading.Parts`."""

    cycles: list[str]

    def owners(self, cycle: str) -> Mapping[str, None]: ...  # noqa: D102
    def keys(self, cycle: str) -> Iterable[tuple[str, str]]: ...  # noqa: D102
    def read(self, keys: Iterable[tuple[str, str]]) -> None: ...  # noqa: D102
    def __contains__(self, key: tuple[str, str]) -> bool: ...
    def __getitem__(self, key: tuple[str, str]) -> PartLike: ...


class DueContext(NamedTuple):
    """What all dossiers share."""

    company: Company
    org: Org
    people: People
    links: Links
    visibility: Visibility


@lru_cache(maxsize=1)
def due_context(company: Company, today: dt.date) -> DueContext:
    """What is shared on a day; the people are read now, before processes part."""
    org = Org(company, today)
    company.read_ahead()
    _ = company.reports
    may = Visibility(company.policy.site)
    return DueContext(company, org, People(org), Links.of(company.info), may)


def due_of(at: DueContext, id: str, dossier: Dossier) -> tuple[DueItem, ...]:
    """What is due of a dossier, changes of strategy left out."""
    cycle = at.company.cycles[id].data
    if cycle is None or cycle.stages.plan.opens > at.org.today:
        return ()
    found = of_dossier(_duty_context(at, id, cycle, dossier))
    there = {doc.path for doc in dossier.all_docs()}
    return tuple(_shown(at, found, there))


def _duty_context(
    at: DueContext,
    id: str,
    cycle: Cycle,
    dossier: Dossier,
    touched: Sequence[tuple[Change, Touched]] = (),
) -> DutyContext:
    return DutyContext(at.company, at.org, at.people, id, cycle, dossier, at.org.today, touched)


def _shown(at: DueContext, items: Iterable[Item], there: set[str]) -> Iterator[DueItem]:
    """What everyone may read; who stands in for somebody away is left out, as all days away are."""
    for one in items:
        place = at.company.layout.place(one.path)
        kind = place.kind if place else None
        if one.stands_in_for is None and shown(at.visibility, one.duty, kind):
            link = (at.links.edit if one.path in there else at.links.new)(one.path)
            yield DueItem(one.who, one.owner, one.since, one.until, one.what, one.command, link)


class Support:
    """Some goals of a cycle by what they support, for `perfgit.insight.impact`."""

    def __init__(self, nodes: Mapping[Ref, NodeLike]) -> None:
        self._nodes = nodes
        self._below: dict[Ref, list[Ref]] = {}
        for ref in sorted(nodes, key=outer_first):
            for target in nodes[ref].supports if not nodes[ref].dropped else ():
                self._below.setdefault(target, []).append(ref)

    def below(self, ref: Ref) -> Iterable[Ref]:
        """The goals that support a goal or objective, the outer owners first."""
        return self._below.get(ref, ())

    def about(self, ref: Ref) -> tuple[str, Fraction]:
        """Title and share of a goal."""
        return self._nodes[ref].title, self._nodes[ref].weight or ZERO

    def settled(self, ref: Ref, on: dt.date | None) -> HistoryEntry | None:
        """The latest agreement about a goal on a day or after it."""
        latest = self._nodes[ref].settled
        return latest if on and latest and latest.on >= on else None


class Waiting:
    """What waits for each person, and what each change of strategy has touched."""

    def __init__(self, at: DueContext, parts: PartsLike) -> None:
        self._at = at
        self._parts = parts
        self._by_who: dict[str, list[DueItem]] = {}
        self._of: dict[tuple[str, str], list[DueItem]] = {}
        self._impacts: dict[str, tuple[Impact, ...]] = {}
        active = [one for one in at.company.people if at.org.is_active(one)]
        self._expected = dict.fromkeys(expected(at.company, active))
        self._former: dict[str, list[str]] = {}
        for id, doc in at.company.people.items():
            for past in doc.data.former_managers if doc.data else ():
                self._former.setdefault(past.id, []).append(f"people/{id}")
        self._led: dict[str | None, list[str]] = {}
        self._below: dict[str | None, list[str]] = {}
        for id, team in at.company.teams.items():
            if team.data:
                self._led.setdefault(team.data.lead, []).append(f"teams/{id}")
                parent = at.company.teams.get(team.data.parent or "")
                if parent and parent.data:
                    self._below.setdefault(parent.data.lead, []).append(f"teams/{id}")
        self._open: dict[str, dict[str, list[tuple[Change, Touched]]]] = {}

    def of(self, person: str) -> list[DueItem]:
        """What waits for a person, the most urgent first."""
        if person not in self._by_who:
            found = [one for one in self._about(person) if one.who == person]
            found.sort(key=lambda one: (one.until or dt.date.max, one.since, one.owner, one.what))
            self._by_who[person] = found
        return self._by_who[person]

    def impacts(self, cycle: str) -> tuple[Impact, ...]:
        """The changes of strategy of a cycle with the goals that they touch."""
        if cycle not in self._impacts:
            changes = self._changes(cycle)
            self._impacts[cycle] = self._touched(changes, lambda: self._parts.keys(cycle))
        return self._impacts[cycle]

    def _about(self, person: str) -> Iterator[DueItem]:
        """What is due of all owners that can concern a person."""
        chosen = self._concerning(person)
        for cycle in self._parts.cycles:
            there = self._parts.owners(cycle)
            everybody = [*there, *(one for one in self._expected if one not in there)]
            owners = everybody if chosen is None else sorted(chosen)
            self._parts.read((cycle, owner) for owner in owners if owner in there)
            for owner in owners:
                yield from self._due(cycle, owner)
        hr = of_hr(self._at.company, self._at.org)
        yield from _shown(self._at, hr, _all_cycles(self._at))

    def _concerning(self, person: str) -> set[str] | None:
        """Owners of whose files something may wait for a person; None: anybody's.

        It is the other way round of what `company.roles` and the duties say: the owner, the
        manager, reports about their manager, former managers, leads and those above; executives
        stand in wherever there is none of these.
        """
        company = self._at.company
        if person in company.policy.roles.executive:
            return None
        doc = company.people.get(person)
        above = [doc.data.manager] if doc and doc.data and doc.data.manager else []
        reports = company.reports.get(person, [])
        found = {f"people/{one}" for one in (person, *above, *reports)}
        found.update(self._former.get(person, ()))
        for one in (person, *reports):
            found.update(self._led.get(one, ()))
        found.update(self._below.get(person, ()))
        return found

    def _due(self, id: str, owner: str) -> list[DueItem]:
        """What is due of an owner in a cycle, whoever has to do it."""
        key = (id, owner)
        if key not in self._of:
            cycle = self._at.company.cycles[id].data
            assert cycle is not None
            found: list[DueItem] = []
            if key in self._parts:
                found += self._parts[key].due
            elif cycle.closed is None and owner in self._expected:
                found += due_of(self._at, id, Dossier(id, owner, {}))
            if cycle.closed is None and key in self._parts:
                found += self._again(id, cycle, owner)
            self._of[key] = found
        return self._of[key]

    def _again(self, id: str, cycle: Cycle, owner: str) -> Iterator[DueItem]:
        """What a change of strategy asks an owner for."""
        at = self._at
        if owner.startswith("people/") and not at.org.is_active(owner[7:]):
            return
        if id in self._impacts:
            if id not in self._open:
                self._open[id] = still_open(self._impacts[id])
            pairs = self._open[id].get(owner)
        else:
            impacts = self._touched(self._changes(id), lambda: self._above(id, owner))
            pairs = still_open(impacts).get(owner)
        if pairs:
            context = _duty_context(at, id, cycle, Dossier(id, owner, {}), pairs)
            yield from _shown(at, AGREE_AGAIN.items(context), {context.path("goals")})

    def _changes(self, cycle: str) -> list[Change]:
        changes = strategy_changes(self._at.company, cycle) if self._at.visibility.goals else []
        return [one for one in changes if one.on and one.on <= self._at.org.today]

    def _touched(
        self, changes: Sequence[Change], keys: Callable[[], Iterable[tuple[str, str]]]
    ) -> tuple[Impact, ...]:
        """The goals of some owners that changes touch; right for those whose goals above are there."""
        if not changes:
            return ()
        found = list(keys())
        self._parts.read(found)
        nodes = {Ref(*key, node.goal): node for key in found for node in self._parts[key].nodes}
        support = Support(nodes)
        return tuple(impact(support, change) for change in changes)

    def _above(self, cycle: str, owner: str) -> list[tuple[str, str]]:
        """An owner, and those whose goals are above, all the way up."""
        found = {owner: None}
        todo = [owner]
        while todo:
            for node in self._parts[cycle, todo.pop()].nodes:
                for target in node.supports:
                    new = target.cycle == cycle and target.owner not in found
                    if new and (cycle, target.owner) in self._parts:
                        found[target.owner] = None
                        todo.append(target.owner)
        return [(cycle, one) for one in found]


def outer_first(ref: Ref) -> tuple[int, str, str]:
    """The order of goals that support the same: the company's, teams', people's."""
    order = {COMPANY: 0, "teams": 1, "people": 2}
    return (order[ref.owner.partition("/")[0]], ref.owner, ref.goal)


def _all_cycles(at: DueContext) -> set[str]:
    return {at.company.layout.path("cycle", id=id) for id in at.company.cycles}
