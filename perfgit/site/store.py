"""What a build remembers for the next one.

It lies in the user's own cache folder, not in the company's: pickles are code, so none is read that
a pull request could have brought, and none is published by accident. Losing it costs nothing but
time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import perfgit
from perfgit.site.sameness import Shown
from perfgit.site.views.reading import Kept

ENVIRONMENT = "PERFGIT_CACHE"
"""Names another folder for what builds remember; empty: they remember nothing."""
_LONG_AGO = 90 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a source: what it read (one key a line), and its files (one path a line).

    `states` is what the file system says of the files, see `assembling`. `pages` are those that
    can be taken over when the source is made again, by file.
    """

    keys: str
    digest: bytes
    files: str
    states: bytes
    pages: dict[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spare:
    """What lies in the spare folder (see `assembling`), and the folder's number on its disk."""

    inode: int
    sources: dict[str, Made]
    folders: dict[str, int]


@dataclass(slots=True)
class Memory:
    """Everything that a build leaves behind.

    `frame` is the digest of what all pages depend on; `handbook`, of what MkDocs depends on.
    `folders` are those of the site with the times of their last change.
    """

    frame: bytes = b""
    parts: dict[tuple[str, str], Kept] = field(default_factory=dict)
    surroundings: bytes = b""
    sources: dict[str, Made] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)
    handbook: bytes = b""
    about: Any = None
    spare: Spare | None = None


def load(target: Path) -> Memory:
    """What the last build into a folder has left; nothing where it was made by other code."""
    path = _path(target)
    try:
        if path is None or not _ours(path):
            return Memory()
        with path.open("rb") as file:
            if file.read(32) != code_digest():
                return Memory()
            found = pickle.load(file)  # noqa: S301 -- written by this user's builds only
    except Exception:  # noqa: BLE001 -- a damaged pickle can raise anything
        return Memory()
    return found if isinstance(found, Memory) else Memory()


def save(target: Path, memory: Memory) -> None:
    """Remember; where that cannot be written, the next build takes longer."""
    path = _path(target)
    if path is None:
        return
    temporary = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(code_digest())
            pickle.dump(memory, file, pickle.HIGHEST_PROTOCOL)
        Path(temporary).replace(path)
        _sweep(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            Path(temporary).unlink(missing_ok=True)


def remembers(target: Path) -> bool:
    """Whether there will be anything to load."""
    return _path(target) is not None


def forget(target: Path) -> None:
    """Remember nothing of a folder that will not come back."""
    path = _path(target)
    if path is not None:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Throw away what nobody has asked for in a long time."""
    for path in folder.glob("site-*"):
        if time.time() - path.stat().st_mtime > _LONG_AGO:
            path.unlink(missing_ok=True)


def room_for_code() -> Path | None:
    """A folder for compiled templates, where there is one that only this user can write to."""
    folder = _folder()
    if folder is None:
        return None
    folder /= "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _ours(folder) else None
    except OSError:
        return None


def _path(target: Path) -> Path | None:
    folder = _folder()
    name = hashlib.sha256(os.fsencode(target)).hexdigest()[:24]
    return folder and folder / f"site-{name}"


def _folder() -> Path | None:
    given = os.environ.get(ENVIRONMENT)
    home = os.path.expanduser("~")  # noqa: PTH111 -- Path.home() raises where there is none
    if given == "" or (given is None and not Path(home).is_absolute()):
        return None
    if given:
        folder = Path(given)
    elif os.name == "nt":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path(home, "AppData/Local")) / "perfgit"
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path(home, ".cache")) / "perfgit"
    return folder


def _ours(path: Path) -> bool:
    """Whether nobody but this user can have written the file or folder."""
    if not hasattr(os, "getuid"):
        return True
    states = (path.stat(), path.parent.stat())
    return all(state.st_uid == os.getuid() and not state.st_mode & 0o022 for state in states)


@cache
def code_digest() -> bytes:
    """Changes with everything but the company that decides what pages look like: 32 bytes."""
    made = hashlib.sha256()
    top = Path(perfgit.__file__).parent
    for folder, names, files in os.walk(top):
        names.sort()
        for name in sorted(files):
            if not name.endswith((".pyc", ".pyo")):
                path = Path(folder, name)
                state = path.stat()
                text = f"{path}\0{state.st_mtime_ns}\0{state.st_size}\0{state.st_ino}\n"
                made.update(text.encode("utf-8", "surrogateescape"))
    made.update(repr(_libraries()).encode())
    return made.digest()


def _libraries() -> list[str]:
    """The installed packages, as the names of their folders tell: an upgrade renames one."""
    folders = sorted({path for path in sys.path if path.endswith("-packages")})
    names = [path.name for folder in folders for path in Path(folder).iterdir()]
    return [sys.version, *sorted(n for n in names if n.endswith((".dist-info", ".egg-info")))]
