"""How long a filter of the goals table and of the people directory takes to answer, in Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure
from bench.screenshots import FLAGS, served

WORDS = ("a", "an", "anna", "team", "revenue", "xyzzy", "li")
"""What is typed: much and little is found, and nothing."""

_ANSWER = """(words) => {
    const field = document.querySelector("form[data-table] input");
    const table = document.getElementById("rows");
    return words.map((word) => {
        field.value = word;
        const began = performance.now();
        field.dispatchEvent(new Event("input", {bubbles: true}));
        table.getBoundingClientRect(); // with the layout of what it shows
        return performance.now() - began;
    });
}"""
_LOADED = r"/\d/.test(document.querySelector('.hits').textContent)"
"""The number of hits is told: all pieces are there."""


def figures(site: Path) -> list[Figure]:
    """A figure for each of the two tables of a built site; none where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return []
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        found = [
            _figure(page, f"{address}goals/", "goals table"),
            _figure(page, f"{address}people/", "people directory"),
        ]
        browser.close()
    return found


def _figure(page: Page, url: str, name: str) -> Figure:
    page.goto(url)
    page.locator("form[data-table] input").fill("zz")
    for _ in range(1000):  # Playwright's own way of waiting is against the site's CSP
        if page.evaluate(_LOADED):
            break
        page.wait_for_timeout(20)
    else:
        raise AssertionError(url)
    runs = [page.evaluate(_ANSWER, list(WORDS)) for _ in range(5)]
    worst = max(median(run[at] for run in runs) for at in range(len(WORDS)))
    return Figure(
        f"{name}: a filter answered, the slowest of {len(WORDS)} words",
        worst,
        "ms",
        "",
        None,
        "ms, below",
        worst,
        100,
    )
