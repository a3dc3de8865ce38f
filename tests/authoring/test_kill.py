"""Killed anywhere, out of space, two at once: the old file or the new one, and nothing is lost.

Commands run in a forked child, so that many points of death can be tried in little time.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from perfgit.authoring.change import Change
from perfgit.authoring.drafts import Drafts
from perfgit.authoring.write import ChangedMeanwhileError, write
from perfgit.cli import main
from perfgit.files.reader import read

H2 = "2026-h2"
TODAY = "2026-11-22"
LATER = "2027-01-20"
REVIEWS = f"reviews/{H2}/people/alice"
SHEET = f"goals/{H2}/people/alice/goals.yml"
CHECKIN = f"goals/{H2}/people/alice/checkins/{TODAY}.yml"
RATINGS = ("--rating", "emea-arr=4", "--rating", "playbook=3", "--rating", "ownership=4")

COMMANDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "goal new": ("alice", SHEET, ("goal", "new", "--title", "X", "--weight", "10", "--supports",
                                  "strategy/market-leader", "--reason", "x")),
    "goal edit": ("alice", SHEET, ("goal", "edit", "emea-arr", "--title", "X", "--reason", "x")),
    "goal drop": ("alice", SHEET, ("goal", "drop", "playbook", "--reason", "x")),
    "goal keep": ("alice", SHEET, ("goal", "keep", "playbook", "--reason", "x")),
    "goal carry": ("alice", SHEET, ("goal", "carry", "pilots", "--cycle", H2)),
    "checkin": ("alice", CHECKIN, ("checkin", "--note", "x")),
    "answer": ("bruno", f"goals/{H2}/people/alice/checkins/2026-08-15.yml",
               ("answer", "alice", "sdr", "--status", "done")),
    "review self": ("alice", f"{REVIEWS}/self.yml", ("review", "self", "--growth", "x")),
    "review manager": ("bruno", f"{REVIEWS}/manager.yml",
                       ("review", "manager", "alice", *RATINGS, "--overall", "4")),
    "review peer": ("chen", f"{REVIEWS}/peers/chen.yml", ("review", "peer", "alice", "--growth", "x")),
    "review upward": ("dana", f"{REVIEWS}/upward/dana.yml",
                      ("review", "upward", "--growth", "x")),
    "review external": ("bruno", f"{REVIEWS}/external/b.yml",
                        ("review", "external", "alice", "--customer", "B", "--overall", "4")),
    "review handover": ("mei", f"{REVIEWS}/handover/mei.yml",
                        ("review", "handover", "alice", "--growth", "x")),
    "nominate": ("alice", f"{REVIEWS}/nominations.yml", ("nominate", "dana")),
    "feedback": ("chen", f"{REVIEWS}/feedback/{TODAY}-chen.yml", ("feedback", "alice", "--note", "x")),
    "meeting": ("bruno", f"{REVIEWS}/meeting.yml", ("meeting", "alice", "--summary", "x")),
    "acknowledge": ("alice", f"{REVIEWS}/meeting.yml", ("acknowledge", "--comment", "x")),
    "plan": ("alice", f"{REVIEWS}/plan.yml", ("plan", "--action", "Another step | alice")),
    "retro rate": ("alice", "reviews/2026-h1/retrospective/alice.yml",
                   ("retro", "rate", "4", "--cycle", "2026-h1", "--helped", "x")),
    "appeal": ("alice", f"{REVIEWS}/appeal.yml", ("appeal", "--reasons", "x")),
}  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company_for_acts(tmp_path_factory.mktemp("kill") / "company")


def company_for_acts(folder: Path) -> Path:
    """Make the small company, without what would be in the commands' way."""
    from perfgit.rules.examples import FOLDER

    shutil.copytree(FOLDER / "base", folder)
    (folder / f"{REVIEWS}/appeal.yml").unlink()
    open_one = "  - {id: sdr, goal: emea-arr, what: Leads, needs: help, status: open}\n"
    (folder / f"goals/{H2}/people/alice/checkins/2026-08-15.yml").write_text(
        f"note: x\nobstacles:\n{open_one}"
    )
    return folder


def in_child(root: Path, who: str, words: tuple[str, ...], before: Callable[[], None]) -> int:
    """Run a command in a fork of this process; the wait status."""
    for module in {module for module, _, _ in main.COMMANDS.values() if "site" not in module}:
        import_module(module)  # here, so that no child has to
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    code = 70
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        sys.stdout = sys.stderr = os.fdopen(silence, "w")
        os.environ["XDG_STATE_HOME"] = str(root.parent / "state")
        sys.argv = ["perfgit", *words, "--as", who, "--today", TODAY, "--root", str(root)]
        before()
        main.run()
    except SystemExit as done:
        code = int(done.code or 0)
    except BaseException:  # noqa: BLE001 -- a child must never go on as a second pytest
        code = 71
    os._exit(code)


