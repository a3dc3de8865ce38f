"""A real organisation's tables, trimmed, become a company without errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from tests import ROOT
from tests.conftest import Run

DATA = ROOT / "tests/data/rust-project"


@pytest.fixture
def rust(tmp_path: Path, perfgit: Run) -> Path:
    root = tmp_path / "rust-project"
    for kind in ("strategy", "teams", "people"):
        done = perfgit("import", kind, DATA / f"{kind}.csv", "--root", root)
        assert done.returncode == 0, done.stderr
    return root


def test_the_whole_way(rust: Path, perfgit: Run) -> None:
    done = perfgit("import", "goals", DATA / "goals.csv", "--root", rust, "--format", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    refused = [note for note in report["notes"] if note["weight"] == "left out"]
    assert report["rows"] == report["taken"] + len(refused) == 157
    assert {note["reason"] for note in refused} == {"status: Not accepted"}
    messages = " ".join(note["message"] for note in report["notes"])
    assert "there is no strategy/just-add-async-roadmap-just-add-async-md" in messages
    assert "(there is strategy/just-add-async)" in messages
    assert "limits.key_results_per_goal in org/policy.yml is raised from 7 to 28" in messages

    found = check(WorkingTree(rust))
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert {problem.rule for problem in found.problems} <= {
        "several-heads",
        "lead-outside-team",
        "unaligned-goal",
        "no-measure",
        "unserved-objective",
    }

    company = Company(WorkingTree(rust))
    assert company.info.name == "Rust Project"
    assert set(company.cycles) == {"2024-h2", "2025-h1", "2025-h2", "2026"}
    assert len(company.people) == 40
    sheet = company.dossier("2025-h1", "people/m-ou-se").sheet
    assert sheet is not None
    weights = [one.weight for one in sheet.goals[0].key_results]
    assert len(weights) == 28
    assert set(weights) == {3.57, 3.58}


def test_again_nothing_changes(rust: Path, perfgit: Run) -> None:
    perfgit("import", "goals", DATA / "goals.csv", "--root", rust)
    before = {path: path.read_bytes() for path in sorted(rust.rglob("*.yml"))}
    for kind in ("strategy", "teams", "people", "goals"):
        done = perfgit("import", kind, DATA / f"{kind}.csv", "--root", rust, "--update")
        assert done.returncode == 0, done.stdout
    assert {path: path.read_bytes() for path in sorted(rust.rglob("*.yml"))} == before


def test_any_order_of_the_frame(rust: Path, tmp_path: Path, perfgit: Run) -> None:
    other = tmp_path / "other" / "rust-project"
    for kind in ("people", "strategy", "teams"):
        perfgit("import", kind, DATA / f"{kind}.csv", "--root", other)
    for path in rust.rglob("*.yml"):
        if path.name == "company.yml":
            continue  # its id is random
        assert (other / path.relative_to(rust)).read_bytes() == path.read_bytes()
