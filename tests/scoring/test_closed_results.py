"""Results of closed cycles: they follow from what closing has frozen, and nothing else moves them."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.cycles.close import close, plan
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.problem import PerfgitError
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.scoring.frozen import freeze, signed_off

DAY = dt.date(2026, 8, 1)
CYCLE = "org/cycles/2026-h1.yml"
CLOSING = "reviews/2026-h1/closing.yml"
RESULT = "reviews/2026-h1/people/alice/result.yml"
APPEAL = "reviews/2026-h1/people/alice/appeal.yml"
RAISED = "raised: 2026-07-20\nreasons: The pilots were signed in June.\n"
DECIDED = "decision: {by: mei, on: 2026-08-01, outcome: granted, rating: 5, why: They were.}\n"


def text(path: str) -> str:
    return (base_tree().read(path) or b"").decode()


def swapped(path: str, *pairs: tuple[str, str]) -> str:
    found = text(path)
    for old, new in pairs:
        assert old in found, old
        found = found.replace(old, new)
    return found


def rules(changes: dict[str, str | None]) -> list[str]:
    """The rules that speak after changes of the company in which everything is in order."""
    files = {path: None if new is None else new.encode() for path, new in changes.items()}
    return sorted({one.rule for one in check(OverlayTree(base_tree(), files)).problems})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "company"
    shutil.copytree(base_tree().root, folder)
    return folder


def test_a_result_cannot_say_that_it_is_older_than_its_closing() -> None:
    """Method 1 is not computed anew: figures of one's own would add up, so closing.yml says the method."""
    forged = swapped(
        RESULT,
        ("method: 2", "method: 1"),
        ('value: "1.000000", weight: "0.700000", points: "0.700000"',
         'value: "1.200000", weight: "0.700000", points: "0.840000"'),
        ('score: "1.01"', 'score: "1.15"'),  # 0.84 + 0.3075 = 1.1475; a 5 is earned from 1.1
        ("computed_rating: 4", "computed_rating: 5"),  # calibrated to 4
    )  # fmt: skip
    assert rules({RESULT: forged}) == ["result-policy"]


def test_the_policy_of_closing_belongs_to_a_closed_cycle() -> None:
    open_again = swapped(CYCLE, ("closed: 2026-07-31", "closed: null"))
    assert rules({CYCLE: open_again, RESULT: None}) == ["result-policy"]


def test_whoever_is_erased_is_named_by_the_cycle_alone() -> None:
    """With any other reason it is a person who is not there."""
    named = swapped(CYCLE, ("closed: 2026-07-31", "closed: 2026-07-31\nwho: {without: {zoe: WHY}}"))
    assert rules({CYCLE: named.replace("WHY", "erased 2026-08-01")}) == []
    assert rules({CYCLE: named.replace("WHY", "On leave.")}) == ["unknown-person"]


def test_closing_again_puts_right_what_has_a_policy_of_its_own(root: Path) -> None:
    """1.01 is a 4 from 0.95; from 1.0 it would be one too, so no figure gives the forgery away."""
    before = (root / RESULT).read_bytes()
    (root / RESULT).write_text(swapped(RESULT, ("4: 0.95", "4: 1.0")))
    close(root, plan(root, "2026-h1", DAY))
    assert (root / RESULT).read_bytes() == before


def test_closing_again_invents_no_policy(root: Path) -> None:
    (root / CLOSING).unlink()
    with pytest.raises(PerfgitError, match=r"closing\.yml is gone"):
        plan(root, "2026-h1", DAY)


def test_an_appeal_moves_nothing_before_it_is_decided(root: Path) -> None:
    """Raised after closing, it is in order; decided, it is an input, and the rating the granted one."""
    assert rules({APPEAL: RAISED}) == []
    assert rules({APPEAL: RAISED + DECIDED}) == ["frozen-result"]
    (root / APPEAL).write_text(RAISED + DECIDED)
    company = Company(WorkingTree(root))
    dossier = company.dossier("2026-h1", "people/alice")
    frozen = freeze(company, dossier, dossier.result)
    assert (frozen.computed_rating, frozen.rating) == (4, 5)
    assert APPEAL in frozen.inputs
    close(root, plan(root, "2026-h1", DAY))
    assert check(WorkingTree(root)).errors == 0
    told = signed_off(*_alice(root))
    assert told is not None
    assert told.rating == 5


def _alice(root: Path):
    company = Company(WorkingTree(root))
    return company, company.dossier("2026-h1", "people/alice")
