"""Trees of files: the working tree, a git revision, and changes laid over either.

Everything downstream reads through the small interface `Tree`, so that it works on any of them.
No tree ever follows a symbolic link.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from perfgit.files.entries import (
    MAX_BYTES,
    Entry,
    EntryType,
    Tree,
    Unreadable,
    blob_id,
    irregular,
    too_large,
    walk,
)
from perfgit.files.git_tree import GitTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError

__all__ = [
    "LINK",
    "MAX_BYTES",
    "Entry",
    "EntryType",
    "GitTree",
    "OverlayTree",
    "ReadOnce",
    "Tree",
    "Unreadable",
    "WorkingTree",
    "blob_id",
    "irregular",
    "too_large",
    "walk",
]

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


def _unlisted(folder: str, error: OSError) -> PerfgitError:
    return PerfgitError(say("{folder} cannot be listed: {why}.", folder=folder, why=error.strerror))


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
            raise _unlisted(folder, error) from None
        names.sort()
        for name in names:
            if name.type == "folder":
                self._real_folders[f"{folder}/{name.name}" if folder else name.name] = True
        return names

    def walk(self, folder: str) -> list[str]:
        """Every path below a folder that is not itself a folder, in any order."""
        found: list[str] = []
        folders = [folder] if self._is_real_folder(folder) else []
        for above in folders:  # grows while it is walked through
            self._real_folders[above] = True
            try:
                with os.scandir(f"{self._top}/{above}") as entries:
                    for entry in entries:
                        is_folder = entry.is_dir(follow_symlinks=False)
                        (folders if is_folder else found).append(f"{above}/{entry.name}")
            except OSError as error:
                raise _unlisted(above, error) from None
        return found

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


class ReadOnce(WorkingTree):
    """The files on disk, each as it was when it was first read: what one command sees fits together."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._known: dict[str, bytes | None] = {}

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        if path not in self._known:
            self._known[path] = super().read(path)
        return self._known[path]


LINK = b"\0a symbolic link\0"
"""In an overlay's changes: a symbolic link lies at the path."""


class OverlayTree:
    """A tree with changes laid over it: new bytes by path, None for a deleted file."""

    def __init__(self, base: Tree, changes: Mapping[str, bytes | None]) -> None:
        self._base = base
        self._changes = dict(changes)
        self._files: dict[str, dict[str, EntryType | None]] = {}
        """By folder and name: what a change makes of it, None where it takes it away."""
        self._folders: dict[str, dict[str, bool]] = {}
        """By folder and name: whether changes put anything below it, or only take away."""
        for path, data in self._changes.items():
            folder, _, name = path.rpartition("/")
            type_: EntryType | None = None if data is None else "other" if data is LINK else "file"
            self._files.setdefault(folder, {})[name] = type_
            while folder:
                folder, _, name = folder.rpartition("/")
                names = self._folders.setdefault(folder, {})
                names[name] = names.get(name, False) or data is not None

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        found = {entry.name: entry for entry in self._base.entries(folder)}
        prefix = f"{folder}/" if folder else ""
        for name, type_ in self._files.get(folder, {}).items():
            if type_:
                found[name] = Entry(name, type_)
            elif name in found and found[name].type != "folder":
                del found[name]
        for name, puts in self._folders.get(folder, {}).items():
            if puts:
                found[name] = Entry(name, "folder")
            elif found.get(name) == (name, "folder") and not walk(self, f"{prefix}{name}"):
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
