"""A rule's own declaration decides who asks it: nothing names rules one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfgit.authoring.change import Change
from perfgit.authoring.outlook import new_problems as shown_before_writing
from perfgit.cli.check import check as check_command
from perfgit.company.alignment import Alignment
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.cycles.transition import new_errors as of_a_transition
from perfgit.files.trees import WorkingTree
from perfgit.gate.judge import judge
from perfgit.gate.proposal import Proposal
from perfgit.problem import Problem
from perfgit.proposing.proposal import new_errors as of_a_proposal
from perfgit.proposing.repository import Repository
from perfgit.rules import registry
from perfgit.rules.engine import check
from perfgit.rules.rule import Rule

SHEET = "goals/2026-h2/people/bruno/goals.yml"
GOAL = b"goals:\n  - {id: made-up, title: T, weight: 100, supports: [company/emea-first]}\n"
TEAM = "org/teams/made-up.yml"


def _of_company(company: Company) -> Iterator[Problem]:
    if "made-up" in company.teams:
        yield Problem("", TEAM, "Made up.")


def _of_dossier(company: Company, dossier: Dossier) -> Iterator[Problem]:
    if dossier.sheet and any(goal.id == "made-up" for goal in dossier.sheet.goals):
        yield Problem("", SHEET, "Made up.")


def _of_alignment(company: Company, alignment: Alignment) -> Iterator[Problem]:
    if any(ref.goal == "made-up" for ref in alignment.nodes):
        yield Problem("", SHEET, "Made up.")


RULES = {
    "company": (Rule("made-up", "Made up.", company=_of_company), TEAM, b"name: Made up\n"),
    "dossier": (Rule("made-up", "Made up.", dossier=_of_dossier), SHEET, GOAL),
    "upwards": (
        Rule("made-up", "Made up.", alignment=_of_alignment, goals="upwards"),
        SHEET,
        GOAL,
    ),
    "all goals": (Rule("made-up", "Made up.", alignment=_of_alignment), SHEET, GOAL),
}


@pytest.mark.parametrize("scope", RULES)
def test_everybody_asks_a_new_rule(
    scope: str,
    company: Path,
    git: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule, path, data = RULES[scope]
    git(company, "init", "-q", "-b", "main")
    git(company, "add", "-A")
    git(company, "commit", "-qm", "base")
    monkeypatch.setattr(registry, "RULES", (*registry.RULES, rule))
    monkeypatch.setattr(registry, "BY_NAME", {**registry.BY_NAME, rule.name: rule})
    before = Company(WorkingTree(company))
    assert check(before.tree).problems == ()

    def told(problems: object) -> bool:
        assert isinstance(problems, list | tuple)
        return [problem.rule for problem in problems if problem.severity == "error"] == ["made-up"]

    assert told(shown_before_writing(before, Change(path, None, data)))
    assert told(of_a_transition(before, {path: data}))

    git(company, "switch", "-qc", "change")
    (company / path).parent.mkdir(parents=True, exist_ok=True)
    (company / path).write_bytes(data)
    after = Company(WorkingTree(company))
    assert told(check(after.tree).problems)
    assert told(of_a_proposal(Repository(company), after, "main"))
    done = CliRunner().invoke(
        check_command, ["--root", str(company), "--base", "main", "--format", "json"]
    )
    found = json.loads(done.stdout)["problems"]
    assert [one["rule"] for one in found if one["severity"] == "error"] == ["made-up"]

    git(company, "add", "-A")
    git(company, "commit", "-qm", "change")
    assert told(judge(company, "main", "change", Proposal(author=None)).problems)
