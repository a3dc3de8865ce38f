"""A cycle says of whom it asks what (`who:`); nothing else is due, and nothing else is counted."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from perfgit.company.company import Company
from perfgit.company.participants import asks, takes_part
from perfgit.cycles.open import opening
from perfgit.files.trees import OverlayTree
from perfgit.model.org import Participants
from perfgit.rules.examples import base_tree
from perfgit.scoring.frozen import owes_result
from perfgit.site.views.company import SiteView
from perfgit.site.views.figures import figures
from perfgit.todo.cycle_status import standing
from perfgit.todo.due import due

CYCLE = "org/cycles/2026-h2.yml"
COACHING = dt.date(2026, 11, 20)
EVALUATING = dt.date(2026, 12, 20)


def company(who: str = "", **more: str) -> Company:
    text = (base_tree().read(CYCLE) or b"").decode()
    files = {CYCLE: f"{text.rstrip()}\n{f'who: {who}' if who else ''}\n", **more}
    return Company(OverlayTree(base_tree(), {path: one.encode() for path, one in files.items()}))


def duties(found: Company, day: dt.date) -> set[tuple[str, str]]:
    return {(one.duty, one.owner) for one in due(found, day) if one.cycle == "2026-h2"}


LATER = {
    "next-cycle",
    "answer-request",
    "answer-misfit",
    "change-goal",
    "acknowledge",
    "decide-appeal",
    "plan-action",
}
"""What follows from files and days that are there."""
ALL = {"alice", "bruno", "chen", "dana", "greta", "mei"}


@pytest.mark.parametrize(
    ("who", "people"),
    [
        ("", ALL),
        # sales lies below leadership, in which greta and mei are
        ("{teams: [sales]}", {"alice", "bruno", "chen", "dana"}),
        ("{teams: [leadership]}", ALL),
        ("{roles: [account-executive]}", {"alice"}),
        ("{levels: [3]}", {"alice"}),
        ("{levels: ['3']}", set()),  # the text 3 is another level than the number
        # alice joined on 2023-03-01; of the others no day is known
        ("{joined_before: 2023-03-01}", ALL - {"alice"}),
        ("{joined_before: 2023-03-02}", ALL),
        ("{without: {dana: on leave}}", ALL - {"dana"}),
        ("{teams: [sales], roles: [account-executive]}", {"alice"}),
        ("{teams: [leadership], roles: [account-executive], levels: [4]}", set()),
        ("{owners: [company, teams]}", set()),
    ],
)
def test_who_takes_part(who: str, people: set[str]) -> None:
    found = company(who)
    cycle = found.cycles["2026-h2"].data
    assert cycle
    assert {id for id in found.people if takes_part(found, cycle, id)} == people


def test_other_teams_of_a_person_count() -> None:
    found = company(
        "{teams: [sales]}",
        **{"org/people/mei.yml": "name: Mei\nteam: leadership\nalso_in: [sales]\n"},
    )
    cycle = found.cycles["2026-h2"].data
    assert cycle and takes_part(found, cycle, "mei") and not takes_part(found, cycle, "greta")


def test_teams_are_bounded_by_teams_alone() -> None:
    found = company()
    cycle = found.cycles["2026-h2"].data
    assert cycle

    def asked(**who: object) -> set[str]:
        bounded = cycle.model_copy(update={"who": Participants.model_validate(who)})
        owners = ("company", "teams/leadership", "teams/sales")
        return {owner for owner in owners if asks(found, bounded, owner, "goals")}

    assert asked() == asked(levels=[3]) == {"company", "teams/leadership", "teams/sales"}
    assert asked(teams=["sales"]) == {"teams/sales"}
    assert asked(owners=["people"]) == asked(asks=["reviews"]) == set()


def test_a_cycle_of_teams_tells_nobody_to_propose_goals_or_to_write_reviews() -> None:
    """Leadership has no goals, sales has, and owes a check-in; people are asked for nothing."""
    assert duties(company("{owners: [teams], asks: [goals, checkins]}"), COACHING) == {
        ("plan-goals", "teams/leadership"),
        ("check-in", "teams/sales"),
        ("agree-again", "teams/sales"),
    }
    assert {
        one for one in duties(company("{owners: [teams]}"), EVALUATING) if one[0] not in LATER
    } == {
        ("plan-goals", "teams/leadership"),
        ("check-in", "teams/sales"),
        ("agree-again", "teams/sales"),
    }


def test_nothing_is_due_of_what_a_cycle_does_not_ask_for() -> None:
    """What follows from files that are there goes on: alice's appeal, her plan, her meeting."""
    asked = {
        "plan-goals": "goals",
        "agree-again": "goals",
        "check-in": "checkins",
        "nominate": "reviews",
        "write-review": "reviews",
        "hold-meeting": "reviews",
    }
    everything = duties(company(), EVALUATING)
    assert {"plan-goals", "check-in", "nominate", "write-review"} <= {
        name for name, _ in everything
    }
    for asks_for in ("goals", "checkins", "reviews"):
        found = duties(company(f"{{asks: [{asks_for}]}}"), EVALUATING)
        assert found == {
            (name, owner) for name, owner in everything if asked.get(name) in (asks_for, None)
        }


