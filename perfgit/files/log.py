"""What was merged lately: git's log of a company's folder, read by one process.

Only paths, kinds of change and committer times are read. Who wrote a commit is never asked for, so
no name or message in the history can reach anybody.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from subprocess import DEVNULL
from typing import NamedTuple

from perfgit.files.git import start
from perfgit.files.layout import DATA_FOLDERS
from perfgit.problem import PerfgitError

MOST_COMMITS = 1000
"""Commits that are looked at; at most so many changes of a week are told one by one."""
MOST_FILES = 200
"""A commit that touches more is an import or a tidying-up, and not told file by file."""
_MOST_BYTES = 16 << 20
_SECONDS = 30
_MARK = b"\x01"
_SETTINGS = ("log.showRoot=false", "log.showSignature=false", "core.fsmonitor=false")
"""Without `showRoot` the first commit, and the edge of a shallow clone, list nothing: what lies
there from the start has not changed."""


class Change(NamedTuple):
    """A file that was changed: the day on which, `A` added, `M` modified, `D` deleted."""

    path: str
    status: str
    day: dt.date


class Log(NamedTuple):
    """What was changed, the latest first; `bulk` counts files of commits too large to tell."""

    changes: tuple[Change, ...]
    bulk: int
    whole: bool
    """Whether the history was short enough to be read to its end."""


def log(root: Path, first: dt.date, last: dt.date, zone: dt.tzinfo) -> Log | None:
    """The changes of a time, both days included, along the branch that is checked out.

    A merge counts as a whole at the time of merging: merged means agreed. What was merged later is
    later, whatever its commit says (a machine's clock can be wrong): see `_in_order`.

    Args:
        root: The company's folder.
        first: The first day.
        last: The last day.
        zone: Where days begin.

    Returns:
        None where the folder is in no git repository, has no history, or git cannot be asked.
    """
    times = _ask(root, MOST_COMMITS, "--format=%ct")
    if times is None:
        return None
    days = [
        _day(time, zone)
        for time in _in_order([int(word) for word in times.split(b"\0") if word.strip().isdigit()])
    ]
    told = [number for number, day in enumerate(days) if day and first <= day <= last]
    if not told:
        return Log((), 0, whole=True)
    output = _ask(root, told[-1] + 1, "--format=%x01", "--name-status", "--relative")
    if output is None:
        return None
    changes: list[Change] = []
    bulk = 0
    for day, files in zip(days, _commits(output), strict=False):
        if day is None or not first <= day <= last:
            continue
        if len(files) > MOST_FILES:
            bulk += len(files)
            continue
        changes += [Change(path, status, day) for status, path in sorted(files)]
    whole = told[-1] + 1 < MOST_COMMITS and len(output) < _MOST_BYTES
    return Log(tuple(changes), bulk, whole)


def _in_order(times: Sequence[int]) -> list[int]:
    """Times of commits, the latest first, put right where they do not fit the order of merging.

    As many as possible are believed; any other counts as the one before it.
    """
    ends: list[int] = []  # of the best line of believed commits of each length, its last time
    links: list[int] = []
    before: list[int] = [-1] * len(times)
    for number in range(len(times) - 1, -1, -1):
        length = bisect_right(ends, times[number])
        if length == len(ends):
            ends.append(times[number])
            links.append(number)
        else:
            ends[length], links[length] = times[number], number
        before[number] = links[length - 1] if length else -1
    believed = set()
    at = links[-1] if links else -1
    while at >= 0:
        believed.add(at)
        at = before[at]
    found = list(times)
    for number in range(len(times) - 2, -1, -1):
        if number not in believed:
            found[number] = found[number + 1]
    return found


def _ask(root: Path, most: int, *what: str) -> bytes | None:
    settings = [word for one in _SETTINGS for word in ("-c", one)]
    command = [
        *("--no-pager", *settings, "log", "-z", "--first-parent"),
        *("--diff-merges=first-parent", "--no-renames", "--no-color", "--no-ext-diff"),
        *("--no-textconv", f"--max-count={most}", *what, "--", *DATA_FOLDERS),
    ]
    try:
        with start(root, *command, stdin=DEVNULL, stderr=DEVNULL) as git:
            assert git.stdout
            alarm = threading.Timer(_SECONDS, git.kill)
            alarm.start()
            output = git.stdout.read(_MOST_BYTES)
            if len(output) == _MOST_BYTES:
                git.kill()
            alarm.cancel()
    except PerfgitError:
        return None
    return output if git.returncode == 0 or len(output) == _MOST_BYTES else None


def _commits(output: bytes) -> Iterator[list[tuple[str, str]]]:
    """Each commit's files; a half word at a cut end is left out."""
    files: list[tuple[str, str]] | None = None
    words = iter(output.split(b"\0")[:-1])
    for raw in words:
        word = raw.lstrip(b"\n")
        if word.startswith(_MARK):
            if files is not None:
                yield files
            files = []
            word = word[1:].lstrip(b"\n")
        if word and files is not None:
            path = next(words, None)
            if path is not None:
                files.append((word[:1].decode("ascii", "replace"), os.fsdecode(path)))
    if files is not None:
        yield files


def _day(seconds: int, zone: dt.tzinfo) -> dt.date | None:
    try:
        return dt.datetime.fromtimestamp(seconds, zone).date()
    except (ValueError, OverflowError, OSError):
        return None
