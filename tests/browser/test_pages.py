"""Every kind of page in a real browser: light and dark, on a phone and on a desk, without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from perfgit.site.pages.render import THEME
from tests.browser.accessible import assert_accessible

OTHERS = {"pages/start.html", "pages/supporters.html", "pages/former.html"}
"""Pages of companies that are larger, or have just begun: test_other_companies.py."""


def test_every_template_is_looked_at(kinds):
    known = {f"pages/{path.name}" for path in (THEME / "pages").glob("*.html")}
    extended = {"pages/owner.html"}  # by others, never alone
    assert known - set(kinds) == extended | OTHERS
    assert all(kinds.values())


def test_what_is_dark_differs_in_colours_alone():
    for path in (THEME / "css").glob("*.css"):
        text = path.read_text("utf-8")
        for part in re.split(r"(?m)^@media ", text)[1:]:
            head, _, rest = part.partition("{")
            if "prefers-color-scheme" in head:
                set_there = re.findall(r"([\w-]+):", rest[: rest.index("\n}")].replace(":root", ""))
                assert set_there and all(name.startswith("--") for name in set_there), path
            assert "prefers-color-scheme" not in rest, path


def in_order(page: Page, kind: str, url: str) -> None:
    """A page is there, is not wider than the window, and axe finds nothing, by day and by night."""
    answer = page.goto(url)
    assert answer and answer.status == 200, url
    assert page.locator("h1").count() == 1, url
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size and wide <= page.viewport_size["width"], f"{kind} {url}: {wide} wide"
    assert_accessible(page, f"{kind} {url}")


@pytest.mark.parametrize("width", [360, 1280])
def test_every_kind_of_page(watch, address, kinds, width):
    seen = watch(viewport={"width": width, "height": 900})
    for kind, urls in kinds.items():
        in_order(seen.page, kind, address + urls[-1])  # the largest has most on it
        assert seen.page.url == address + urls[-1]
    seen.quiet(address)


def test_rows_of_charts_have_names(watch, address):
    seen = watch()
    seen.page.goto(f"{address}insights/2026-h1/")
    links = seen.page.locator(".chart a")
    assert links.count() > 10
    names = {node["name"]["value"] for node in _nodes(seen) if node["role"]["value"] == "link"}
    assert {link.locator("title").text_content() for link in links.all()} <= names


def test_a_strict_policy_on_every_page(site_folder):
    pages = list(site_folder.rglob("*.html"))
    assert len(pages) > 150
    for path in pages:
        text = path.read_text("utf-8")
        head = text[: text.index("</head>")]
        assert "default-src 'none'; script-src 'self' 'wasm-unsafe-eval';" in head, path
        assert "unsafe-inline" not in head, path
        assert "'unsafe-eval'" not in head, path


def test_an_inline_script_would_not_run(watch, address):
    seen = watch()
    seen.page.goto(address)
    seen.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.__hit = 1";
            document.body.append(script);
            document.body.setAttribute("onclick", "window.__hit = 1");
            document.body.click();
        }"""
    )
    assert seen.page.evaluate("window.__hit") is None
    assert any("Content Security Policy" in said for said in seen.said)


def test_readable_without_javascript(watch, address, kinds):
    seen = watch(java_script_enabled=False)
    for kind, urls in kinds.items():
        seen.page.goto(address + urls[-1])
        main = seen.page.locator("main")
        assert len(main.inner_text()) > 40, kind
        assert main.locator("h1").count() == 1, kind
        # What only scripts can work is not shown.
        assert seen.page.locator(".search-open:visible, form:visible, button:visible").count() == 0
    seen.page.goto(address + "goals/")
    assert seen.page.locator("#rows tbody tr").count() > 50
    seen.page.goto(address + "me/")
    seen.page.get_by_role("link", name="Find your page in the directory").click()
    seen.page.get_by_role("link", name="Alice Martin").first.click()
    seen.page.get_by_text("Rheingold Pharma").wait_for(state="attached")  # there, and once
    seen.quiet(address)


def test_a_company_that_has_just_begun(watch, tmp_path: Path):
    from perfgit.site.build.build import build
    from tests.browser.conftest import TODAY, kinds_of, served

    (tmp_path / "new/org").mkdir(parents=True)
    (tmp_path / "new/org/company.yml").write_text("name: New\nlocale: en\n", "utf-8")
    site = build(tmp_path / "new", tmp_path / "site", TODAY).folder
    kinds = kinds_of(tmp_path / "new", site)
    with served(site) as address:
        seen = watch()
        del kinds["handbook.md"]  # the same in every company
        for path in (path for urls in kinds.values() for path in urls):
            seen.page.goto(address + path)
            assert_accessible(seen.page, path)
        seen.quiet(address)


def test_tables_that_become_cards_are_still_tables(watch, address):
    """Chromium forgets what a table is when it is laid out as a grid; roles say it again."""
    for path, rows, heads in (
        ("goals/", 50, ("Goal", "Owner", "Progress", "Pace")),
        ("people/alice/", 2, ("Key result", "Start", "Now", "Target", "Progress and pace")),
    ):
        seen = watch(viewport={"width": 390, "height": 900})
        seen.page.goto(address + path)
        table = seen.page.get_by_role("table").first
        assert table.get_by_role("row").count() > rows, path
        for head in heads:
            assert table.get_by_role("columnheader", name=head).count() == 1, (path, head)
        assert table.get_by_role("rowheader").count() >= rows, path
        tree = _tree(seen)
        assert tree.count("row") > rows, path
        assert tree.count("rowheader") >= rows, path
        assert tree.count("cell") + tree.count("gridcell") > 2 * rows, path


def _tree(seen) -> list[str]:
    """The roles of everything that Chromium tells a screen reader."""
    return [node["role"]["value"] for node in _nodes(seen)]


def _nodes(seen) -> list[dict[str, Any]]:
    client = seen.context.new_cdp_session(seen.page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node["ignored"]]
