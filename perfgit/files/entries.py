"""What every tree of files is made of: entries, the interface of a tree, and its bounds."""

from __future__ import annotations

import hashlib
from typing import Literal, NamedTuple, Protocol

from perfgit.i18n import say

MAX_BYTES = 1024 * 1024
"""The largest file that is read: 1 MiB."""

EntryType = Literal["file", "folder", "other"]


class Entry(NamedTuple):
    """One name in a folder; `other` is a link, a submodule, a device: nothing to be read."""

    name: str
    type: EntryType


class Unreadable(Exception):  # noqa: N818 -- a verdict on a file, not a fault
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


def walk(tree: Tree, folder: str) -> list[str]:
    """Every path below a folder that is not itself a folder, sorted.

    A tree that can walk faster than name by name has a method `walk` of its own.
    """
    own = getattr(tree, "walk", None)
    found: list[str] = own(folder) if own else _walked(tree, folder)
    found.sort()
    return found


def _walked(tree: Tree, folder: str) -> list[str]:
    found: list[str] = []
    folders = [folder]
    for above in folders:  # grows while it is walked through
        for name, type_ in tree.entries(above):
            (folders if type_ == "folder" else found).append(f"{above}/{name}")
    return found


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
