"""The last step: the file is written if it is still what it was when it was read."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from perfgit.authoring.change import Change, RefusedError
from perfgit.files.trees import Unreadable, WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import say
from perfgit.problem import PerfgitError

_TEMPORARY = re.compile(r"\..+\.[0-9a-f]+\.tmp").fullmatch

PATIENCE = 10.0
"""Seconds to wait for another perfgit that is writing."""


class ChangedMeanwhileError(RefusedError):
    """Somebody else has changed the file since it was read."""


def write(root: Path, change: Change) -> None:
    """Write a change, whole or not at all.

    Raises ChangedMeanwhileError where the file is no longer what the change was made from, and
    PerfgitError where it cannot be written (a link, no right, a full disk).
    """
    with _alone(root):
        _refuse_changed(root, change)
        _sweep(root, change.path)
        with Writer(root) as writer:
            for path, data in change.files.items():
                writer.write(path, data)


def _refuse_changed(root: Path, change: Change) -> None:
    """Raise ChangedMeanwhileError where the file is no longer what the change was made from."""
    try:
        now = WorkingTree(root).read(change.path)
    except Unreadable as error:
        raise PerfgitError(say("{path}: {why}", path=change.path, why=error.message)) from None
    if now != change.before:
        raise ChangedMeanwhileError(
            say("{path} has changed since it was read; nothing was written.", path=change.path),
            say("Run the command again: it starts from the file as it is now."),
        )


def _sweep(root: Path, path: str) -> None:
    """Remove what a write of this file left that was killed; nobody else is writing now."""
    folder, _, name = path.rpartition("/")
    try:
        with os.scandir(root / folder) as found:
            left = [entry.name for entry in found if _TEMPORARY(entry.name)]
    except OSError:
        return
    for one in left:
        if one.startswith(f".{name[:80]}."):
            with suppress(OSError):
                (root / folder / one).unlink()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Only one perfgit at a time compares and writes; the lock is the folder's, no file is left."""
    try:
        import fcntl
    except ImportError:  # Windows: the comparison alone has to do
        yield
        return
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise RefusedError(
                        say("Another perfgit is writing in this folder and does not finish."),
                        say("Look for it with `ps`, end it, and run the command again."),
                    ) from None
                time.sleep(0.02)
            except OSError:
                break  # a network's file system without locks: the comparison alone has to do
        yield
    finally:
        os.close(handle)
