"""Nobody is late on their first day: what was due of the others before is due of newcomers later."""

from __future__ import annotations

import datetime as dt

import pytest

from perfgit.authoring.change import MissingError
from perfgit.authoring.goals import Sheet, new_goal
from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import base_tree
from perfgit.site.views.company import SiteView
from perfgit.site.views.figures import figures
from perfgit.todo.due import due

NOOR = "people/noor"
SHEET = "goals/2026-h2/people/noor/goals.yml"
GOALS = "goals: [{id: sales, title: S, supports: [company/emea-first], measure: {kind: number, baseline: 0, target: 100}}]\n"


def company(joined: str, **files: str) -> Company:
    """Noor joins; the half-year is planned until 15 July, coached from 16 July, evaluated from
    10 December to 15 January."""
    noor = f"name: Noor\ngithub: noor-h\nteam: sales\nmanager: bruno\njoined: {joined}\n"
    changes = {"org/people/noor.yml": noor, **files}
    return Company(OverlayTree(base_tree(), {path: one.encode() for path, one in changes.items()}))


def until(found: Company, day: str) -> dict[str, tuple[str, str]]:
    """What waits for Noor about herself: since when, and until when."""
    today = dt.date.fromisoformat(day)
    return {
        one.duty: (one.since.isoformat(), one.until.isoformat() if one.until else "")
        for one in due(found, today, "noor")
        if one.owner == NOOR and one.cycle == "2026-h2"
    }


def test_who_joins_in_coaching_plans_for_two_weeks_and_then_checks_in() -> None:
    found = company("2026-10-01")
    assert until(found, "2026-09-30") == {}
    assert until(found, "2026-10-01") == {"plan-goals": ("2026-10-01", "2026-10-15")}
    agreed = company("2026-10-01", **{SHEET: GOALS})
    # the rhythm of two weeks runs from 15 October, when the two weeks of planning are over
    assert until(agreed, "2026-10-28") == {}
    assert until(agreed, "2026-10-29") == {"check-in": ("2026-10-29", "2026-11-05")}


def test_who_joins_before_planning_opens_is_as_everybody() -> None:
    found = company("2026-06-01", **{SHEET: GOALS})
    assert until(found, "2026-08-01") == {"check-in": ("2026-07-30", "2026-08-06")}


def test_a_goal_agreed_later_is_reported_on_from_then() -> None:
    added = f"{GOALS}history: [{{on: 2026-10-10, goal: sales, what: added, why: New market.}}]\n"
    found = company("2023-01-01", **{SHEET: added})
    assert until(found, "2026-10-23") == {}
    assert until(found, "2026-10-24") == {"check-in": ("2026-10-24", "2026-10-31")}


def test_who_joins_in_evaluation_has_two_weeks_to_nominate() -> None:
    """It said "nominate until 22 December" to somebody who began on the 28th."""
    found = company("2026-12-28")
    assert until(found, "2026-12-20") == {}
    assert until(found, "2026-12-28") == {
        "plan-goals": ("2026-12-28", "2027-01-11"),
        "nominate": ("2026-12-28", "2027-01-11"),
        "write-review": ("2026-12-28", "2027-01-15"),
    }
    others = {one.duty for one in due(found, dt.date(2026, 12, 20), "bruno") if one.owner == NOOR}
    assert not others
    assert until(company("2026-06-01"), "2026-12-20")["nominate"] == ("2026-12-10", "2026-12-22")


def test_who_joins_after_the_cycle_is_asked_for_nothing_of_it() -> None:
    assert until(company("2027-01-04"), "2027-01-10") == {}


def test_goals_of_who_joined_after_strategy_changed_rest_on_it_already() -> None:
    """The strategy changed on 5 September; Alice was there, Noor was not."""
    sheet = {SHEET: GOALS}
    assert "agree-again" in until(company("2026-08-01", **sheet), "2026-10-02")
    assert "agree-again" not in until(company("2026-10-01", **sheet), "2026-10-02")


@pytest.mark.parametrize(
    ("joined", "today", "asked"),
    [
        ("2026-10-01", "2026-10-01", False),
        ("2026-10-01", "2026-10-31", False),  # the thirtieth day
        ("2026-10-01", "2026-11-01", True),
        ("2023-01-01", "2026-10-01", True),
        ("2026-12-01", "2026-10-01", True),  # not there yet
    ],
)
def test_a_newcomer_gives_no_reason_for_first_goals(joined: str, today: str, asked: bool) -> None:
    sheet = Sheet(company(joined), "2026-h2", NOOR, dt.date.fromisoformat(today))
    goal = {"id": "sales", "title": "S", "measure": {"kind": "yes_no"}}
    if asked:
        with pytest.raises(MissingError):
            new_goal(sheet, goal, weights={})
    else:
        assert "what: added" not in str(new_goal(sheet, goal, weights={}))
    given = str(new_goal(sheet, goal, weights={}, reason="New here."))
    assert "what: added" in given and "New here." in given


def in_time(found: Company, day: str) -> tuple[int, int]:
    site = SiteView(found, dt.date.fromisoformat(day))
    assert site.cycle
    by_title = {one.title: one for one in figures(site, site.cycle)}
    return by_title["Check-ins in time"].count, by_title["Check-ins in time"].of


def test_newcomers_owe_check_ins_from_when_their_planning_is_over() -> None:
    """From 15 October on: by 29 October and 12 November, two beside the eight of Alice (one came)."""
    sheet = {SHEET: GOALS}
    assert in_time(company("2026-10-01", **sheet), "2026-11-20") == (1, 10)
    came = {**sheet, "goals/2026-h2/people/noor/checkins/2026-11-10.yml": "note: Well.\n"}
    assert in_time(company("2026-10-01", **came), "2026-11-20") == (2, 10)
