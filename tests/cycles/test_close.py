"""`perfgit cycle close`: a plan first, then results that stay."""

from __future__ import annotations

import datetime as dt
import json
import os
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


def test_what_it_counts_are_results(root: Path, perfgit: Run) -> None:
    """closing.yml and the cycle's own file are written as well, and no results."""
    done = perfgit("cycle", "close", "2026-h1", "--root", root, "--today", "2026-08-07", "--write")
    results = len(list(root.rglob("result.yml")))
    assert f"{results} results written; closed on 2026-08-07." in done.stdout


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


def braked(perfgit: Run, root: Path, *more: str, today: str = "2026-08-07") -> dict:
    """Close with --write and --format json, whatever is said about it."""
    words = ("--root", root, "--today", today, "--format", "json", "--write", *more)
    done = perfgit("cycle", "close", "2026-h1", *words)
    return json.loads(done.stdout) | {"exit": done.returncode, "said": done.stderr}


def rated(root: Path, count: int) -> list[Path]:
    """The folders of people whose manager's review was handed in."""
    found = sorted(root.glob("reviews/2026-h1/people/*/manager.yml"))
    return [path.parent for path in found if "submitted:" in path.read_text()][:count]


def test_whoever_has_no_result_is_named_with_the_manager(root: Path, perfgit: Run) -> None:
    """Two people of whom no review that counts is in: neither is closed over in silence."""
    first, second = rated(root, 2)
    managers = {
        id: Company(WorkingTree(root)).people[id].data.manager for id in (first.name, second.name)
    }
    for folder in (first, second):
        for path in folder.rglob("*.yml"):
            path.unlink()
    before = snapshot(root)
    found = braked(perfgit, root)
    assert (found["exit"], found["written"]) == (1, False)
    assert first.name in found["said"]
    assert second.name in found["said"]
    assert snapshot(root) == before
    listed = {
        person: one["manager"]
        for one in found["lacking"]
        for person in one["no_result"]
        if person in managers
    }
    assert listed == managers
    why = ("--why", "On leave since March.")
    found = braked(perfgit, root, "--without", first.name, *why)
    assert (found["exit"], first.name in found["said"]) == (1, False)
    found = braked(perfgit, root, "--without", first.name, "--without", second.name, *why)
    assert found["exit"] == 0, found
    without = Company(WorkingTree(root)).cycles["2026-h1"].data.who.without
    assert {without[first.name], without[second.name]} == {"On leave since March."}
    assert check(WorkingTree(root)).errors == 0
    del before[CYCLE]
    assert before.items() <= snapshot(root).items()


def test_evaluation_that_is_still_open_has_to_be_forced(root: Path, perfgit: Run) -> None:
    """On the second day of evaluation; who forces it says why, and the cycle keeps it."""
    before = snapshot(root)
    opens = Company(WorkingTree(root)).cycles["2026-h1"].data.stages.evaluate.opens
    day = opens + dt.timedelta(days=1)
    found = braked(perfgit, root, today=str(day))
    assert (found["exit"], found["written"]) == (1, False)
    assert "evaluation is open until" in found["brakes"][0]
    assert snapshot(root) == before
    done = perfgit("cycle", "close", "2026-h1", "--root", root, "--force", "--write")
    assert done.returncode == 2
    assert "--why" in done.stderr
    found = braked(perfgit, root, "--force", "--why", "The company is sold.", today=str(day))
    assert (found["exit"], found["written"]) == (0, True)
    changes = Company(WorkingTree(root)).cycles["2026-h1"].data.changes
    assert (changes[-1].on, changes[-1].why) == (day, "The company is sold.")


def test_a_result_without_the_managers_review_has_to_be_forced(root: Path, perfgit: Run) -> None:
    """Peers alone would give one, since what is missing is shared out among the others."""
    folder = next(one for one in rated(root, 99) if list(one.glob("peers/*.yml")))
    for name in ("manager.yml", "meeting.yml", "plan.yml", "appeal.yml"):
        (folder / name).unlink(missing_ok=True)
    for session in root.glob("reviews/2026-h1/calibration/*.yml"):
        session.unlink()
    found = braked(perfgit, root)
    assert found["exit"] == 1
    assert [one["person"] for one in found["results"] if one["person"] == folder.name]
    assert any(folder.name in one for one in found["brakes"])
    (person,) = [
        two for one in found["lacking"] for two in one["not_in"] if two["person"] == folder.name
    ]
    assert "manager" in person["sources"]


def test_a_closing_that_was_killed_anywhere_is_repeated(root: Path, perfgit: Run) -> None:
    """After the policy, after half of the results, before the day: the same command finishes it."""
    before = snapshot(root)
    close(perfgit, root, "--write")
    whole = snapshot(root)
    written = [path for path in whole if before.get(path) != whole[path] and path != CYCLE]
    assert "reviews/2026-h1/closing.yml" in written or "reviews/2026-h1/closing.yml" in before
    for done in (0, len(written) // 2, len(written)):
        for path in written[done:]:
            (root / path).unlink()
        (root / CYCLE).write_bytes(before[CYCLE])
        left = (root / written[-1]).with_name(".result.yml.7fffffff00c0ffee.tmp")
        left.write_bytes(b"half")
        os.utime(left, (0, 0))
        assert "unknown-file" not in {one.rule for one in check(WorkingTree(root)).problems}
        close(perfgit, root, "--write")
        assert not left.exists() or done == len(written)  # nothing is written beside it then
        assert snapshot(root) == whole
        assert check(WorkingTree(root)).errors == 0
