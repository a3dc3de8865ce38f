"""Whether files are what they were, without reading them: as git's index knows it.

A stamp holds what the file system says of every folder and file below some folders. It counts for
nothing where something has changed so shortly before it was taken that a later change could bear
the same time.
"""

from __future__ import annotations

import hashlib
import os
import time
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

RACY = 2_000_000_000
"""Nanoseconds; the coarsest file systems tell times to two seconds."""


class Stamp(NamedTuple):
    """The paths (relative, one a line) with a digest of their states; no digest: never trusted."""

    paths: str
    digest: bytes


def take(root: Path, folders: Iterable[str]) -> Stamp:
    """The stamp of some folders with all that lies below; to be taken before they are read."""
    now = time.time_ns()
    paths = [path for folder in folders for path in _below(root, folder)]
    states, newest = _states(root, paths)
    return Stamp("\n".join(paths), b"" if newest > now - RACY else _digest(states))


def holds(root: Path, stamp: Stamp) -> bool:
    """Whether everything is as it was, and nothing has come or gone."""
    if not stamp.digest:
        return False
    return _digest(_states(root, stamp.paths.split("\n"))[0]) == stamp.digest


def _digest(states: array[int]) -> bytes:
    return hashlib.blake2b(states.tobytes(), digest_size=16).digest()


def _states(root: Path, paths: Iterable[str]) -> tuple[array[int], int]:
    """What tells one state of a file or folder from another, and the time of the latest change."""
    found = array("q")
    newest = 0
    top = str(root)
    for path in paths:
        try:
            state = os.lstat(f"{top}/{path}")
        except (OSError, ValueError):
            found.append(-1)
            continue
        times = (state.st_mtime_ns, state.st_ctime_ns)
        found.extend((*times, state.st_size, state.st_ino, state.st_mode))
        newest = max(newest, *times)
    return found, newest


def _below(root: Path, folder: str) -> list[str]:
    """A folder and everything below it; names with a line end in them count with their folder."""
    found = [folder]
    try:
        with os.scandir(root / folder) as entries:
            inside = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        return found
    for name, is_folder in inside:
        path = f"{folder}/{name}"
        if "\n" in name:
            continue
        found += _below(root, path) if is_folder else [path]
    return found
