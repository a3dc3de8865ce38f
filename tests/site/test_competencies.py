"""Competencies have a page; what is expected of whom is for the terminal, unless the policy opens it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import base_tree
from perfgit.site import urls
from perfgit.site.pages.all import pages
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.search.source import records
from perfgit.site.views.company import SiteView
from tests.conftest import Run

DAY = dt.date(2026, 11, 20)
COMPETENCIES = """competencies:
  - id: ownership
    title: Ownership
    what: Takes it to the *end*.
    ratings: {1: Waits to be told., 3: Does it., 4: Sees it first.}
  - {id: craft, title: Craft}
"""
ROLE = "title: Account executive\ncompetencies: {ownership: {1: 2, 2: 3, 3: 4}}\n"


def site_of(site: str = "{}", competencies: str | None = COMPETENCIES) -> SiteView:
    policy = (base_tree().read("org/policy.yml") or b"").decode().partition("\nsite:")[0]
    files = {
        "org/competencies.yml": competencies.encode() if competencies else None,
        "org/roles/account-executive.yml": ROLE.encode(),
        "org/policy.yml": f"{policy}\nsite: {site}\n".encode(),
    }
    return SiteView(Company(OverlayTree(base_tree(), files)), DAY)


def page_of(site: SiteView) -> str:
    found = {page.url: page for page in pages(site)}
    return Renderer(site, frame_of(site, [])).html(found[urls.COMPETENCIES])


def test_the_page_has_every_competency_with_its_words() -> None:
    html = page_of(site_of())
    for words in ("Ownership", "Craft", "<em>end</em>", "Waits to be told.", "Sees it first."):
        assert words in html
    assert html.index("Sees it first.") < html.index("Waits to be told.")  # the highest first
    found = {one.url for one in records(site_of(), [])}
    assert f"{urls.COMPETENCIES}#ownership" in found


def test_what_is_expected_is_there_only_where_the_policy_opens_it() -> None:
    assert "What roles expect" not in page_of(site_of())
    html = page_of(site_of("{expectations: everyone}"))
    assert "What roles expect" in html
    assert html.count("<td>3</td>") == 1  # level 3


def test_without_competencies_there_is_no_page() -> None:
    assert urls.COMPETENCIES not in {page.url for page in pages(site_of(competencies=None))}


def test_the_terminal_tells_what_is_expected_and_how_far_one_is(
    company: Path, perfgit: Run
) -> None:
    """Alice is at level 3, where 4 is expected; her manager has said 3: one below."""
    (company / "org/competencies.yml").write_text(COMPETENCIES)
    (company / "org/roles/account-executive.yml").write_text(ROLE)
    person = company / "org/people/alice.yml"
    lines = [
        line for line in person.read_text().splitlines() if not line.startswith(("level", "role"))
    ]
    person.write_text("\n".join([*lines, "level: 3", "role: account-executive", ""]))
    manager = company / "reviews/2026-h2/people/alice/manager.yml"
    manager.write_text(
        "submitted: 2027-01-08\ncompetencies: {ownership: {rating: 3, comment: x}}\n"
    )

    def told(*words: str) -> str:
        done = perfgit("score", "alice", "--cycle", "2026-h2", "--root", company, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Ownership: expected 4 " in told()
    assert "rated 3 (one below)" in told()
    assert "Sees it first." in told()
    found = json.loads(told("--format", "json"))["competencies"]
    assert found == [{"id": "ownership", "expected": 4, "rated": 3}]
    manager.write_text("competencies: {ownership: {rating: 3, comment: x}}\n")  # a draft
    assert "rated" not in told().partition("Ownership")[2]
