"""The sections of a person's goals in a browser: an address opens its own."""

from __future__ import annotations

OPEN = "[...document.querySelectorAll('.goal > details[open]')].map((one) => one.parentElement.id)"


def test_an_address_opens_its_section(watch, address):
    seen = watch()
    page = seen.page
    page.goto(f"{address}people/alice/")
    assert page.evaluate(OPEN) == []
    page.goto(f"{address}people/alice/#playbook")
    assert page.evaluate(OPEN) == ["playbook"]
    assert page.locator("#playbook").get_by_text("Draft read by three sellers").is_visible()
    page.get_by_role("link", name="Grow recurring revenue in EMEA to 12 M€", exact=True).click()
    assert page.evaluate(OPEN) == ["emea-arr", "playbook"]
    assert page.locator("#emea-arr .points-table").first.is_visible()
    # what is in no section, and what is no address of one, opens nothing and says nothing
    page.goto(f"{address}people/alice/#main_content")
    page.goto(f"{address}people/alice/#%E0%A4%A")
    seen.quiet(address)


def test_without_scripts_it_opens_as_well(watch, address):
    seen = watch(java_script_enabled=False)
    seen.page.goto(f"{address}people/alice/#playbook")
    tables = seen.page.locator(".goal .points-table")
    shown = [table.evaluate("one => one.checkVisibility()") for table in tables.all()]
    assert shown == [False, False, True]  # two of the goal above, one of the goal that is asked for
    seen.page.locator("#emea-arr summary").click()
    assert tables.first.is_visible()


def test_a_link_from_another_page_leads_there(watch, address):
    seen = watch()
    page = seen.page
    page.goto(f"{address}goals/?q=playbook")
    page.locator("#rows a", has_text="Write the mid-market playbook").click()
    page.wait_for_url("**/people/alice/#playbook")
    assert page.evaluate(OPEN) == ["playbook"]
    page.locator(".search-open").click()
    page.locator("#search_field").fill("grow recurring revenue")
    page.locator(".search-results a", has_text="Grow recurring").first.click()
    page.wait_for_url("**/people/alice/#emea-arr")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate(OPEN) == ["emea-arr", "playbook"]
    seen.quiet(address)


def test_enter_takes_the_only_hit_on_my_page(watch, address):
    seen = watch()
    page = seen.page
    page.goto(f"{address}me/")
    field = page.locator(".me-choose input")
    field.fill("a")
    page.locator(".me-found button").nth(2).wait_for()
    field.press("Enter")
    assert page.locator(".me-choose").is_visible()  # several: Enter does not guess
    field.fill("alice")
    field.press("Enter")
    page.locator(".me-goals article").first.wait_for()
    assert page.locator("h1").inner_text() == "Hello, Alice Martin"
    goal = page.get_by_role("link", name="Write the mid-market playbook", exact=True)
    goal.click()
    page.wait_for_url("**/people/alice/#playbook")
    seen.quiet(address)
