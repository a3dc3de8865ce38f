"""`perfgit report` tells what the Insights page tells: the same figures, from the same functions."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.site.mkdocs.handbook import NO_HANDBOOK, renderer_of
from perfgit.site.pages.insights import insights_page
from perfgit.site.views.company import SiteView
from tests import ROOT
from tests.conftest import Run

DAY = "2026-09-15"


def report(perfgit: Run, root: Path, *args: str) -> str:
    done = perfgit("report", "--root", root, "--today", DAY, *args)
    assert done.returncode == 0, done.stderr
    return done.stdout


def page(root: Path, cycle: str) -> str:
    site = SiteView(Company(WorkingTree(root)), dt.date.fromisoformat(DAY))
    made = insights_page(site, site.cycles[cycle])
    return unescape(renderer_of(site, NO_HANDBOOK).html(made))


@pytest.mark.parametrize("cycle", ["2026-h1", "2026-h2"])
def test_every_sentence_and_figure_of_the_page_is_in_the_report(cycle: str, perfgit: Run) -> None:
    text = report(perfgit, ROOT, "--cycle", cycle)
    html = page(ROOT, cycle)
    sentences = re.findall(r'<figcaption class="chart-said">(.*?)</figcaption>', html)
    assert len(sentences) >= 5
    flat = " ".join(text.split())
    for sentence in sentences:
        assert sentence in flat
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
            cells = [
                re.sub(r"<[^>]+>", "", cell).strip()
                for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
            ]
            line = re.compile(r"\s+".join(map(re.escape, filter(None, cells))))
            assert line.search(text), cells


def test_the_same_as_json(perfgit: Run) -> None:
    """By hand: of 26 people in the sample one has left by then, and all others have goals."""
    told = json.loads(report(perfgit, ROOT, "--format", "json"))
    assert (told["version"], told["cycle"], told["today"]) == (1, "2026-h2", DAY)
    with_goals = len(list((ROOT / "goals/2026-h2/people").iterdir()))
    figures = {one["id"]: one for one in told["figures"]}
    assert figures["goals"]["count"] == with_goals
    assert figures["goals"]["of"] == 25
    assert sum(told["checkins"][0]["counts"].values()) == with_goals
    assert told["checkins"][0]["team"] is None
    # One speaks of the latest check-in of each, the other of all that were owed so far.
    assert told["checkins"][0]["counts"]["in_time"] <= with_goals < figures["checkins"]["of"]
    assert 0 < figures["checkins"]["count"] < figures["checkins"]["of"]
    assert figures["alignment"]["count"] == told["alignment"]["count"]
    support = told["support"]
    asked = sum(one["answered"] + one["solved"] + one["waiting"] for one in support["kinds"])
    assert asked > 0
    assert [one["share"] for one in told["progress"]] == sorted(
        one["share"] for one in told["progress"]
    )


def test_what_the_site_may_not_show_is_not_in_it(tmp_path: Path, perfgit: Run) -> None:
    root = tmp_path / "company"
    shutil.copytree(
        ROOT,
        root,
        ignore=lambda _, names: (
            set(names) - {"org", "goals", "reviews"} if "org" in names else set()
        ),
    )
    policy = root / "org/policy.yml"
    text = re.sub(r"site:.*(\n +.*)*", "", policy.read_text())
    policy.write_text(
        text + "site: {goals: everyone, checkins: nobody, reviews: nobody, results: nobody}\n"
    )
    told = json.loads(report(perfgit, root, "--format", "json", "--cycle", "2026-h1"))
    assert told["ratings"] is told["checkins"] is told["support"] is told["progress"] is None
    assert told["alignment"] is not None
    text = report(perfgit, root, "--cycle", "2026-h1")
    assert "Ratings" not in text
    assert "site.results" in text


def test_ratings_are_of_groups(perfgit: Run) -> None:
    told = json.loads(report(perfgit, ROOT, "--format", "json", "--cycle", "2026-h1"))
    ratings = told["ratings"]
    assert (
        sum(one["people"] for one in ratings["company"]["ratings"]) == ratings["company"]["people"]
    )
    for group in ratings["groups"]:
        assert group["people"] >= 5
        assert sum(one["people"] for one in group["ratings"]) == group["people"]


def test_without_a_cycle(tmp_path: Path, perfgit: Run) -> None:
    (tmp_path / "org").mkdir()
    (tmp_path / "org/company.yml").write_text("format: 2\nname: N\n")
    done = perfgit("report", "--root", tmp_path)
    assert done.returncode == 2
    assert "no cycle" in done.stderr
