"""Files by id, each read only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from perfgit.files.documents import Doc
from perfgit.files.layout import is_slug
from perfgit.model.values import Record

M = TypeVar("M", bound=Record)


class LazyDocs(Mapping[str, Doc[M]]):
    """Files of one kind by id: one is read by its computed path, all where somebody goes through.

    `read_ahead` reads all at once: before processes part, or where most will be asked for.
    """

    def __init__(
        self, one: Callable[[str], Doc[M] | None], every: Callable[[], dict[str, Doc[M]]]
    ) -> None:
        self._one = one
        self._every = every
        self._known: dict[str, Doc[M] | None] = {}
        self._all: dict[str, Doc[M]] | None = None

    def read_ahead(self) -> dict[str, Doc[M]]:
        """All files, in order of id; read once."""
        if self._all is None:
            self._all = self._every()
        return self._all

    def _read(self, id: object) -> Doc[M] | None:
        if not isinstance(id, str):
            return None
        if self._all is not None:
            return self._all.get(id)
        if id not in self._known:
            self._known[id] = self._one(id) if is_slug(id) else None
        return self._known[id]

    def __getitem__(self, id: str) -> Doc[M]:
        found = self._read(id)
        if found is None:
            raise KeyError(id)
        return found

    def __contains__(self, id: object) -> bool:
        return self._read(id) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.read_ahead())

    def __len__(self) -> int:
        return len(self.read_ahead())
