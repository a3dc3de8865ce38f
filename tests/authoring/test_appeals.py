"""Appeals of a closed cycle: raised while feedback is open, decided later, the result with them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from perfgit.todo.due import due
from tests.conftest import Run

ALICE = "reviews/2026-h1/people/alice"
WHY = ("--why", "The contracts are of June.")


@pytest.fixture
def write(company: Path, perfgit: Run) -> Callable[..., Any]:
    """Run a command in the small company, whose 2026-h1 was closed on its feedback's last day."""

    def run(who: str, *words: object, today: str, code: int = 0) -> Any:
        done = perfgit(*words, "--as", who, "--today", today, "--root", company)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


def errors(company: Path) -> list[str]:
    return [one.rule for one in check(WorkingTree(company)).problems if one.severity == "error"]


def test_an_appeal_after_closing_is_decided_with_its_result(
    company: Path, write: Any, perfgit: Run
) -> None:
    """No cycle is named: 2026-h2 runs as well, but the appeal is about the result of 2026-h1."""
    before = (company / ALICE / "result.yml").read_text()
    write("alice", "appeal", "--reasons", "Signed in June.", today="2026-07-31")
    assert (company / ALICE / "appeal.yml").is_file()
    assert errors(company) == []
    decide = ("appeal", "alice", "--outcome", "granted", "--rating", 5, *WHY)
    done = write("mei", *decide, "--format", "json", today="2026-08-20")
    assert json.loads(done.stdout)["also"] == [f"{ALICE}/result.yml"]
    after = (company / ALICE / "result.yml").read_text()
    assert "\ncomputed_rating: 4\nrating: 5\n" in after
    assert before.split("teams:")[1].split("inputs:")[0] in after  # teams, policy and lines stay
    assert errors(company) == []
    told = perfgit("score", "alice", "--cycle", "2026-h1", "--format", "json", cwd=company)
    assert json.loads(told.stdout)["rating"] == 5


def test_a_decision_whose_result_was_not_written_is_given_again(company: Path, write: Any) -> None:
    """Killed between the two files: the same command finishes."""
    before = (company / ALICE / "result.yml").read_bytes()
    write("alice", "appeal", "--reasons", "Signed in June.", today="2026-07-31")
    decide = ("appeal", "alice", "--outcome", "granted", "--rating", 5, *WHY, "--cycle", "2026-h1")
    write("mei", *decide, today="2026-08-20")
    after = (company / ALICE / "result.yml").read_bytes()
    (company / ALICE / "result.yml").write_bytes(before)
    assert errors(company) == ["frozen-result"]
    write("mei", *decide, today="2026-08-20")
    assert (company / ALICE / "result.yml").read_bytes() == after
    assert errors(company) == []


def test_one_that_is_dismissed_is_an_input_too(company: Path, write: Any) -> None:
    write("alice", "appeal", "--reasons", "Signed in June.", today="2026-07-31")
    write("mei", "appeal", "alice", "--outcome", "dismissed", *WHY, today="2026-08-20")
    after = (company / ALICE / "result.yml").read_text()
    assert f"{ALICE}/appeal.yml" in after
    assert "\ncomputed_rating: 4\nrating: 4\n" in after
    assert errors(company) == []


def test_after_feedback_none_is_raised(company: Path, write: Any) -> None:
    done = write(
        "alice", "appeal", "--reasons", "Late.", "--cycle", "2026-h1", today="2026-08-01", code=1
    )
    assert "Appeals were raised until 2026-07-31" in done.stderr
    assert not (company / ALICE / "appeal.yml").exists()


def test_somebody_without_review_or_meeting_has_nothing_to_appeal_against(
    company: Path, write: Any
) -> None:
    done = write(
        "chen", "appeal", "--reasons", "x", "--cycle", "2026-h1", today="2026-07-31", code=1
    )
    assert "neither a manager's review nor a meeting" in done.stdout


def test_hr_is_told_of_an_appeal_in_a_closed_cycle(company: Path, write: Any) -> None:
    write("alice", "appeal", "--reasons", "Signed in June.", today="2026-07-31")
    found = due(Company(WorkingTree(company)), dt.date(2026, 8, 2))
    assert {one.who for one in found if one.duty == "decide-appeal"} == {"mei"}