class Killer:
    """Ends the process at its n-th touch of the file system below a folder, writes half done."""

    def __init__(self, root: Path, at: int) -> None:
        self._root, self._left = str(root), at
        self._write = os.write

    def __call__(self) -> None:
        """Begin to count."""
        sys.addaudithook(self._hook)
        os.write = self._half  # type: ignore[assignment]
        for name in ("fsync", "replace"):
            original = getattr(os, name)
            setattr(os, name, self._after(original))

    def _tick(self) -> bool:
        self._left -= 1
        return self._left < 0

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("os.mkdir", "os.rename", "os.remove", "os.unlink") or (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        ):
            self._die_or_go_on()

    def _half(self, handle: int, data: Any) -> int:
        if handle > 2 and self._tick():
            self._write(handle, bytes(data)[: max(1, len(data) // 2)])
            os.kill(os.getpid(), signal.SIGKILL)
        return self._write(handle, data)

    def _after(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            done = original(*arguments, **options)
            self._die_or_go_on()
            return done

        return wrapped

    def _die_or_go_on(self) -> None:
        if self._tick():
            os.kill(os.getpid(), signal.SIGKILL)


def fresh(template: Path, folder: Path, name: str) -> Path:
    """A new copy; goals change before the reviews, and reviews before they were handed in."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    if name.startswith("goal"):
        shutil.rmtree(folder / f"reviews/{H2}")
    elif name.startswith("review"):
        for path in (folder / REVIEWS).rglob("*.yml"):
            if path.name != "nominations.yml":
                path.unlink()
    return folder


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith(".tmp")
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_anywhere_it_is_the_old_file_or_the_new(
    name: str, template: Path, tmp_path: Path
) -> None:
    who, path, words = COMMANDS[name]
    root = fresh(template, tmp_path / "company", name)
    old = contents(root)
    assert os.waitstatus_to_exitcode(in_child(root, who, words, lambda: None)) == 0
    new = contents(root)
    assert {file for file in new if old.get(file) != new[file]} == {path}
    outcomes: list[bool] = []
    for at in range(40):
        root = fresh(template, root, name)
        status = os.waitstatus_to_exitcode(in_child(root, who, words, Killer(root, at)))
        found = contents(root)
        assert {**found, path: b""} == {**old, path: b""}, f"killed at {at}"
        assert found.get(path) in (old.get(path), new[path]), f"killed at {at}"
        outcomes.append(found.get(path) == new[path])
        if status == 0:
            break
        assert status == -signal.SIGKILL
    else:
        pytest.fail("it never came to the end")
    assert len(outcomes) >= 6
    assert outcomes == sorted(outcomes)  # once it is the new file, it stays so
    assert outcomes[-2] and not outcomes[0]
    assert not list((root / path).parent.glob(".*.tmp"))


@pytest.mark.parametrize("name", COMMANDS)
def test_given_twice_it_is_done_once(name: str, template: Path, tmp_path: Path) -> None:
    """A kill can come after the last write, before anybody is told: the command is given again."""
    who, _, words = COMMANDS[name]
    root = fresh(template, tmp_path / "company", name)
    assert os.waitstatus_to_exitcode(in_child(root, who, words, lambda: None)) == 0
    once = contents(root)
    assert os.waitstatus_to_exitcode(in_child(root, who, words, lambda: None)) in (0, 1, 2)
    assert contents(root) == once


def test_what_a_killed_write_left_is_swept_away_by_the_next(template: Path, tmp_path: Path) -> None:
    who, path, words = COMMANDS["goal drop"]
    root = fresh(template, tmp_path / "company", "goal drop")
    for at in range(40):
        in_child(root, who, words, Killer(root, at))
        if list((root / path).parent.glob(".*.tmp")):
            break
    else:
        pytest.fail("no point of death left anything behind")
    assert os.waitstatus_to_exitcode(in_child(root, who, words, lambda: None)) == 0
    assert not list((root / path).parent.glob(".*.tmp"))


@pytest.mark.parametrize("name", ["goal drop", "checkin", "review manager"])
def test_a_full_disk_leaves_the_old_file_and_an_error(
    name: str, template: Path, tmp_path: Path
) -> None:
    who, path, words = COMMANDS[name]
    root = fresh(template, tmp_path / "company", name)
    old = contents(root)

    def no_space() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3, 3))

    assert os.waitstatus_to_exitcode(in_child(root, who, words, no_space)) == 2
    assert contents(root) == old
    assert not list((root / path).parent.glob(".*.tmp"))


@pytest.fixture
def one_file(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "org").mkdir()
    (tmp_path / "a.yml").write_bytes(b"note: old\n")
    yield tmp_path


def test_what_changed_meanwhile_is_not_overwritten(one_file: Path) -> None:
    mine = Change("a.yml", b"note: old\n", b"note: mine\n")
    theirs = Change("a.yml", b"note: old\n", b"note: theirs\n")
    write(one_file, theirs)
    with pytest.raises(ChangedMeanwhileError):
        write(one_file, mine)
    with pytest.raises(ChangedMeanwhileError):
        write(one_file, Change("a.yml", None, b"note: new\n"))
    assert (one_file / "a.yml").read_bytes() == b"note: theirs\n"


def test_of_many_writers_at_once_nobody_loses_a_line(one_file: Path) -> None:
    (one_file / "a.yml").write_bytes(b"")
    children = []
    for number in range(4):
        pid = os.fork()
        if not pid:
            code = 0
            try:
                for turn in range(10):
                    while True:
                        before = (one_file / "a.yml").read_bytes()
                        line = f"- {number}.{turn}\n".encode()
                        try:
                            write(one_file, Change("a.yml", before, before + line))
                            break
                        except ChangedMeanwhileError:
                            continue
            except BaseException:  # noqa: BLE001 -- a child must never go on as a second pytest
                code = 1
            os._exit(code)
        children.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
    found = (one_file / "a.yml").read_text().split("\n")
    assert sorted(found) == sorted(["", *(f"- {n}.{t}" for n in range(4) for t in range(10))])


def test_drafts_are_private_and_survive_nonsense(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = tmp_path / "company"
    root.mkdir()
    drafts = Drafts(root)
    draft = drafts.load("checkin")
    assert not draft
    draft.answers["note"] = "中文 \ud800 😀"
    path = drafts.keep(draft)
    assert path is not None
    assert path.stat().st_mode & 0o077 == 0
    assert drafts.load("checkin").answers == draft.answers
    path.write_text("{half")
    assert not drafts.load("checkin")
    drafts.forget("checkin")
    assert not path.exists()
    assert read(b"note: x\n", "x").data == {"note": "x"}
