"""The search in a browser: results say what they are, in two scripts, from this host alone."""

from __future__ import annotations

import shutil

import pytest

from perfgit.site.build.build import build
from perfgit.site.search.words import fold
from tests.browser.accessible import assert_accessible
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
    assert_accessible(page)
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
    assert_accessible(page)
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


SURNAMES = "王李张刘陈杨黄赵吴周"
GIVEN = ("伟", "建国", "秀英", "思远", "丽")
ABROAD = {
    "Łukasz Wójcik": ("lukasz", "wojcik"),
    "Søren Ångström": ("soren", "soeren", "angstrom"),
    "Đức Nguyễn": ("duc", "nguyen"),
    "Jonas Weiß": ("weiss", "weiß"),
    "Eva Müller": ("mueller", "muller", "müller"),
    "欧阳 娜娜": ("欧阳", "娜娜"),
}
ASK = """async (asked) => {
  const fold = await import("/js/fold.js");
  const engine = await import("/search/pagefind.js");
  const found = [];
  for (const text of asked) {
    const { results } = await engine.search(fold.asked(text).trim(), { filters: { kind: "person" } });
    found.push((await Promise.all(results.map((one) => one.data()))).map(({ meta }) => meta.title));
  }
  return found;
}"""


@pytest.mark.parametrize("locale", ["zh-Hans", "en"])
def test_people_are_found_by_every_name_of_theirs(watch, tmp_path, locale):
    """50 people, 10 surnames with 5 given names each: all full and all given names, in both languages."""
    people = tmp_path / "company/org/people"
    people.mkdir(parents=True)
    (people.parent / "company.yml").write_text(
        f"format: 2\nname: 灯塔\nlocale: {locale}\n", "utf-8"
    )
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    for number, name in enumerate([*names, *ABROAD]):
        (people / f"p{number}.yml").write_text(f"name: {name}\n", "utf-8")
    site = build(tmp_path / "company", tmp_path / "site", TODAY).folder
    with served(site) as address:
        seen = watch()
        seen.page.goto(address)
        full = seen.page.evaluate(ASK, names)
        assert [name for name, found in zip(names, full, strict=True) if name not in found] == []
        # a given name finds all ten who are called so
        given = seen.page.evaluate(ASK, list(GIVEN))
        missed = {
            name: ten - set(found)
            for name, found in zip(GIVEN, given, strict=True)
            if (ten := {surname + name for surname in SURNAMES}) - set(found)
        }
        assert missed == {}
        abroad = [(name, asked) for name, ways in ABROAD.items() for asked in ways]
        found = seen.page.evaluate(ASK, [asked for _, asked in abroad])
        missing = [pair for pair, hits in zip(abroad, found, strict=True) if pair[0] not in hits]
        assert missing == []
        seen.page.goto(f"{address}people/")
        for asked in ("mueller", "muller", "lukasz", "weiss", "建国"):
            seen.page.locator("form [name=q]").fill(asked)
            seen.page.locator(
                "tbody tr", has_text="Müller" if "ller" in asked else ""
            ).first.wait_for()
            assert seen.page.locator("tbody tr").count() >= 1
        seen.quiet(address)


def test_letters_are_folded_alike_here_and_there(watch, address):
    texts = [*ABROAD, "ĦÅÆŒÞÐßıİ ﬁ Ⅷ ＡＢ", "한국어 ガギグ 々 第3季度", "Crème Brûlée — 10 %"]
    page = watch().page
    page.goto(address)
    ask = "([module, texts]) => import(module).then((fold) => texts.map(fold.fold))"
    assert page.evaluate(ask, [f"{address}js/fold.js", texts]) == [fold(text) for text in texts]
