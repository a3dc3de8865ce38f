"""Calibration: sessions in the order in which they were held, each from the rating that there was."""

from __future__ import annotations

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.scoring.result import score

A, B = (f"reviews/2026-h2/calibration/{name}.yml" for name in "ab")
REVIEW = "reviews/2026-h2/people/alice/manager.yml"


def session(held: str, *moves: tuple[str, int, int]) -> bytes:
    entries = ", ".join(
        f"{{person: {person}, before: {before}, after: {after}, why: Compared.}}"
        for person, before, after in moves
    )
    return f"held: {held}\nchanges: [{entries}]\n".encode()


def company(**sessions: bytes) -> Company:
    files = {f"reviews/2026-h2/calibration/{name}.yml": raw for name, raw in sessions.items()}
    return Company(OverlayTree(base_tree(), files))


def rules(made: Company) -> list[str]:
    found = check(made.tree).problems
    return [one.rule for one in found if one.severity == "error"]


@pytest.fixture(scope="module")
def computed() -> int:
    """What the reviews of 2026-h2 give Alice before any session."""
    made = company()
    rating = score(made, made.dossier("2026-h2", "people/alice")).computed_rating
    assert rating is not None
    return rating


def test_the_session_held_last_decides_whatever_it_is_called(computed: int) -> None:
    """b was held on the 10th and moved the rating up; a, on the 12th, moved it back."""
    up, back = ("alice", computed, computed + 1), ("alice", computed + 1, computed)
    made = company(b=session("2027-01-10", up), a=session("2027-01-12", back))
    assert rules(made) == []
    assert score(made, made.dossier("2026-h2", "people/alice")).rating == computed
    wrong = company(a=session("2027-01-10", back), b=session("2027-01-12", up))
    assert set(rules(wrong)) == {"calibration-order"}


@pytest.mark.parametrize("off", [-2, -1, 1])
def test_before_is_what_was_computed(computed: int, off: int) -> None:
    made = company(a=session("2027-01-10", ("alice", computed + off, computed)))
    assert rules(made) == ["calibration-order"]


def test_one_entry_a_person_and_session(computed: int) -> None:
    twice = (("alice", computed, computed + 1), ("alice", computed + 1, computed))
    assert rules(company(a=session("2027-01-10", *twice))) == ["calibration-order"]


@pytest.mark.parametrize("person", ["chen", "bruno", "greta"])
def test_whoever_has_no_result_gets_no_rating(person: str) -> None:
    made = company(a=session("2027-01-10", (person, 3, 5)))
    dossier = made.dossier("2026-h2", f"people/{person}")
    assert score(made, dossier).computed_rating is None
    assert score(made, dossier).rating is None
    assert rules(made) == ["calibration-order"]
