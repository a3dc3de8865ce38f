"""Trees of files: the working tree, a git revision, and changes laid over either.

Everything downstream reads through the small interface `Tree`, so that it works on any of them.
No tree ever follows a symbolic link.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from perfgit.problem import PerfgitError
from perfgit.words import say

MAX_BYTES = 1024 * 1024
"""The largest file that is read: 1 MiB."""

EntryType = Literal["file", "folder", "other"]


class Entry(NamedTuple):
    """One name in a folder; `other` is a link, a submodule, a device: nothing to be read."""

    name: str
    type: EntryType


class Unreadable(Exception):
    """A path that cannot be read as a file; `rule` says which rule it breaks."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


class Tree(Protocol):
    """A tree of files, addressed by paths with slashes, relative to the company's root."""

    def entries(self, folder: str) -> list[Entry]:
        """What lies directly in a folder, sorted by name; nothing where there is no folder."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None where there is none.

        Raises Unreadable for a link, a device, or a file above MAX_BYTES.
        """


def walk(tree: Tree, folder: str) -> Iterator[tuple[str, EntryType]]:
    """Every path below a folder that is not itself a folder, in sorted order."""
    for name, type_ in tree.entries(folder):
        path = f"{folder}/{name}"
        if type_ == "folder":
            yield from walk(tree, path)
        else:
            yield path, type_


def blob_id(data: bytes) -> str:
    """The id that git gives to a file with these bytes (SHA-1 object format)."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def too_large(path: str, size: int) -> Unreadable:
    """The problem of a file above the bound."""
    return Unreadable(
        "too-large",
        say(
            "{path} has {size:,} bytes; files may have {most:,}.",
            path=path.rpartition("/")[2],
            size=size,
            most=MAX_BYTES,
        ),
    )


def irregular(path: str) -> Unreadable:
    """The problem of a link, device or submodule."""
    name = path.rpartition("/")[2]
    return Unreadable("not-a-regular-file", say("{name} is not a regular file.", name=name))


_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def _all_bytes(handle: int, path: str, size: int) -> bytes:
    """The bytes of an open file; raises Unreadable above MAX_BYTES."""
    if size > MAX_BYTES:
        raise too_large(path, size)
    data = os.read(handle, MAX_BYTES + 1 if not size else size + 1)
    while len(data) < size and (more := os.read(handle, MAX_BYTES)):
        data += more  # a network's file system gives a file in pieces
    if len(data) > MAX_BYTES:
        raise too_large(path, len(data))
    return data


class WorkingTree:
    """The files as they lie on disk below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._top = os.fspath(root)
        self._real_folders: dict[str, bool] = {"": True}

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        if not self._is_real_folder(folder):
            return []
        try:
            with os.scandir(f"{self._top}/{folder}") as found:
                names = [
                    Entry(
                        entry.name,
                        "file"
                        if entry.is_file(follow_symlinks=False)
                        else "folder"
                        if entry.is_dir(follow_symlinks=False)
                        else "other",
                    )
                    for entry in found
                ]
        except OSError as error:
            raise PerfgitError(
                say("{folder} cannot be listed: {why}.", folder=folder, why=error.strerror)
            ) from None
        names.sort()
        for name in names:
            if name.type == "folder":
                self._real_folders[f"{folder}/{name.name}" if folder else name.name] = True
        return names

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        if not self._is_real_folder(path.rpartition("/")[0]):
            return None
        try:
            handle = os.open(f"{self._top}/{path}", _FLAGS)
        except (FileNotFoundError, ValueError):  # ValueError: a NUL in the path
            return None
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return None
            if error.errno in (errno.ELOOP, errno.ENXIO):
                raise irregular(path) from None
            raise Unreadable(
                "not-a-regular-file",
                say("The file cannot be opened: {why}.", why=error.strerror),
            ) from None
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                if stat.S_ISDIR(status.st_mode):
                    return None
                raise irregular(path)
            return _all_bytes(handle, path, status.st_size)
        except OSError:
            raise irregular(path) from None
        finally:
            os.close(handle)

    def _is_real_folder(self, folder: str) -> bool:
        """Whether a folder and all above it are folders, not links to folders."""
        known = self._real_folders.get(folder)
        if known is None:
            above = folder.rpartition("/")[0]
            known = self._is_real_folder(above)
            if known:
                try:
                    known = stat.S_ISDIR(os.lstat(f"{self._top}/{folder}").st_mode)
                except (OSError, ValueError):
                    known = False
            self._real_folders[folder] = known
        return known


