"""Two revisions side by side: what differs between them, read as git objects.

Nothing is checked out, no path reaches git's command line, and no setting of a repository (replaced
objects, ignored submodules, external diffs) changes what is seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from perfgit.files import trees
from perfgit.files.git import (
    NOTHING,
    FileChange,
    changes_between,
    is_shallow,
    merge_bases,
    prefix_of,
    touching,
)
from perfgit.files.git_tree import TWICE
from perfgit.files.trees import GitTree, OverlayTree, Tree
from perfgit.i18n import say
from perfgit.problem import PerfgitError

REGULAR = "100644"
EXECUTABLE = "100755"
LINK = "120000"
SUBMODULE = "160000"


class Store:
    """What the trees of one run have read, by object id: nothing is read twice."""

    def __init__(self) -> None:
        self.folders: dict[str, dict[str, tuple[str, str]]] = {}
        self.blobs: dict[str, bytes | None] = {}


class SharedTree(GitTree):
    """A revision whose objects are shared with the other revisions of the same store."""

    def __init__(self, repository: Path, revision: str, folder: str, store: Store) -> None:
        self._store = store
        super().__init__(repository, revision, folder)

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        mode, id = self.entry(path) or ("", "")
        if mode in (REGULAR, EXECUTABLE) and id in self._store.blobs:
            return self._store.blobs[id]
        data = super().read(path)
        if data is not None:
            self._store.blobs[id] = data
        return data

    def entry(self, path: str) -> tuple[str, str] | None:
        """Mode and object id at a path."""
        folder, _, name = path.rpartition("/")
        return (self._folder(folder) or {}).get(name)

    def _tree(self, object_id: str) -> dict[str, tuple[str, str]]:
        known = self._store.folders.get(object_id)
        if known is None:
            known = self._store.folders[object_id] = super()._tree(object_id)
        return known


class Revisions:
    """The base branch, a proposal's head, and what the proposal changes.

    A proposal changes what differs between its head and the commit where it left the base branch.
    Raises PerfgitError where the two have no such commit, or several.
    """

    def __init__(self, folder: Path, base: str, head: str) -> None:
        self._folder = folder
        self._prefix = prefix_of(folder)
        self.store = Store()
        self.base = SharedTree(folder, base, self._prefix, self.store)
        self.head = SharedTree(folder, head, self._prefix, self.store)
        self.left_at = self._merge_base()

    def _merge_base(self) -> str:
        commits = merge_bases(self._folder, self.base.commit, self.head.commit)
        if len(commits) == 1:
            return commits[0]
        if commits:
            raise PerfgitError(
                say("The proposal and the base branch have crossed several times."),
                say("Rebase the proposal on the base branch (`git rebase`), and push it again."),
            )
        raise PerfgitError(
            say("The proposal and the base branch have no commit in common."),
            say("Only the latest commits are here: fetch the others (`git fetch --unshallow`).")
            if is_shallow(self._folder)
            else say("Begin the proposal anew from the base branch."),
        )

    def changes(self) -> list[FileChange]:
        """Every path that the proposal changes, sorted; a rename is a deletion and an addition.

        Paths are relative to the company's folder; those outside of it begin with `/`.
        """
        return self._placed(changes_between(self._folder, self.left_at, self.head.commit))

    def _placed(self, found: Iterable[FileChange]) -> list[FileChange]:
        return sorted(change._replace(path=self._inside(change.path)) for change in found)

    @cached_property
    def digest(self) -> str:
        """What the proposal changes, as one name: what an approval of it means."""
        return _digest(self.changes())

    def same_change(self, commits: Iterable[str]) -> frozenset[str]:
        """Those of some commits that change just what the head does; a commit that is not here does not."""
        return frozenset(one for one in set(commits) if self._digest_at(one) == self.digest)

    def _digest_at(self, commit: str) -> str | None:
        if commit == self.head.commit:
            return self.digest
        try:
            bases = merge_bases(self._folder, self.base.commit, commit)
            found = changes_between(self._folder, bases[0], commit) if len(bases) == 1 else None
        except PerfgitError:
            return None
        return None if found is None else _digest(self._placed(found))

    def merged(self, changes: Iterable[FileChange]) -> Tree:
        """The base branch as it will be once the proposal is merged.

        A file that the base branch has changed too stays as it is there: the proposal has to be
        brought up to date before it can be merged.
        """
        if self.left_at == self.base.commit:
            return self.head
        return _Merged(self.base, self.head, [one for one in changes if not self.is_stale(one)])

    def is_stale(self, change: FileChange) -> bool:
        """Whether the base branch has changed the file since the proposal left it."""
        if change.path.startswith("/"):
            return False
        mode, id = self.base.entry(change.path) or (NOTHING, "0" * len(change.old_id))
        if mode == "40000":
            mode, id = NOTHING, "0" * len(change.old_id)
        return (mode.zfill(6), id) != (change.old_mode, change.old_id)

    def is_twice(self, path: str) -> bool:
        """Whether the head has the file, or a folder above it, twice in one tree object."""
        tree = self._whole if path.startswith("/") else self.head
        parts = path.removeprefix("/").split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        return any((tree.entry(one) or ("", ""))[0] == TWICE.decode() for one in above)

    @cached_property
    def _whole(self) -> SharedTree:
        """The head with what lies beside the company's folder."""
        return SharedTree(self._folder, self.head.commit, "", self.store)

    def earlier(self, path: str) -> Iterator[Tree]:
        """The base branch as it was each time it changed a file, the latest first."""
        for commit in touching(self._folder, self.base.commit, path):
            yield SharedTree(self._folder, commit, self._prefix, self.store)

    def _inside(self, path: str) -> str:
        if not self._prefix:
            return path
        inside = f"{self._prefix}/"
        return path.removeprefix(inside) if path.startswith(inside) else f"/{path}"

    def close(self) -> None:
        """End the git processes."""
        self.base.close()
        self.head.close()
        if "_whole" in self.__dict__:
            self._whole.close()


def _digest(changes: Iterable[FileChange]) -> str:
    """SHA-256 over the sorted lines `path blob-before blob-after`; an unusual mode stands behind them."""
    lines = []
    for one in changes:
        mode = "" if one.new_mode in (REGULAR, NOTHING) else f" {one.new_mode}"
        lines.append(f"{one.path} {one.old_id} {one.new_id}{mode}\n")
    return hashlib.sha256("".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


class _Merged(OverlayTree):
    """A tree with files of another laid over it, read when they are asked for."""

    def __init__(self, base: Tree, head: Tree, changes: Iterable[FileChange]) -> None:
        files: dict[str, bytes | None] = {}
        for one in changes:
            regular = one.new_mode in (REGULAR, EXECUTABLE)
            files[one.path] = None if one.deleted else b"" if regular else trees.LINK
        super().__init__(base, files)
        self._base, self._head, self._paths = base, head, frozenset(files)

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        return (self._head if path in self._paths else self._base).read(path)
