"""What the site says is due, and the page of changes of strategy."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import pytest

from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.files.trees import WorkingTree
from perfgit.insight.impact import Sheets, impact, strategy_changes
from perfgit.model.policy import SiteVisibility
from perfgit.site.pages.due import due_file
from perfgit.site.pages.strategy_changes import changed_pages
from perfgit.site.views.company import SiteView
from perfgit.todo.due import due
from perfgit.todo.duties import shown
from tests import ROOT


@pytest.mark.parametrize("day", [dt.date(2026, 11, 22), dt.date(2027, 1, 20)])
def test_the_site_says_what_todo_says_as_far_as_the_policy_allows(day: dt.date) -> None:
    company = Company(WorkingTree(ROOT))
    site = SiteView(company, day)
    expected = set()
    for one in due(company, day):
        place = company.layout.place(one.path)
        open_ = shown(site.visibility, one.duty, place.kind if place else None)
        if open_ and one.stands_in_for is None:
            expected.add((one.who, one.owner, one.what, one.command, one.since, one.until))
    found = {
        (one.who, one.owner, one.what, one.command, one.since, one.until)
        for person in company.people
        for one in site.waiting.of(person)
    }
    assert found == expected
    assert expected


def test_no_policy_shows_nominations_peers_appeals_or_plans() -> None:
    words = ("everyone", "nobody")
    for goals, reviews in itertools.product(words, words):
        policy = SiteVisibility.model_validate({"goals": goals, "reviews": reviews})
        may = Visibility(policy)
        assert not shown(may, "nominate", "nominations")
        assert not shown(may, "write-review", "peer")
        assert not shown(may, "write-review", "external")
        assert not shown(may, "decide-appeal", "appeal")
        assert not shown(may, "plan-action", "plan")
        assert not shown(may, "a duty of tomorrow", None)
        assert shown(may, "check-in", "checkin") == may.checkins
        assert shown(may, "write-review", "upward") == may.reviews
        assert shown(may, "write-review", "manager") == may.review_participation


def test_a_manager_gets_the_list_of_their_people() -> None:
    site = SiteView(Company(WorkingTree(ROOT)), dt.date(2026, 11, 22))
    bruno = site.directory.people["bruno"]
    told = json.loads(due_file(site, bruno))
    assert [one["command"] for one in told["mine"]]
    assert {one["page"] for one in told["people"]} <= {
        person.url for person in site.directory.reports["bruno"]
    }
    assert any(one["overdue"] for one in told["people"])


def test_the_page_of_changes_tells_what_impact_tells() -> None:
    company = Company(WorkingTree(ROOT))
    site = SiteView(company, dt.date(2026, 11, 22))
    cycle = site.cycle
    assert cycle
    sheets = Sheets(company, cycle.id)
    expected = [impact(sheets, one) for one in strategy_changes(company, cycle.id)]
    (page,) = changed_pages(site, cycle)
    shown = [row.impact for row in page.context["changes"]]
    assert {(one.change, frozenset(one.touched)) for one in shown} == {
        (one.change, frozenset(one.touched)) for one in expected
    }
