"""What was merged lately: git's log of a company's folder, read by one process.

Only paths, kinds of change and committer times are read. Who wrote a commit is never asked for, so
no name or message in the history can reach anybody.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterator
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
    """A file that was changed: the day (UTC) on which, `A` added, `M` modified, `D` deleted."""

    path: str
    status: str
    day: dt.date


class Log(NamedTuple):
    """What was changed, the latest first; `bulk` counts files of commits too large to tell."""

    changes: tuple[Change, ...]
    bulk: int
    whole: bool
    """Whether the history was short enough to be read to its end."""


def log(root: Path, first: dt.date, last: dt.date) -> Log | None:
    """The changes of a time, both days (UTC) included, along the branch that is checked out.

    A merge counts as a whole at the time of merging: merged means agreed.

    Returns:
        None where the folder is in no git repository, has no history, or git cannot be asked.
    """
    output = _ask(root, _midnight(first), _midnight(last + dt.timedelta(days=1)) - 1)
    if output is None:
        return None
    changes: list[Change] = []
    bulk = commits = 0
    for day, files in _commits(output):
        commits += 1
        if not first <= day <= last:
            continue
        if len(files) > MOST_FILES:
            bulk += len(files)
            continue
        changes += [Change(path, status, day) for status, path in sorted(files)]
    return Log(tuple(changes), bulk, commits < MOST_COMMITS and len(output) < _MOST_BYTES)


def _midnight(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())


def _ask(root: Path, since: int, until: int) -> bytes | None:
    settings = [word for one in _SETTINGS for word in ("-c", one)]
    command = [
        *("--no-pager", *settings, "log", "-z", "--first-parent"),
        *("--diff-merges=first-parent", "--no-renames", "--name-status", "--relative"),
        *("--no-color", "--no-ext-diff", "--no-textconv", f"--max-count={MOST_COMMITS}"),
        *(f"--since={since}", f"--until={until}", "--format=%x01%ct", "--", *DATA_FOLDERS),
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


def _commits(output: bytes) -> Iterator[tuple[dt.date, list[tuple[str, str]]]]:
    """Each commit's day with its files; a half word at a cut end is left out."""
    day: dt.date | None = None
    files: list[tuple[str, str]] = []
    words = iter(output.split(b"\0")[:-1])
    for raw in words:
        word = raw.lstrip(b"\n")
        if word.startswith(_MARK):
            if day:
                yield day, files
            day, files = _day(word[1:]), []
        elif word:
            path = next(words, None)
            if path is not None:
                files.append((word[:1].decode("ascii", "replace"), os.fsdecode(path)))
    if day:
        yield day, files


def _day(seconds: bytes) -> dt.date | None:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
