"""What is told of a closed cycle, on pages, in the API and in the export, is what was signed off."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.exports import api
from perfgit.exports.catalogue import TABLES
from perfgit.exports.table import everything
from perfgit.files.trees import OverlayTree
from perfgit.rules.examples import base_tree
from perfgit.site.pages.all import pages
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.views.company import SiteView

TODAY = dt.date(2026, 9, 1)
SHEET = "goals/2026-h1/people/alice/goals.yml"
REVIEW = "reviews/2026-h1/people/alice/manager.yml"
CHECKIN = "goals/2026-h1/people/alice/checkins/2026-06-20.yml"
POLICY = "org/policy.yml"
CYCLE = "org/cycles/2026-h1.yml"
SHEET_TEXT = """\
goals:
  - id: pilots
    title: Five pilots
    supports: [strategy/market-leader]
    weight: 100
    key_results:
      - {id: signed, title: Pilots signed, weight: 100, measure: {kind: number, baseline: 0, target: 10, unit: pilots}}
"""
REVIEW_TEXT = """\
submitted: 2026-07-05
goals: {pilots: {final: {signed: 10}, rating: 4, comment: The last five came on the 30th.}}
competencies: {ownership: {rating: 4, comment: Secret words.}}
overall: {rating: 4}
"""


def company() -> Company:
    """Half of the target at the last check-in, all of it by the final value; the cycle is closed.

    The result is left out: these tests look at values, and `check` at results.
    """
    files: dict[str, bytes | None] = {
        SHEET: SHEET_TEXT.encode(),
        REVIEW: REVIEW_TEXT.encode(),
        CHECKIN: b"values: {pilots/signed: 5}\n",
        "reviews/2026-h1/people/alice/result.yml": None,
    }
    return Company(OverlayTree(base_tree(), files))


def api_row(made: Company, table: str) -> dict:
    visibility = Visibility(made.policy.site)
    files = dict(api.files(made, visibility))
    document = json.loads(files[f"{api.FOLDER}/cycles/2026-h1/{table}.json"])
    (row,) = [one for one in document["rows"] if one["owner"] == "alice"]
    return row


def export_row(made: Company, table: str) -> dict:
    found = next(one for one in TABLES if one.name == table)
    names = [column.name for column in found.columns]
    rows = [dict(zip(names, row, strict=True)) for row in found.rows(everything(made))]
    (row,) = [one for one in rows if (one["cycle"], one["owner"]) == ("2026-h1", "alice")]
    return row


@pytest.mark.parametrize("row", [api_row, export_row])
def test_tables_tell_the_final_values(row) -> None:
    """10 of 10 pilots are 1, though the last check-in told 5 (which would be 0.5)."""
    made = company()
    assert row(made, "key_results")["value_number"] == 10
    assert row(made, "key_results")["achievement"] == pytest.approx(1)
    assert row(made, "goals")["achievement"] == pytest.approx(1)


@pytest.mark.parametrize("row", [api_row, export_row])
def test_a_later_cap_moves_no_achievement(row) -> None:
    """Twelve of ten were 1.1 at closing (half of the way to 1.2, which stretch 14 counts); today's cap is 1."""
    sheet = SHEET_TEXT.replace("target: 10,", "target: 10, stretch: 14,").encode()
    review = REVIEW_TEXT.replace("signed: 10", "signed: 12").encode()
    lower = (base_tree().read(POLICY) or b"").replace(b"cap: 1.2", b"cap: 1.0")
    files = {SHEET: sheet, REVIEW: review, POLICY: lower}
    made = Company(OverlayTree(company().tree, files))
    assert made.policy.achievement.cap == 1
    assert row(made, "goals")["achievement"] == pytest.approx(1.1)


def page_of(made: Company) -> str:
    site = SiteView(made, TODAY)
    page = next(one for one in pages(site) if one.url == "people/alice/2026-h1/")
    return Renderer(site, frame_of(site, [])).html(page)


def test_pages_tell_the_final_values_and_nothing_else_of_the_review() -> None:
    html = page_of(company())
    assert "Missed" not in re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    assert "Secret words" not in html
    assert "The last five" not in html


def test_what_was_judged_is_not_missed_for_its_last_check_in() -> None:
    sheet = SHEET_TEXT.replace("weight: 100, measure", "weight: 100, source: judgement, measure")
    review = REVIEW_TEXT.replace("final: {signed: 10}, ", "")
    files = {SHEET: sheet.encode(), REVIEW: review.encode()}
    html = page_of(Company(OverlayTree(company().tree, files)))
    assert "Missed" not in re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)


def test_before_closing_the_check_in_is_told() -> None:
    old = base_tree().read(CYCLE) or b""
    files = {CYCLE: old.replace(b"closed: 2026-07-31", b"closed: null")}
    made = Company(OverlayTree(company().tree, files))
    assert api_row(made, "key_results")["value_number"] == 5
