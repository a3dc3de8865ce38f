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


@pytest.mark.parametrize("width", [360, 1280])
def test_long_words_break(watch, german, width):
    address, kinds = german
    assert len(kinds["pages/goal.html"]) > 50  # the company is as it was, but for the words
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
