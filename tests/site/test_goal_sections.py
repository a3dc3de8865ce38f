"""People's goals are sections of their pages; people have pages in the cycles that the policy names."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.site.build.build import build
from perfgit.site.search.source import records
from perfgit.site.views.company import SiteView
from tests import ROOT
from tests.site.test_build import broken_links, parsed

TODAY = dt.date(2026, 11, 22)
HELPERS = 12
"""More goals that support one than its section has room for."""


def older_cycle(company: Path) -> None:
    """A cycle before the last closed one, with the same goals."""
    text = (company / "org/cycles/2026-h1.yml").read_text("utf-8")
    text = text.replace("2026-", "2025-").replace("half of 2026", "half of 2025")
    text = text.replace("opens: 2025-12-08", "opens: 2024-12-08")
    (company / "org/cycles/2025-h1.yml").write_text(text, "utf-8")
    for part in ("goals", "reviews"):
        shutil.copytree(company / part / "2026-h1", company / part / "2025-h1")


def large_sheet(folder: Path) -> None:
    """Seven goals of seven key results each, and 26 check-ins that report them all."""
    shutil.rmtree(folder)
    (folder / "checkins").mkdir(parents=True)
    ids = [(goal, result) for goal in range(7) for result in range(7)]
    weight = [16, *[14] * 6]
    lines = ["goals:"]
    for goal in range(7):
        lines += [
            f"  - id: goal-{goal}",
            f"    title: A goal with a title as people write them, number {goal}",
            "    why: A sentence or two that says why it matters, as people write it in practice.",
            f"    weight: {weight[goal]}",
            "    key_results:",
        ]
        for result in range(7):
            lines += [
                f"      - id: result-{result}",
                f"        title: A key result with its usual words, number {goal}.{result}",
                f"        weight: {weight[result]}",
                "        measure: {kind: number, unit: EUR, baseline: 1_000_000, target: 9_000_000}",
            ]
    (folder / "goals.yml").write_text("\n".join(lines) + "\n", "utf-8")
    for number in range(26):
        day = dt.date(2026, 7, 1) + dt.timedelta(days=5 * number)
        values = [f"  goal-{goal}/result-{one}: {10**6 + number * 10**5}" for goal, one in ids]
        note = "note: What happened, in a sentence or two, as people write it in little time."
        text = "\n".join(["values:", *values, note]) + "\n"
        (folder / f"checkins/{day}.yml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sections") / "company"
    for part in ("org", "goals", "reviews"):
        shutil.copytree(ROOT / part, folder / part)
    policy = folder / "org/policy.yml"
    text = policy.read_text("utf-8")
    policy.write_text(text.replace("reviews: participation", "reviews: everyone"), "utf-8")
    older_cycle(folder)
    large_sheet(folder / "goals/2026-h2/people/chen")
    for number in range(HELPERS):
        sheet = folder / f"goals/2026-h2/people/helper-{number}/goals.yml"
        sheet.parent.mkdir()
        goal = "{id: help, title: Help, weight: 100, supports: [people/alice/emea-arr]}"
        sheet.write_text(f"goals: [{goal}]\n", "utf-8")
        person = f"name: Helper {number}\nemail: h{number}@lighthouse.example\n"
        (folder / f"org/people/helper-{number}.yml").write_text(person, "utf-8")
    return folder


@pytest.fixture(scope="module")
def site(company: Path) -> Path:
    return build(company, company.parent / "site", TODAY).folder


def addresses(site: Path, name: str) -> list[str]:
    """The links of a page, from the top of the site; links to other hosts as they are."""
    links = parsed((site / name).read_bytes()).links
    return [urljoin(f"/{name}", link).lstrip("/") for link in links]


def leads_somewhere(site: Path, address: str) -> bool:
    parts = urlsplit(address)
    page = site / parts.path / "index.html"
    return page.is_file() and (
        not parts.fragment or parts.fragment in parsed(page.read_bytes()).ids
    )


def test_every_link_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_a_goal_of_a_person_is_a_section(site: Path) -> None:
    text = (site / "people/alice/index.html").read_text("utf-8")
    assert re.search(r'<article class="card goal" id="emea-arr">.*?<details', text, re.DOTALL)
    assert not (site / "goals/2026-h2/people/alice/playbook").exists()
    assert (site / "goals/2026-h2/company/home-market/index.html").is_file()
    assert "people/alice/#emea-arr" in addresses(site, "goals/index.html")
    assert "people/alice/#emea-arr" in addresses(site, "strategy/index.html")
    assert "people/alice/2026-h1/" in addresses(site, "people/alice/index.html")


def test_many_supporters_have_a_page(site: Path) -> None:
    """Of all that support Alice's goal, the section has the first eight, and a page has them all."""
    page = "goals/2026-h2/people/alice/emea-arr/"
    section = addresses(site, "people/alice/index.html")
    assert page in section
    found = {one for one in addresses(site, f"{page}index.html") if one.endswith("#help")}
    assert found == {f"people/helper-{number}/#help" for number in range(HELPERS)}
    assert len({one for one in section if one.endswith("#help")}) < HELPERS


