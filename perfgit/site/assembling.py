"""The folder that is to become the site: what is left of the last one, and room for the rest.

Two folders take turns. While one is published, the other, the spare, waits out of sight with the
site of the build before; a build brings it up to date and exchanges the two in one step. So a build
touches what differs, and not a hundred thousand folders. Files that both have are one (hard links),
and no file is ever written to twice: a new one takes its place.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path

from perfgit.parallel import shared_out
from perfgit.site.build import swap
from perfgit.site.store import Made, Spare

_CHUNK = 1000


def states_of(folder: Path, files: Iterable[str]) -> bytes:
    """What tells whether files have been touched: the time of the last change, and the size."""
    found = array("q")
    top = str(folder)
    for file in files:
        try:
            state = os.lstat(f"{top}/{file}")
        except OSError:
            found.extend((-1, -1))
        else:
            found.extend((state.st_mtime_ns, state.st_size))
    return found.tobytes()


def intact(folder: Path, made: Made) -> bool:
    """Whether all files of a source lie in the site as they were written."""
    return states_of(folder, made.files.splitlines()) == made.states


def parents(file: str) -> Iterable[str]:
    """Every folder above a file, the nearest first; the site's own is empty."""
    folder = file
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


class Assembly:
    """A folder in the making."""

    def __init__(self, target: Path, spare: Spare | None, origin: Path | None = None) -> None:
        """Begin with the spare that is remembered, if it is still what it was.

        Files that are kept come from `origin`, else from the target.
        """
        self._origin = origin or target
        self._folders: dict[str, int] = {}
        self._touched: set[str] = set()
        self._spare = spare if spare and _usable(target, spare) else None
        if self._spare:
            self.folder = swap.take_spare(target)
            self._folders = dict(self._spare.folders)
        else:
            self.folder = swap.room_for(target)

    def keep(self, sources: Mapping[str, Made]) -> None:
        """Have the files of these sources, and no others."""
        there = self._spare.sources if self._spare else {}
        for name, made in there.items():
            if not _same(sources.get(name), made):
                self._remove(made.files.splitlines())
        missing = [
            file
            for name, made in sources.items()
            if not _same(there.get(name), made)
            for file in made.files.splitlines()
        ]
        chunks = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
        for _ in shared_out(chunks, self._link_all):
            pass
        for file in missing:
            self._touched.update(parents(file))

    def _remove(self, files: Iterable[str]) -> None:
        for file in files:
            (self.folder / file).unlink(missing_ok=True)
            self._touched.update(parents(file))
            for above in parents(file):
                if not above:
                    break
                try:
                    (self.folder / above).rmdir()
                except OSError:
                    break

    def _link_all(self, files: Iterable[str]) -> None:
        for file in files:
            self._link(file)

    def _link(self, file: str) -> None:
        old, new = f"{self._origin}/{file}", f"{self.folder}/{file}"
        try:
            os.link(old, new)
        except FileNotFoundError:
            Path(new).parent.mkdir(parents=True, exist_ok=True)
            link(old, new)
        except OSError:
            link(old, new)

    def finish(self, made: Iterable[Made]) -> dict[str, int]:
        """The times of all folders, after these sources have been written."""
        for one in made:
            for file in one.files.splitlines():
                self._touched.update(parents(file))
        top = str(self.folder)
        for folder in self._touched:
            try:
                self._folders[folder] = os.lstat(f"{top}/{folder}").st_mtime_ns
            except OSError:
                self._folders.pop(folder, None)
        return self._folders


def twin(target: Path, new: Path, sources: Mapping[str, Made]) -> Assembly | None:
    """A second folder like the new one, to be its first spare; None where files cannot be links."""
    assembly = Assembly(target, None, new)
    done = False
    try:
        if _can_link(new, assembly.folder, sources.values()):
            assembly.keep(sources)
            done = True
    except OSError:  # as well without: the next build takes longer
        pass
    finally:
        if not done:
            swap.tidy(target, assembly.folder, keep=True)
    return assembly if done else None


def _can_link(old: Path, new: Path, sources: Iterable[Made]) -> bool:
    """Whether a second folder costs no second set of files."""
    for file in (file for made in sources for file in made.files.splitlines()):
        try:
            os.link(old / file, new / ".probe")
            (new / ".probe").unlink()
        except OSError:
            return False
        return True
    return False


def link(old: str, new: str) -> None:
    """Have a file of the last site in this one, in the place of whatever is there."""
    with contextlib.suppress(FileNotFoundError):
        Path(new).unlink()
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copy2(old, new)


def _same(one: Made | None, other: Made | None) -> bool:
    return bool(one and other and one.files == other.files and one.states == other.states)


def untouched(folder: Path, times: Mapping[str, int]) -> bool:
    """Whether nothing has come into any folder of a site, or gone from it."""
    top = str(folder)
    try:
        return all(os.lstat(f"{top}/{name}").st_mtime_ns == time for name, time in times.items())
    except OSError:
        return False


def _usable(target: Path, spare: Spare) -> bool:
    folder = swap.spare_of(target)
    try:
        return folder.stat().st_ino == spare.inode and untouched(folder, spare.folders)
    except OSError:
        return False
