"""The first day at GitHub, with a company's workflows run as they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run as Perfgit
from tests.github.first_day import (
    GOAL,
    GOALS,
    SHEET,
    FirstDay,
    begin,
    found,
    rights_taken,
    set_up,
)
from tests.github.plans import CLOUD, FREE, PLANS, Plan
from tests.github.runner import Run
from tests.github.standin import BOT, RuleError

Begin = Callable[..., FirstDay]
BRUNOS = "goals/2026-h2/people/bruno/goals.yml"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, perfgit: Perfgit) -> Callable[[str], Path]:
    """A company as it begins, made once for each language."""
    return cache(lambda locale: found(tmp_path_factory.mktemp("founded"), perfgit, locale))


@pytest.fixture
def first(
    tmp_path: Path, git: Callable[..., str], founded: Callable[[str], Path]
) -> Iterator[Begin]:
    days: list[FirstDay] = []

    def made(locale: str = "en", **more: Any) -> FirstDay:
        days.append(begin(tmp_path, git, founded(locale), locale=locale, **more))
        return days[-1]

    yield made
    for day in days:
        day.runner.close()
        day.github.close()


def of(runs: list[Run], name: str) -> Run:
    """The last run of a workflow."""
    return [run for run in runs if run.workflow == f"{name}.yml"][-1]


def all_well(runs: Iterable[Run], *but: str) -> bool:
    bad = [(run.workflow, run.failed, run.log) for run in runs if run.conclusion == "failure"]
    assert [name for name, _, _ in bad] == list(but), bad
    return True


@pytest.mark.parametrize(
    ("plan", "locale"), [*((plan, "en") for plan in PLANS), (CLOUD, "zh-Hans")], ids=str
)
def test_the_first_day(first: Begin, plan: Plan, locale: str) -> None:
    """A goal by branch and one by form, agreed and merged; a check-in; the site; a night."""
    day = first(locale, plan=plan)
    set_up(day)
    github, world = day.github, day.world
    github.pages_public = None if plan.pages == "none" else plan.pages == "public"
    publishing = () if plan.new_artifacts else ("publish.yml",)
    """Keeping the site needs artifacts that Enterprise Server does not have."""

    number, _ = world.propose("bruno-lighthouse", "goals", {BRUNOS: SHEET})
    assert all_well(day.runner.settle())
    assert day.status(number) == "pending" and "greta-lighthouse" in day.told(number)
    assert github.pulls[number].requested == ["greta-lighthouse"]
    assert github.pulls[number].labels == ["perfgit: waiting"]
    assert len(world.comments(number)) == 1
    assert all_well(day.approve("greta-lighthouse", number))
    assert day.status(number) == "success"
    assert all_well(day.merge("bruno-lighthouse", number), *publishing)
    assert "Five pilots" in world.read(BRUNOS)

    issue = day.submit("goal", GOAL)
    runs = day.runner.settle()
    assert all_well(run for run in runs if not run.held)
    held = sorted(run.workflow for run in runs if run.held)
    assert held == ["check.yml", "gate.yml"], "GitHub holds back what the bot's proposal starts"
    pull = day.pull_of(issue)
    assert day.status(pull) == "pending" and "bruno-lighthouse" in day.told(pull)
    assert f"#{pull}" in day.answers(issue)[0]
    assert all_well(day.approve("bruno-lighthouse", pull))
    assert day.status(pull) == "success"
    assert all_well(day.merge("alice-m", pull), *publishing)
    assert "Five pilots" in world.read(GOALS)
    assert github.issues[issue].state == "closed" and len(day.answers(issue)) == 1

    github.day = "2026-07-20"  # a Monday
    values = {"values": "five-pilots-in-munich/signed-pilots = 2", "note": "Two have signed."}
    issue = day.submit("checkin", values)
    assert all_well(run for run in day.runner.settle() if not run.held)
    assert day.status(day.pull_of(issue)) == "success", day.answers(issue)
    assert all_well(day.merge("alice-m", day.pull_of(issue)), *publishing)

    runs = day.runner.night()
    assert all_well(runs, *publishing)
    reminded = [one for one in github.issues.values() if one.author == BOT]
    assert reminded and all(one.labels == ["perfgit: todo"] for one in reminded)
    if plan.new_artifacts:
        page = day.runner.artifacts["site"] / "people/alice/index.html"
        assert "Five pilots in Munich" in page.read_text("utf-8")
        kept = list(day.runner.caches)
        assert len(kept) > 1 and all(key.startswith("conversations-") for key in kept)
    else:
        assert of(runs, "publish").failed == ["Keep the site"]
    assert (day.runner.site is not None) == (plan.new_artifacts and plan.pages == "private")
    assert github.spent < 250, "requests of a first day, of a thousand an hour"


def test_on_free_nothing_keeps_a_merge_back(first: Begin) -> None:
    """The gate advises: the status is there, and red, but GitHub requires none on this plan."""
    day = first(plan=FREE)
    number, _ = day.world.propose("alice-m", "goals", {BRUNOS: SHEET})
    day.runner.settle()
    assert day.status(number) == "failure"
    day.merge("alice-m", number)
    with pytest.raises(RuleError, match="Upgrade"):
        day.github.require(BOT)


def test_with_every_setting_as_github_has_it_a_form_reaches_its_manager(first: Begin) -> None:
    """No workflow may open a pull request: the author is told, and opens it with one click."""
    day = first()
    issue = day.submit("goal", GOAL)
    run = of(day.runner.settle(), "forms")
    assert run.conclusion == "success"
    (told,) = day.answers(issue)
    assert "not permitted to create or approve pull requests" in told
    assert "Allow GitHub Actions to create and approve pull requests" in told.replace("&#8203;", "")
    branch = f"perfgit/form-{issue}"
    assert f"/lighthouse/performance/compare/main...{branch}?expand=1" in told
    asked = {"title": "Goal", "head": branch, "base": "main", "body": f"Closes #{issue}."}
    pull = day.world.call("alice-m", "POST", "pulls", asked)["number"]
    run = of(day.runner.settle(), "gate")
    assert "Make it once: Issues, Labels" in run.log and run.conclusion == "success"
    assert day.status(pull) == "pending" and "bruno-lighthouse" in day.told(pull)
    day.approve("bruno-lighthouse", pull)
    assert day.status(pull) == "success"
    day.merge("bruno-lighthouse", pull)
    assert "Five pilots" in day.world.read(GOALS)
    assert day.github.issues[issue].state == "closed"
    assert day.runner.site is None, "Pages are not on"
    assert (
        "Five pilots"
        in next(iter(day.runner.artifacts["site"].rglob("alice/index.html"))).read_text()
    )


GATE = [
    ("contents", "none", "performance.git/' not found"),
    ("issues", "none", None),
    ("pull-requests", "none", "`pull-requests: read`"),
    ("pull-requests", "read", "`pull-requests: write`"),
    ("statuses", "none", "`statuses: read`"),
    ("statuses", "read", "`statuses: write`"),
]


@pytest.mark.parametrize(("right", "level", "named"), GATE)
def test_a_right_that_the_gate_lacks(
    first: Begin, right: str, level: str, named: str | None
) -> None:
    """An ordinary proposal: the right is named in the log; the status is right, or is not there."""
    day = first(change=rights_taken("gate.yml", right, level=level))
    set_up(day)
    number, _ = day.world.propose("alice-m", "goals", {GOALS: SHEET})
    run = of(day.runner.settle(), "gate")
    if named:
        assert named in run.log
    ornament = (right, level) == ("pull-requests", "read")
    assert run.conclusion == ("success" if ornament or not named else "failure")
    assert day.status(number) == ("pending" if ornament or not named else None)
    run = of(day.approve("bruno-lighthouse", number), "gate")
    assert day.status(number) == ("success" if ornament or not named else None)


def test_a_gate_that_may_not_read_issues_says_so_of_a_form(first: Begin) -> None:
    day = first(change=rights_taken("gate.yml", "issues", beside="forms.yml"))
    set_up(day)
    issue = day.submit("goal", GOAL)
    day.runner.settle()
    pull = day.pull_of(issue)
    run = of(day.approve("bruno-lighthouse", pull), "gate")
    assert run.conclusion == "failure" and "`issues: read`" in run.log
    assert day.status(pull) == "pending", "as it was; not refused for a wrong reason"


FORMS = [
    ("contents", "none", "performance.git/' not found"),
    ("contents", "read", "`contents: write`"),
    ("issues", "none", "`issues: read`"),
    ("issues", "read", "`issues: write`"),
    ("pull-requests", "none", "`pull-requests: read`"),
    ("pull-requests", "read", "`pull-requests: write`"),
    ("statuses", "none", "`statuses: read`"),
    ("statuses", "read", "`statuses: write`"),
]


@pytest.mark.parametrize(("right", "level", "named"), FORMS)
def test_a_right_that_forms_lack(first: Begin, right: str, level: str, named: str) -> None:
    """Whoever has sent one is answered with what is missing, or the run is red where nobody can."""
    day = first(change=rights_taken("forms.yml", right, level=level))
    set_up(day)
    issue = day.submit("goal", GOAL)
    run = of(day.runner.settle(), "forms")
    assert named in run.log
    opened_by_hand = (right, level) == ("pull-requests", "read")
    assert run.conclusion == ("success" if opened_by_hand else "failure")
    silent = right == "issues" or (right, level) == ("contents", "none")
    assert bool(day.answers(issue)) != silent
    if not silent:
        name = named.strip("`").replace(":", "").replace("-", "&#45;")
        assert name.partition(" ")[0] in day.answers(issue)[0].replace("-", "&#45;")
    assert all(day.status(number) != "success" for number in day.github.pulls)


@pytest.mark.parametrize(
    ("name", "right", "said"),
    [
        ("check.yml", "contents", "performance.git/' not found"),
        ("publish.yml", "contents", "performance.git/' not found"),
        ("publish.yml", "pages", "`pages: read`"),
        ("publish.yml", "pull-requests", "`pull-requests: read`"),
        ("remind.yml", "contents", "performance.git/' not found"),
        ("remind.yml", "issues", "`issues: read`"),
    ],
)
def test_a_right_that_another_workflow_lacks(
    first: Begin, name: str, right: str, said: str
) -> None:
    day = first(change=rights_taken(name, right))
    day.github.pages_public = False
    day.world.propose("alice-m", "goals", {GOALS: SHEET})
    day.github.day = "2026-07-20"
    runs = [*day.runner.settle(), *day.runner.night()]
    run = next(run for run in runs if run.workflow == name)
    assert said in run.log
    assert run.failed or right == "pages", "without Pages the site is kept all the same"
    assert day.runner.site is None or right == "pull-requests"
