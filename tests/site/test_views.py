"""The data behind the pages, with figures that can be checked by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from perfgit.company.company import Company, Ref
from perfgit.files.trees import OverlayTree
from perfgit.measures.exact import shown_share
from perfgit.model.org import Cycle
from perfgit.rules.examples import base_tree
from perfgit.site import urls
from perfgit.site.pages.home import home
from perfgit.site.theme import formats
from perfgit.site.views.attention import needing_help
from perfgit.site.views.cards import running_cycle
from perfgit.site.views.company import SiteView
from perfgit.site.views.figures import figures, pace_counts
from perfgit.site.views.participation import kinds
from perfgit.site.views.stages import timeline
from perfgit.site.views.strategy import branches, unaligned

TODAY = dt.date(2026, 11, 20)
SHEET = "goals/2026-h2/{owner}/goals.yml"


def site_of(today=TODAY, **files):
    changes = {name: text.encode() for name, text in files.items()}
    return SiteView(Company(OverlayTree(base_tree(), changes)), today)


def with_files(files, today=TODAY):
    return site_of(today, **files)


def goal_of(site, owner, id):
    return site.goal(Ref("2026-h2", owner, id))


def test_which_cycle_runs():
    stage = {"opens": dt.date(2026, 1, 1), "closes": dt.date(2026, 1, 2)}
    stages = dict.fromkeys(("plan", "coach", "evaluate", "feedback"), stage)
    cycles = [
        (id, Cycle(title=id, starts=dt.date(year, 1, 1), ends=dt.date(year, 12, 31), stages=stages))
        for id, year in (("c", 2027), ("b", 2026), ("a", 2025))
    ]
    assert running_cycle(cycles, dt.date(2026, 5, 1)) == "b"
    assert running_cycle(cycles, dt.date(2027, 1, 1)) == "c"
    assert running_cycle(cycles, dt.date(2020, 1, 1)) == "a"
    assert running_cycle([], TODAY) is None


def test_progress_of_a_measured_goal_is_what_perfgit_score_says():
    from perfgit.scoring.sheet import measured, sheet_line

    company = Company(base_tree())
    site = SiteView(company, dt.date(2026, 9, 1))
    dossier = site.visibility.shown(company.dossier("2026-h2", "people/alice"))
    line = sheet_line(measured(dossier, company.policy.achievement))
    assert site.cycle.owner("people/alice").progress == line.value


def test_a_team_goal_takes_its_progress_from_those_who_support_it():
    sheet = SHEET.format(owner="people/{}")
    site = with_files(
        {
            SHEET.format(
                owner="company"
            ): "goals: [{id: top, title: Top, supports: [strategy/market-leader]}]",
            SHEET.format(
                owner="teams/sales"
            ): "goals: [{id: mid, title: Mid, supports: [company/top]}]",
            sheet.format("alice"): (
                "goals:\n"
                "- {id: a, title: A, supports: [teams/sales/mid], weight: 60, measure: {kind: yes_no}}\n"
                "- {id: b, title: B, supports: [teams/sales/mid], weight: 40, measure: {kind: yes_no}}\n"
            ),
            "goals/2026-h2/people/alice/checkins/2026-10-01.yml": "values: {a: true, b: false}",
        }
    )
    mid, top = goal_of(site, "teams/sales", "mid"), goal_of(site, "company", "top")
    assert mid.rolled
    # All alike, whatever each weighs in its own sheet: (1 + 0) / 2.
    assert (mid.progress, top.progress) == (Fraction(1, 2), Fraction(1, 2))
    assert site.cycle.objectives["market-leader"] == Fraction(1, 2)


def test_supporters_count_by_counts_and_leavers_not_at_all():
    """75 % of 1 and 25 % of 0 is 0.75; with a third, of somebody who has left, it stays so."""
    counts = "counts: {people/alice/a: 75, people/alice/b: 25}"
    goals = (
        "goals:\n"
        "- {id: a, title: A, supports: [teams/sales/mid], weight: 10, measure: {kind: yes_no}}\n"
        "- {id: b, title: B, supports: [teams/sales/mid], weight: 90, measure: {kind: yes_no}}\n"
    )
    files = {
        SHEET.format(owner="teams/sales"): f"goals: [{{id: mid, title: Mid, {counts}}}]",
        SHEET.format(owner="people/alice"): goals,
        "goals/2026-h2/people/alice/checkins/2026-10-01.yml": "values: {a: true, b: false}",
    }
    assert goal_of(with_files(files), "teams/sales", "mid").progress == Fraction(3, 4)
    files[SHEET.format(owner="teams/sales")] = "goals: [{id: mid, title: Mid}]"
    files[SHEET.format(owner="people/gone")] = (
        "goals: [{id: c, title: C, supports: [teams/sales/mid], measure: {kind: yes_no}}]"
    )
    files["goals/2026-h2/people/gone/checkins/2026-10-01.yml"] = "values: {c: true}"
    here = "name: Gone\nteam: sales\n"
    files["org/people/gone.yml"] = here
    assert goal_of(with_files(files), "teams/sales", "mid").progress == Fraction(2, 3)
    files["org/people/gone.yml"] = f"{here}left: 2026-10-02\n"
    assert goal_of(with_files(files), "teams/sales", "mid").progress == Fraction(1, 2)


def test_goals_in_a_circle_do_not_hang():
    site = with_files(
        {
            SHEET.format(owner="company"): "goals: [{id: a, title: A, supports: [teams/sales/b]}]",
            SHEET.format(owner="teams/sales"): "goals: [{id: b, title: B, supports: [company/a]}]",
        }
    )
    assert goal_of(site, "company", "a").progress is None
    assert {goal.ref.goal for goal in unaligned(site, site.cycle)} >= {"a", "b"}
    branches(site, site.cycle)


def test_a_day_knows_nothing_of_the_days_after_it():
    files = {
        "goals/2026-h2/people/alice/checkins/2026-10-01.yml": "values: {emea-arr/arr: 12_000_000}"
    }
    before = with_files(files, dt.date(2026, 9, 30)).cycle.owner("people/alice")
    after = with_files(files, dt.date(2026, 10, 1)).cycle.owner("people/alice")
    assert before.checkins.last < after.checkins.last
    assert before.progress < after.progress


def test_a_bound_that_is_kept_does_not_hide_that_nothing_moves():
    site = with_files(
        {
            "goals/2026-h2/people/alice/checkins/2026-10-01.yml": (
                "values: {emea-arr/arr: 8_000_000, emea-arr/churn: 2.0}"
            )
        }
    )
    goal = goal_of(site, "people/alice", "emea-arr")
    assert goal.progress == Fraction(30, 100)
    assert goal.pace == "off_track"


def test_no_value_is_not_off_track():
    site = with_files({"goals/2026-h2/people/alice/checkins/2026-08-15.yml": "note: Hello"})
    goal = goal_of(site, "people/alice", "emea-arr")
    assert (goal.counted, goal.progress, goal.pace) == (0, None, None)
    assert formats.pace_word(goal.pace, over=False) == "Still open"


def test_what_needs_help_and_in_which_order():
    site = with_files(
        {
            "goals/2026-h2/people/alice/checkins/2026-10-01.yml": (
                "values: {emea-arr/arr: 8_100_000, playbook/chapters: [outline, draft, final]}\n"
                "confidence: {emea-arr: low}\n"
                "obstacles: [{id: x, goal: playbook, what: No room, needs: resource},"
                " {id: y, goal: emea-arr, what: Solved, needs: help, status: solved}]\n"
            ),
            "goals/2026-h2/people/alice/checkins/2026-10-15.yml": (
                "misfits: [{goal: playbook, why: Old, answer: {status: kept, by: bruno, on: 2026-10-16}}]\n"
            ),
        }
    )
    needs = {
        one.goal.ref.goal: one for one in needing_help(site.cycle) if "alice" in one.goal.ref.owner
    }
    assert needs["emea-arr"].signs == ("off_track", "low", "obstacle")
    assert needs["playbook"].signs == ("obstacle",)
    assert needs["playbook"].obstacles[0].waits
    assert needs["emea-arr"].urgency > needs["playbook"].urgency


def test_nobody_is_asked_to_help_with_the_goals_of_who_has_left():
    def helped(**files):
        return {one.goal.ref.owner for one in home(site_of(**files)).context["help"]}

    alice = base_tree().read("org/people/alice.yml").decode()
    assert "people/alice" in helped()
    gone = {"org/people/alice.yml": f"{alice}left: 2026-08-31\n"}
    assert "people/alice" not in helped(**gone)


def test_an_obstacle_named_again_keeps_its_first_day():
    folder = "goals/2026-h2/people/alice/checkins"
    site = with_files(
        {
            f"{folder}/2026-09-01.yml": "obstacles: [{id: x, what: No room, needs: resource}]",
            f"{folder}/2026-10-01.yml": "obstacles: [{id: x, what: No room, needs: resource, status: solved}]",
        }
    )
    obstacle = next(
        one for one in site.cycle.owner("people/alice").checkins.obstacles if one.id == "x"
    )
    assert (obstacle.raised, obstacle.solved) == (dt.date(2026, 9, 1), True)


def test_figures_count_people_and_wait_for_their_stage():
    site = site_of()
    by_title = {one.title: one for one in figures(site, site.cycle)}
    agreed = by_title["People with agreed goals"]
    assert (agreed.count, agreed.of) == (1, 6)
    # of eight that were owed only the one of August came; see test_participants
    assert (by_title["Check-ins in time"].count, by_title["Check-ins in time"].of) == (1, 8)
    assert by_title["Check-ins in time"].waiting == ""
    assert by_title["Review meetings held"].waiting == "from 16 Jan 2027"
    early = site_of(dt.date(2026, 7, 20))  # coaching has begun on the 16th
    by_title = {one.title: one for one in figures(early, early.cycle)}
    assert by_title["Check-ins in time"].waiting == "from 30 Jul 2026"
    later = site_of(dt.date(2027, 2, 1))
    by_title = {one.title: one for one in figures(later, later.cycle)}
    assert by_title["Review meetings held"].count == 1


def test_whoever_has_no_manager_owes_no_meeting():
    """Every figure that can be reached, and the same one on every page."""
    dossier = "2026-h2/people/top"
    sheet = "goals: [{id: a, title: A, supports: [strategy/x], measure: {kind: yes_no}}]"
    files = {"org/people/top.yml": "name: Top\n", f"goals/{dossier}/goals.yml": sheet}
    after = dt.date(2027, 2, 1)
    for more in ({}, files):
        site = with_files(more, after)
        (met,) = (one for one in figures(site, site.cycle) if one.title == "Review meetings held")
        (kind,) = (one for one in kinds(site, site.cycle) if one.id == "met")
        assert (kind.count.done, kind.count.of) == (met.count, met.of) == (1, 1)


def test_the_bar_of_paces_is_full():
    site = site_of()
    counts = pace_counts(site.cycle.goals())
    assert sum(one.width for one in counts) == 1000
    assert counts[0].left == 0


def test_the_timeline_has_today_on_it():
    cycle = site_of().cycle.cycle
    line = timeline(cycle, TODAY)
    assert [stage.state for stage in line.stages] == ["past", "now", "next", "next"]
    assert line.stages[0].left == 0
    assert line.stages[-1].left + line.stages[-1].width == pytest.approx(1000, abs=1)
    assert 680 < line.today < 690  # 158 of 231 days
    assert timeline(cycle, dt.date(2028, 1, 1)).today is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (1234567, "1,234,567"), (2.5, "2.5"), (2.0, "2"), (-0.1, "\u22120.1"),
        (1e15, "1,000,000,000,000,000"), (0.1, "0.1"), (-1234.5, "\u22121,234.5"),
    ],
)  # fmt: skip
def test_numbers(number, text):
    assert formats.number(number) == text


@pytest.mark.parametrize("reached", [999, 997, 995, 9_999_999])
def test_nearly_all_is_not_all_and_nearly_nothing_is_not_nothing(reached):
    """999 of 1000 would round to 100 %, beside "on track"; 1 of 1000 to 0 %."""
    whole = 1000 if reached < 1000 else 10_000_000
    assert formats.percent(Fraction(reached, whole)) == "99%"
    assert formats.percent(Fraction(whole - reached, whole)) == "1%"
    assert formats.percent(Fraction(reached - whole, whole)) == "\u22121%"
    assert formats.percent(Fraction(2 * whole - reached, whole)) == (
        "100%" if whole > 1000 or reached > 995 else "101%"
    )


def test_all_is_all_and_nothing_is_nothing():
    assert formats.percent(Fraction(1)) == "100%"
    assert formats.percent(Fraction(0)) == "0%"
    assert formats.percent(Fraction(994, 1000)) == "99%"
    assert shown_share(Fraction(9996, 10_000), 3) == Decimal("0.999")
    assert shown_share(Fraction(4, 10_000), 3) == Decimal("0.001")


def test_percent_is_rounded_half_up():
    assert formats.percent(Fraction(125, 1000)) == "13%"
    assert formats.percent(Fraction(-125, 1000)) == "\u221213%"
    assert formats.percent(None) == "–"


@pytest.mark.parametrize(
    ("target", "here", "way"),
    [
        ("", "", "./"),
        ("people/", "", "people/"),
        ("", "people/alice/", "../../"),
        ("people/", "people/alice/", "../"),
        ("people/alice/", "people/alice/", "./"),
        ("people/alice/2026-h1/", "people/alice/", "2026-h1/"),
        ("css/tokens.css", "goals/2026-h2/company/x/", "../../../../css/tokens.css"),
        ("css/tokens.css", "404.html", "css/tokens.css"),
        ("https://ok.example/", "people/", "https://ok.example/"),
    ],
)
def test_ways_between_pages(target, here, way):
    assert urls.relative(target, here) == way


def test_a_supporter_of_which_nothing_is_known_is_left_out():
    """In the person's own sheet it counts as 0, as in the score; above, it is not known."""
    sheet = (
        "goals:\n"
        "- {id: a, title: A, supports: [teams/sales/mid], measure: {kind: yes_no}}\n"
        "- {id: b, title: B, supports: [teams/sales/mid], measure: {kind: yes_no}}\n"
    )
    files = {
        SHEET.format(owner="teams/sales"): "goals: [{id: mid, title: M, supports: [company/x]}]",
        SHEET.format(owner="people/alice"): sheet,
        "goals/2026-h2/people/alice/checkins/2026-08-15.yml": "note: Hello",
    }
    silent = with_files(files)
    assert goal_of(silent, "teams/sales", "mid").progress is None
    assert silent.cycle.owner("people/alice").progress is None
    files["goals/2026-h2/people/alice/checkins/2026-10-01.yml"] = "values: {a: true}"
    told = with_files(files)
    assert goal_of(told, "teams/sales", "mid").progress == Fraction(1)
    assert told.cycle.owner("people/alice").progress == Fraction(1, 2)
