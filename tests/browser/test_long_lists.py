"""Long lists fold, and can be searched: a team of 124 goals and 213 people, 301 teams, many reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfgit.files.trees import walk
from perfgit.rules.examples import base_tree
from perfgit.site.build.build import build
from tests.browser.conftest import TODAY, served

GOALS, PEOPLE, TEAMS = 124, 213, 301


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("long") / "company"
    files = {
        path: (base_tree().read(path) or b"").decode()
        for folder in ("org", "goals")
        for path in walk(base_tree(), folder)
    }
    files |= {f"org/teams/t{n}.yml": f"name: Team {n}\n" for n in range(TEAMS)}
    files |= {
        f"org/people/p{n}.yml": f"name: Person {n}{' Müller' if n == 77 else ''}\nteam: t0\nmanager: bruno\n"
        for n in range(PEOPLE)
    }
    goals = "".join(
        f"  - {{id: g{n}, title: Goal number {n}, measure: {{kind: yes_no}}}}\n"
        for n in range(GOALS)
    )
    files["goals/2026-h2/teams/t0/goals.yml"] = f"goals:\n{goals}"
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return build(root, root.parent / "site", TODAY).folder


def shown(page, selector: str) -> int:
    return page.locator(f"{selector}:visible").count()


def test_goals_fold_and_are_found(watch, large):
    with served(large) as address:
        seen = watch(viewport={"width": 1280, "height": 900})
        page = seen.page
        page.goto(f"{address}teams/t0/")
        assert shown(page, ".goal-fold") == GOALS
        # one line each, where every goal at full length took 39,525 pixels
        assert page.locator("#goal_list").evaluate("list => list.offsetHeight") < 60 * GOALS
        page.locator("[data-filter=goal_list] input").fill("number 12")
        assert shown(page, ".goal-fold") == 6  # 12, 112, and 120 to 123
        assert "6 of 124" in page.locator("[data-filter=goal_list] [role=status]").inner_text()
        page.locator(".goal-fold:visible summary").first.click()
        page.locator(".goal-fold:visible .krs").first.wait_for()
        page.locator("[data-filter=member_list] input").fill("mueller")
        assert shown(page, "#member_list tbody tr") == 1
        page.locator("[data-filter=member_list] input").fill("")
        assert shown(page, "#member_list tbody tr") == PEOPLE
        page.goto(f"{address}teams/")
        page.locator("[data-filter=team_list] input").fill("team 299")
        assert shown(page, "#team_list tbody tr") == 1
        seen.quiet(address)


def test_reports_beyond_the_first_are_in_the_table_of_people(watch, large):
    with served(large) as address:
        page = watch().page
        page.goto(f"{address}people/bruno/")
        link = page.locator(".inline-facts a", has_text="more")
        assert page.locator(".inline-facts li", has=link).locator("a").count() <= 14
        link.click()
        page.wait_for_url("**/people/?manager=bruno")
        page.locator(".hits", has_text="of").wait_for()


def test_few_goals_do_not_fold(watch, large):
    with served(large) as address:
        page = watch().page
        page.goto(f"{address}people/alice/")
        assert page.locator(".goal-fold").count() == 0
        assert page.locator("[data-filter]").count() == 0
