"""The keyboard alone reaches and works everything, and one always sees where one is."""

from __future__ import annotations

import pytest

from tests.browser.conftest import until

NUMBER = """() => {
    const all = [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex='0']"
    )].filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled);
    all.forEach((one, at) => { one.dataset.tab = at; });
    return all.length;
}"""
WHERE = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return [one.dataset.tab ?? "", seen && box.width > 0 && box.height > 0, one.outerHTML.slice(0, 120)];
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_tab_reaches_everything_and_shows_where_it_is(watch, address, kinds, width):
    seen = watch(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for kind, urls in kinds.items():
        seen.page.goto(address + urls[0])  # the smallest: all have the same parts
        count = seen.page.evaluate(NUMBER)
        reached = set()
        for _ in range(count + 2):
            seen.page.keyboard.press("Tab")
            where = seen.page.evaluate(WHERE)
            if where is None:
                break
            number, visible, html = where
            assert visible, f"{kind} {urls[0]}: no visible focus on {html}"
            reached.add(number)
        assert {str(number) for number in range(count)} <= reached, f"{kind} {urls[0]}"
    seen.quiet(address)


def test_the_first_stop_skips_to_the_content(watch, address):
    seen = watch()
    seen.page.goto(address + "people/alice/")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    box = seen.page.locator(".skip").bounding_box()
    assert box and box["x"] >= 0
    assert box["y"] >= 0
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "main_content"


def test_the_goals_by_keyboard_alone(watch, address):
    seen = watch()
    seen.page.goto(address + "goals/")
    seen.page.locator("form[data-table] input").focus()
    seen.page.keyboard.type("customer")
    until(seen.page, "document.querySelector('.hits').textContent !== ''")
    seen.page.get_by_role("button", name="Progress", exact=True).focus()
    seen.page.keyboard.press("Enter")
    head = seen.page.locator("th[data-col=progress]")
    head.and_(seen.page.locator("[aria-sort=ascending]")).wait_for()
    seen.page.keyboard.press("Enter")
    head.and_(seen.page.locator("[aria-sort=descending]")).wait_for()
    assert seen.page.evaluate("document.activeElement.className") == "sort"  # the focus has stayed
    seen.page.locator("select[name=group]").focus()
    seen.page.keyboard.press("ArrowDown")
    group = seen.page.locator("tr.group button").first
    group.wait_for()
    before = group.get_attribute("aria-expanded")
    group.focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("tr.group button").first.get_attribute("aria-expanded") != before
    assert seen.page.evaluate("document.activeElement.matches('tr.group button')")
    seen.quiet(address)


def test_the_search_by_keyboard_alone(watch, address):
    seen = watch()
    seen.page.goto(address + "people/alice/")
    seen.page.locator(".search-open").focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "search_field"
    seen.page.keyboard.type("bruno keller")
    seen.page.locator(".search-results a").first.wait_for()
    seen.page.keyboard.press("Escape")
    if seen.page.locator("dialog[open]").count():  # the first one may only empty the field
        seen.page.keyboard.press("Escape")
    assert seen.page.locator("dialog[open]").count() == 0
    assert seen.page.evaluate("document.activeElement.className") == "search-open"
    seen.page.keyboard.press("Control+k")
    seen.page.locator("#search_field").fill("bruno keller")
    seen.page.locator(".search-results a", has_text="Bruno Keller").first.wait_for()
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/people/bruno/")
    seen.quiet(address)
