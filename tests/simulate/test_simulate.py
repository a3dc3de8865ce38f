"""`perfgit simulate`: deterministic, realistic, and in order."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.company.company import Company
from perfgit.files.layout import KINDS
from perfgit.files.trees import WorkingTree, walk
from perfgit.measures.weights import by_chance
from perfgit.rules.engine import check
from perfgit.simulate.chance import generator
from perfgit.simulate.make import make
from perfgit.simulate.org import H1, H2, SPAN, build
from tests.conftest import Run


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "company"
    make(folder, 330, 3)
    return folder


@pytest.mark.parametrize("people", [1, 2, 5, 11, 30])
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_no_errors(people: int, seed: int, tmp_path: Path) -> None:
    made = make(tmp_path / "c", people, seed)
    report = check(WorkingTree(tmp_path / "c"))
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    assert made.people == people
    assert made.files == report.files == len(files(tmp_path / "c"))


def test_the_larger_one_too(large: Path) -> None:
    report = check(WorkingTree(large))
    assert report.errors == 0
    assert 5.5 < report.files / 330 < 8.5
    assert {problem.rule for problem in report.problems} <= {"unaligned-goal", "too-few-peers"}


def test_every_kind_of_file_occurs(large: Path) -> None:
    layout = Company(WorkingTree(large)).layout
    found = {
        place.kind
        for root in ("org", "goals", "reviews")
        for path in walk(WorkingTree(large), root)
        if (place := layout.place(path))
    }
    # An appeal is rare; the others are in every company of this size.
    assert found >= {kind.name for kind in KINDS} - {"appeal"}


def test_the_same_everywhere(tmp_path: Path, perfgit: Run) -> None:
    for name, hash_seed in (("a", "1"), ("b", "4711")):
        done = perfgit(
            "simulate", "--people", 40, "--seed", 9, tmp_path / name, PYTHONHASHSEED=hash_seed
        )
        assert done.returncode == 0, done.stderr
    assert files(tmp_path / "a") == files(tmp_path / "b")
    make(tmp_path / "c", 40, 10)
    assert files(tmp_path / "c") != files(tmp_path / "a")


def test_several_processes_make_the_same(large: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("perfgit.simulate.make.PARALLEL_FROM", 10_000)
    monkeypatch.setattr("perfgit.cycles.results.PARALLEL_FROM", 10_000)
    make(tmp_path / "c", 330, 3)
    assert files(tmp_path / "c") == files(large)


@pytest.mark.parametrize("people", [60, 500, 4000])
def test_spans_of_control(people: int) -> None:
    org = build(people, 1)
    assert len(org.people) == people
    spans = [len(one.reports) for one in org.people.values() if one.reports]
    assert max(spans) <= SPAN[1]
    assert sum(span < SPAN[0] for span in spans) <= 1
    assert len({team.id for team in org.teams.values()}) == len(spans)


def test_progress_is_skewed(large: Path) -> None:
    company = Company(WorkingTree(large))
    results = [company.dossier(H1, owner).result for owner in company.owners(H1)]
    reached = [float(one.achievement) for one in results if one and one.achievement]
    middle = statistics.median(reached)
    assert 0.8 < middle < 1.05
    assert statistics.mean(reached) < middle  # the tail is behind, not ahead
    assert min(reached) < 0.55
    ratings = Counter(one.rating for one in results if one)
    assert ratings[3] + ratings[4] > 0.6 * ratings.total()
    assert ratings[2] and ratings[5]


def test_large_companies_are_sharded(tmp_path: Path) -> None:
    from perfgit.simulate.company import layout_for

    assert layout_for(3_000).shard == 0
    assert layout_for(3_001).path("person", id="alice") == "org/people/al/alice.yml"


def test_names_are_of_the_world(large: Path) -> None:
    names = [doc.data.name for doc in Company(WorkingTree(large)).people.values() if doc.data]
    assert sum(not name.isascii() for name in names) > 0.2 * len(names)
    assert any("\u4e00" <= name[0] <= "\u9fff" for name in names)
    assert any("\u0400" <= name[0] <= "\u04ff" for name in names)


def test_today_bounds_the_running_cycle(tmp_path: Path, perfgit: Run) -> None:
    done = perfgit("simulate", "--people", 60, "--today", "2026-09-01", tmp_path / "c")
    assert done.returncode == 0
    company = Company(WorkingTree(tmp_path / "c"))
    days = [
        str(doc.place.day)
        for owner in company.owners(H2)
        for doc in company.dossier(H2, owner).checkins
    ]
    assert days
    assert max(days) <= "2026-09-01"
    done = perfgit("simulate", "--people", 60, "--today", "2027-09-01", tmp_path / "d")
    assert done.returncode == 2
    assert not (tmp_path / "d").exists()


def test_real_files_are_never_touched(tmp_path: Path, perfgit: Run) -> None:
    (tmp_path / "note.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path, tmp_path / "file"):
        done = perfgit("simulate", "--people", 5, folder)
        assert done.returncode == 2
        assert "empty or new folder" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "note.txt"]


def test_json(tmp_path: Path, perfgit: Run) -> None:
    done = perfgit("simulate", "--people", 5, "--format", "json", tmp_path / "c")
    found = json.loads(done.stdout)
    assert (found["version"], found["people"]) == (1, 5)
    assert found["files"] == len(files(tmp_path / "c"))


@given(st.integers(1, 5), st.integers(0, 1000))
def test_shares_total_100(count: int, seed: int) -> None:
    weights = by_chance(generator(seed), count)
    assert sum(weights) == 100
    assert min(weights) >= 10
