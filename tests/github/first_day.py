"""A company on its first day at GitHub: made by `perfgit init`, pushed, its workflows running."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfgit.forms.design import FORMS
from perfgit.i18n import say, speaking
from tests.conftest import Run as Perfgit
from tests.github.conftest import ACCOUNTS, World
from tests.github.plans import CLOUD, Plan
from tests.github.runner import Run, Runner
from tests.github.standin import BOT, GitHub

DAY = "2026-07-01"
CYCLE = "2026-h2"
PEOPLE = """\
id,name,email,github,github_id,team,manager
greta,Greta Lind,greta@a.example,greta-lighthouse,{greta},board,
bruno,Bruno Keller,bruno@a.example,bruno-lighthouse,{bruno},sales,greta
alice,Alice Martin,alice@a.example,alice-m,{alice},sales,bruno
omar,Omar Haddad,omar@a.example,omar-lighthouse,{omar},board,greta
mei,Mei Chen,mei@a.example,mei-lighthouse,{mei},board,greta
jonas,Jonas Vogel,jonas@a.example,jonas-lighthouse,{jonas},board,greta
tomas,Tomas Novak,tomas@a.example,tomas-lighthouse,{tomas},board,greta
wei,Wei Zhang,wei@a.example,wei-lighthouse,{wei},board,greta
"""
TEAMS = "id,name,lead\nboard,Board,greta\nsales,Sales,bruno\n"
ROLES = {"hr": ("mei", "jonas"), "executive": ("greta", "omar"), "admin": ("tomas", "wei")}
GOALS = f"goals/{CYCLE}/people/alice/goals.yml"
SHEET = """\
goals:
  - id: pilots
    title: Five pilots in Munich
    weight: 100
    key_results:
      - id: signed
        title: Signed pilots
        measure: {kind: number, unit: customers, baseline: 0, target: 5}
        source: data
        weight: 100
"""
GOAL = {
    "goal": "Five pilots in Munich",
    "key_results": "Signed pilots | 0 -> 5 customers | 100",
    "weight": "100",
}


@dataclass
class FirstDay:
    """The company, what people do, and what runs."""

    world: World
    runner: Runner
    locale: str

    @property
    def github(self) -> GitHub:
        return self.world.github

    def submit(self, kind: str, answers: dict[str, str], login: str = "alice-m") -> int:
        """Somebody sends a web form, in the company's language."""
        with speaking(self.locale):
            form = next(form for form in FORMS if form.kind == kind)
            text = "\n\n".join(
                f"### {say(field.label)}\n\n{answers.get(field.id, '_No response_')}"
                for field in form.fields
            )
        return self.world.call(login, "POST", "issues", {"title": "Form", "body": text})["number"]

    def answers(self, issue: int) -> list[str]:
        found = self.github.issues[issue].comments
        return [comment["body"] for comment in found if comment["by"] == BOT]

    def status(self, pull: int) -> str | None:
        return self.github.commit_status(self.github.pulls[pull].last_head)

    def told(self, pull: int) -> str:
        """The status of a pull request in words."""
        return self.github.statuses[self.github.pulls[pull].last_head][0]["description"]

    def approve(self, login: str, pull: int) -> list[Run]:
        self.world.approve(login, pull)
        return self.runner.settle()

    def merge(self, login: str, pull: int) -> list[Run]:
        self.world.call(login, "PUT", f"pulls/{pull}/merge", {})
        return self.runner.settle()

    def pull_of(self, issue: int) -> int:
        """The pull request that a form has become."""
        branch = f"perfgit/form-{issue}"
        return next(n for n, pull in self.github.pulls.items() if pull.head == branch)


def found(folder: Path, perfgit: Perfgit, locale: str) -> Path:
    """The company as `perfgit init` makes it."""
    ids = {login.partition("-")[0]: number for login, number in ACCOUNTS.items()}
    (folder / "people.csv").write_text(PEOPLE.format_map(ids), "utf-8")
    (folder / "teams.csv").write_text(TEAMS, "utf-8")
    company = folder / "company"
    roles = [f"--{role}={id}" for role, holders in ROLES.items() for id in holders]
    done = perfgit(
        "init", company, "--name", "Acme", "--locale", locale, "--today", DAY, *roles,
        "--people", folder / "people.csv", "--teams", folder / "teams.csv",
        "--repository", "lighthouse/performance", "--no-git",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return company


def begin(
    folder: Path,
    git: Callable[..., str],
    founded: Path,
    *,
    plan: Plan = CLOUD,
    locale: str = "en",
    change: Callable[[Path], Any] = lambda _: None,
) -> FirstDay:
    """Push the company to GitHub; `change` may alter its files before."""
    company = folder / "company"
    shutil.copytree(founded, company)
    change(company)
    git(company, "init", "--quiet", "-b", "main")
    git(company, "add", "--all")
    git(company, "commit", "--quiet", "-m", "The company begins")
    bare = folder / "github.git"
    git(folder, "clone", "--quiet", "--bare", str(company), bare.name)
    github = GitHub(bare, ACCOUNTS)
    github.admins = {"tomas-lighthouse", "wei-lighthouse"}
    github.plan = plan
    world = World(github, folder, git, company)
    return FirstDay(world, Runner(github, folder), locale)


def set_up(day: FirstDay) -> None:
    """What an administrator sets: workflows may propose, the labels are made."""
    from perfgit.github.publish import LABELS

    day.github.actions_may_propose = True
    day.github.labels |= set(LABELS.values())


def rights_taken(
    name: str, right: str, *, level: str = "none", beside: str = "reviewed.yml"
) -> Callable[[Path], Any]:
    """A company one of whose workflows lacks a right; of the others `reviewed.yml` and one are there."""

    def take(company: Path) -> None:
        for other in (company / ".github/workflows").glob("*.yml"):
            if other.name not in (name, "reviewed.yml", beside):
                other.unlink()
        path = company / ".github/workflows" / name
        text, count = re.subn(
            rf"(?m)^      {right}: \w+", f"      {right}: {level}", path.read_text()
        )
        assert count
        path.write_text(text)

    return take