def test_nobody_outside_is_told_anything_or_given_a_sheet() -> None:
    found = company("{teams: [leadership], without: {chen: on leave, dana: on leave}}")
    assert not {
        one for one in duties(found, EVALUATING) if one[1] in ("people/chen", "people/dana")
    }
    sheets = opening(found, "2026-h2", dt.date(2026, 6, 20)).files
    # alice has hers; chen and dana are left out
    assert sorted(path.split("/")[3] for path in sheets) == ["bruno", "greta", "mei"]
    assert not opening(company("{asks: [reviews]}"), "2026-h2", dt.date(2026, 6, 20)).files


def test_whom_no_reviews_are_asked_of_is_owed_no_result() -> None:
    assert owes_result(company(), "2026-h2", "alice")
    for who in ("{asks: [goals]}", "{teams: [nowhere]}", "{without: {alice: on leave}}"):
        assert not owes_result(company(who), "2026-h2", "alice")


def told(found: Company, day: dt.date = COACHING) -> dict[str, tuple[int, int]]:
    site = SiteView(found, day)
    assert site.cycle
    return {one.title: (one.count, one.of) for one in figures(site, site.cycle)}


def test_nothing_else_is_counted() -> None:
    """Six people, of whom alice has goals; two teams with a lead, of which sales has goals."""
    assert told(company())["People with agreed goals"] == (1, 6)
    assert told(company("{teams: [sales]}"))["People with agreed goals"] == (1, 4)
    teams = told(company("{owners: [company, teams]}"))
    assert teams["Teams with agreed goals"] == (1, 2)
    assert "People with agreed goals" not in teams
    assert not {title for title in teams if "review" in title.casefold()}
    assert "Check-ins in time" not in told(company("{asks: [goals]}"))
    assert standing(company(), "2026-h2", COACHING).people == 6
    assert standing(company("{teams: [sales]}"), "2026-h2", COACHING).people == 4


def test_where_no_goals_are_asked_for_everybody_is_reviewed() -> None:
    """Without goals to agree a cycle of reviews alone would review nobody: bruno to mei, all but greta
    with a manager; alice's self and manager's reviews are in."""
    found = told(company("{asks: [reviews]}"), dt.date(2027, 1, 20))
    assert found["Self and manager reviews in"] == (2, 11)
    assert found["Review meetings held"] == (1, 5)


def test_check_ins_are_counted_over_all_that_were_owed() -> None:
    """Alice owes one every 14 days from 16 July: by 30 July, 13 and 27 August, 10 and 24 September,
    8 and 22 October, 5 and 19 November. She is away from 1 to 21 August, so none is owed on the 13th:
    eight. One of 15 August lies in 13 to 27 August; seven are missing, whatever the last one says."""
    assert told(company())["Check-ins in time"] == (1, 8)
    late = {"goals/2026-h2/people/alice/checkins/2026-11-18.yml": "note: Well.\n"}
    assert told(company(**late))["Check-ins in time"] == (2, 8)
    assert Counter(told(company(), dt.date(2026, 7, 29)))["Check-ins in time"] == (0, 0)
