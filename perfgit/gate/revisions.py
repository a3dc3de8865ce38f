"""Two revisions side by side: what differs between them, read as git objects.

Nothing is checked out, no path reaches git's command line, and no setting of a repository (replaced
objects, ignored submodules, external diffs) changes what is seen.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from perfgit.files.trees import GitTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError

NOTHING = "000000"
REGULAR = "100644"
EXECUTABLE = "100755"
LINK = "120000"
SUBMODULE = "160000"


class FileChange(NamedTuple):
    """A path that differs: modes (NOTHING where there is no file) and object ids."""

    path: str
    old_mode: str
    new_mode: str
    old_id: str
    new_id: str

    @property
    def added(self) -> bool:
        """Whether there was no file before."""
        return self.old_mode == NOTHING

    @property
    def deleted(self) -> bool:
        """Whether there is no file any more."""
        return self.new_mode == NOTHING


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
        # Objects are what they are called, whatever refs/replace says, and nothing is fetched.
        os.environ["GIT_NO_REPLACE_OBJECTS"] = "1"
        self._folder = folder
        prefix = _git(folder, "rev-parse", "--show-prefix")
        if prefix is None:
            raise PerfgitError(
                say("{folder} is not in a git repository.", folder=folder),
                say("The gate compares two revisions of a git repository."),
            )
        self._prefix = prefix.decode("utf-8", "surrogateescape").strip("\n").strip("/")
        self.store = Store()
        self.base = SharedTree(folder, base, self._prefix, self.store)
        self.head = SharedTree(folder, head, self._prefix, self.store)
        self.left_at = self._merge_base()

    def _merge_base(self) -> str:
        found = _git(self._folder, "merge-base", "--all", self.base.commit, self.head.commit)
        commits = (found or b"").decode().split()
        if len(commits) == 1:
            return commits[0]
        if commits:
            raise PerfgitError(
                say("The proposal and the base branch have crossed several times."),
                say("Rebase the proposal on the base branch (`git rebase`), and push it again."),
            )
        raise PerfgitError(
            say("The proposal and the base branch have no commit in common."),
            say(
                "Fetch the whole history (`git fetch --unshallow`), or begin the proposal anew from"
                " the base branch."
            ),
        )

    def changes(self) -> list[FileChange]:
        """Every path that the proposal changes, sorted; a rename is a deletion and an addition.

        Paths are relative to the company's folder; those outside of it begin with `/`.
        """
        found = _git(
            self._folder,
            "diff-tree",
            "-r",
            "-z",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--ignore-submodules=none",
            self.left_at,
            self.head.commit,
        )
        if found is None:
            raise PerfgitError(say("git cannot compare the two revisions."))
        parts = found.split(b"\0")[:-1]
        changes: list[FileChange] = []
        for meta, raw in zip(parts[::2], parts[1::2], strict=True):
            old_mode, new_mode, old_id, new_id, _ = meta.decode().lstrip(":").split(" ")
            path = self._inside(raw.decode("utf-8", "surrogateescape"))
            changes.append(FileChange(path, old_mode, new_mode, old_id, new_id))
        return sorted(changes)

    def is_stale(self, change: FileChange) -> bool:
        """Whether the base branch has changed the file since the proposal left it."""
        if change.path.startswith("/"):
            return False
        mode, id = self.base.entry(change.path) or (NOTHING, "0" * len(change.old_id))
        if mode == "40000":
            mode, id = NOTHING, "0" * len(change.old_id)
        return (mode.zfill(6), id) != (change.old_mode, change.old_id)

    def _inside(self, path: str) -> str:
        if not self._prefix:
            return path
        inside = f"{self._prefix}/"
        return path.removeprefix(inside) if path.startswith(inside) else f"/{path}"

    def close(self) -> None:
        """End the git processes."""
        self.base.close()
        self.head.close()


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git says, or None where it failed."""
    run = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    return None if run.returncode else run.stdout
