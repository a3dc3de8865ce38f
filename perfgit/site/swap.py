"""Put a finished folder in the place of another, so that nobody ever sees half of it."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from perfgit.problem import PerfgitError
from perfgit.words import say

_MARK = "css/tokens.css"
"""A file that every site of perfgit has; a folder without it is not ours to replace."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_STALE = 3600


def room_beside(target: Path) -> Path:
    """A new folder beside the target, on the same disk, to build into.

    Raises PerfgitError where the target holds something else than a site, or cannot be written.
    """
    if target.exists() and not _is_site(target):
        raise PerfgitError(
            say("{folder} holds something else than a site, so it is left alone.", folder=target),
            say("Name another folder with `--site-dir`, or empty this one."),
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        folder = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
        folder.chmod(0o755)  # a web server of another user may have to read it
    except OSError as error:
        raise PerfgitError(
            say("{folder} cannot be written: {why}.", folder=target, why=error.strerror)
        ) from None
    return folder


def replace(target: Path, new: Path) -> None:
    """Put `new` in the place of `target`; both are folders of one parent."""
    if not target.exists():
        new.rename(target)
        return
    if not _exchanged(new, target):  # between these two lines there is no site: systems that
        aside = new.with_name(f"{new.name}.old")  # cannot exchange two names leave no better way
        target.rename(aside)
        new.rename(target)
        new = aside
    shutil.rmtree(new, ignore_errors=True)


def _is_site(folder: Path) -> bool:
    return folder.is_dir() and ((folder / _MARK).is_file() or not any(folder.iterdir()))


def _prefix(target: Path) -> str:
    return f".{target.name.lstrip('.')}-building-"


def _sweep(target: Path) -> None:
    """Throw away what killed builds have left."""
    for old in target.parent.glob(f"{_prefix(target)}*"):
        if time.time() - old.stat().st_mtime > _STALE:
            shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names in one step, where the system can (Linux)."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(one), os.fsencode(other))
    done = rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], ctypes.c_uint(_RENAME_EXCHANGE))
    return int(done) == 0
