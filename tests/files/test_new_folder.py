"""A folder that is filled whole or not at all."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from perfgit.files.leftovers import is_leftover
from perfgit.files.new_folder import is_empty, new_folder
from perfgit.problem import PerfgitError


@pytest.fixture(params=["new", "there"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "company"
    if request.param == "there":
        (path / ".git").mkdir(parents=True)
    return path


def _fill(folder: Path) -> None:
    with new_folder(folder) as place:
        (place / "org").mkdir()
        (place / "org/company.yml").write_text("name: A\n")


def test_killed_while_it_is_filled_nothing_counts(folder: Path, tmp_path: Path) -> None:
    pid = os.fork()
    if not pid:
        with new_folder(folder) as place:
            (place / "org").mkdir()
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    assert not folder.exists() or is_empty(folder, ".git")
    left = list(tmp_path.rglob("*.tmp"))
    assert [is_leftover(path.name) for path in left] == [True]
    _fill(folder)
    assert (folder / "org/company.yml").read_text() == "name: A\n"
    assert not left[0].exists()


def test_what_somebody_else_is_filling_stays(folder: Path) -> None:
    with new_folder(folder) as theirs:
        (theirs / "org").mkdir()
        (theirs.parent / f".{folder.name}.tmp").mkdir()  # not of ours
        pid = os.fork()
        if not pid:
            _fill(folder.with_name("other"))
            os._exit(0)
        os.waitpid(pid, 0)
        assert (theirs / "org").is_dir()
    assert (folder / "org").is_dir()


def test_what_fails_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match="x"), new_folder(folder) as place:
        (place / "org").mkdir()
        raise ValueError("x")
    assert sorted(tmp_path.rglob("*")) == before


def test_where_nobody_may_write_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PerfgitError, match="cannot be written"), new_folder(tmp_path / "file/x"):
        pass
