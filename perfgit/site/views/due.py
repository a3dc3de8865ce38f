"""What is due, as far as everyone may read it: whose turn it is, and what touches agreed goals.

What a dossier alone tells is found when its part is read (`due_of`) and kept with it. What a
change of strategy asks for goes through all sheets, and is found from the goals' connections.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from perfgit.company.company import Company, Ref
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
from perfgit.site.tracing import touch
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
    def weight(self) -> Fraction: ...  # noqa: D102
    @property
    def settled(self) -> HistoryEntry | None: ...  # noqa: D102


class PartLike(Protocol):
    """What is asked of what was read of an owner; see `parts.Part`."""

    @property
    def due(self) -> tuple[DueItem, ...]: ...  # noqa: D102
    @property
    def nodes(self) -> Iterable[NodeLike]: ...  # noqa: D102


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
    found = of_dossier(_matter(at, id, cycle, dossier))
    there = {doc.path for doc in dossier.all_docs()}
    return tuple(_shown(at, found, there))


def _matter(
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
    """All goals of a cycle by what they support, for `perfgit.insight.impact`."""

    def __init__(
        self, cycle: str, parts: Mapping[str, PartLike], supporters: Mapping[Ref, list[Ref]]
    ) -> None:
        self._nodes = {
            Ref(cycle, owner, node.goal): node
            for owner, part in parts.items()
            for node in part.nodes
        }
        self._supporters = supporters

    def below(self, ref: Ref) -> Iterable[Ref]:
        """The goals of the cycle that support a goal or objective."""
        return (one for one in self._supporters.get(ref, ()) if one in self._nodes)

    def about(self, ref: Ref) -> tuple[str, Fraction]:
        """Title and share of a goal."""
        return self._nodes[ref].title, self._nodes[ref].weight or ZERO

    def settled(self, ref: Ref, on: dt.date | None) -> HistoryEntry | None:
        """The latest agreement about a goal on a day or after it."""
        latest = self._nodes[ref].settled
        return latest if on and latest and latest.on >= on else None


class Waiting:
    """What waits for each person, and what each change of strategy has touched."""

    def __init__(
        self,
        at: DueContext,
        parts: Mapping[str, Mapping[str, PartLike]],
        supporters: Mapping[Ref, list[Ref]],
    ) -> None:
        self._by_who: dict[str, list[DueItem]] = {}
        self._impacts: dict[str, tuple[Impact, ...]] = {}
        for id, owners in parts.items():
            cycle = at.company.cycles[id].data
            assert cycle is not None
            self._impacts[id] = _impacts(at, id, owners, supporters)
            self._add(item for part in owners.values() for item in part.due)
            if cycle.closed is None:
                self._add(_without_files(at, id, owners))
                self._add(_again(at, id, cycle, self._impacts[id]))
        self._add(_shown(at, of_hr(at.company, at.org), _all_cycles(at)))
        for found in self._by_who.values():
            found.sort(key=lambda one: (one.until or dt.date.max, one.since, one.owner, one.what))

    def _add(self, items: Iterable[DueItem]) -> None:
        for one in items:
            self._by_who.setdefault(one.who, []).append(one)

    def of(self, person: str) -> list[DueItem]:
        """What waits for a person, the most urgent first."""
        touch(f"due {person}")
        return self._by_who.get(person, [])

    def impacts(self, cycle: str) -> tuple[Impact, ...]:
        """The changes of strategy of a cycle with the goals that they touch."""
        touch(f"impacts {cycle}")
        return self._impacts.get(cycle, ())

    def state(self, person: str) -> bytes:
        """What stands behind the key of `of`."""
        return repr(self._by_who.get(person)).encode("utf-8", "replace")

    def impacts_state(self, cycle: str) -> bytes:
        """What stands behind the key of `impacts`."""
        return repr(self._impacts.get(cycle)).encode("utf-8", "replace")


def _all_cycles(at: DueContext) -> set[str]:
    return {at.company.layout.path("cycle", id=id) for id in at.company.cycles}


def _impacts(
    at: DueContext, id: str, owners: Mapping[str, PartLike], supporters: Mapping[Ref, list[Ref]]
) -> tuple[Impact, ...]:
    changes = strategy_changes(at.company, id) if at.visibility.goals else []
    past = [one for one in changes if one.on and one.on <= at.org.today]
    if not past:
        return ()
    support = Support(id, owners, supporters)
    return tuple(impact(support, change) for change in past)


def _without_files(at: DueContext, id: str, owners: Mapping[str, PartLike]) -> Iterator[DueItem]:
    active = [one for one in at.company.people if at.org.is_active(one)]
    for owner in expected(at.company, active):
        if owner not in owners:
            yield from due_of(at, id, Dossier(id, owner, {}))


def _again(at: DueContext, id: str, cycle: Cycle, impacts: tuple[Impact, ...]) -> Iterator[DueItem]:
    for owner, pairs in still_open(impacts).items():
        if owner.startswith("people/") and not at.org.is_active(owner[7:]):
            continue
        context = _matter(at, id, cycle, Dossier(id, owner, {}), pairs)
        yield from _shown(at, AGREE_AGAIN.items(context), {context.path("goals")})
