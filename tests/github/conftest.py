"""The stand-in with the sample company in it, clones of people, and the privileged clone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from perfgit.github.publish import LABELS
from perfgit.scaffold.workflows import NAMES, workflow
from tests import ROOT, forking
from tests.github.rights import Rights, of_block
from tests.github.standin import BOT, REPOSITORY, GitHub

ACCOUNTS = {
    "alice-m": 1234567,
    "bruno-lighthouse": 9000000103,
    "chen-lighthouse": 9000000105,
    "greta-lighthouse": 9000000101,
    "omar-lighthouse": 9000000102,
    "mei-lighthouse": 9000000121,
    "jonas-lighthouse": 9000000122,
    "tomas-lighthouse": 9000000108,
    "wei-lighthouse": 9000000109,
    "mallory": 666,
}
PLANNING, EVALUATION = "2026-07-01", "2026-12-20"


@dataclass
class World:
    """The stand-in, a folder for clones, and what people do."""

    github: GitHub
    folder: Path
    git: Callable[..., str]
    gate: Path

    def call(self, login: str, method: str, path: str, body: Any = None) -> Any:
        """What somebody does on GitHub's pages, through the interface."""
        answer = requests.request(
            method,
            f"{self.github.api}/repos/{REPOSITORY}/{path}",
            json=body,
            headers={"Authorization": f"token token-{login}"},
            timeout=10,
        )
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def propose(
        self,
        login: str,
        branch: str,
        changes: dict[str, str | None],
        *,
        pull: bool = True,
        fork: bool = False,
        email: str = "someone@lighthouse.example",
    ) -> tuple[int, str]:
        """Edit, commit and push in a clone of one's own; the pull request's number and head."""
        clone = self.folder / f"clone-{login}-{branch}"
        if not clone.exists():
            self.git(self.folder, "clone", "--quiet", str(self.github.bare), clone.name)
            self.git(clone, "checkout", "--quiet", "-b", branch)
        for path, text in changes.items():
            if text is None:
                (clone / path).unlink()
            else:
                (clone / path).parent.mkdir(parents=True, exist_ok=True)
                (clone / path).write_text(text, "utf-8")
        self.git(clone, "add", "--all")
        self.git(clone, "-c", f"user.email={email}", "commit", "--quiet", "-m", "Change")
        head = self.github.push(login, clone, branch, fork=fork)
        number = 0
        if pull:
            name = f"{login}:{branch}" if fork else branch
            body = {"title": f"{branch} by {login}", "head": name, "base": "main"}
            number = self.call(login, "POST", "pulls", body)["number"]
        return number, head

    def approve(self, login: str, number: int, event: str = "APPROVE") -> int:
        found = self.call(login, "POST", f"pulls/{number}/reviews", {"event": event, "body": "So."})
        return found["id"]

    def run(
        self,
        *arguments: object,
        today: str | None = PLANNING,
        expect: int = 0,
        new_python: bool = False,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        """The real command, with the rights of the job that runs it."""
        day = ["--today", today] if today else []
        words = [str(word) for word in arguments if not str(word).startswith("-")]
        token = {"GITHUB_TOKEN": self.github.job_token(rights_of(" ".join(words[:2])))}
        told = {**os.environ, **self.environment, **token, **environment}
        done = forking.perfgit([*arguments, *day], cwd=self.gate, env=told, new_python=new_python)
        assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GITHUB_API_URL": self.github.api,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_TOKEN": f"token-{BOT}",
            "NO_COLOR": "1",
        }

    def status(self, head: str) -> str | None:
        return self.github.commit_status(head)

    def read(self, path: str) -> str:
        return self.github.git("show", f"main:{path}") + "\n"

    def comments(self, number: int) -> list[dict[str, Any]]:
        """Our comments."""
        found = self.github.pulls[number].comments
        return [one for one in found if "<!-- perfgit:approvals -->" in one["body"]]


@cache
def rights_of(command: str) -> Rights:
    """What the job may that runs a command; what no job runs may what the gate may."""
    jobs = [job for name in NAMES for job in yaml.safe_load(workflow(name))["jobs"].values()]
    found = {
        step["run"]: job["permissions"]
        for job in jobs
        for step in job.get("steps", ())
        if step.get("run", "").startswith("perfgit ") and "GITHUB_TOKEN" in step.get("env", {})
    }
    for run, block in found.items():
        if run.startswith(f"perfgit {command}"):
            return of_block(block)
    return rights_of("github judge")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company as the only commit of a bare repository."""
    folder = tmp_path_factory.mktemp("sample")
    work, bare = folder / "work", folder / "bare.git"
    work.mkdir()
    for name in ("org", "goals", "reviews"):
        shutil.copytree(ROOT / name, work / name)
    run = ["git", "-c", "user.name=Test", "-c", "user.email=test@lighthouse.example"]
    for arguments in (
        ["init", "--quiet", "-b", "main"],
        ["add", "--all"],
        ["commit", "--quiet", "-m", "The company"],
        ["repack", "-adq"],  # each test copies and clones it: a few files, not a thousand
        ["clone", "--quiet", "--bare", "--template=", str(work), str(bare)],
    ):
        subprocess.run([*run, *arguments], cwd=work, check=True, capture_output=True)
    return bare


@pytest.fixture
def world(sample: Path, tmp_path: Path, git: Callable[..., str]) -> Iterator[World]:
    """A GitHub of its own for each test, and the workflow's clone of its default branch."""
    bare = tmp_path / "github.git"
    shutil.copytree(sample, bare)
    github = GitHub(bare, ACCOUNTS)
    github.admins = {"tomas-lighthouse", "wei-lighthouse"}
    github.rights[f"token-{BOT}"] = rights_of("github judge")
    github.rights["token-perfgit[bot]"] = rights_of("github judge")
    github.actions_may_propose = True
    github.labels |= set(LABELS.values())
    gate = tmp_path / "gate"
    git(tmp_path, "clone", "--quiet", str(bare), "gate")
    yield World(github, tmp_path, git, gate)
    github.close()