def test_people_have_pages_in_the_running_and_the_last_closed_cycle(site: Path) -> None:
    assert (site / "people/alice/2026-h1/index.html").is_file()
    assert not (site / "people/alice/2025-h1").exists()
    assert (site / "reviews/2026-h1/people/alice/index.html").is_file()
    assert not (site / "reviews/2025-h1/people").exists()
    for kept in ("teams/sales-emea", "company", "insights", "strategy", "goals", "reviews"):
        assert (site / kept / "2025-h1/index.html").is_file(), kept
    # names lead to today's pages, and titles of people's goals nowhere
    older = addresses(site, "goals/2025-h1/index.html")
    assert "people/alice/" in older
    assert not any(one.startswith("people/") and "#" in one for one in older)
    assert any(one.startswith("goals/2025-h1/company/") for one in older)


def test_a_policy_publishes_people_of_all_cycles(company: Path, tmp_path: Path) -> None:
    folder = tmp_path / "company"
    shutil.copytree(company, folder)
    policy = folder / "org/policy.yml"
    text = policy.read_text("utf-8")
    policy.write_text(text.replace("site: {", "site: {cycles: all, "), "utf-8")
    site = build(folder, tmp_path / "site", TODAY).folder
    assert (site / "people/alice/2025-h1/index.html").is_file()
    assert any(
        one.startswith("people/") and "/2025-h1/#" in one
        for one in addresses(site, "goals/2025-h1/index.html")
    )
    assert broken_links(site) == []


def rows(folder: Path) -> Iterator[list[str]]:
    """Title and address of each row of a long table's data."""
    for number in range(json.loads((folder / "head.json").read_text("utf-8"))["pieces"]):
        for row in json.loads((folder / f"{number}.json").read_text("utf-8"))["rows"]:
            yield row[0]


def test_data_of_tables_lead_to_the_sections(site: Path) -> None:
    found = dict(rows(site / "data/goals/2026-h2"))
    assert found["Grow recurring revenue in EMEA to 12 M€"] == "people/alice/#emea-arr"
    assert all(leads_somewhere(site, address) for address in found.values())
    older = list(rows(site / "data/goals/2025-h1"))
    assert {"", "goals"} == {address.partition("/")[0] for _, address in older}
    assert ["Alice Martin", "people/alice/"] in list(rows(site / "data/people"))


def test_the_search_has_people_s_goals_of_running_cycles_only(company: Path, site: Path) -> None:
    view = SiteView(Company(WorkingTree(company)), TODAY)
    goals = [one for one in records(view, []) if one.kind == "goal"]
    assert all(leads_somewhere(site, one.url) for one in goals)
    of_people = {one.url for one in goals if one.url.startswith("people/")}
    assert "people/alice/#emea-arr" in of_people
    assert not any("/2026-h1/" in url or "/2025-h1/" in url for url in of_people)
    # the company's and the teams' goals are found in every cycle, and say in which they were
    older = [one for one in goals if one.url.startswith("goals/2025-h1/")]
    assert {one.url.split("/")[2] for one in older} == {"company", "teams"}
    assert all(one.about.endswith(" · First half of 2025") for one in older)


def test_the_page_of_a_person_stays_light(site: Path) -> None:
    """With 49 key results and 26 check-ins that report each: page, styles and scripts together."""
    page = site / "people/chen/index.html"
    links = [
        one for one in addresses(site, "people/chen/index.html") if one.endswith((".css", ".js"))
    ]
    assert len(links) > 8
    total = page.stat().st_size + sum((site / one).stat().st_size for one in set(links))
    assert total < 250_000
    text = page.read_text("utf-8")
    assert text.count('class="points-table"') == 49
    # 360 values have room, so seven of 26 for each key result
    assert text.count("<td>€3,500,000</td>") == 49
    assert text.count("€2,800,000</td>") == 0
