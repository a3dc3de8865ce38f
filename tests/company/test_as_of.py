"""`--today` means today: what is dated later counts nowhere, whatever the file says by now."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from perfgit.company.as_of import as_of
from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import FOLDER, base_tree
from perfgit.scoring.result import score
from perfgit.site.views.company import SiteView
from perfgit.todo.cycle_status import standing
from perfgit.todo.due import due
from tests.conftest import Run

PERSON = "people/alice"
GOALS = "goals/2026-h2/people/alice"
REVIEWS = "reviews/2026-h2/people/alice"
SHEET = """\
goals:
  - {id: a, title: A, weight: 50, measure: {kind: number, baseline: 0, target: 100}}
  - {id: b, title: B, weight: 50, measure: {kind: yes_no}, dropped: {on: 2026-10-15, why: W.}}
history: [{on: 2026-10-15, goal: b, what: dropped, why: W.}]
"""
CHECKIN = """\
values: {a: 20}
obstacles: [{id: o, goal: a, what: W, needs: tool, answer: {status: granted, by: bruno, on: 2026-09-10}}]
misfits: [{goal: b, why: W, answer: {status: dropped, by: bruno, on: 2026-09-12}}]
"""
FILES = {
    f"{GOALS}/goals.yml": SHEET,
    f"{GOALS}/checkins/2026-08-15.yml": None,
    f"{GOALS}/checkins/2026-09-01.yml": CHECKIN,
    f"{GOALS}/checkins/2026-11-01.yml": "values: {a: 90}\n",
    f"{REVIEWS}/feedback/2026-09-03-chen.yml": "note: N.\n",
    f"{REVIEWS}/feedback/2026-09-20-dana.yml": "note: N.\n",
    f"{REVIEWS}/self.yml": "submitted: 2026-12-15\ngrowth: G.\n",
    f"{REVIEWS}/manager.yml": "submitted: 2027-01-08\noverall: {rating: 3}\ngoals: {a: {final: {a: 95}}}\n",
    f"{REVIEWS}/meeting.yml": (
        "held: 2027-01-18\nattended: [alice, bruno]\nacknowledgement: {by: alice, on: 2027-01-20}\n"
    ),
    f"{REVIEWS}/appeal.yml": (
        "raised: 2027-01-21\nreasons: R.\n"
        "decision: {by: mei, on: 2027-01-28, outcome: dismissed, why: W.}\n"
    ),
}
AFTER = dt.date(2027, 2, 1)


@pytest.fixture(scope="module")
def company() -> Company:
    changes = {path: text.encode() if text else None for path, text in FILES.items()}
    return Company(OverlayTree(base_tree(), changes))


def known(company: Company, day: str) -> set[str]:
    """What is known on a day, in short words."""
    found = as_of(company.dossier("2026-h2", PERSON), dt.date.fromisoformat(day))
    said = {f"checkin {doc.place.day}" for doc in found.checkins}
    said |= {f"feedback {doc.place.day}" for doc in found.feedback}
    checkin = found.checkins[0].data if found.checkins else None
    if checkin:
        said |= {"answered" for one in checkin.obstacles if one.answer}
        said |= {"settled" for one in checkin.misfits if one.answer}
    said |= {
        f"{goal.id} dropped" for goal in (found.sheet.goals if found.sheet else ()) if goal.dropped
    }
    said |= {"history" for _ in (found.sheet.history if found.sheet else ())}
    for name in ("self_review", "manager_review", "meeting", "appeal"):
        if getattr(found, name):
            said.add(name)
    if found.meeting and found.meeting.acknowledgement:
        said.add("acknowledged")
    if found.appeal and found.appeal.decision:
        said.add("decided")
    return said


def test_each_thing_is_known_from_its_day_on(company: Company) -> None:
    steps = [
        ("2026-08-31", set()),
        ("2026-09-01", {"checkin 2026-09-01"}),
        ("2026-09-03", {"feedback 2026-09-03"}),
        ("2026-09-10", {"answered"}),
        ("2026-09-12", {"settled"}),
        ("2026-09-20", {"feedback 2026-09-20"}),
        ("2026-10-15", {"b dropped", "history"}),
        ("2026-11-01", {"checkin 2026-11-01"}),
        ("2026-12-15", {"self_review"}),
        ("2027-01-08", {"manager_review"}),
        ("2027-01-18", {"meeting"}),
        ("2027-01-20", {"acknowledged"}),
        ("2027-01-21", {"appeal"}),
        ("2027-01-28", {"decided"}),
    ]
    so_far: set[str] = set()
    for day, new in steps:
        before = (dt.date.fromisoformat(day) - dt.timedelta(1)).isoformat()
        assert known(company, before) == so_far, before
        so_far |= new
        assert known(company, day) == so_far, day


def test_where_nothing_is_later_nothing_is_made_anew(company: Company) -> None:
    whole = company.dossier("2026-h2", PERSON)
    assert as_of(whole, AFTER) is whole


def test_duties_are_those_of_the_day(company: Company) -> None:
    """The request of 1 September was answered on the 10th, the misfit on the 12th; the manager's review
    was handed in on 8 January, and the meeting held on the 18th."""

    def about(day: str) -> set[str]:
        found = due(company, dt.date.fromisoformat(day))
        return {one.duty for one in found if one.owner == PERSON and one.cycle == "2026-h2"}

    assert {"answer-request", "answer-misfit"} <= about("2026-09-05")
    assert "answer-request" not in about("2026-09-10")
    # whoever is asked for it again: it was agreed to drop the goal on 12 September, and done in October
    assert "change-goal" in about("2026-10-01") and "change-goal" not in about("2026-10-15")
    assert "hold-meeting" in about("2027-01-17") and "hold-meeting" not in about("2027-01-18")
    assert "acknowledge" in about("2027-01-19") and "acknowledge" not in about("2027-01-20")
    assert "decide-appeal" in about("2027-01-25") and "decide-appeal" not in about("2027-01-28")


def test_the_status_counts_what_was_there(company: Company) -> None:
    early, late = (
        standing(company, "2026-h2", dt.date.fromisoformat(day))
        for day in ("2027-01-17", "2027-01-31")
    )
    assert (early.reviews["manager"], early.meetings, early.acknowledged, early.appeals) == (
        1,
        0,
        0,
        0,
    )
    assert (late.meetings, late.acknowledged, late.appeals) == (1, 1, 1)
    # 2026-h1 was closed on a day that was still to come in spring
    spring = standing(company, "2026-h1", dt.date(2026, 4, 1))
    assert (spring.closed, spring.results) == (None, 0)
    assert standing(company, "2026-h1", AFTER).results == 1


def test_scores_and_pages_count_what_was_there(company: Company) -> None:
    """Of A 20 of 100 on 1 September, 90 from November on, and the manager's 95 from 8 January; B is
    given up in October, and until then half of the sheet, with nothing reported of it."""

    def told(day: str) -> Fraction | None:
        on = dt.date.fromisoformat(day)
        return score(company, as_of(company.dossier("2026-h2", PERSON), on), today=on).achievement

    site = SiteView(company, dt.date(2026, 10, 1))
    view = site.cycles["2026-h2"].owner(PERSON)
    assert [(goal.ref.goal, goal.dropped) for goal in view.goals] == [("a", False), ("b", False)]
    later = SiteView(company, dt.date(2026, 11, 2)).cycles["2026-h2"].owner(PERSON)
    assert [(goal.ref.goal, goal.dropped) for goal in later.goals] == [("a", False), ("b", True)]
    assert told("2026-10-01") == Fraction(10, 100)
    assert told("2026-10-31") == Fraction(20, 100)
    assert told("2026-11-02") == Fraction(90, 100)
    assert told("2027-01-08") == Fraction(95, 100)


def test_a_cycle_that_was_not_closed_yet_has_nothing_signed_off(
    tmp_path: Path, perfgit: Run
) -> None:
    """Alice's result of 2026-h1 was frozen on 31 July."""
    for folder in ("org", "goals", "reviews"):
        shutil.copytree(FOLDER / "base" / folder, tmp_path / folder)

    def told(day: str) -> bool:
        asked = ("score", "alice", "--cycle", "2026-h1", "--format", "json", "--today", day)
        return bool(json.loads(perfgit(*asked, "--root", tmp_path).stdout)["frozen"])

    assert not told("2026-06-30")
    assert told("2026-12-01")
