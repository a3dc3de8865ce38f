"""What changed this week, from a real history of a real repository."""

from __future__ import annotations

import datetime as dt
import os
import subprocess

import pytest

from perfgit.company.company import Company
from perfgit.files import log as logs
from perfgit.files.trees import WorkingTree
from perfgit.site.pages.home import home
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.views.changes import week
from perfgit.site.views.company import SiteView

TODAY = dt.date(2026, 11, 20)
SHEET = "goals/2026-h2/people/alice/goals.yml"
CHECKINS = "goals/2026-h2/people/alice/checkins"


class Repository:
    def __init__(self, root):
        self.root = root
        self.git("init", "-q", "-b", "main")
        self.commit("2026-07-01T12:00:00Z")

    def git(self, *words, at="2026-11-18T12:00:00Z", name="A"):
        env = os.environ | {
            "GIT_AUTHOR_DATE": at,
            "GIT_COMMITTER_DATE": at,
            "GIT_AUTHOR_NAME": name,
            "GIT_COMMITTER_NAME": name,
            "GIT_AUTHOR_EMAIL": "a@b.example",
            "GIT_COMMITTER_EMAIL": "a@b.example",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        subprocess.run(["git", *words], cwd=self.root, env=env, check=True, capture_output=True)

    def commit(self, at="2026-11-18T12:00:00Z", files=(), name="A"):
        for path, text in dict(files).items():
            full = self.root / path
            full.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                full.unlink()
            else:
                full.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"by {name}", at=at, name=name)

    def site(self, today=TODAY):
        return SiteView(Company(WorkingTree(self.root)), today)

    def told(self, today=TODAY):
        return {
            one.kind: [name.name for name in one.names] for one in week(self.site(today)).groups
        }


@pytest.fixture
def repository(company):
    return Repository(company)


def test_changes_are_told_by_kind_and_owner(repository):
    sheet = (repository.root / SHEET).read_text()
    repository.commit(files={f"{CHECKINS}/2026-11-18.yml": "note: Hello"})
    repository.commit(files={SHEET: sheet.replace("Write the", "Write a")})
    repository.commit(files={f"{CHECKINS}/2026-08-15.yml": "note: Put right"})
    repository.commit(files={"org/people/nora.yml": "name: Nora\nteam: sales\n"})
    assert repository.told() == {
        "checkin": ["Alice Martin"],
        "again": ["Alice Martin"],
        "amended": ["Alice Martin"],
        "person": ["Nora"],
    }


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-11-13T23:59:59+01:00", False),
        ("2026-11-14T00:00:00+01:00", True),
        ("2026-11-13T23:30:00-02:00", True),  # the 14th in Berlin
        ("2026-11-20T23:59:59+01:00", True),
        ("2026-11-21T00:00:00+01:00", False),
    ],
)
def test_the_week_is_seven_days_of_the_company_up_to_today(repository, at, told):
    repository.commit(at, {f"{CHECKINS}/2026-11-10.yml": "note: Hello"})
    assert ("checkin" in repository.told()) == told


def test_what_was_added_and_taken_back_is_not_told(repository):
    path = f"{CHECKINS}/2026-11-18.yml"
    repository.commit("2026-11-18T10:00:00Z", {path: "note: Hello"})
    repository.commit("2026-11-18T11:00:00Z", {path: None})
    assert repository.told() == {}
    repository.commit("2026-11-18T12:00:00Z", {path: "note: Again"})
    assert repository.told() == {"checkin": ["Alice Martin"]}


def test_nothing_confidential_is_told_of(repository):
    folder = "reviews/2026-h2/people/alice"
    review = "submitted: 2026-11-18\noverall: {rating: 3}"
    files = {
        f"{folder}/self.yml": "overall: {rating: 3}",  # a draft
        f"{folder}/manager.yml": review,
        f"{folder}/peers/chen.yml": review,
        f"{folder}/appeal.yml": "raised: 2026-11-18\nreasons: MARK",
        f"{folder}/plan.yml": "summary: MARK",
        f"{folder}/nominations.yml": "peers: [chen, dana]",
        f"{folder}/feedback/2026-11-18-chen.yml": "note: MARK",
        "reviews/2026-h2/calibration/sales.yml": "held: 2026-11-18",
        "org/people/alice.yml": "name: Alice Martin\nteam: sales\nmanager: bruno\nlevel: 9\n",
    }
    repository.commit(files=files)
    assert repository.told() == {"manager": ["Alice Martin"]}


@pytest.mark.parametrize("hidden", ["goals", "checkins", "reviews"])
def test_the_policy_decides_what_is_told(repository, hidden):
    policy = (repository.root / "org/policy.yml").read_text().partition("\nsite:")[0]
    (repository.root / "org/policy.yml").write_text(f"{policy}\nsite: {{{hidden}: nobody}}\n")
    sheet = (repository.root / SHEET).read_text()
    repository.commit(
        files={
            f"{CHECKINS}/2026-11-18.yml": "note: Hello",
            SHEET: sheet.replace("Write the", "Write a"),
            "reviews/2026-h2/people/alice/manager.yml": "submitted: 2026-11-17",
        }
    )
    expected = {"again", "checkin", "manager"} - {
        "goals": {"again", "checkin"},
        "checkins": {"checkin"},
        "reviews": {"manager"},
    }[hidden]
    assert set(repository.told()) == expected | {"policy"}


