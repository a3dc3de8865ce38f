"""The strategy tree at any size: nothing gets lost, and no page gets heavy."""

from __future__ import annotations

import datetime as dt

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import base_tree
from perfgit.site.pages.all import pages
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.views.company import SiteView
from perfgit.site.views.strategy import branches, loose

TODAY = dt.date(2026, 11, 20)
HERE = "strategy/objective_market-leader/"


def wide(count, title="Goal"):
    """A company of so many people, each with one goal that serves one objective."""
    files = {
        "goals/strategy.yml": "vision: V\nobjectives: [{id: market-leader, title: Leader}]",
        "goals/2026-h2/people/alice/goals.yml": None,
    }
    for number in range(count):
        id = f"p{number:04}"
        files[f"org/people/{id}.yml"] = f"name: Person {number}\nteam: sales\n"
        files[f"goals/2026-h2/people/{id}/goals.yml"] = (
            f"goals: [{{id: one, title: '{title} {number}', supports: [strategy/market-leader],"
            " measure: {kind: yes_no}}]"
        )
    changes = {path: text.encode() if text else None for path, text in files.items()}
    return SiteView(Company(OverlayTree(base_tree(), changes)), TODAY)


@pytest.mark.parametrize("count", [3, 21, 61, 149, 150, 151, 320])
def test_every_goal_that_serves_an_objective_is_on_one_of_its_pages(count):
    site = wide(count)
    renderer = Renderer(site, frame_of(site, []))
    made = [page for page in pages(site) if page.url.startswith(HERE)]
    together = "".join(renderer.html(page) for page in made)
    assert [number for number in range(count) if f">Goal {number}<" not in together] == []
    known = {page.url for page in made}
    assert {url for page in made for url in page.context["pager"]} <= known


@pytest.mark.parametrize("title", ["x" * 190, "目" * 190, "&" * 190])
def test_no_page_is_heavy_however_long_the_titles(title):
    site = wide(400, title)
    renderer = Renderer(site, frame_of(site, []))
    sizes = {
        page.url: len(renderer.html(page).encode())
        for page in pages(site)
        if page.url.startswith("strategy/")
    }
    assert max(sizes.values()) < 300_000


def test_a_long_chain_ends_with_a_link():
    files = {"goals/strategy.yml": "vision: V\nobjectives: [{id: market-leader, title: Leader}]"}
    chain = "".join(
        f"- {{id: g{number}, title: G{number}, supports: [{'strategy/market-leader' if number == 0 else f'company/g{number - 1}'}]}}\n"
        for number in range(60)
    )
    files["goals/2026-h2/company/goals.yml"] = f"goals:\n{chain}"
    changes = {path: text.encode() for path, text in files.items()}
    site = SiteView(Company(OverlayTree(base_tree(), changes)), TODAY)
    branch = branches(site, site.cycle)[0]
    node, depth = branch.children[0], 1
    while node.children:
        node, depth = node.children[0], depth + 1
    assert node.hidden == 1
    assert depth < 20
    assert branch.size == 61  # and Alice's playbook
    page = next(page for page in pages(site) if page.url == "strategy/")
    assert "G5" in Renderer(site, frame_of(site, [])).html(page)


def linked(strategy, sheets):
    files = {
        f"goals/2026-h2/{owner}/goals.yml": f"goals: [{goals}]" for owner, goals in sheets.items()
    }
    files |= {
        "goals/strategy.yml": strategy,
        "goals/2026-h2/people/alice/goals.yml": sheets.get("people/alice"),
    }
    changes = {path: text.encode() if text else None for path, text in files.items()}
    if "people/alice" in sheets:
        changes["goals/2026-h2/people/alice/goals.yml"] = (
            f"goals: [{sheets['people/alice']}]".encode()
        )
    return SiteView(Company(OverlayTree(base_tree(), changes)), TODAY)


def drawn(nodes):
    return [(node.goal.ref.goal, drawn(node.children)) for node in nodes]


CHAIN = {
    "company": "{id: grow, title: Grow}",
    "teams/sales": "{id: pipe, title: Pipe, supports: [company/grow]}",
    "people/alice": "{id: five, title: Five, supports: [teams/sales/pipe]}, {id: own, title: Own}",
    "people/bruno": "{id: lead, title: Lead}, {id: part, title: Part, supports: [people/bruno/lead]}",
}


def test_without_a_strategy_linked_goals_are_a_tree():
    """The company's goals first, then what support nothing: those with goals below them first."""
    site = linked(None, CHAIN)
    found = loose(site, site.cycle)
    assert drawn(found.nodes) == [
        ("grow", [("pipe", [("five", [])])]),
        ("lead", [("part", [])]),
        ("own", []),
    ]
    assert (found.size, found.hidden) == (6, 0)
    page = next(page for page in pages(site) if page.url == "strategy/")
    html = Renderer(site, frame_of(site, [])).html(page)
    assert "Goals that serve no objective" not in html  # there are none to serve
    assert html.count(">Five<") >= 1


def test_with_one_only_what_does_not_serve_it_is_there_and_circles_do_not_get_lost():
    sheets = CHAIN | {
        "company": "{id: grow, title: Grow, supports: [strategy/s]}, {id: a, title: A, supports: [company/b]},"
        " {id: b, title: B, supports: [company/a]}"
    }
    site = linked("vision: V\nobjectives: [{id: s, title: S}]", sheets)
    found = loose(site, site.cycle)
    assert drawn(found.nodes) == [("a", [("b", [])]), ("lead", [("part", [])]), ("own", [])]
    assert found.size == 5


def test_many_that_support_nothing_end_with_a_link():
    sheets = {"company": ", ".join(f"{{id: g{n}, title: G{n}}}" for n in range(70))}
    site = linked(None, sheets)
    found = loose(site, site.cycle)
    assert (len(found.nodes), found.hidden) == (
        60,
        11,
    )  # 70, and the one of Sales in the base company
