"""Real processes of every writing command, killed at random moments, and what a second run makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from perfgit.files.leftovers import is_leftover
from tests.authoring.test_kill import COMMANDS as ACTS
from tests.authoring.test_kill import company_for_acts, fresh
from tests.cli.test_faults import WHOLE, contents, errors, fresh_whole
from tests.cli.test_surroundings import company_for_all, words_of

WRITING = (*ACTS, *WHOLE, "build")
MARGIN = 0.003
"""Seconds after the last write in which a kill still counts as one while it wrote."""


def kept(root: Path) -> dict[str, bytes]:
    """Every file that counts: what lies beside its place, in the making, git and check pass over."""
    return {
        path: data
        for path, data in contents(root).items()
        if not any(is_leftover(part) or part.endswith("-building") for part in path.split("/"))
    }


def _last_touch(folders: list[Path]) -> int:
    return max(folder.stat().st_mtime_ns for folder in folders)


@dataclass(frozen=True)
class Whole:
    """A run that nobody disturbed: what it made, and the seconds that it took, and that it wrote."""

    new: dict[str, bytes]
    seconds: float
    writing: float


@dataclass
class Kills:
    """Kills commands one after the other, in a folder of its own."""

    work: Path
    random: Random
    outcomes: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("nothing", "a part", "all"), 0)
    )
    """How often nothing, a part (or what lay beside its place) or all was written when the kill came."""
    _wholes: dict[str, Whole] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._for_acts = company_for_acts(self.work / "acts")
        self._for_all = company_for_all(self.work / "all")

    def kill(self, name: str) -> list[str]:
        """Kill a command at a random moment and run it again: what is wrong then.

        Half of the moments lie anywhere in its run, half in the part in which it writes.
        """
        whole = self._whole(name)
        root = self._copy(name)
        old = kept(root)
        folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
        untouched = _last_touch(folders)
        running = self._start(root, name)
        if self.random.random() < 0.5:
            time.sleep(self.random.uniform(0, whole.seconds))
        else:
            while running.poll() is None and _last_touch(folders) == untouched:
                pass
            time.sleep(self.random.uniform(0, whole.writing + MARGIN))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        found = kept(root)
        outcome = "all" if found == whole.new else "a part"
        outcome = "nothing" if _last_touch(folders) == untouched else outcome
        self.outcomes[outcome] += 1
        wrong = [
            f"{path} is torn"
            for path in found
            if found[path] not in (old.get(path), whole.new.get(path))
        ]
        again = self._start(root, name)
        said = again.communicate()[1]
        wrong += errors(root / WHOLE.get(name, ""))
        if again.returncode and outcome != "all":  # what is there already may be told
            wrong.append(f"it ended with {again.returncode}: {said.strip()}")
        now = kept(root)
        wrong += [
            f"{path} differs"
            for path in sorted({*now, *whole.new})
            if now.get(path) != whole.new.get(path)
        ]
        return [f"{name}, {outcome} written: {one}" for one in wrong]

    def _whole(self, name: str) -> Whole:
        if name not in self._wholes:
            root = self._copy(name)
            old = kept(root)
            began = time.time()
            running = self._start(root, name)
            said = running.communicate()[1]
            seconds = time.time() - began
            assert running.returncode == 0, (name, said)
            new = kept(root)
            written = [(root / path).stat().st_ctime for path in new if new[path] != old.get(path)]
            self._wholes[name] = Whole(new, seconds, max(written) - min(written))
        return self._wholes[name]

    def _copy(self, name: str) -> Path:
        root = self.work / "company"
        if name in ACTS:
            return fresh(self._for_acts, root, name)
        return fresh_whole(self._for_all, root, name)

    def _start(self, root: Path, name: str) -> subprocess.Popen[str]:
        ours = {key: value for key, value in os.environ.items() if not key.startswith("PERFGIT_")}
        return subprocess.Popen(
            [sys.executable, "-m", "perfgit", *words_of(tuple(name.split()))],
            cwd=root,
            env={**ours, "XDG_STATE_HOME": str(self.work / "state")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