def test_hostile_names_and_paths_are_inert(repository):
    name = "<script>alert(1)</script>\x01\x1b[31m"
    repository.commit(
        name=name,
        files={
            f"{CHECKINS}/2026-11-18.yml": "note: Hello",
            "goals/2026-h2/people/<img src=x onerror=hit()>\n\x01177/goals.yml": "goals: []",
            "org/people/\x01M.yml": "name: X",
        },
    )
    site = repository.site()
    assert repository.told() == {"checkin": ["Alice Martin"]}
    html = Renderer(site, frame_of(site, [])).html(home(site))
    assert "alert(1)" not in html
    assert "onerror" not in html


def test_a_large_commit_is_counted_and_not_told(repository, monkeypatch):
    monkeypatch.setattr(logs, "MOST_FILES", 2)
    files = {f"{CHECKINS}/2026-11-{day}.yml": "note: Hello" for day in (11, 12, 13)}
    repository.commit(files=files)
    found = week(repository.site())
    assert (found.groups, found.bulk) == ((), 3)


def test_a_merge_counts_when_it_is_merged(repository):
    repository.git("switch", "-q", "-c", "side")
    repository.commit("2026-10-01T12:00:00Z", {f"{CHECKINS}/2026-10-01.yml": "note: Hello"})
    repository.git("switch", "-q", "main")
    assert repository.told() == {}
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "side", at="2026-11-18T12:00:00Z")
    assert repository.told() == {"checkin": ["Alice Martin"]}


def test_where_there_is_no_history_there_is_no_section(company, repository, tmp_path):
    shallow = tmp_path / "shallow"
    repository.commit(files={f"{CHECKINS}/2026-11-18.yml": "note: Hello"})
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{repository.root}", shallow], check=True
    )
    edge = week(SiteView(Company(WorkingTree(shallow)), TODAY))
    assert edge.groups == ()  # the edge of a shallow clone is not a change of everything
    subprocess.run(["rm", "-rf", repository.root / ".git"], check=True)
    assert week(SiteView(Company(WorkingTree(company)), TODAY)) is None


def test_a_company_in_a_folder_of_a_repository(tmp_path, company):
    inside = tmp_path / "outer" / "company"
    inside.parent.mkdir()
    company.rename(inside)
    outer = Repository(inside.parent)
    outer.commit(files={f"company/{CHECKINS}/2026-11-18.yml": "note: Hello"})
    found = week(SiteView(Company(WorkingTree(inside)), TODAY))
    assert [one.kind for one in found.groups] == ["checkin"]


def test_a_clock_that_is_wrong_hides_nothing_else(repository):
    repository.commit("2026-11-16T12:00:00Z", {f"{CHECKINS}/2026-11-16.yml": "note: Hello"})
    repository.commit(
        "2031-01-01T12:00:00Z", {f"{CHECKINS}/2026-11-17.yml": "note: From the future"}
    )
    repository.commit("2026-11-18T12:00:00Z", {f"{CHECKINS}/2026-11-18.yml": "note: Hello"})
    repository.commit("2001-01-01T12:00:00Z", {"org/teams/late.yml": "name: Late"})
    told = week(repository.site()).groups
    days = {one.kind: one.last for one in told}
    # Merged between the 16th and the 18th, and after the 18th: each counts as the one before it.
    assert days == {"checkin": dt.date(2026, 11, 18), "team": dt.date(2026, 11, 18)}


@pytest.mark.parametrize(
    ("merged", "believed"),
    [
        ([5, 4, 3], [5, 4, 3]),
        ([1, 5, 4, 3], [5, 5, 4, 3]),  # the latest is dated back
        ([5, 4, 9, 3, 2], [5, 4, 3, 3, 2]),  # one in the middle is dated ahead
        ([9, 5, 4], [9, 5, 4]),  # whether the latest is right, nobody can tell
        ([4, 4, 4], [4, 4, 4]),
        ([1], [1]),
        ([], []),
    ],
)
def test_times_are_put_into_the_order_of_merging(merged, believed):
    assert logs._in_order(merged) == believed


def test_days_are_those_of_the_company(repository):
    company = repository.root / "org/company.yml"
    company.write_text(company.read_text().replace("Europe/Berlin", "America/Los_Angeles"))
    # 20:00 of the 20th in Los Angeles is 04:00 of the 21st in UTC.
    repository.commit("2026-11-21T04:00:00Z", {f"{CHECKINS}/2026-11-20.yml": "note: Late"})
    assert [one.last for one in week(repository.site()).groups if one.kind == "checkin"] == [TODAY]
