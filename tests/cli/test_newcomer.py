"""What somebody new meets: commands that are named exist and do what is due; nothing leads nowhere."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.todo.due import due
from perfgit.todo.item import Item
from tests.conftest import Run

H2 = "2026-h2"
GOALS = f"goals/{H2}/people/alice/goals.yml"
CHECKINS = f"goals/{H2}/people/alice/checkins"
REVIEWS = f"reviews/{H2}/people/alice"
NEXT = """\
title: First half of 2027
starts: 2027-01-01
ends: 2027-06-30
stages:
  plan: {opens: 2027-01-01, closes: 2027-01-31}
  coach: {opens: 2027-02-01, closes: 2027-06-30}
  evaluate: {opens: 2027-06-11, closes: 2027-07-15}
  feedback: {opens: 2027-07-16, closes: 2027-07-31}
"""


@pytest.fixture
def run(company: Path, perfgit: Run) -> Callable[..., Any]:
    """Run a command in the small company, as somebody, on a day, with nobody to be asked."""

    def run(who: str, *words: object, today: str = "2026-11-22", code: int = 0) -> Any:
        done = perfgit(*words, "--as", who, "--today", today, "--root", company)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def put(company: Path, path: str, text: str) -> None:
    (company / path).parent.mkdir(parents=True, exist_ok=True)
    (company / path).write_text(text)


def items(company: Path, day: str, duty: str, who: str | None = None) -> list[Item]:
    found = due(Company(WorkingTree(company)), dt.date.fromisoformat(day), *([who] if who else []))
    return [one for one in found if one.duty == duty]


def close(company: Path) -> None:
    path = company / f"org/cycles/{H2}.yml"
    path.write_text(path.read_text().replace("closed: null", "closed: 2027-02-05"))


# What is due, and the commands that it names


def test_what_is_late_names_its_cycle_once_the_next_one_runs(company: Path, run: Any) -> None:
    shutil.rmtree(company / f"reviews/{H2}")
    put(company, "org/cycles/2027-h1.yml", NEXT)
    (late,) = [
        one
        for one in items(company, "2027-01-20", "write-review", "chen")
        if one.owner == "people/chen"
    ]
    assert late.command == f"perfgit review self --cycle {H2}"
    run("chen", *shlex.split(late.command)[1:], "--growth", "Much.", today="2027-01-20")
    assert (company / f"reviews/{H2}/people/chen/self.yml").is_file()
    (usual,) = [
        one
        for one in items(company, "2027-01-10", "write-review", "dana")
        if one.owner == "people/dana"
    ]
    assert usual.command == "perfgit review self"


def test_a_step_of_the_plan_is_done_after_its_cycle_was_closed(company: Path, run: Any) -> None:
    put(
        company,
        f"{REVIEWS}/plan.yml",
        "actions:\n  - {id: tenders, what: Sit in, owner: alice, due: 2027-03-31, status: open}\n",
    )
    close(company)
    (step,) = items(company, "2027-04-01", "plan-action", "alice")
    run("alice", *shlex.split(step.command)[1:], today="2027-04-01")
    assert "status: done" in (company / f"{REVIEWS}/plan.yml").read_text()
    assert items(company, "2027-04-01", "plan-action", "alice") == []


def test_nothing_is_asked_of_a_closed_cycle_that_the_gate_would_refuse(
    company: Path, run: Any
) -> None:
    shutil.rmtree(company / REVIEWS)
    put(company, f"{REVIEWS}/meeting.yml", "held: 2027-01-20\n")
    assert items(company, "2027-02-10", "acknowledge", "alice")
    close(company)
    assert items(company, "2027-02-10", "acknowledge", "alice") == []
    refused = run("alice", "acknowledge", "--cycle", H2, code=1, today="2027-02-10")
    # The gate would refuse to open the cycle again, so nobody is told to.
    assert (
        "only an appeal moves it" in refused.stderr and "taking `closed` out" not in refused.stderr
    )


def test_goals_are_not_asked_for_once_the_cycle_is_over(company: Path) -> None:
    (company / GOALS).unlink()
    shutil.rmtree(company / CHECKINS)
    assert items(company, "2026-12-31", "plan-goals", "alice")
    assert items(company, "2027-01-01", "plan-goals", "alice") == []


def test_leadership_is_asked_for_the_goals_of_the_company(company: Path, run: Any) -> None:
    assert items(company, "2026-07-01", "plan-goals", "greta") != []  # her own
    asked = {one.owner for one in items(company, "2026-07-01", "plan-goals")}
    assert "company" not in asked
    shutil.rmtree(company / f"goals/{H2}/company")
    (one,) = [one for one in items(company, "2026-07-01", "plan-goals") if one.owner == "company"]
    assert (one.who, one.command) == ("greta", "perfgit goal new --for company")
    assert "company" not in {one.owner for one in items(company, "2026-11-22", "plan-goals")}


def test_a_request_of_a_team_is_answered_by_the_command_that_is_named(
    company: Path, run: Any
) -> None:
    put(
        company,
        f"goals/{H2}/teams/sales/checkins/2026-11-20.yml",
        "obstacles: [{id: desk, what: A desk, needs: resource}]\n",
    )
    (one,) = [
        one for one in items(company, "2026-11-22", "answer-request") if one.owner == "teams/sales"
    ]
    run(one.who, *shlex.split(one.command)[1:], "--status", "granted")
    after = [
        one for one in items(company, "2026-11-22", "answer-request") if one.owner == "teams/sales"
    ]
    assert after == []


@pytest.mark.parametrize("status", ["changed", "dropped"])
def test_a_misfit_that_was_granted_is_the_owners_turn(status: str, company: Path, run: Any) -> None:
    why = "misfits:\n  - goal: playbook\n    why: No market.\n"
    put(company, f"{CHECKINS}/2026-11-18.yml", why)
    assert items(company, "2026-11-22", "change-goal") == []
    run("bruno", "answer", "alice", "playbook", "--status", status)
    (one,) = items(company, "2026-11-22", "change-goal")
    assert (one.who, one.owner, one.path) == ("alice", "people/alice", GOALS)
    flags = ["--title", "A smaller playbook"] if status == "changed" else []
    run("alice", *shlex.split(one.command)[1:], *flags, "--reason", "As agreed.")
    assert items(company, "2026-11-22", "change-goal") == []


def test_a_misfit_that_is_kept_asks_nothing_of_the_owner(company: Path, run: Any) -> None:
    put(
        company, f"{CHECKINS}/2026-11-18.yml", "misfits:\n  - goal: playbook\n    why: No market.\n"
    )
    run("bruno", "answer", "alice", "playbook", "--status", "kept")
    assert items(company, "2026-11-22", "change-goal") == []


def test_status_tells_what_is_due_in_words(company: Path, perfgit: Run) -> None:
    at = ("--root", company, "--today", "2026-12-20")
    told = perfgit("cycle", "status", *at).stdout
    known = json.loads(perfgit("cycle", "status", *at, "--format", "json").stdout)["due"]
    assert "write-review" in known and "write-review" not in told
    assert "reviews to write" in told


# Files that no form asks about


def test_edit_says_what_can_be_edited(company: Path, run: Any) -> None:
    unread = run("mei", "edit", "reviews/retro.yml", code=2)
    assert "reviews/cycle/retrospective.yml" in unread.stderr
    assert 'no cycle "2029"' in run("mei", "edit", "reviews/2029/retrospective.yml", code=2).stderr
    path = f"reviews/{H2}/retrospective.yml"
    assert "perfgit check" in run("mei", "edit", path, code=2).stderr
    assert not (company / path).exists()
    for outside in ("../secret.yml", "/etc/passwd", "org/../org/policy.yml"):
        assert "Nothing reads" in run("mei", "edit", outside, code=2).stderr
