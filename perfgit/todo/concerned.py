"""Whose dossiers can ask something of certain people, found without reading all of them.

Most roles follow from the organisation's files. Who is named in a file of somebody else's dossier
(a peer in nominations, the owner of a step in a plan) is looked for in that file's bytes before
anything is parsed: an id is plain ASCII, so that it stands there letter by letter, unless YAML's
escapes were used, and a file with a backslash is never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from perfgit.company.authority import Role
from perfgit.company.company import Company
from perfgit.company.roles import People
from perfgit.files.entries import Unreadable
from perfgit.files.layout import Place
from perfgit.model.values import SLUG
from perfgit.todo.item import DutyRole

_IDS = re.compile(SLUG.encode())


class Concerned:
    """The dossiers in which certain people can have a turn."""

    def __init__(self, company: Company, people: People, persons: Collection[str]) -> None:
        self._company = company
        self._people = people
        self._persons = frozenset(persons)

    def owners(self, cycle: str, roles: Iterable[DutyRole], owners: Collection[str]) -> set[str]:
        """Those of the owners in whose dossiers of a cycle one of the people can have a role."""
        at = Place("goals", cycle)
        return {owner for role in roles for owner in _FINDERS[role](self, at, owners)}

    def holding(self, role: Role, at: Place, owners: Collection[str]) -> Iterator[str]:
        """The owners of whom one of the people holds a role of the table, deputies included."""
        for owner in owners:
            holders = self._people.holders(role, at._replace(owner=owner))
            if any(holder.id in self._persons for holder in holders):
                yield owner

    def managers(self, _: Place, __: Collection[str]) -> Iterator[str]:
        """The managers of the people."""
        for id in self._persons:
            doc = self._company.people.get(id)
            if doc and doc.data and doc.data.manager:
                yield f"people/{doc.data.manager}"

    def with_former_managers(self, _: Place, __: Collection[str]) -> Iterator[str]:
        """Who has one of the people as a former manager."""
        for id, doc in self._company.people.items():
            if doc.data and any(one.id in self._persons for one in doc.data.former_managers):
                yield f"people/{id}"

    def with_appeals(self, at: Place, owners: Collection[str]) -> Iterator[str]:
        """Who has appealed, where one of the people is of HR."""
        if not self._persons.isdisjoint(self._company.policy.roles.hr):
            yield from (owner for owner, _ in self._files("appeal", at, owners))

    def named(self, kind: str, at: Place, owners: Collection[str]) -> Iterator[str]:
        """Those with a file of a kind that names one of the people, or may."""
        ids = {id.encode() for id in self._persons}
        for owner, raw in self._files(kind, at, owners):
            if b"\\" in raw or not ids.isdisjoint(_IDS.findall(raw)):
                yield owner

    def _files(self, kind: str, at: Place, owners: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Who of the owners has a file of a kind in the cycle, and its bytes."""
        for owner in owners:
            if owner.startswith("people/"):
                path = self._company.path_of(kind, str(at.cycle), owner)
                try:
                    raw = self._company.tree.read(path)
                except Unreadable:
                    continue  # as a dossier without it
                if raw is not None:
                    yield owner, raw


_Finder = Callable[[Concerned, Place, Collection[str]], Iterator[str]]
_FINDERS: dict[DutyRole, _Finder] = {
    "owner": lambda self, *which: self.holding("owner", *which),
    "owners_manager": lambda self, *which: self.holding("owners_manager", *which),
    "report": Concerned.managers,
    "former_manager": Concerned.with_former_managers,
    "uninvolved_hr": Concerned.with_appeals,
    "named_in_nominations": lambda self, *which: self.named("nominations", *which),
    "named_in_plan": lambda self, *which: self.named("plan", *which),
}
