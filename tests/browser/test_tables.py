"""Long tables in a browser: what they show, and how fast they answer at size."""

from __future__ import annotations

import json
import shutil

import pytest

from perfgit.site.pages.tables import Column, pages_of
from tests.browser.accessible import assert_accessible
from tests.browser.conftest import served, until


def rows(page):
    return page.locator("#rows tbody tr:not(.group)")


def hits(page, text):
    until(page, f"document.querySelector('.hits').textContent.startsWith('{text}')")


def test_filter_sort_group_and_share(watch, address, site_folder):
    head = json.loads((site_folder / "data/goals/2026-h2/head.json").read_text("utf-8"))
    seen = watch()
    page = seen.page
    page.goto(address + "goals/")
    assert rows(page).count() == head["total"]
    assert not [url for url in seen.asked if "/data/" in url]  # not before somebody asks
    page.select_option("select[name=pace]", "off_track")
    until(page, "document.querySelector('.hits').textContent.includes(' of ')")
    shown = rows(page).count()
    assert 0 < shown < head["total"]
    assert page.locator("#rows tbody .pace-off_track").count() == shown
    page.get_by_role("button", name="Progress", exact=True).click()
    texts = [int(text.rstrip("%")) for text in page.locator("#rows tbody .num").all_text_contents()]
    assert texts == sorted(texts)
    assert "pace=off_track" in page.url
    assert "sort=progress" in page.url
    shared = watch()
    shared.page.goto(page.url)
    hits(shared.page, str(shown))
    assert (
        shared.page.locator("#rows tbody").inner_text() == page.locator("#rows tbody").inner_text()
    )
    assert shared.page.locator("select[name=pace]").input_value() == "off_track"
    page.get_by_role("button", name="Show all").click()
    assert rows(page).count() == head["total"]
    assert "?" not in page.url
    page.locator("select[name=group]").select_option("team")
    page.locator("tr.group").first.wait_for()
    assert page.locator("tr.group").count() > 3
    assert_accessible(page)
    seen.quiet(address)


def test_letters_that_a_keyboard_lacks(watch, address):
    seen = watch()
    seen.page.goto(address + "people/")
    for typed in ("grossmann", "GROSSMANN", "Großmann"):
        seen.page.locator("form[data-table] input").fill(typed)
        hits(seen.page, "1 ")
        assert "Jürgen Großmann" in seen.page.locator("#rows tbody").inner_text()
    seen.page.goto(address + "me/")
    seen.page.locator("[data-me] input").fill("jurgen gross")
    seen.page.locator(".me-found", has_text="Jürgen Großmann").wait_for()
    seen.quiet(address)


def test_rows_made_by_script_are_those_of_the_page(watch, address):
    """The same words and links, whoever has made the row."""
    for path in ("goals/", "people/"):
        seen = watch()
        seen.page.goto(address + path)
        before = _rows_of(seen.page)
        seen.page.locator("form[data-table] input").fill(" ")
        until(seen.page, "document.querySelector('.hits').textContent !== ''")
        hits(seen.page, str(len(before)))
        after = _rows_of(seen.page)
        same = {key for key in before if "dropped" not in key}
        assert {key for key in after if "dropped" not in key} == same, path


def _rows_of(page):
    found = page.evaluate(
        """() => [...document.querySelectorAll("#rows tbody tr")].map((row) => [
            row.className === "row-dropped" ? "dropped" : "",
            [...row.cells].map((cell) => cell.textContent.trim().replace(/\\s+/g, " ")).join("|"),
            [...row.querySelectorAll("a")].map((link) => link.href).join("|"),
            row.querySelector(".bar-fill")?.getAttribute("width") ?? "",
        ].join(" / "))"""
    )
    return set(found)


def test_no_hits_and_a_failed_answer(watch, address):
    seen = watch()
    seen.page.goto(address + "people/?q=nobody-of-this-name")
    hits(seen.page, "0")
    assert seen.page.get_by_text("Nothing matches").count() == 1
    broken = watch()
    broken.page.route("**/data/**", lambda route: route.abort())
    broken.page.goto(address + "people/")
    count = rows(broken.page).count()
    broken.page.locator("form[data-table] input").fill("alice")
    broken.page.get_by_text("could not be loaded").wait_for()
    assert rows(broken.page).count() == count  # what was there is there


@pytest.mark.parametrize(("path", "count"), [("goals/", 40_000), ("people/", 10_000)])
def test_a_filter_finds_in_all_pieces(watch, site_folder, tmp_path, path, count):
    """As many rows as a company of 10,000 has; `make bench` says how fast."""
    folder = tmp_path / "site"
    shutil.copytree(site_folder, folder, ignore=shutil.ignore_patterns("handbook", "reviews"))
    data = folder / "data" / ("people" if path == "people/" else "goals/2026-h2")
    old = json.loads((data / "head.json").read_text("utf-8"))
    columns = [_column(one) for one in old["columns"]]
    for page in pages_of("data/", columns, range(count)):
        text = str(page.context["data"])
        assert len(text.encode()) < 300_000
        (data / page.file.removeprefix("data/")).write_text(text, "utf-8")
    with served(folder) as address:
        seen = watch()
        seen.page.goto(address + path)
        seen.page.locator("form[data-table] input").fill("qqqq")
        hits(seen.page, "0")
        seen.page.locator("form[data-table] input").fill(f"name {count - 1}")
        hits(seen.page, "1 ")  # the last row of the last piece
        seen.quiet(address)


def _column(old):
    def value(row):
        if old["kind"] == "link":
            return f"Name {row} of Lars {row % 97}", f"people/row-{row}/"
        if old["kind"] == "local":
            return f"people/p{row // 4}", f"Owner {row // 4}", f"people/p{row // 4}/"
        at = row % len(old["values"])
        return at, tuple(old["values"][at])

    return Column(old["key"], old["kind"], value)
