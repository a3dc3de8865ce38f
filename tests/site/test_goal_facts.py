"""What is told of goals and key results: helpers, evidence, steps, notes."""

from __future__ import annotations

import datetime as dt

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import base_tree
from perfgit.site.pages.all import pages
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.views.company import SiteView

TODAY = dt.date(2026, 11, 20)


def small(files):
    changes = {path: text.encode() if text else None for path, text in files.items()}
    site = SiteView(Company(OverlayTree(base_tree(), changes)), TODAY)
    renderer = Renderer(site, frame_of(site, []))
    return {page.url: page for page in pages(site)}, renderer


WAYS = (
    "helpers: [chen]",
    "helpers: [bruno, chen, dana]",
    "helpers:\n    - bruno\n    - chen\n    weight: 100",
    "helpers:\n      - chen # from the lab\n    weight: 100",
    '"helpers": ["chen"]',
    "helpers: [ # two of them\n      bruno,\n      chen ]",
    'helpers: ["\\u0063hen"]',
)


@pytest.mark.parametrize("way", WAYS)
def test_the_page_of_a_helper_shows_the_goals_helped_with(way):
    """However the list is written; others' goals stay away, and so does what was given up."""
    sheet = f"goals:\n  - id: pilots\n    title: Sign five pilots\n    {way}\n"
    sheet += "  - {id: old, title: Given up, helpers: [chen], dropped: {on: 2026-08-01, why: x}}\n"
    made, renderer = small({"goals/2026-h2/people/alice/goals.yml": sheet})
    html = renderer.html(made["people/chen/"])
    section = html.partition('id="helps-title"')[2].partition("</section>")[0]
    assert "Sign five pilots" in section
    assert "../alice/#pilots" in section
    assert "Given up" not in section
    for other in ("alice", "mei"):
        assert 'id="helps-title"' not in renderer.html(made[f"people/{other}/"])


def test_what_was_agreed_of_a_key_result_is_told_before_its_first_value():
    sheet = """goals:
  - id: docs
    title: Great docs
    key_results:
      - id: used
        title: How many use it
        description: "Counted are *all* teams."
        owner: chen
        note: Not the pilots.
        evidence: Survey of spring
        links: [{url: "https://wiki.example/survey", title: The survey}]
        source: judgement
        measure: {kind: scale, steps: [{id: few, title: A few do, value: 0.5}, {id: all, title: All of them do, value: 1}]}
"""
    made, renderer = small({"goals/2026-h2/people/alice/goals.yml": sheet})
    html = renderer.html(made["people/alice/"])
    for said in (
        "Counted are <em>all</em> teams.",
        "Not the pilots.",
        "Judgement: Survey of spring",
        '<a href="https://wiki.example/survey" rel="noopener noreferrer nofollow">The survey</a>',
    ):
        assert said in html, said
    assert html.count('<li class="step-open">') == 2
    assert "A few do" in html
    told = html.partition("Looked after by")[2].partition("</li>")[0]
    assert "陈伟" in told  # whose id is chen


@pytest.mark.parametrize(
    ("value", "words", "reached"),
    [("none", "not yet the first step", 0), ("few", "A few do", 1), ("all", "All of them do", 2)],
)
def test_a_scale_shows_how_far_it_is(value, words, reached):
    sheet = (
        "goals:\n  - id: docs\n    title: Great docs\n    measure: {kind: scale, steps: ["
        "{id: few, title: A few do, value: 0.5}, {id: all, title: All of them do, value: 1}]}\n"
    )
    files = {
        "goals/2026-h2/people/alice/goals.yml": sheet,
        "goals/2026-h2/people/alice/checkins/2026-08-15.yml": f"values: {{docs: {value}}}\n",
    }
    made, renderer = small(files)
    html = renderer.html(made["people/alice/"])
    row = html.partition('class="krs"')[2].partition("</table>")[0]
    assert row.count('class="step-done"') == reached
    assert words in row
