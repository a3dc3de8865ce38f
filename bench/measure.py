"""Processes, their time and their memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
# as a shell has it: modules are compiled once, and nobody has a token
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "GITHUB_TOKEN": "", "GH_TOKEN": ""}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)

Command = list[str]


def python(*arguments: str) -> Command:
    """A command that this Python runs."""
    return [sys.executable, *arguments]


class Took(NamedTuple):
    """Seconds of one whole process: by the clock, and of processors, its children's included."""

    wall: float
    cpu: float


def seconds(command: Command, cwd: Path = ROOT, exits: Sequence[int] = (0, 1)) -> Took:
    """The time of one whole process; 0 or 1 (problems found) is how it may exit."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    run = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    if run.returncode not in exits or "Traceback" in run.stderr:
        raise RuntimeError(f"{' '.join(command)}: {run.stdout[-1000:]}{run.stderr[-2000:]}")
    return took


def fastest(times: int, *commands: Command, without: Sequence[Path] = ()) -> list[Took]:
    """The best time of each command; they take turns, so that noise meets all of them.

    The files named in `without` are not in the page cache when a command begins.
    """
    rounds = [[_after_forgetting(without, command) for command in commands] for _ in range(times)]
    return [Took(*map(min, zip(*found, strict=True))) for found in zip(*rounds, strict=True)]


def _after_forgetting(files: Sequence[Path], command: Command) -> Took:
    for file in files:
        handle = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
    return seconds(command)


def peak_memory(command: Command) -> int:
    """The most bytes that a process and all its children held together.

    Proportional set size: a page that two processes share counts half for each. A look walks through
    all their pages and holds up whoever wants a new one, so it is taken a tenth of the time at most.
    """
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        rest = 0.02
        while not done.wait(rest):
            began = time.perf_counter()
            peak = max(peak, sum(map(_held, _tree(process.pid))))
            rest = max(0.02, 9 * (time.perf_counter() - began))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    return peak


def _tree(top: int) -> list[int]:
    found, queue = [], [top]
    while queue:
        pid = queue.pop()
        found.append(pid)
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                queue += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue
    return found


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
