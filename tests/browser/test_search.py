"""The search in a browser: results say what they are, in two scripts, from this host alone."""

from __future__ import annotations

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from perfgit.site.build.build import build
from tests.browser.conftest import TODAY, served, until


def found(page, text):
    page.locator("#search_field").fill("")
    until(page, "document.querySelector('.search-status').textContent === ''")
    page.locator("#search_field").fill(text)
    until(page, "document.querySelector('.search-status').textContent !== ''")
    items = page.locator(".search-results li")
    return [
        (
            items.nth(at).locator(".search-title").inner_text(),
            items.nth(at).locator(".chip").inner_text(),
        )
        for at in range(items.count())
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_say_what_they_are(watch, address, scheme):
    seen = watch(color_scheme=scheme)
    page = seen.page
    page.goto(address + "goals/2026-h2/company/home-market/")
    page.locator(".search-open").click()
    assert ("Alice Martin", "Person") in found(page, "alice")
    assert ("Sales EMEA", "Team") in found(page, "sales")
    assert ("Write the mid-market playbook", "Goal") in found(page, "playbook")
    assert ("weights-total", "Rule") in found(page, "weights")
    assert ("How scores are computed", "Handbook") in found(page, "scores")
    chinese = found(page, "张磊")
    assert any("张磊" in title and kind == "Person" for title, kind in chinese)
    assert any("Goal" in kind for _, kind in found(page, "单据"))  # in the middle of a title
    found(page, "sales")
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    page.locator(".search-kind", has_text="Teams").click()
    until(
        page,
        "[...document.querySelectorAll('.search-results .chip')].every((o) => o.textContent === 'Team')",
    )
    page.locator(".search-results a").first.click()
    page.wait_for_url(f"{address}teams/*/")
    seen.quiet(address)


def test_a_chinese_company(watch, open_company, tmp_path):
    folder = tmp_path / "company"
    shutil.copytree(open_company, folder)
    company = folder / "org/company.yml"
    text = company.read_text("utf-8")
    assert "locale: en" in text
    company.write_text(text.replace("locale: en", "locale: zh-Hans"), "utf-8")
    site = build(folder, tmp_path / "site", TODAY).folder
    with served(site) as address:
        seen = watch(locale="zh-CN")
        seen.page.goto(address)
        seen.page.locator(".search-open").click()
        seen.page.locator("#search_field").fill("单据")
        seen.page.locator(".search-results a", has_text="单据").first.wait_for()
        seen.quiet(address)


def test_my_page_is_kept_in_this_browser_alone(watch, address):
    seen = watch()
    page = seen.page
    page.goto(address + "me/")
    page.locator(".me-choose input").fill("bruno")
    page.locator(".me-found button", has_text="Bruno Keller").click()
    page.get_by_role("heading", name="Hello, Bruno Keller").wait_for()
    page.locator(".me-goals article").first.wait_for()
    assert page.locator(".me-goals .pace").count() >= 1
    assert page.locator(".me-reports a", has_text="Alice Martin").count() == 1
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    page.reload()
    page.get_by_role("heading", name="Hello, Bruno Keller").wait_for()
    page.get_by_role("link", name="Your team").click()
    page.wait_for_url("**/teams/sales-emea/")
    page.goto(address + "me/")
    page.get_by_role("button", name="Not you? Choose again").click()
    assert page.evaluate("localStorage.length") == 0
    assert seen.context.cookies() == []
    seen.quiet(address)


def test_keys_of_an_input_method_are_left_alone(watch, address):
    """Enter takes the word that is being composed (Chinese, Japanese, Korean), and stays here."""
    seen = watch()
    page = seen.page
    page.goto(address)
    page.locator(".search-open").click()
    page.locator("#search_field").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "alice", "selectionStart": 5, "selectionEnd": 5}
    )
    page.locator(".search-results a").first.wait_for()
    for key, code in (("ArrowDown", 40), ("Enter", 13)):
        page.evaluate(
            """([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
                { key, keyCode: code, isComposing: true, bubbles: true, cancelable: true }))""",
            [key, code],
        )
        assert page.evaluate("document.activeElement.id") == "search_field"
    page.wait_for_timeout(300)
    assert page.url == address
    keyboard.send("Input.insertText", {"text": "alice"})
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}people/alice/")
    seen.quiet(address)
