"""A new folder with all that belongs into it, or none: also where whoever fills it is killed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfgit.files.leftovers import TEMPORARY, is_leftover, runs
from perfgit.files.writer import cannot_write


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A place to fill, which is put where `folder` shall be once it is full.

    It lies beside a folder that is not there yet, and within one that is: that one is perhaps where
    somebody stands, or a repository. What fails, is interrupted or killed leaves nothing that counts, so
    the same command can be given again. Raises PerfgitError where it cannot be written.
    """
    there = folder.is_dir()
    beside = folder if there else folder.parent
    name = "new" if there else folder.name[:80]
    try:
        beside.mkdir(parents=True, exist_ok=True)
        _sweep(beside, name)
        place = beside / f".{name}.{os.getpid():x}{os.urandom(4).hex()}.tmp"
        place.mkdir()
    except OSError as error:
        raise cannot_write(str(folder), error) from None
    try:
        yield place
        if there:
            for path in place.iterdir():
                path.rename(folder / path.name)
        else:
            place.rename(folder)
    except OSError as error:
        raise cannot_write(str(folder), error) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _sweep(beside: Path, name: str) -> None:
    """Throw away what others who were killed have left of the same folder."""
    for path in beside.glob(f".{name}.*.tmp"):
        found = TEMPORARY.fullmatch(path.name)
        if found and not runs(int(found[1], 16)) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def is_empty(folder: Path, but_for: str = "") -> bool:
    """Whether nothing lies in a folder, but for what is nobody's and one name."""
    return all(path.name == but_for or is_leftover(path.name) for path in folder.iterdir())
