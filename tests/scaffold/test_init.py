"""`perfgit init`: a company's repository in which everything works from the first minute."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.i18n import BY_CODE
from perfgit.model.org import pages_address
from perfgit.rules.engine import check
from perfgit.scaffold.company import first_cycle
from tests.conftest import Run

PEOPLE = """\
id,name,email,github,manager,team
mei,陈美,mei@acme.example,mei-acme,greta,people
greta,Greta Lind,greta@acme.example,greta-acme,,
bob,Bob Ray,bob@acme.example,bob-acme,greta,field
"""
TEAMS = "id,name,lead\npeople,People,mei\nfield,Field,bob\n"
GIT = {
    "GIT_AUTHOR_NAME": "Mei Chen",
    "GIT_AUTHOR_EMAIL": "mei@acme.example",
    "GIT_COMMITTER_NAME": "Mei Chen",
    "GIT_COMMITTER_EMAIL": "mei@acme.example",
    "GIT_CONFIG_GLOBAL": "/dev/null",
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "teams.csv").write_text(TEAMS)
    return tmp_path


@pytest.mark.parametrize("locale", BY_CODE)
def test_from_nothing_everything_is_in_order(locale: str, tmp_path: Path, perfgit: Run) -> None:
    root = tmp_path / "acme"
    done = perfgit("init", root, "--name", 'A: "B" & 星', "--locale", locale, **GIT)
    assert done.returncode == 0, done.stderr
    report = check(WorkingTree(root))
    assert report.errors == 0
    company = Company(WorkingTree(root))
    assert company.info.name == 'A: "B" & 星'
    assert company.info.locale == locale
    assert len(company.people) == 1 and len(company.cycles) == 1
    (person,) = company.people
    assert company.policy.roles.hr == [person]
    built = perfgit("build", "--root", root)
    assert built.returncode == 0, built.stderr
    assert (root / ".built-site/index.html").is_file()


def test_from_tables_with_roles_owners_and_a_first_commit(tables: Path, perfgit: Run) -> None:
    root = tables / "acme"
    done = perfgit(
        "init", root, "--name", "Acme", "--people", tables / "people.csv",
        "--teams", tables / "teams.csv", "--hr", "mei", **GIT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert check(WorkingTree(root)).errors == 0
    company = Company(WorkingTree(root))
    assert set(company.people) == {"mei", "greta", "bob"}
    assert company.policy.roles.hr == ["mei"]
    assert company.policy.roles.executive == ["greta"], "the head, where nobody is named"
    owners = (root / ".github/CODEOWNERS").read_text()
    assert "@mei-acme" in owners
    assert perfgit("codeowners", "--check", "--root", root).returncode == 0
    assert perfgit("forms", "--check", "--root", root).returncode == 0
    log = subprocess.run(
        ["git", "-C", root, "status", "--porcelain"], capture_output=True, text=True, check=True
    )
    assert log.stdout == "", "all of it is in the first commit"
    (cycle,) = company.cycles
    opened = perfgit("cycle", "open", cycle, "--write", "--root", root)
    assert opened.returncode == 0, opened.stderr
    assert check(WorkingTree(root)).errors == 0


def test_of_several_heads_nobody_is_picked(tables: Path, perfgit: Run) -> None:
    """Alphabet is no reason to hold HR: bob and greta have no manager, and neither is guessed."""
    (tables / "people.csv").write_text("id,name,manager\nmei,陈美,greta\ngreta,Greta,\nbob,Bob,\n")
    root = tables / "acme"
    words = ("init", root, "--name", "Acme", "--people", tables / "people.csv")
    done = perfgit(*words, **GIT)
    assert done.returncode == 2
    assert "bob, greta" in done.stderr and "--executive" in done.stderr
    assert not root.exists()
    done = perfgit(*words, "--hr", "陈美", "--executive", "greta", **GIT)
    assert done.returncode == 0, done.stderr
    roles = Company(WorkingTree(root)).policy.roles
    assert (roles.hr, roles.executive, roles.admin) == (["mei"], ["greta"], ["mei"])


def test_a_folder_in_use_is_left_alone(tmp_path: Path, perfgit: Run) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = perfgit("init", tmp_path, "--name", "Acme")
    assert done.returncode == 2 and "is not empty" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_without_a_name_and_nobody_to_ask(tmp_path: Path, perfgit: Run) -> None:
    done = perfgit("init", tmp_path / "acme")
    assert done.returncode == 2 and "--name" in done.stderr
    assert not (tmp_path / "acme").exists()


@given(st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31)), st.sampled_from(list(BY_CODE)))
def test_the_first_cycle_can_be_planned_from_today(today: dt.date, language: str) -> None:
    id, cycle = first_cycle(today, language)
    stages = cycle.stages
    assert stages.plan.opens <= today <= stages.plan.closes
    assert cycle.starts <= stages.plan.closes < stages.evaluate.opens <= cycle.ends
    days = [stages.plan.opens, stages.coach.opens, stages.evaluate.opens, stages.feedback.opens]
    assert days == sorted(days)
    assert id == f"{cycle.starts.year}-h{1 if cycle.starts.month == 1 else 2}"
    assert str(cycle.starts.year) in cycle.title
    assert (cycle.ends - today).days >= 75


def test_the_first_person_can_write_a_goal_before_there_is_a_second(
    tmp_path: Path, perfgit: Run
) -> None:
    root = tmp_path / "acme"
    begun = perfgit("init", root, "--name", "Acme", **GIT)
    assert begun.returncode == 0
    (person,) = Company(WorkingTree(root)).people
    (cycle,) = Company(WorkingTree(root)).cycles
    assert f"perfgit cycle open {cycle} " in begun.stdout
    goal = ("goal", "new", "--title", "Open Lisbon", "--measure", "yes/no", "--weight", "100")
    done = perfgit(*goal, "--as", person, "-y", "--root", root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nobody left who could approve" in done.stdout
    assert (root / f"goals/{cycle}/people/{person}/goals.yml").is_file()
    assert check(WorkingTree(root)).errors == 0


def test_pages_that_are_not_found_have_their_style_where_the_site_lies_below_its_host(
    tmp_path: Path, perfgit: Run
) -> None:
    folder = tmp_path / "acme"
    perfgit("init", folder, "--name", "Acme", "--repository", "Acme/Performance")
    assert "site_url: https://acme.github.io/performance/" in (folder / "mkdocs.yml").read_text()
    assert perfgit("build", "--root", folder).returncode == 0
    missing = (folder / ".built-site/404.html").read_text()
    assert 'href="/performance/css/' in missing and 'href="/css/' not in missing
    assert "site_url" not in perfgit("doctor", "--root", folder).stdout
    text = (folder / "mkdocs.yml").read_text()
    (folder / "mkdocs.yml").write_text(re.sub("site_url.*\n", "", text))
    told = perfgit("doctor", "--root", folder).stdout
    assert "site_url: https://acme.github.io/performance/" in told


@pytest.mark.parametrize(
    ("repository", "host", "address"),
    [
        ("Acme/goals", "github.com", "https://acme.github.io/goals/"),
        ("acme/acme.github.io", "github.com", "https://acme.github.io/"),
        ("acme/goals", "git.acme.example", None),  # an Enterprise Server has addresses of its own
        (None, "github.com", None),
    ],
)
def test_where_pages_are_published(repository: str | None, host: str, address: str | None) -> None:
    assert pages_address(repository, host) == address
