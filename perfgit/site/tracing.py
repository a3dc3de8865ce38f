"""Notice what a page reads, so that it is made again when that has changed, and only then.

Whatever pages are made of passes through a few doors (`Owners`, `CycleView`, `TracedTree`), which
name what they hand out. A key is a text like `owner 2026-h2 people/alice`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

from perfgit.files.entries import Entry, Tree

R = TypeVar("R")

_open: Final[list[set[str]]] = []
"""What is being recorded, the innermost last."""


def touch(key: str) -> None:
    """Tell whoever is recording that something has been read."""
    if _open:
        _open[-1].add(key)


@contextmanager
def recording() -> Iterator[set[str]]:
    """Collect the keys of everything that is read inside."""
    keys: set[str] = set()
    _open.append(keys)
    try:
        yield keys
    finally:
        _open.pop()
        if _open:
            _open[-1].update(keys)


def remembered(function: Callable[[Any], R]) -> property:
    """Like `functools.cached_property`, but each reader counts as having read what it took.

    An ordinary cache on an object that pages share would hide that from all readers but the first.
    """
    name = f"_remembered_{function.__name__}"

    @wraps(function)
    def get(self: Any) -> R:
        kept = self.__dict__.get(name)
        if kept is None:
            with recording() as keys:
                kept = (function(self), frozenset(keys))
            self.__dict__[name] = kept
        if _open:
            _open[-1].update(kept[1])
        found: R = kept[0]
        return found

    return property(get)


class TracedTree:
    """A tree whose readers are noticed."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.root: Path | None = getattr(tree, "root", None)
        """The folder on disk, where the tree has one."""

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        touch(f"file {folder}")
        return self._tree.entries(folder)

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        touch(f"file {path}")
        return self._tree.read(path)
