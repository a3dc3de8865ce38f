"""Put a finished folder in the place of another, so that nobody ever sees half of it.

What is in the making lies in a folder of its own beside the site, which is closed to everyone else.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from perfgit.i18n import say
from perfgit.problem import PerfgitError

_MARK = "css/tokens.css"
"""A file that every site of perfgit has; a folder without it is not ours to replace."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_STALE = 3600


def refuse_others(target: Path) -> None:
    """Raise PerfgitError where something else than a site would be replaced."""
    if target.exists() and not _is_site(target):
        raise PerfgitError(
            say("{folder} holds something else than a site, so it is left alone.", folder=target),
            say("Name another folder with `--site-dir`, or empty this one."),
        )


def room_for(target: Path) -> Path:
    """A new folder on the same disk as the target, to build into.

    Raises PerfgitError where the target holds something else than a site, or cannot be written.
    """
    refuse_others(target)
    try:
        building = _building_folder(target)
        building.mkdir(parents=True, exist_ok=True)
        building.chmod(0o700)
        (building / ".gitignore").write_text("*\n")
        _sweep(building)
        folder = Path(tempfile.mkdtemp(prefix="new-", dir=building))
        folder.chmod(0o755)  # a web server of another user may have to read it
    except OSError as error:
        raise PerfgitError(
            say("{folder} cannot be written: {why}.", folder=target, why=error.strerror)
        ) from None
    return folder


def replace(target: Path, new: Path) -> None:
    """Put `new` in the place of `target`, and throw away what was there."""
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):  # between these two lines there is no site: systems that
        aside = new.with_name(f"{new.name}.old")  # cannot exchange names leave no better way
        target.rename(aside)
        new.rename(target)
        new = aside
    tidy(target, new)


def tidy(target: Path, new: Path) -> None:
    """Throw away what is no longer needed: a folder in the making, or the one before."""
    shutil.rmtree(new, ignore_errors=True)
    building = _building_folder(target)
    if building.is_dir() and {path.name for path in building.iterdir()} <= {".gitignore"}:
        shutil.rmtree(building, ignore_errors=True)  # else somebody else builds here as well


def _is_site(folder: Path) -> bool:
    return folder.is_dir() and ((folder / _MARK).is_file() or not any(folder.iterdir()))


def _building_folder(target: Path) -> Path:
    return target.with_name(f".{target.name.lstrip('.')}-building")


def _sweep(building: Path) -> None:
    """Throw away what killed builds have left."""
    for old in building.glob("new-*"):
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
