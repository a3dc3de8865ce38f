"""`perfgit retro rate`: what a participant says of a cycle, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.reader import read
from perfgit.files.trees import OverlayTree, Tree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.site.build.build import build
from perfgit.site.views import process
from perfgit.site.views.company import SiteView
from tests.conftest import Run

CLOSED = "reviews/2026-h1/retrospective/dana.yml"


@pytest.fixture
def rate(company: Path, perfgit: Run):
    def run(*words: object, code: int = 0, today: str = "2026-09-01", who: str = "dana") -> str:
        done = perfgit("retro", "rate", *words, "--as", who, "--today", today, "--root", company)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_the_latest_cycle_that_was_evaluated_is_meant_a_closed_one_too(company: Path, rate) -> None:
    said = rate(4, "--helped", "Two peers.")
    assert "Whoever can read the repository can read who said what" in said
    assert "at least 5 participants" in said
    raw = (company / CLOSED).read_bytes()
    assert read(raw, CLOSED).data == {"rating": 4, "helped": "Two peers."}
    rate(5, "--hindered", "Forms.", "--helped", "Peers.")  # again: the same file
    raw = (company / CLOSED).read_bytes()
    assert read(raw, CLOSED).data == {"rating": 5, "helped": "Peers.", "hindered": "Forms."}
    rate(3, today="2026-12-20")  # evaluation of the second half has opened
    assert (company / "reviews/2026-h2/retrospective/dana.yml").is_file()


def test_what_is_not_on_the_scale_is_refused(company: Path, rate) -> None:
    assert "1" in rate(9, code=2)
    assert not (company / CLOSED).exists()
    assert "no cycle" in rate(3, "--cycle", "2030", code=2).casefold()


def test_check_looks_at_it() -> None:
    tree: Tree = OverlayTree(
        base_tree(),
        {CLOSED: b"rating: 9\n", "reviews/2026-h1/retrospective/nobody.yml": b"rating: 3\n"},
    )
    found = {(one.file, one.rule) for one in check(tree).problems}
    assert (CLOSED, "outside-scale") in found
    assert ("reviews/2026-h1/retrospective/nobody.yml", "unknown-person") in found


def rated(*ratings: int, by_hand: str = "") -> list[tuple[int, int]] | None:
    names = ["alice", "bruno", "chen", "dana", "erik", "fenna", "greta"]
    files = {
        f"reviews/2026-h1/retrospective/{name}.yml": f"rating: {rating}\n".encode()
        for name, rating in zip(names, ratings, strict=False)
    }
    files["reviews/2026-h1/retrospective.yml"] = f"summary: x\n{by_hand}".encode()
    company = Company(OverlayTree(base_tree(), files))
    site = SiteView(company, dt.date(2026, 9, 1))
    back = process.look_back(site, site.cycles["2026-h1"])
    return back.rated if back else None


def test_the_site_counts_those_of_a_group_and_nobody_alone() -> None:
    """Five at least, and at least two who differ from most: so that nobody's is told."""
    assert rated(4, 4, 3, 3, 5) == [(1, 0), (2, 0), (3, 2), (4, 2), (5, 1)]
    assert rated(4, 4, 3, 3) == []
    assert rated(4, 4, 4, 4, 4) == []
    assert rated(4, 4, 4, 4, 5) == []
    assert rated(4, 4, 3, 3, by_hand="ratings: {3: 5}\n") == []  # files count, not what is written
    assert rated(by_hand="ratings: {3: 5, 4: 1}\n") == [(1, 0), (2, 0), (3, 5), (4, 1), (5, 0)]


def test_no_word_and_no_name_is_on_the_site(company: Path) -> None:
    folder = company / "reviews/2026-h1/retrospective"
    folder.mkdir(parents=True)
    for name, rating in zip(
        ("alice", "bruno", "chen", "dana", "erik"), (3, 3, 4, 4, 5), strict=True
    ):
        text = f"rating: {rating}\nhelped: zqxhelped{name}\nhindered: zqxhindered{name}\n"
        (folder / f"{name}.yml").write_text(text)
    pages = build(company, today=dt.date(2026, 9, 1)).folder
    held = [path for path in pages.rglob("*") if path.is_file() and b"zqxh" in path.read_bytes()]
    assert held == []
    names = [
        path
        for path in pages.rglob("*")
        if b"retrospective/dana" in (path.read_bytes() if path.is_file() else b"")
    ]
    assert names == []
