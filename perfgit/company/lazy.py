"""A company of which only what is asked for by name is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from perfgit.company.company import Company
from perfgit.files.documents import Doc
from perfgit.files.layout import is_slug
from perfgit.files.trees import Tree
from perfgit.model.org import Cycle, Person, Role, Team
from perfgit.model.values import Record

M = TypeVar("M", bound=Record)


class Lazily(Mapping[str, Doc[M]]):
    """Files of one kind by id, read by computed path; listed only where somebody goes through all."""

    def __init__(
        self, one: Callable[[str], Doc[M] | None], every: Callable[[], dict[str, Doc[M]]]
    ) -> None:
        self._one = one
        self._every = every
        self._known: dict[str, Doc[M] | None] = {}

    def __getitem__(self, id: str) -> Doc[M]:
        if id not in self._known:
            self._known[id] = self._one(id) if isinstance(id, str) and is_slug(id) else None
        found = self._known[id]
        if found is None:
            raise KeyError(id)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._every())

    def __len__(self) -> int:
        return len(self._every())


class LazyCompany(Company):
    """A company of which only what is asked for by name is read."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        for name, kind, model in (
            ("people", "person", Person),
            ("teams", "team", Team),
            ("roles", "role", Role),
            ("cycles", "cycle", Cycle),
        ):
            self.__dict__[name] = self._lazily(kind, model)

    def _lazily(self, kind: str, model: type[M]) -> Lazily[M]:
        return Lazily(lambda name: self._one(kind, model, id=name), lambda: self._all(kind, model))
