"""Nothing is wider than the window it stands in, whatever people call things."""

from __future__ import annotations

import re
import shutil

import pytest

from perfgit.site.build.build import build
from tests.browser.conftest import TODAY, kinds_of, served

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
"""As long as German words get outside of games; Chinese texts without spaces break anywhere."""


def wider(page, width: int, addresses: list[str]) -> list[tuple[str, int]]:
    """The pages that are wider than the window, each with its width."""
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for address in addresses:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append((address, wide))
    return found


def test_no_page_is_wider_than_a_phone(watch, address, kinds):
    page = watch().page
    assert wider(page, 360, [address + url for urls in kinds.values() for url in urls]) == []


@pytest.fixture(scope="module")
def german(open_company, tmp_path_factory):
    """The sample company, everything in it with a long name."""
    folder = tmp_path_factory.mktemp("long") / "company"
    shutil.copytree(open_company, folder)
    for path in [*folder.glob("org/**/*.yml"), *folder.glob("goals/**/*.yml")]:
        text = path.read_text("utf-8")
        longer = re.sub(r"(?m)^( *-? *(?:title|name): ).*$", rf"\1{LONG} {path.stem}", text)
        path.write_text(longer, "utf-8")
    site = build(folder, folder.parent / "site", TODAY).folder
    with served(site.parent) as address:
        yield f"{address}site/", kinds_of(folder, site)


@pytest.fixture(scope="module")
def words(open_company, tmp_path_factory):
    """The sample company with names of one word of 190 letters."""
    folder = tmp_path_factory.mktemp("words") / "company"
    shutil.copytree(open_company, folder)
    for path in [*folder.glob("org/teams/*.yml"), *folder.glob("org/people/*.yml")]:
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(?m)^name: .*$", f"name: {'Words' * 38}", text), "utf-8")
    site = build(folder, folder.parent / "site", TODAY).folder
    with served(site.parent) as address:
        yield f"{address}site/", kinds_of(folder, site)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_word_of_190_letters_widens_nothing(watch, words, width):
    address, kinds = words
    page = watch().page
    assert wider(page, width, [address + urls[-1] for urls in kinds.values()]) == []
    page.goto(f"{address}teams/")
    table, place = page.locator(".list").bounding_box(), page.locator(".scroll").bounding_box()
    assert table and place
    assert table["width"] <= place["width"] + (40 if width == 360 else 0)


@pytest.fixture(scope="module")
def chinese(open_company, tmp_path_factory):
    """The sample company in Chinese, with names as long as people and departments have them."""
    folder = tmp_path_factory.mktemp("chinese") / "company"
    shutil.copytree(open_company, folder)
    company = folder / "org/company.yml"
    text = re.sub(r"(?m)^locale: .*$", "locale: zh-Hans", company.read_text("utf-8"))
    company.write_text(text, "utf-8")
    for part, name in (("people", "欧阳修远"), ("teams", "华北区大客户销售与渠道合作部")):
        for path in folder.glob(f"org/{part}/*.yml"):
            text = path.read_text("utf-8")
            path.write_text(re.sub(r"(?m)^name: .*$", f"name: {name}", text), "utf-8")
    site = build(folder, folder.parent / "site", TODAY).folder
    with served(site.parent) as address:
        yield f"{address}site/"


@pytest.mark.parametrize("path", ["people/", "teams/", "teams/sales-emea/", "reviews/2026-h1/"])
def test_chinese_names_are_not_broken_into_single_characters(watch, chinese, path):
    page = watch(viewport={"width": 390, "height": 900}).page
    page.goto(chinese + path)
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    cells = page.locator(".list tbody th a, .list td .who, .list thead th:visible")
    assert cells.count() > 5
    for cell in cells.all():
        # four characters of 16 pixels have room in a line; heads of two stand in one
        lines = cell.evaluate("one => one.getClientRects().length && one.offsetHeight / 24")
        letters = len(cell.inner_text())
        assert lines <= max(1.5, letters / 4 + 1), (path, cell.inner_text(), lines)


@pytest.mark.parametrize("width", [360, 1280])
def test_long_words_break(watch, german, width):
    address, kinds = german
    assert len(kinds["pages/person.html"]) > 40  # the company is as it was, but for the words
    some = [url for urls in kinds.values() for url in {urls[0], urls[len(urls) // 2], urls[-1]}]
    assert wider(watch().page, width, [address + url for url in some]) == []


def test_paper_loses_nothing(watch, address, kinds):
    """A4 without its margins is 688 pixels wide; what is folded on the screen is printed."""
    page = watch().page
    page.emulate_media(media="print")
    assert wider(page, 688, [address + urls[-1] for urls in kinds.values()]) == []
    page.goto(f"{address}strategy/")
    goals = page.locator(".node a")
    assert goals.count() > 100
    assert page.locator(".node details:not([open])").count() > 5
    hidden = [goal for goal in goals.all() if not goal.evaluate("one => one.checkVisibility()")]
    assert hidden == []
