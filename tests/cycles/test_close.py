"""`perfgit cycle close`: a plan first, then results that stay."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from perfgit.simulate.make import make
from tests.conftest import Run

CYCLE = "org/cycles/2026-h1.yml"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("closed") / "company"
    make(folder, 40, 2)
    return folder


@pytest.fixture
def root(finished: Path, tmp_path: Path) -> Path:
    """A company whose first cycle is over and not closed."""
    folder = tmp_path / "company"
    shutil.copytree(finished, folder)
    for path in folder.rglob("result.yml"):
        path.unlink()
    file = folder / CYCLE
    text = file.read_text().replace("closed: 2026-08-07", "closed: null   # by HR")
    assert "# by HR" in text
    file.write_text(text)
    return folder


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.yml"))}


def close(perfgit: Run, root: Path, *more: str) -> dict:
    done = perfgit(
        "cycle",
        "close",
        "2026-h1",
        "--root",
        root,
        "--today",
        "2026-08-07",
        "--format",
        "json",
        *more,
    )
    assert done.stderr == ""
    return json.loads(done.stdout) | {"exit": done.returncode}


def test_without_write_nothing_changes(root: Path, perfgit: Run) -> None:
    before = snapshot(root)
    found = close(perfgit, root)
    assert found["exit"] == 0
    assert found["written"] is False
    assert snapshot(root) == before
    listed = {one["person"] for one in found["results"] + found["without"]}
    for id, doc in Company(WorkingTree(root)).people.items():
        assert doc.data
        here = not (doc.data.joined and doc.data.joined > dt.date(2026, 6, 30))
        here = here and not (doc.data.left and doc.data.left < dt.date(2026, 1, 1))
        assert (id in listed) == here
    assert all(one["why"] for one in found["without"])


def test_write_gives_what_the_simulation_gave(root: Path, finished: Path, perfgit: Run) -> None:
    assert close(perfgit, root, "--write")["written"] is True
    assert "closed: 2026-08-07" in (root / CYCLE).read_text()
    assert "# by HR" in (root / CYCLE).read_text()
    ours, theirs = snapshot(root), snapshot(finished)
    del ours[CYCLE], theirs[CYCLE]
    assert ours == theirs
    assert check(WorkingTree(root)).errors == 0


def test_again_changes_nothing(root: Path, perfgit: Run) -> None:
    close(perfgit, root, "--write")
    before = snapshot(root)
    done = perfgit("cycle", "close", "2026-h1", "--root", root, "--today", "2026-11-01", "--write")
    assert "Closed on 2026-08-07; nothing has changed since." in done.stdout
    assert snapshot(root) == before


def test_an_interrupted_run_is_repeated(root: Path, perfgit: Run) -> None:
    close(perfgit, root, "--write")
    whole = snapshot(root)
    results = sorted(root.rglob("result.yml"))
    for path in results[::2]:
        path.unlink()
    (root / CYCLE).write_text((root / CYCLE).read_text().replace("2026-08-07", "null"))
    found = close(perfgit, root, "--write")
    assert sum(one["changed"] for one in found["results"]) == len(results[::2])
    again = snapshot(root)
    assert {path: raw for path, raw in again.items() if path != CYCLE} == {
        path: raw for path, raw in whole.items() if path != CYCLE
    }


def test_a_review_changed_afterwards_is_frozen_anew(root: Path, perfgit: Run) -> None:
    close(perfgit, root, "--write")
    result = next(root.rglob("result.yml"))
    review = result.with_name("manager.yml")
    review.write_text(
        review.read_text() + "growth: Added later.\n"
        if "growth:" not in review.read_text()
        else review.read_text() + "# later\n"
    )
    assert {one.rule for one in check(WorkingTree(root)).problems if one.severity == "error"} == {
        "frozen-result"
    }
    found = close(perfgit, root, "--write")
    assert [one["person"] for one in found["results"] if one["changed"]] == [result.parent.name]
    assert check(WorkingTree(root)).errors == 0


def test_a_result_that_nothing_gives_any_more_is_deleted(root: Path, perfgit: Run) -> None:
    close(perfgit, root, "--write")
    result = next(root.rglob("result.yml"))
    for path in result.parent.rglob("*.yml"):
        if path != result:
            path.unlink()
    found = close(perfgit, root, "--write", "--without", result.parent.name, "--why", "Gone.")
    assert result.parent.name in {one["person"] for one in found["without"]}
    assert not result.exists()
    assert check(WorkingTree(root)).errors == 0


def test_errors_stand_in_the_way(root: Path, perfgit: Run) -> None:
    review = next(root.rglob("reviews/2026-h1/**/manager.yml"))
    review.write_text(review.read_text().replace("submitted:", "submited:"))
    before = snapshot(root)
    found = close(perfgit, root, "--write")
    assert found["exit"] == 1
    assert found["written"] is False
    assert [one["rule"] for one in found["errors"]] == ["unknown-field"]
    assert snapshot(root) == before


def test_errors_of_another_cycle_do_not(root: Path, perfgit: Run) -> None:
    sheet = next(root.rglob("goals/2026-h2/people/*/goals.yml"))
    sheet.write_text("goals: 1\n")
    assert close(perfgit, root, "--write")["written"] is True


def test_wrong_usage(root: Path, perfgit: Run) -> None:
    done = perfgit("cycle", "close", "2026-h3", "--root", root)
    assert done.returncode == 2
    assert 'Did you mean "2026-h' in done.stderr
    done = perfgit("cycle", "close", "2026-h2", "--root", root, "--today", "2026-11-01")
    assert done.returncode == 2
    assert "Evaluation opens only on 2026-12-10" in done.stderr
