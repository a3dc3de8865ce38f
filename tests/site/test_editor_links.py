"""Links to the web host's editor: never too long, and what they begin is what check takes."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.authoring.change import Change
from perfgit.authoring.outlook import new_problems
from perfgit.company.company import Company
from perfgit.files.render import render
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.model.org import CompanyFile
from perfgit.problem import Problem
from perfgit.site.links import LONGEST, Links
from perfgit.site.pages.all import skeletons
from perfgit.site.pages.edit_links import Act, acts_of
from perfgit.site.views.company import SiteView
from tests import ROOT

LINKS = Links.of(CompanyFile(name="X", repository="owner/name", host="git.example"))
COACHING, EVALUATING = dt.date(2026, 9, 1), dt.date(2026, 12, 20)
SHEET = "goals/2026-h2/people/alice/goals.yml"

LINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1)
TITLES = st.one_of(LINE, st.sampled_from(["提高华东地区的经常性收入" * 20, "a: b # c", "- x", "'"]))


def site_with(files: dict[str, str], today: dt.date) -> tuple[Company, SiteView]:
    tree = OverlayTree(WorkingTree(ROOT), {path: text.encode() for path, text in files.items()})
    company = Company(tree)
    return company, SiteView(company, today)


def acts(site: SiteView, person: str = "alice") -> dict[str, Act]:
    cycle, card = site.cycles["2026-h2"], site.person(person)
    assert card is not None
    return {act.title: act for act in acts_of(site, cycle, card)}


def begun(link: str | None) -> tuple[str, str]:
    """The path and the text of a link to the editor."""
    assert link is not None and len(link.encode()) <= LONGEST
    parts = urlsplit(link)
    found = parse_qs(parts.query)
    assert parts.path.endswith("/new/main")
    return found["filename"][0], found.get("value", [""])[0]


def filled(text: str) -> str:
    """The gap that nobody can overlook: what happened."""
    return text.replace("\nnote:", "\nnote: So.", 1)


def wrong(company: Company, path: str, text: str) -> list[Problem]:
    change = Change(path, None, text.encode())
    return [one for one in new_problems(company, change) if one.severity == "error"]


def sheet(titles: list[str], weights: int) -> str:
    results = [
        {
            "id": f"kr-{number}",
            "title": title,
            "measure": {"kind": "number", "unit": "EUR", "baseline": 0, "target": 10},
        }
        for number, title in enumerate(titles)
    ]
    goals = [
        {"id": f"goal-{number}", "title": titles[number % len(titles)], "key_results": results}
        for number in range(weights)
    ]
    return render({"goals": goals})


@settings(max_examples=40)
@given(
    titles=st.lists(TITLES.filter(lambda text: bool(text.strip())), min_size=1, max_size=7),
    count=st.integers(1, 7),
    note=TITLES,
)
def test_no_link_is_too_long_and_each_begins_a_valid_file(
    titles: list[str], count: int, note: str
) -> None:
    values = {f"goal-{g}/kr-{k}": 1.5 for g in range(count) for k in range(len(titles))}
    confidence = {f"goal-{g}": "low" for g in range(count)}
    files = {
        SHEET: sheet([one[:300] for one in titles], count),
        "goals/2026-h2/people/alice/checkins/2026-08-25.yml": render(
            {"values": values, "confidence": confidence}
        ),
        "org/people/bob.yml": render(
            {"name": (titles[0] + "x")[:300], "team": "sales-emea", "manager": "bruno"}
        ),
    }
    company, site = site_with(files, COACHING)
    path, text = begun(acts(site)["Check in"].editor)
    assert path.endswith("/alice/checkins/2026-09-01.yml")
    assert not wrong(company, path, filled(text) if text else "note: So.\n")
    path, text = begun(acts(site, "bob")["Propose a goal"].editor)
    assert path == "goals/2026-h2/people/bob/goals.yml"
    assert text and not wrong(company, path, text)
    for one in acts(site).values():
        assert len((one.form or "").encode()) <= LONGEST
        assert len((one.editor or "").encode()) <= LONGEST
    company, site = site_with(files, EVALUATING)
    path, text = begun(acts(site)["Self review"].editor)
    assert path == "reviews/2026-h2/people/alice/self.yml"
    assert not wrong(company, path, text or "{}\n")


@given(text=st.text(max_size=3_000), path=st.text(min_size=1, max_size=100))
def test_a_link_holds_the_text_as_it_is_or_none(text: str, path: str) -> None:
    try:
        text.encode(), path.encode()
    except UnicodeEncodeError:  # half a character is in no file
        return
    link = LINKS.new(path, [text])
    assert link is not None
    assert len(link.encode()) <= LONGEST
    found = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert found["filename"] == [path]
    assert found.get("value", [text]) == [text]
    form = LINKS.form("goal", goal=text, why=text)
    assert form is not None and len(form.encode()) <= LONGEST


def test_the_fullest_that_fits_is_taken() -> None:
    path, text = begun(LINKS.new("a.yml", ["目" * 3_000, "目" * 500, "x"]))
    assert (path, text) == ("a.yml", "目" * 500)
    assert begun(LINKS.new("a.yml", ["目" * 3_000])) == ("a.yml", "")


def test_what_is_there_is_edited_and_what_is_not_is_begun() -> None:
    _, site = site_with({}, COACHING)
    found = acts(site)
    assert found["Propose a goal"].editor == site.links.edit(SHEET)
    _, text = begun(found["Check in"].editor)
    assert "emea-arr/arr: " in text and "emea-arr: " in text
    assert "Self review" not in found, "not before reviews are written"
    assert "values=emea-arr%2Farr%20%3D%20" in (found["Check in"].form or "")


def test_with_the_templates_of_the_role() -> None:
    kpi = {"id": "new-arr", "title": "New ARR", "measure": {"kind": "keep", "at_least": 3}}
    files = {
        "org/roles/account-executive.yml": render({"title": "AE", "kpis": [kpi]}),
        "org/people/bob.yml": render(
            {"name": "Bob", "team": "sales-emea", "role": "account-executive"}
        ),
    }
    company, site = site_with(files, COACHING)
    path, text = begun(acts(site, "bob")["Propose a goal"].editor)
    assert "New ARR" in text and "teams/sales-emea/" in text and "strategy/" in text
    assert not wrong(company, path, text)


@pytest.mark.parametrize("kind", ["goals", "checkins"])
def test_what_the_policy_hides_is_in_no_link(kind: str) -> None:
    policy = (ROOT / "org/policy.yml").read_text("utf-8").partition("\nsite:")[0]
    hidden = f"{policy}\nsite: {{{kind}: nobody, reviews: nobody}}\n"
    _, site = site_with({"org/policy.yml": hidden}, EVALUATING)
    text = " ".join(f"{act.form} {act.editor}" for act in acts(site).values())
    assert "%20%3D%20" not in text and "10_900_000" not in text and "10900000" not in text
    assert not {"Self review", "Manager’s review"} & set(acts(site))


def test_nothing_to_do_without_a_repository_or_after_closing() -> None:
    name = (ROOT / "org/company.yml").read_text("utf-8")
    plain = "\n".join(line for line in name.splitlines() if not line.startswith("repository"))
    _, site = site_with({"org/company.yml": f"{plain}\n"}, COACHING)
    assert not acts(site)
    _, site = site_with({}, COACHING)
    card = site.person("alice")
    assert card is not None and not acts_of(site, site.cycles["2026-h1"], card)


def test_a_checkin_of_nothing_known_asks_for_a_note() -> None:
    text = next(skeletons.checkin("Bob", COACHING, []))
    assert "\nnote:" in text and "values" not in text
