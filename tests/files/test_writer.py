"""Many files at once: all of them, or what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfgit.files.writer import Writer
from perfgit.problem import PerfgitError


def test_many_files_are_written_and_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.yml").write_text("old")
    with Writer(tmp_path) as writer:
        writer.write_all(
            {"a/x.yml": b"new", "a/y.yml": b"y", "b/c/z.yml": b"z"},
            lambda done, of: told.append((done, of)),
        )
    found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"a/x.yml", "a/y.yml", "b/c/z.yml"}
    assert (tmp_path / "a" / "x.yml").read_text() == "new"
    assert told == [(done, 6) for done in range(1, 7)]  # beside its place, and in it


def test_where_one_cannot_be_written_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.yml").write_text("old")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with Writer(tmp_path) as writer, pytest.raises(PerfgitError, match="b cannot be written"):
        writer.write_all({"a/x.yml": b"new", "a/y.yml": b"y", "b/z.yml": b"z"})
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["x.yml"]
    assert (tmp_path / "a" / "x.yml").read_text() == "old"
