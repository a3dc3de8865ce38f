"""Pages that the sample company does not have: of a larger company, and of one that has just begun."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from perfgit.site.build.build import build
from tests.browser.conftest import ROOT, TODAY, kinds_of, served
from tests.browser.test_pages import OTHERS, in_order

MANY = 160
"""More people than one page has room for of those who have left, and of goals that support one."""

GOAL = """\
goals:
  - id: pilots
    title: 把试点客户变成长期客户，并且让他们愿意推荐 Donaudampfschifffahrtsgesellschaftskapitän
    supports: [company/home-market]
    weight: 100
    measure: {kind: yes_no}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The last address of each kind of page that the sample company does not have."""
    top = tmp_path_factory.mktemp("others")
    larger, new = top / "larger", top / "new"
    for part in ("org", "goals", "reviews"):
        shutil.copytree(ROOT / part, larger / part)
    for number in range(MANY):
        for id, left in ((f"here-{number}", ""), (f"gone-{number}", "left: 2026-06-30\n")):
            person = f"name: Somebody {number}\nemail: {id}@lighthouse.example\nmanager: greta\n"
            (larger / f"org/people/{id}.yml").write_text(person + left, "utf-8")
        goals = larger / f"goals/2026-h2/people/here-{number}/goals.yml"
        goals.parent.mkdir()
        goals.write_text(GOAL, "utf-8")
    (new / "org").mkdir(parents=True)
    shutil.copy(ROOT / "org/company.yml", new / "org/company.yml")
    addresses = {}
    with served(top) as address:
        for root in (larger, new):
            site = build(root, top / f"{root.name}-site", TODAY).folder
            for kind, urls in kinds_of(root, site).items():
                if kind in OTHERS and urls:
                    addresses[kind] = f"{address}{site.name}/{urls[-1]}"
        yield addresses


def test_each_of_them_exists_somewhere(found: dict[str, str]) -> None:
    assert set(found) == OTHERS


@pytest.mark.parametrize("width", [360, 1280])
def test_they_are_in_order(watch, found, width):
    seen = watch(viewport={"width": width, "height": 900})
    for kind, url in found.items():
        in_order(seen.page, kind, url)
        assert seen.page.url == url
        seen.quiet(url)
