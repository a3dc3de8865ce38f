"""Pace and help: what can be told of a goal on a day, worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from perfgit.company.company import Company, Ref
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import base_tree
from perfgit.site.pages.home import ON_DASHBOARD, home
from perfgit.site.views.attention import needing_help
from perfgit.site.views.company import SiteView
from perfgit.site.views.goals import GoalView

FOLDER = "goals/2026-h2/people/chen"
NUMBER = "measure: {kind: number, baseline: 0, target: 100}"
YES_NO = "measure: {kind: yes_no}"
SCALE = (
    "measure: {kind: scale, steps: [{id: low, title: L, value: 0}, {id: high, title: H, value: 1}]}"
)
BANDS = "measure: {kind: bands, bands: [{from: 90, counts_as: 0.7}, {from: 95, counts_as: 1}]}"


def site_of(today: str, files: dict[str, str]) -> SiteView:
    """Chen's goals in a half-year from 1 July to 31 December, 183 days from the first to the last."""
    tree = OverlayTree(base_tree(), {path: text.encode() for path, text in files.items()})
    return SiteView(Company(tree), dt.date.fromisoformat(today))


def goal(today: str, body: str, checkin: str, history: str = "", joined: str = "") -> GoalView:
    person = (base_tree().read("org/people/chen.yml") or b"").decode()
    site = site_of(
        today,
        {
            "org/people/chen.yml": f"{person}joined: {joined}\n" if joined else person,
            f"{FOLDER}/goals.yml": f"goals: [{{id: a, title: A, {body}}}]\n{history}",
            f"{FOLDER}/checkins/2026-07-15.yml": f"values: {{{checkin}}}\n",
        },
    )
    found = site.goal(Ref("2026-h2", "people/chen", "a"))
    assert found
    return found


@pytest.mark.parametrize(
    ("measure", "nothing", "all_"),
    [(YES_NO, "a: false", "a: true"), (SCALE, "a: low", "a: high"), (BANDS, "a: 80", "a: 97")],
)
def test_what_can_be_told_only_in_the_end_has_no_pace_before(
    measure: str, nothing: str, all_: str
) -> None:
    """A yes/no goal answered "no" on 15 July was "off track"."""
    july = goal("2026-07-20", measure, nothing)
    assert (july.progress, july.pace) == (0, None)
    assert goal("2026-12-30", measure, nothing).pace is None
    assert goal("2026-12-31", measure, nothing).pace == "off_track"
    assert goal("2026-07-20", measure, all_).pace == "done"
    early = goal("2026-10-01", f"{measure}, due: 2026-09-30", nothing)
    assert early.pace == "off_track"


def test_beside_a_number_only_the_number_tells_until_the_end() -> None:
    """On 1 October 92 of 183 days are gone, 0.503: 50 of 100 is on track. At the end the mean of 0.5 and
    0 is 0.25. A number that is reached is not "done" while the question is open."""
    both = f"key_results: [{{id: n, title: N, {NUMBER}}}, {{id: y, title: Y, {YES_NO}}}]"
    assert goal("2026-10-01", both, "a/n: 50, a/y: false").pace == "on_track"
    assert goal("2026-10-01", both, "a/n: 20").pace == "off_track"
    assert goal("2026-10-01", both, "a/n: 100, a/y: false").pace == "on_track"
    assert goal("2026-10-01", both, "a/n: 100, a/y: true").pace == "done"
    assert goal("2026-10-01", both, "a/y: false").pace is None
    assert goal("2026-12-31", both, "a/n: 50, a/y: false").pace == "off_track"


def test_a_bound_that_is_broken_holds_back_whatever_is_open() -> None:
    kept = (
        "key_results: [{id: k, title: K, measure: {kind: keep, at_most: 5, fails_at: 10}},"
        f" {{id: y, title: Y, {YES_NO}}}]"
    )
    assert goal("2026-10-01", kept, "a/k: 4").pace == "on_track"
    assert goal("2026-10-01", kept, "a/k: 8").pace == "off_track"


def test_time_begins_with_the_first_day_or_with_the_agreement() -> None:
    """On 15 November 137 of 183 days are gone since July, 0.749: 44 of 100 is 0.588 of that, off track.
    Since 1 October it is 45 of 91 days, 0.495: 44 of 100 is 0.89 of that, on track."""
    day, value = "2026-11-15", "a: 44"
    assert goal(day, NUMBER, value).pace == "off_track"
    assert goal(day, NUMBER, value, joined="2026-10-01").pace == "on_track"
    assert goal(day, NUMBER, value, joined="2026-03-01").pace == "off_track"
    added = "history: [{on: 2026-10-01, goal: a, what: added, why: W.}]\n"
    assert goal(day, NUMBER, value, added).pace == "on_track"
    changed = added.replace("added", "changed")
    assert goal(day, NUMBER, value, changed).pace == "off_track"


def helped(today: str, checkin: str) -> list[tuple[str, ...]]:
    site = site_of(
        today,
        {
            f"{FOLDER}/goals.yml": f"goals: [{{id: a, title: A, {NUMBER}}}]\n",
            f"{FOLDER}/checkins/2026-09-30.yml": checkin,
        },
    )
    assert site.cycle
    return [one.signs for one in needing_help(site.cycle) if one.goal.ref.owner == "people/chen"]


def test_help_is_for_what_asked_for_it_or_is_off_track_with_low_confidence() -> None:
    """10 of 100 on 1 October is off track, 40 at risk (0.4 / 0.503 = 0.80), 60 on track."""
    day = "2026-10-01"
    assert helped(day, "values: {a: 10}\n") == []
    assert helped(day, "values: {a: 10}\nconfidence: {a: high}\n") == []
    assert helped(day, "values: {a: 40}\nconfidence: {a: low}\n") == []
    assert helped(day, "values: {a: 10}\nconfidence: {a: low}\n") == [("off_track", "low")]
    asked = "obstacles: [{id: o, goal: a, what: W, needs: tool}]\n"
    assert helped(day, f"values: {{a: 60}}\n{asked}") == [("obstacle",)]
    assert helped(day, "misfits: [{goal: a, why: W}]\n") == [("misfit",)]


def test_the_dashboard_names_a_handful() -> None:
    goals = ", ".join(f"{{id: g{number}, title: G, {NUMBER}}}" for number in range(8))
    misfits = ", ".join(f"{{goal: g{number}, why: W}}" for number in range(8))
    site = site_of(
        "2026-10-01",
        {
            f"{FOLDER}/goals.yml": f"goals: [{goals}]\n",
            f"{FOLDER}/checkins/2026-09-30.yml": f"misfits: [{misfits}]\n",
        },
    )
    shown = home(site).context
    assert ON_DASHBOARD == 5
    assert len(shown["help"]) == 5
    assert shown["help_total"] >= 8
