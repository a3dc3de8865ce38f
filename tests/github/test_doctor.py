"""`perfgit doctor`: each thing that is missing is found, with its fix, and the fix mends it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from perfgit.company.company import Company
from perfgit.doctor import LOOKS, examine
from perfgit.files.trees import WorkingTree
from perfgit.github.protection import examine as look
from perfgit.github.session import Session
from perfgit.github.settings import Settings
from tests.conftest import Run
from tests.github.conftest import World
from tests.github.plans import FREE
from tests.github.standin import BOT, REPOSITORY, RuleError

PEOPLE = """\
id,name,email,github,github_id,manager
mei,Mei,mei@a.example,mei-a,11,greta
greta,Greta,greta@a.example,greta-a,12,
bob,Bob,bob@a.example,bob-a,13,greta
"""


@pytest.fixture
def acme(tmp_path: Path, perfgit: Run) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE)
    root = tmp_path / "acme"
    roles = [f"--{role}={id}" for role in ("hr", "executive", "admin") for id in ("mei", "greta")]
    done = perfgit(
        "init", root, "--name", "Acme", "--people", tmp_path / "people.csv", *roles,
        "--repository", "acme/performance",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return root


def levels(root: Path) -> dict[str, str]:
    return {one.what: one.level for one in examine(Company(WorkingTree(root)), root)}


def test_a_new_company_has_nothing_wrong(acme: Path, perfgit: Run) -> None:
    done = perfgit("doctor", "--root", acme)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗" not in done.stdout
    assert set(levels(acme).values()) == {"good", "advice"}, "there is no remote yet"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (".github/workflows/gate.yml", "gate.yml is missing"),
        (".perfgit/requirements.txt", "install nothing"),
        (".gitignore", ".gitignore does not name"),
        (".github/CODEOWNERS", "CODEOWNERS is missing"),
        (".perfgit/schemas/goals.schema.json", "schemas"),
        (".github/ISSUE_TEMPLATE/goal.yml", "The web forms (.github/ISSUE_TEMPLATE)"),
        ("org/policy.yml", "policy.yml is missing"),
    ],
)
def test_what_is_missing_is_found(acme: Path, perfgit: Run, path: str, said: str) -> None:
    (acme / path).unlink()
    done = perfgit("doctor", "--format", "json", "--root", acme)
    found = json.loads(done.stdout)["findings"]
    bad = [one for one in found if said in one["what"]]
    assert bad and all(one["fix"] for one in bad)
    assert done.returncode == (1 if any(one["level"] == "wrong" for one in found) else 0)


def test_the_fix_mends_what_can_be_written(acme: Path, perfgit: Run) -> None:
    before = (acme / ".github/workflows/gate.yml").read_text()
    (acme / ".github/workflows/gate.yml").write_text("name: mine\n")
    (acme / ".perfgit/requirements.txt").unlink()
    (acme / ".gitignore").write_text("mine")
    done = perfgit("doctor", "--fix", "--root", acme)
    assert done.returncode == 0, done.stdout
    assert (acme / ".github/workflows/gate.yml").read_text() == before
    assert (acme / ".gitignore").read_text().splitlines()[0] == "mine"
    assert "written" not in perfgit("doctor", "--fix", "--root", acme).stdout


def test_forms_in_another_language_are_out_of_date(acme: Path, perfgit: Run) -> None:
    company = acme / "org/company.yml"
    company.write_text(company.read_text().replace("locale: en", "locale: zh-Hans"))
    stale = [
        one for one in examine(Company(WorkingTree(acme)), acme) if "ISSUE_TEMPLATE" in one.what
    ]
    assert [(one.level, one.fix) for one in stale] == [("advice", "perfgit forms")]
    assert perfgit("forms", "--root", acme).returncode == 0
    assert "good" in {level for what, level in levels(acme).items() if "ISSUE_TEMPLATE" in what}


def test_one_person_in_a_role_cannot_cover(acme: Path) -> None:
    policy = acme / "org/policy.yml"
    policy.write_text(policy.read_text().replace("hr: [mei, greta]", "hr: [mei]"))
    assert levels(acme)["hr: only 1 person with a GitHub login."] == "advice"
    policy.write_text(policy.read_text().replace("hr: [mei]", "hr: []"))
    assert levels(acme)["hr: 0 people with a GitHub login."] == "wrong"


def test_outside_of_git_is_wrong(acme: Path) -> None:
    shutil.rmtree(acme / ".git")
    assert levels(acme)["The company is in no git repository."] == "wrong"
    assert len(LOOKS) == 8


def test_protection_at_github(world: World) -> None:
    session = Session(Settings(REPOSITORY, world.github.api, "token-tomas-lighthouse"))

    def found() -> dict[str, Any]:
        return {one.what: one.level for one in look(session)}

    assert found()["The branch main is not protected: anybody can push to it."] == "wrong"
    world.github.branch_protection = {
        "required_status_checks": {
            "contexts": ["perfgit/approvals"],
            "checks": [{"context": "perfgit/approvals", "app_id": 4242}],
        },
        "enforce_admins": {"enabled": True},
        "allow_force_pushes": {"enabled": False},
    }
    assert set(found().values()) == {"good"}
    world.github.branch_protection["required_status_checks"] = {"contexts": ["ci"], "checks": []}
    assert "not required" in next(what for what, level in found().items() if level == "wrong")
    world.github.private = False
    assert "public" in next(what for what, level in found().items() if level == "wrong")


def test_who_could_set_the_status(world: World) -> None:
    """Somebody who may push has a workflow of their own set it: refused, or told by doctor."""
    session = Session(Settings(REPOSITORY, world.github.api, "token-mallory"))

    def told() -> list[str]:
        return [one.what for one in look(session) if one.level != "good"]

    assert told() == ["This token may not see how main is protected."]
    number, head = world.propose("mallory", "evil", {"org/policy.yml": "roles: {}\n"})
    forged = {"state": "success", "context": "perfgit/approvals", "description": "Fine"}
    world.call(BOT, "POST", f"statuses/{head}", forged)
    world.github.require(BOT)
    assert told() == [
        "Whoever may push a branch here can set perfgit/approvals with a workflow of their own."
    ]

    world.call("perfgit[bot]", "POST", f"statuses/{head}", {**forged, "state": "failure"})
    world.call(BOT, "POST", f"statuses/{head}", forged)
    world.github.require("perfgit[bot]")
    assert told() == []
    with pytest.raises(AssertionError, match="is expected"):
        world.call("mallory", "PUT", f"pulls/{number}/merge", {})


def test_workflows_that_nobody_may_push(world: World) -> None:
    _, head = world.propose("alice-m", "x", {"README.md": "x\n"})
    body = {"state": "pending", "context": "perfgit/approvals", "description": "Waiting"}
    world.call(BOT, "POST", f"statuses/{head}", body)
    world.github.require(BOT)
    world.github.guard(".github/**/*")
    session = Session(Settings(REPOSITORY, world.github.api, "token-mallory"))
    assert {one.level for one in look(session)} == {"good"}
    with pytest.raises(RuleError, match="restricted"):
        world.propose("mallory", "evil", {".github/workflows/evil.yml": "on: push\n"})


def test_a_plan_that_protects_nothing_is_told(world: World) -> None:
    world.github.plan = FREE
    session = Session(Settings(REPOSITORY, world.github.api, "token-tomas-lighthouse"))
    (bad,) = [one for one in look(session) if one.level == "wrong"]
    assert bad.what == "On this plan GitHub protects no branch: the gate advises, it stops nobody."
