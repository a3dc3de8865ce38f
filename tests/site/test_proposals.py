"""The Proposals page and the person's page: conversations, as far as the policy allows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.company.discussions import Discussion, Discussions, Said, save
from perfgit.files.trees import WorkingTree
from perfgit.site.build.build import build
from perfgit.site.views.company import SiteView
from tests import ROOT

NOW = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
GOALS = "goals/2026-h2/people/alice/goals.yml"
REVIEWS = "reviews/2026-h2/people/alice"


def said(text: str, by: str | None = "bruno-lighthouse") -> Said:
    return Said(by=by, at=NOW, kind="comment", text=text, link="https://github.example/c")


def pull(number: int, *paths: str, text: str = "So.", **other: object) -> Discussion:
    return Discussion.model_validate(
        {
            "number": number,
            "title": f"MARK-{number}",
            "link": f"https://github.example/pull/{number}",
            "state": "open",
            "by": "alice-m",
            "opened": NOW,
            "updated": NOW,
            "head": "a" * 40,
            "paths": list(paths),
            "complete": True,
            "said": [said(f"TALK-{number} {text}")],
            **other,
        }
    )


def site_with(folder: Path, *pulls: Discussion) -> SiteView:
    save(folder, Discussions(repository="lighthouse/performance", pulls=list(pulls)))
    return SiteView(Company(WorkingTree(folder)), TODAY)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    import shutil

    for name in ("org", "goals", "reviews"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


NEVER = [
    (f"{REVIEWS}/manager.yml",),
    (f"{REVIEWS}/feedback/2026-09-03-chen.yml",),
    (f"{REVIEWS}/meeting.yml",),
    (f"{REVIEWS}/plan.yml",),
    (f"{REVIEWS}/appeal.yml",),
    (f"{REVIEWS}/nominations.yml",),
    ("reviews/2026-h2/calibration/engineering.yml",),
    ("org/people/alice.yml",),
    ("org/policy.yml",),
    ("README.md",),
    (),
    (GOALS, f"{REVIEWS}/manager.yml"),
    (GOALS, "unknown"),
]


@pytest.mark.parametrize("paths", NEVER)
def test_no_policy_shows_these(sample: Path, paths: tuple[str, ...]) -> None:
    policy = sample / "org/policy.yml"
    text = policy.read_text("utf-8").replace("reviews: participation", "reviews: everyone")
    policy.write_text(text.replace("feedback: nobody", "feedback: everyone"), "utf-8")
    assert site_with(sample, pull(1, *paths)).proposals.all == []


def test_the_policy_decides_about_the_rest(sample: Path) -> None:
    checkin = "goals/2026-h2/people/alice/checkins/2026-11-13.yml"
    pulls = (pull(1, GOALS), pull(2, checkin), pull(3, f"{REVIEWS}/self.yml"))
    policy = sample / "org/policy.yml"
    usual = policy.read_text("utf-8")

    def shown(*changes: tuple[str, str]) -> set[int]:
        text = usual
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        policy.write_text(text, "utf-8")
        return {one.number for one in site_with(sample, *pulls).proposals.all}

    assert shown() == {1, 2}
    assert shown(("checkins: everyone", "checkins: nobody")) == {1}
    assert shown(("goals: everyone", "goals: nobody")) == set()
    assert shown(("reviews: participation", "reviews: everyone")) == {1, 2, 3}


def test_what_is_kept_back_is_nowhere_in_the_site(sample: Path, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    site_with(
        sample,
        pull(1, GOALS, text=hostile, title="MARK-1 <script>alert(1)</script>"),
        pull(2, f"{REVIEWS}/manager.yml"),
        pull(3, GOALS, link="javascript:alert(1)"),
        pull(4, GOALS, complete=False),
        pull(5, GOALS, by=None, said=[said("TALK-5", by=None)]),
    )
    out = tmp_path / "out"
    build(sample, out, TODAY)
    pages = {
        str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }
    everything = b"".join(pages.values())
    for number in (2, 3, 4):
        assert f"MARK-{number}".encode() not in everything
        assert f"TALK-{number}".encode() not in everything
    for name in ("proposals/index.html", "people/alice/index.html"):
        page = pages[name].decode()
        assert "TALK-1" in page
        assert "a deleted account" in page
        assert "<script>alert" not in page
        assert "onerror" not in page
        assert "javascript:" not in page


def test_the_site_is_built_without_them_and_after_they_come(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(sample, out, TODAY)
    page = out / "proposals/index.html"
    assert "have not been read yet" in page.read_text("utf-8")
    site_with(sample, pull(1, GOALS))
    build(sample, out, TODAY)
    assert "MARK-1" in page.read_text("utf-8")
    assert "MARK-1" in (out / "people/alice/index.html").read_text("utf-8")
    again = tmp_path / "again"
    build(sample, again, TODAY)
    assert (again / "people/alice/index.html").read_bytes() == (
        out / "people/alice/index.html"
    ).read_bytes()
