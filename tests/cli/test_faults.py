"""A fault at every touch of the disk: nothing is torn or left behind, and the same command again finishes.

The fault comes once, as a full disk (ENOSPC) or as Ctrl-C, at the n-th write, rename, fsync or creation of a
file or folder. Of commands that touch the disk more often than `POINTS` times, it comes at the first and the
last touches and at some between them.
"""

from __future__ import annotations

import errno
import mmap
import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from tests.authoring.test_kill import COMMANDS as ACTS
from tests.authoring.test_kill import SHEET, fresh
from tests.authoring.test_kill import template as acts_template  # noqa: F401 -- a fixture
from tests.cli.test_surroundings import ended, words_of
from tests.cli.test_surroundings import template as whole_template  # noqa: F401 -- a fixture
from tests.scaffold.test_upgrade import first_format

FAULTS: dict[str, Callable[[], BaseException]] = {
    "full disk": lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "ctrl-c": KeyboardInterrupt,
}
POINTS = 18


class Fault:
    """Raises once, at the n-th touch; half of a write is done by then."""

    def __init__(self, kind: str, at: int | None) -> None:
        self._make, self._at = FAULTS[kind], at
        self._write = os.write
        self._touches = mmap.mmap(-1, 8)  # which the child shares with us

    @property
    def touches(self) -> int:
        """How many there were."""
        return int.from_bytes(self._touches[:8], "big")

    def __call__(self) -> None:
        sys.addaudithook(self._hook)
        os.write = self._half  # type: ignore[assignment]
        for name in ("fsync", "replace"):
            setattr(os, name, self._instead(getattr(os, name)))

    def _tick(self) -> None:
        now = self.touches
        self._touches[:8] = (now + 1).to_bytes(8, "big")
        if now == self._at:
            raise self._make()

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        creates = (
            isinstance(arguments[2], int) and arguments[2] & os.O_CREAT if event == "open" else 0
        )
        if event == "os.mkdir" or (creates and arguments[0] != os.devnull):
            self._tick()

    def _half(self, handle: int, data: Any) -> int:
        if handle > 2:
            if self.touches == self._at:
                self._write(handle, bytes(data)[: len(data) // 2])
            self._tick()
        return self._write(handle, data)

    def _instead(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            self._tick()
            return original(*arguments, **options)

        return wrapped


def contents(root: Path) -> dict[str, bytes]:
    """Every file, temporary ones too; a company's id is random."""
    return {
        str(path.relative_to(root)): re.sub(rb"(?m)^id: .*$", b"id: random", path.read_bytes())
        if path.name == "company.yml"
        else path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def errors(root: Path) -> list[str]:
    found = check(WorkingTree(root)).problems
    return [f"{one.file}: {one.message}" for one in found if one.severity == "error"]


def points(touches: int) -> list[int]:
    if touches <= POINTS:
        return list(range(touches))
    third = POINTS // 3
    between = range(third, touches - third, max(1, (touches - 2 * third) // third))
    return [*range(third), *between, *range(touches - third, touches)]


def try_all(kind: str, words: tuple[str, ...], copy: Callable[[], Path], below: str = "") -> int:
    """Try a command with a fault at each point; how often something was left to be done again."""
    unfinished = 0
    root = copy()
    counted = Fault(kind, None)
    assert ended(root, words, counted).code == 0
    new = contents(root)
    assert not errors(root / below)
    assert counted.touches >= 3
    for at in points(counted.touches):
        root = copy()
        old = contents(root)
        done = ended(root, words, Fault(kind, at))
        assert done.code in (0, 1, 2), (at, done.said)
        assert "Traceback" not in done.said, at
        found = contents(root)
        assert {
            path for path in found if found[path] not in (old.get(path), new.get(path))
        } == set()
        if found == new:  # all that counts was done before the fault came
            continue
        unfinished += 1
        assert done.code, at
        again = ended(root, words, lambda: None)
        assert again.code == 0, (at, again.said)
        assert contents(root) == new, at  # in which `check` found no error
    return unfinished


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("name", ACTS)
def test_acts(kind: str, name: str, acts_template: Path, tmp_path: Path) -> None:  # noqa: F811
    words = words_of(tuple(name.split()))
    copy = partial(fresh, acts_template, tmp_path / "company", name)
    assert try_all(kind, words, copy) > 0


WHOLE = {
    "codeowners": "",
    "cycle close": "",
    "cycle freeze": "",
    "cycle next": "",
    "cycle open": "",
    "export": "",
    "forms": "",
    "generate": "",
    "import goals": "",
    "import people": "",
    "import strategy": "",
    "import teams": "",
    "init": "new",
    "schema": "",
    "simulate": "simulated",
    "upgrade": "",
}
"""Where the company lies after the command, below the folder in which it is given."""


def fresh_whole(template: Path, root: Path, name: str) -> Path:
    """A new copy; what is upgraded is of the first format."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    if name == "upgrade":
        for path, data in first_format().items():
            if path != "org/policy.yml":  # whose scale is another than that of the reviews
                (root / path).write_bytes(data)
    return root


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("name", WHOLE)
def test_commands_that_write_many_files(
    kind: str,
    name: str,
    whole_template: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    def copy() -> Path:
        return fresh_whole(whole_template, tmp_path / "company", name)

    assert try_all(kind, words_of(tuple(name.split())), copy, WHOLE[name]) > 0


@pytest.mark.parametrize("at", range(1, 9))
def test_who_loses_a_race_is_told_what_happened(
    at: int,
    acts_template: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Somebody else writes the sheet just before a command opens it for the n-th time."""
    root = fresh(acts_template, tmp_path / "company", "goal new")
    sheet = root / SHEET
    theirs = (
        sheet.read_text().replace(
            "  - id: playbook",
            "  - {id: theirs, title: Theirs, supports: [strategy/market-leader], weight: 0}\n  - id: playbook",
        )
        + "  - {on: 2026-11-21, goal: theirs, what: added, why: It came first.}\n"
    )
    opened = mmap.mmap(-1, 1)

    def race() -> None:
        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if event == "open" and str(arguments[0]).endswith(SHEET):
                opened[0] += 1
                if opened[0] == at:
                    sheet.with_suffix(".new").write_text(theirs)
                    sheet.with_suffix(".new").rename(sheet)

        sys.stdout = sys.stderr
        sys.addaudithook(hook)

    done = ended(root, words_of(("goal", "new")), race)
    if done.code:
        assert f"{SHEET} has changed since it was read; nothing was written." in done.said
        assert "Run the command again" in done.said
        assert sheet.read_text() == theirs
    elif opened[0] >= at:
        assert "It came first." in sheet.read_text()