class GitTree:
    """A revision of a git repository, read as objects without a checkout.

    Objects are asked for by id only, so no path ever reaches git's command line or protocol.
    """

    def __init__(self, repository: Path, revision: str, folder: str = "") -> None:
        self._repository = repository
        self.commit = self._resolve(revision)
        self._folders: dict[str, dict[str, tuple[str, str]] | None] = {}
        self._batch: subprocess.Popen[bytes] | None = None
        self._batch_owner = 0
        self._prefix = folder.strip("/")

    def _resolve(self, revision: str) -> str:
        run = subprocess.run(
            ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"],
            cwd=self._repository,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise PerfgitError(
                say('There is no revision "{revision}" here.', revision=revision),
                say("`git log --oneline --all` lists the revisions; `git fetch` brings new ones."),
            )
        return run.stdout.strip()

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
            names[name.decode("utf-8", "surrogateescape")] = (
                mode.decode(),
                data[end + 1 : position].hex(),
            )
        return names

    def _object(self, object_id: str, most: int) -> tuple[bytes | None, int]:
        """An object's bytes and size; no bytes where it is larger than `most`."""
        if self._batch is None or self._batch_owner != os.getpid():
            self._batch_owner = os.getpid()
            self._batch = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self._repository,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self._batch.stdin and self._batch.stdout
        self._batch.stdin.write(object_id.encode() + b"\n")
        self._batch.stdin.flush()
        header = self._batch.stdout.readline().split()
        if len(header) != 3:
            raise PerfgitError(
                say("git has no object {id}.", id=object_id),
                say("Fetch the whole history (`git fetch --unshallow`) and run again."),
            )
        size = int(header[2])
        data: bytes | None = None
        if size <= most:
            data = self._batch.stdout.read(size)
        else:
            left = size
            while left:
                left -= len(self._batch.stdout.read(min(left, MAX_BYTES)))
        self._batch.stdout.read(1)
        return data, size


_TYPES: dict[str, EntryType] = {
    "100644": "file",
    "100664": "file",  # written by a git of 2005
    "100755": "file",
    "40000": "folder",
}


LINK = b"\0a symbolic link\0"
"""In an overlay's changes: a symbolic link lies at the path."""


class OverlayTree:
    """A tree with changes laid over it: new bytes by path, None for a deleted file."""

    def __init__(self, base: Tree, changes: Mapping[str, bytes | None]) -> None:
        self._base = base
        self._changes = dict(changes)

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        found = {entry.name: entry for entry in self._base.entries(folder)}
        prefix = f"{folder}/" if folder else ""
        emptied: set[str] = set()
        for path, data in self._changes.items():
            if not path.startswith(prefix):
                continue
            name, _, below = path[len(prefix) :].partition("/")
            if below:
                if data is not None:
                    found[name] = Entry(name, "folder")
                else:
                    emptied.add(name)
            elif data is None:
                if name in found and found[name].type != "folder":
                    del found[name]
            else:
                found[name] = Entry(name, "other" if data is LINK else "file")
        for name in emptied:
            is_folder = name in found and found[name].type == "folder"
            if is_folder and next(walk(self, prefix + name), None) is None:
                del found[name]  # git has no empty folders
        return sorted(found.values())

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        if path not in self._changes:
            return self._base.read(path)
        data = self._changes[path]
        if data is LINK:
            raise irregular(path)
        if data is not None and len(data) > MAX_BYTES:
            raise too_large(path, len(data))
        return data
