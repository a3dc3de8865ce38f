"""`perfgit score`, and results that are frozen and verified."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.scoring.frozen import differences, freeze
from perfgit.scoring.sheet import spelled
from tests.conftest import Run

OVER = ("--today", "2027-01-31")
"""The day on which all of the cycle is over."""
RESULT = "reviews/2026-h1/people/alice/result.yml"


def test_the_explanation_adds_up_by_hand(company: Path, perfgit: Run) -> None:
    done = perfgit("score", "alice", "--cycle", "2026-h2", "--explain", *OVER, cwd=company)
    assert done.returncode == 0
    rows = re.findall(
        r"^( +)(-?\d+\.\d{4}) = (\d+(?:\.\d+)?)% x (-?\d+\.\d{4})  (.*)$", done.stdout, re.MULTILINE
    )
    assert len(rows) > 10
    stack: list[tuple[int, Decimal, Decimal]] = []  # depth, value that is owed, sum so far
    closed = 0
    for indent, points, _, value, _ in [*rows, ("  ", "0.0000", "0", "0.0000", "")]:
        depth = len(indent) // 2
        while stack and stack[-1][0] >= depth:
            level, owed, total = stack.pop()
            if total:
                assert total == owed, (level, owed, total)
                closed += 1
        if stack:
            level, owed, total = stack.pop()
            stack.append((level, owed, total + Decimal(points)))
        stack.append((depth, Decimal(value), Decimal(0)))
    assert closed >= 5
    tops = [Decimal(points) for indent, points, *_ in rows if indent == "  "]
    totals = [
        Decimal(one) for one in re.findall(r"^  (\d+\.\d{4}) in all", done.stdout, re.MULTILINE)
    ]
    assert sum(tops) == sum(totals)


def test_json_is_the_contract(company: Path, perfgit: Run) -> None:
    done = perfgit("score", "alice", "--cycle", "2026-h2", "--format", "json", *OVER, cwd=company)
    found = json.loads(done.stdout)
    assert found["version"] == 1
    assert (found["person"], found["cycle"], found["rating"]) == ("alice", "2026-h2", 3)
    # Revenue 11.2 M between commit 10 M (0.7) and target 12 M (1): 0.88; churn 2.3 of at most 2.5: 1.
    # 60 % x (70 % x 0.88 + 30 % x 1) + 40 % x 0.6 (two of three chapters, as the manager sees it)
    # = 0.5496 + 0.24 = 0.7896. Ownership 4 counts 1.025. 70 % x 0.7896 + 30 % x 1.025 = 0.86022.
    assert found["score"] == 0.86
    assert found["achievement"] == 0.79
    tops = [Fraction(line["exact"]["points"]) for line in found["lines"] if line["depth"] == 1]
    assert sum(tops) == Fraction("0.86022")
    assert round(float(sum(tops)), 2) == found["score"]


def test_who_has_no_reviews_has_no_score_and_is_told_why(company: Path, perfgit: Run) -> None:
    for path in (company / "reviews/2026-h2").rglob("*.yml"):
        path.unlink()
    done = perfgit("score", "alice", "--cycle", "2026-h2", "--format", "json", cwd=company)
    found = json.loads(done.stdout)
    assert found["score"] is None
    assert found["rating"] is None
    assert found["achievement"] == 0.47
    assert found["notes"] == ["No review that counts has been handed in yet."]


def test_everybody_and_the_running_cycle(company: Path, perfgit: Run) -> None:
    done = perfgit("score", "--today", "2026-03-01", cwd=company)
    assert done.returncode == 0
    # on that day nothing of it was closed, and nobody had written a review
    assert re.search(r"^alice +2026-h1 .*score +– +rating –", done.stdout, re.MULTILINE)
    closed = perfgit("score", "--cycle", "2026-h1", "--today", "2026-08-01", cwd=company)
    assert re.search(r"^alice +2026-h1 .*score +1\.01 +rating 4", closed.stdout, re.MULTILINE)
    later = perfgit("score", "--today", "2026-11-01", cwd=company)
    assert "2026-h2" in later.stdout


def test_wrong_names_are_answered_with_the_nearest(company: Path, perfgit: Run) -> None:
    person = perfgit("score", "alise", cwd=company)
    assert person.returncode == 2
    assert 'Did you mean "alice"?' in person.stderr
    cycle = perfgit("score", "alice", "--cycle", "2026-h3", cwd=company)
    assert cycle.returncode == 2
    assert "2026-h" in cycle.stderr
    day = perfgit("score", "--today", "2026-02-30", cwd=company)
    assert day.returncode == 2


def _changed(changes: dict[str, bytes | None]) -> list[tuple[str, str]]:
    found = check(OverlayTree(base_tree(), changes)).problems
    return [(one.rule, one.message) for one in found]


def _text(path: str) -> bytes:
    raw = base_tree().read(path)
    assert raw is not None
    return raw


def test_frozen_results_notice_every_kind_of_tampering() -> None:
    manager = "reviews/2026-h1/people/alice/manager.yml"
    sheet = "goals/2026-h1/people/alice/goals.yml"
    calibration = "reviews/2026-h1/calibration/sales.yml"
    cases: list[dict[str, bytes | None]] = [
        {RESULT: _text(RESULT).replace(b'score: "1.01"', b'score: "1.09"')},
        {RESULT: _text(RESULT).replace(b"rating: 4\nteams", b"rating: 5\nteams")},
        {RESULT: _text(RESULT).replace(b'points: "0.307500"', b'points: "0.317500"')},
        {RESULT: _text(RESULT).replace(b"method: 2", b"method: 9").replace(b'"1.01"', b'"1.19"')},
        {RESULT: _text(RESULT).replace(b"- {of: goals", b"- {of: gaols")},
        {
            manager: _text(manager).replace(
                b"rating: 4, comment: Found", b"rating: 5, comment: Found"
            )
        },
        {manager: _text(manager) + b"growth: Added later.\n"},
        {sheet: _text(sheet).replace(b"target: 5", b"target: 4")},
        {calibration: _text(calibration).replace(b"after: 4", b"after: 5")},
        {"reviews/2026-h1/people/alice/self.yml": b"submitted: 2026-07-01\nstrengths: Mine.\n"},
    ]
    for changes in cases:
        assert all(base_tree().read(path) != raw for path, raw in changes.items()), changes
        found = _changed(changes)
        assert [rule for rule, _ in found] == ["frozen-result"], (changes, found)


def test_a_later_policy_does_not_move_an_earlier_result() -> None:
    policy = _text("org/policy.yml").replace(
        b"{goals: 70, competencies: 30}", b"{goals: 50, competencies: 50}"
    )
    assert _changed({"org/policy.yml": policy}) == []


def test_a_result_in_an_open_cycle_is_refused() -> None:
    cycle = _text("org/cycles/2026-h1.yml").replace(b"closed: 2026-07-31", b"closed: null")
    changes = {"org/cycles/2026-h1.yml": cycle, "reviews/2026-h1/closing.yml": None}
    assert [rule for rule, _ in _changed(changes)] == ["frozen-result"]


def test_freezing_is_repeatable_and_verifies() -> None:
    company = Company(WorkingTree(base_tree().root))
    dossier = company.dossier("2026-h1", "people/alice")
    assert freeze(company, dossier) == freeze(company, dossier) == dossier.result
    assert list(differences(company, dossier)) == []


def test_closing_again_keeps_the_policy_of_the_first_closing() -> None:
    policy = _text("org/policy.yml").replace(
        b"{goals: 70, competencies: 30}", b"{goals: 50, competencies: 50}"
    )
    manager = "reviews/2026-h1/people/alice/manager.yml"
    later = _text(manager).replace(b"rating: 4, comment: Found", b"rating: 5, comment: Found")
    tree = OverlayTree(base_tree(), {"org/policy.yml": policy, manager: later})
    company = Company(tree)
    dossier = company.dossier("2026-h1", "people/alice")
    before = dossier.result
    assert before is not None
    again = freeze(company, dossier, before)
    assert again.policy == before.policy
    assert again.score == "1.05"  # 70 % x 1 + 30 % x 1.175
    closing = "reviews/2026-h1/closing.yml"
    first = Company(OverlayTree(tree, {closing: None}))
    dossier = first.dossier("2026-h1", "people/alice")
    assert freeze(first, dossier).score == "1.09"  # today's policy: 50 % x 1 + 50 % x 1.175


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"{manager: 70, peer: 30", b"{manager: 60, peer: 40"),
        (b"4: 0.95", b"4: 0.98"),
        (b"values_until: 2026-07-10", b"values_until: 2026-07-11"),
    ],
)
def test_a_result_has_the_policy_of_closing(old: bytes, new: bytes) -> None:
    assert old in _text(RESULT)
    found = [rule for rule, _ in _changed({RESULT: _text(RESULT).replace(old, new)})]
    assert found == ["result-policy"]


def test_a_result_or_the_policy_of_closing_that_is_gone_is_missed() -> None:
    assert [rule for rule, _ in _changed({RESULT: None})] == ["missing-result"]
    gone = "reviews/2026-h1/closing.yml"
    assert [rule for rule, _ in _changed({gone: None})] == ["result-policy"]


def test_line_endings_do_not_matter() -> None:
    """A clone that has turned line feeds into CRLF has the same inputs."""
    sheets = ("goals/2026-h1/people/alice/goals.yml", "reviews/2026-h1/people/alice/manager.yml")
    assert _changed({path: _text(path).replace(b"\n", b"\r\n") for path in sheets}) == []


def test_what_was_signed_off_is_told_whatever_the_policy_says_today(
    company: Path, perfgit: Run
) -> None:
    """1.01 earns a 4 at 0.95 and a 3 at 1.05: the frozen result stays, --recompute shows the other."""
    policy = company / "org/policy.yml"
    policy.write_text(policy.read_text().replace("from: 0.95", "from: 1.05"))
    arguments = ("score", "alice", "--cycle", "2026-h1", "--format", "json", "--recompute")
    found = json.loads(perfgit(*arguments, cwd=company).stdout)
    assert (found["frozen"], found["score"], found["rating"]) == (True, 1.01, 4)
    assert found["recomputed"]["computed_rating"] == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.00005, "0.00005"),
        (12_500_000.0, "12,500,000"),
        (-1234.5, "-1,234.5"),
        (1e22, "10,000,000,000,000,000,000,000"),
        (True, "yes"),
        ([], "none"),
    ],
)
def test_values_are_spelled_as_people_write_them(value, text):
    assert spelled(value) == text
