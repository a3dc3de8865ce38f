"""A revision of a git repository as a tree of files."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from subprocess import PIPE, Popen

from perfgit.files.entries import MAX_BYTES, Entry, EntryType, irregular, too_large
from perfgit.files.git import commit_of, is_shallow, start
from perfgit.i18n import say
from perfgit.problem import PerfgitError

TWICE = b"twice"
"""In place of the mode of a name that a tree object holds twice: which one counts depends on who reads."""


class GitTree:
    """A revision of a git repository, read as objects without a checkout.

    Objects are asked for by id only, so no path ever reaches git's command line or protocol.
    """

    def __init__(self, repository: Path, revision: str, folder: str = "") -> None:
        self._repository = repository
        self.commit = commit_of(repository, revision)
        self._folders: dict[str, dict[str, tuple[str, str]] | None] = {}
        self._batch: Popen[bytes] | None = None
        self._batch_owner = 0
        self._turn = threading.Lock()
        self._prefix = folder.strip("/")

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        found = self._folder(folder) or {}
        return sorted(Entry(name, _TYPES.get(mode, "other")) for name, (mode, _) in found.items())

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        folder, _, name = path.rpartition("/")
        entry = (self._folder(folder) or {}).get(name)
        if entry is None or _TYPES.get(entry[0]) == "folder":
            return None
        if _TYPES.get(entry[0]) != "file":
            raise irregular(path)
        data, size = self._object(entry[1], MAX_BYTES)
        if data is None:
            raise too_large(path, size)
        return data

    def close(self) -> None:
        """End the git process that serves the objects."""
        if self._batch is not None and self._batch_owner == os.getpid():
            for pipe in (self._batch.stdin, self._batch.stdout):
                if pipe:
                    pipe.close()
            self._batch.wait()
        self._batch = None

    def _folder(self, folder: str) -> dict[str, tuple[str, str]] | None:
        if folder not in self._folders:
            if folder:
                above, _, name = folder.rpartition("/")
                entry = (self._folder(above) or {}).get(name)
                real = entry is not None and entry[0] == "40000"
                self._folders[folder] = self._tree(entry[1]) if entry and real else None
            else:
                self._folders[""] = self._top()
        return self._folders[folder]

    def _top(self) -> dict[str, tuple[str, str]] | None:
        found: dict[str, tuple[str, str]] | None = self._tree(f"{self.commit}^{{tree}}")
        for name in filter(None, self._prefix.split("/")):
            entry = (found or {}).get(name)
            found = self._tree(entry[1]) if entry and entry[0] == "40000" else None
        return found

    def _tree(self, object_id: str) -> dict[str, tuple[str, str]]:
        """The names in a tree object, each with its mode and object id."""
        data, _ = self._object(object_id, 512 * MAX_BYTES)
        names: dict[str, tuple[str, str]] = {}
        position, id_length = 0, len(self.commit) // 2
        while data and position < len(data):
            end = data.index(b"\0", position)
            mode, _, name = data[position:end].partition(b" ")
            position = end + 1 + id_length
            text = name.decode("utf-8", "surrogateescape")
            mode = TWICE if text in names else mode
            names[text] = (mode.decode(), data[end + 1 : position].hex())
        return names

    def _object(self, object_id: str, most: int) -> tuple[bytes | None, int]:
        """An object's bytes and size; no bytes where it is larger than `most`."""
        if self._batch_owner != os.getpid():  # a fork: its pipes and its lock are the parent's
            self._batch_owner = os.getpid()
            self._batch = None
            self._turn = threading.Lock()
        with self._turn:
            try:
                return self._asked(object_id, most)
            except OSError as error:
                self._batch = None
                raise PerfgitError(say("git cannot be asked: {why}.", why=error)) from None

    def _asked(self, object_id: str, most: int) -> tuple[bytes | None, int]:
        if self._batch is None:
            self._batch = start(self._repository, "cat-file", "--batch", stdin=PIPE, stderr=None)
        assert self._batch.stdin
        assert self._batch.stdout
        self._batch.stdin.write(object_id.encode() + b"\n")
        self._batch.stdin.flush()
        header = self._batch.stdout.readline().split()
        if len(header) != 3:
            raise PerfgitError(
                say("git has no object {id}.", id=object_id),
                say("Fetch the whole history (`git fetch --unshallow`) and run again.")
                if is_shallow(self._repository)
                else say("`git fsck` tells what else is damaged; a new clone has everything."),
            )
        size = int(header[2])
        if size <= most:
            return self._bytes(size), size
        for done in range(0, size, MAX_BYTES):
            self._bytes(min(size - done, MAX_BYTES), last=done + MAX_BYTES >= size)
        return None, size

    def _bytes(self, size: int, *, last: bool = True) -> bytes:
        """So many bytes of an object, and the line end behind it."""
        assert self._batch
        assert self._batch.stdout
        data = self._batch.stdout.read(size + last)
        if len(data) != size + last:
            raise BrokenPipeError("git has ended")
        return data[:size]


_TYPES: dict[str, EntryType] = {
    "100644": "file",
    "100664": "file",  # written by a git of 2005
    "100755": "file",
    "40000": "folder",
}
