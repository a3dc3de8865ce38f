"""What all owners have, each read when somebody asks for it, or all at once by several processes."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterable, Iterator, Sequence

from perfgit.company.as_of import as_of
from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.exports.api import rows_of
from perfgit.files.entries import Unreadable
from perfgit.parallel import Progress, shared_out
from perfgit.site.views.cards import Directory
from perfgit.site.views.due import due_context
from perfgit.site.views.parts import Part, part_of

PARALLEL_FROM = 300
"""Dossiers below which a second process costs more than it saves."""
_CHUNK = 100
_NAMED = re.compile(rb"(?:company|strategy|(?:teams|people)/[a-z0-9-]+)(?=/)")
_HELPERS = re.compile(rb"helpers:[ \t]*(\[[a-z0-9, -]*\]|(?:\s*- [a-z0-9-]+[ \t]*(?=\n|$))+)")
"""The usual ways to list helpers."""
_ID = re.compile(rb"[a-z0-9][a-z0-9-]*")
_CYCLE = re.compile(rb"([a-z0-9-]+):$")
_LONGEST = 80
"""Bytes of a cycle's id, and some more."""

Key = tuple[str, str]
"""A cycle and an owner (`company`, `teams/ID`, `people/ID`)."""
ANYBODY: Key = ("", "*")
"""Named by a sheet of which a glance does not tell whom it names."""


class Parts:
    """The parts of all owners that have a valid file; what has been read stays until dropped."""

    def __init__(
        self, company: Company, directory: Directory, today: dt.date, *, rows: bool = False
    ) -> None:
        """Nothing is read yet; `rows` where the API's tables will be asked for as well."""
        self._company = company
        self.directory = directory
        self._today = today
        self._with_rows = rows
        self._visibility = Visibility(company.policy.site)
        self._owners: dict[str, dict[str, None]] = {}
        self._read: dict[Key, Part] = {}
        self._named: dict[Key, frozenset[Key]] = {}
        self._reading = threading.Lock()
        self.cycles = [id for id, _ in company.cycles_in_order()]
        """Every cycle, the latest first."""

    def owners(self, cycle: str) -> dict[str, None]:
        """Who has anything in a cycle: the company, teams, people, in this order."""
        if cycle not in self._owners:
            found = self._company.owners(cycle)
            self._owners[cycle] = {one: None for one in found if self.directory.of(one)}
        return self._owners[cycle]

    def keys(self, cycle: str) -> Iterator[Key]:
        """Every owner of a cycle."""
        return ((cycle, owner) for owner in self.owners(cycle))

    def all_keys(self) -> Iterator[Key]:
        """Every owner of every cycle."""
        return (key for cycle in self.cycles for key in self.keys(cycle))

    def __contains__(self, key: Key) -> bool:
        return key[0] in self.cycles and key[1] in self.owners(key[0])

    def __getitem__(self, key: Key) -> Part:
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self._part(key)
        return found

    def _part(self, key: Key) -> Part:
        return part_of(self._company, self._visibility, *key, self._today, rows=self._with_rows)

    def read(self, keys: Iterable[Key], progress: Progress | None = None) -> None:
        """Read what nobody has asked for yet, by several processes where that helps."""
        wanted = [key for key in keys if key not in self._read]
        if not wanted:
            return

        def some(chunk: Sequence[Key]) -> list[tuple[Key, Part]]:
            return [(key, self._part(key)) for key in chunk]

        with self._reading:  # another thread may be reading the same
            missing = [key for key in wanted if key not in self._read]
            due_context(self._company, self._today)  # before processes part
            chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
            parallel = len(missing) >= PARALLEL_FROM
            for found in shared_out(chunks, some, progress, parallel=parallel):
                self._read.update(found)

    def rows(self, key: Key) -> bytes:
        """An owner's rows in the tables of the API, packed (`exports/api.py`)."""
        if self._with_rows:
            return self[key].rows or b""
        dossier = as_of(self._company.dossier(*key), self._today)
        return rows_of(self._company, self._visibility, dossier)

    def named(self, key: Key) -> frozenset[Key]:
        """Whom an owner's goals support or are helped by, and perhaps others: a glance has to do."""
        known = self._read.get(key)
        if known:
            supported = {(ref.cycle, ref.owner) for node in known.nodes for ref in node.supports}
            helpers = {(key[0], f"people/{id}") for node in known.nodes for id in node.helpers}
            return frozenset(supported | helpers)
        if key not in self._named:
            self._named[key] = self._glance(key)
        return self._named[key]

    def _glance(self, key: Key) -> frozenset[Key]:
        path = f"{self._company.layout.folder('goals', *key)}/goals.yml"
        try:
            data = self._company.tree.read(path) or b""
        except Unreadable:
            return frozenset()
        found: set[Key] = set()
        for match in _NAMED.finditer(data):
            start, owner = match.start(), match[0].decode()
            found.add((key[0], owner))
            if data[start - 1 : start] == b":":
                other = _CYCLE.search(data[max(start - _LONGEST, 0) : start])
                found |= {(other[1].decode(), owner)} if other else set()
        lists = _HELPERS.findall(data)
        for one in lists:
            found |= {(key[0], f"people/{id.decode()}") for id in _ID.findall(one)}
        # what is escaped in YAML, or written in another way, could be any name
        unusual = b"\\" in data or data.count(b"helpers") > len(lists)
        return frozenset(found | {ANYBODY} if unusual else found)

    def without(self, keys: Iterable[Key]) -> Parts:
        """The same without some owners, whose files have changed, come or gone."""
        made = Parts(self._company, self.directory, self._today, rows=self._with_rows)
        made._read, made._named = dict(self._read), dict(self._named)
        for key in keys:
            made._read.pop(key, None)
            made._named.pop(key, None)
        return made
