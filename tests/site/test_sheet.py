"""The printable page of a review: there where the policy allows it, and only then."""

from __future__ import annotations

import datetime as dt

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import base_tree
from perfgit.site.pages.all import pages
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.views.company import SiteView
from perfgit.site.views.requests import requests
from perfgit.site.views.sheet import review_sheet

TODAY = dt.date(2027, 2, 1)
URL = "reviews/2026-h2/people/alice/"


def site_of(policy="", **files):
    own = base_tree().read("org/policy.yml").decode().partition("\nsite:")[0]
    changes = {"org/policy.yml": f"{own}\nsite: {{{policy}}}\n".encode()}
    changes |= {path: text.encode() for path, text in files.items()}
    return SiteView(Company(OverlayTree(base_tree(), changes)), TODAY)


@pytest.mark.parametrize(
    ("policy", "there"),
    [
        ("", False),
        ("reviews: nobody, results: nobody", False),
        ("reviews: nobody, results: nobody, feedback: everyone", False),
        ("reviews: everyone, results: nobody", True),
    ],
)
def test_the_page_is_there_where_the_policy_allows_it(policy, there):
    site = site_of(policy)
    made = {page.url: page for page in pages(site)}
    assert (URL in made) == there
    html = Renderer(site, frame_of(site, [])).html(made["people/alice/"])
    assert ("to print" in html) == there


def test_ratings_stand_in_the_column_of_who_gave_them():
    folder = "reviews/2026-h2/people/alice"
    site = site_of(
        "reviews: everyone",
        **{
            f"{folder}/self.yml": "submitted: 2027-01-05\noverall: {rating: 5}",
            f"{folder}/manager.yml": (
                "submitted: 2027-01-08\ngoals: {emea-arr: {rating: 4, comment: Good}}\n"
                "competencies: {ownership: {rating: 2}}\noverall: {rating: 3}\n"
                "potential: {rating: 1, comment: MARK}"
            ),
            f"{folder}/peers/chen.yml": "submitted: 2027-01-05\noverall: {rating: 4}",
            f"{folder}/peers/dana.yml": "submitted: 2027-01-05\noverall: {rating: 2}",
        },
    )
    sheet = review_sheet(site, site.cycle.owner("people/alice"))
    assert sheet.columns[:3] == ("Self", "Manager", "Peers")
    assert sheet.overall.ratings[:3] == ("5", "3", "4, 2")
    goal = next(row for row in sheet.goals if row.ratings[1] == "4")
    assert goal.share is not None
    assert [row.ratings[1] for row in sheet.competencies if row.ratings[1]] == ["2"]
    made = {page.url: page for page in pages(site)}
    assert "MARK" not in Renderer(site, frame_of(site, [])).html(made[URL])


def test_requests_are_waiting_answered_or_solved_and_nothing_else():
    checkin = (
        "obstacles:\n"
        "- {id: a, what: A, needs: help}\n"
        "- {id: b, what: B, needs: help, answer: {status: granted, by: bruno, on: 2026-10-02}}\n"
        "- {id: c, what: C, needs: help, status: solved}\n"
        "- {id: d, what: D, needs: help, status: solved,"
        " answer: {status: done, by: bruno, on: 2026-10-02}}\n"
    )
    site = site_of(**{"goals/2026-h2/people/alice/checkins/2026-10-01.yml": checkin})
    view = site.cycle.owner("people/alice")
    found = requests([view])
    assert {one.id for one in found.waiting} >= {"a"}
    assert {one.id for one in found.answered} >= {"b"}
    assert {one.id for one in found.solved} >= {"c", "d"}
    assert found.asked == len(view.checkins.obstacles)
