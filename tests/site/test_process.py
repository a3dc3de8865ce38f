"""The pages about the circle itself: who has handed in what, and who does what when."""

from __future__ import annotations

import datetime as dt
import re
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.model.org import CompanyFile
from perfgit.rules.examples import base_tree
from perfgit.site.build.build import build
from perfgit.site.links import Links
from perfgit.site.pages.all import pages
from perfgit.site.views import participation, process
from perfgit.site.views.company import SiteView

LATER = dt.date(2027, 2, 1)
PEOPLE = "reviews/2026-h2/people"


def site_of(files=(), today=LATER):
    changes = {name: text if text is None else text.encode() for name, text in dict(files).items()}
    return SiteView(Company(OverlayTree(base_tree(), changes)), today)


def by_id(site):
    return {one.id: one.count for one in participation.kinds(site, site.cycle)}


def test_reviews_are_counted_by_kind():
    have = by_id(site_of())
    assert (have["self"].done, have["self"].of) == (1, 1)  # alice is the only one with goals
    assert have["met"].share == 1
    draft = site_of({f"{PEOPLE}/alice/self.yml": "overall: {rating: 3}"})
    assert by_id(draft)["self"].done == 0  # not handed in


def test_peers_count_from_as_many_as_the_cycle_asks_for():
    review = "submitted: 2027-01-08\noverall: {rating: 3}"
    cycle = base_tree().read("org/cycles/2026-h2.yml").decode()
    asked = {
        "org/cycles/2026-h2.yml": cycle.replace("min: 1", "min: 2").replace("min: 0", "min: 2")
    }
    one = {f"{PEOPLE}/alice/peers/chen.yml": review}
    two = one | {f"{PEOPLE}/alice/peers/dana.yml": review}
    assert "min: 2" in asked["org/cycles/2026-h2.yml"]
    assert by_id(site_of(asked | one))["peer"].done == 0
    assert by_id(site_of(asked | two))["peer"].done == 1


def test_every_person_is_counted_in_one_team_and_nobody_twice():
    site = site_of({"org/people/alice.yml": "name: Alice Martin\nmanager: bruno"})
    rows = participation.by_team(site, site.cycle)
    assert [row.team for row in rows] == [None]  # without a team
    rows = participation.by_team(site_of(), site_of().cycle)
    assert sum(row.people for row in rows) == 1
    shown = [id for id, _ in participation.columns(site.cycle)]
    kinds = by_id(site_of())
    for number, id in enumerate(shown):
        assert sum(row.counts[number].done for row in rows) == kinds[id].done


@given(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 50)))
def test_a_share_is_a_share(done, of):
    share = participation.Count(done, of).share
    assert share is None if not of else 0 <= share <= 1


def test_the_process_speaks_of_what_the_cycle_asks_for_and_nothing_else():
    cycle = base_tree().read("org/cycles/2026-h2.yml").decode()
    lines = [line for line in cycle.splitlines() if not line.startswith(("sources:", "peers:"))]
    files = {"org/cycles/2026-h2.yml": "\n".join([*lines, "sources: [manager]"])}
    site = site_of(files)
    said = [duty.what for step in process.steps(site, site.cycle) for duty in step.duties]
    assert not any("peers" in what or "self review" in what for what in said)
    assert any("review of each report" in what for what in said)
    assert [step.title for step in process.steps(site, site.cycle)][-1] == "Improve"


def test_the_process_shows_the_latest_retrospective_and_leads_to_the_others():
    site = site_of({"reviews/2026-h1/retrospective.yml": "summary: What we learnt"})
    made = {page.url: page for page in pages(site)}
    assert made["process/"].context["back"].data.summary == "What we learnt"
    assert made["process/"].context["earlier"] == []
    small = process.look_back(
        site_of({"reviews/2026-h1/retrospective.yml": "ratings: {3: 2, 4: 2}"}),
        site.cycles["2026-h1"],
    )
    assert small.rated == []  # four are too few


def test_without_participation_there_is_no_page_of_reviews():
    policy = base_tree().read("org/policy.yml").decode().partition("\nsite:")[0]
    site = site_of({"org/policy.yml": f"{policy}\nsite: {{reviews: nobody}}\n"})
    assert not [page.url for page in pages(site) if page.url.startswith("reviews")]


@pytest.mark.parametrize(
    ("path", "edit"),
    [
        ("goals/2026-h2/company/goals.yml", "edit/main/goals/2026-h2/company/goals.yml"),
        ("odd name/ä?#.yml", "edit/main/odd%20name/%C3%A4%3F%23.yml"),
    ],
)
def test_links_to_the_web_host(path, edit):
    links = Links.of(CompanyFile(name="X", repository="a/b", host="git.example"))
    assert links.edit(path) == f"https://git.example/a/b/{edit}"
    assert links.discuss("x.yml") == "https://git.example/a/b/pulls?q=is%3Apr+%22x.yml%22"
    assert (
        links.new("goals/a b/x.yml")
        == "https://git.example/a/b/new/main?filename=goals%2Fa%20b%2Fx.yml"
    )
    nowhere = Links.of(CompanyFile(name="X"))
    assert {nowhere.edit(path), nowhere.discuss(path), nowhere.new(path)} == {None}
    assert links.edit(None) is None


@pytest.mark.parametrize(
    ("today", "alone", "eyebrow", "running", "also_open"),
    [
        (dt.date(2026, 5, 1), False, "Running cycle", True, []),
        (dt.date(2026, 6, 20), False, "Running cycle", True, ["Second half of 2026"]),  # planned
        (dt.date(2026, 7, 20), False, "Running cycle", True, ["First half of 2026"]),  # fed back
        (dt.date(2026, 9, 1), True, "Latest cycle, closed on 31 Jul 2026", False, []),
        (dt.date(2025, 11, 1), True, "Next cycle, planned from 10 Dec 2025", False, []),
    ],
)
def test_the_dashboard_says_where_its_cycle_stands(
    company, today, alone, eyebrow, running, also_open
):
    if alone:
        for part in ("org/cycles/2026-h2.yml", "goals/2026-h2", "reviews/2026-h2"):
            path = company / part
            path.unlink() if path.is_file() else shutil.rmtree(path)
    site = build(company, today=today).folder
    home = (site / "index.html").read_text("utf-8")
    assert f'<p class="eyebrow">{eyebrow}</p>' in home
    chip = '<span class="chip chip-now">running</span>'
    assert (chip in (site / "cycles/index.html").read_text("utf-8")) == running
    card = home.partition('<ul class="card also-open">')[2].partition("</ul>")[0]
    assert re.findall(r"<a [^>]*>([^<]*)</a>", card) == also_open
    if today > dt.date(2026, 7, 31):
        assert "This cycle is closed." in home
