"""Runs the workflows of a repository at the stand-in, as they are written.

Each job gets exactly the rights that it declares, and its `run:` lines a clean environment. What is
emulated is in `actions.py`; an expression, a key, an action or a version that is not known is an
error, never passed over.
"""

from __future__ import annotations

import fnmatch
import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.forking import ONLY_AT_START
from tests.github import actions
from tests.github.expressions import filled, holds
from tests.github.machine import Machine
from tests.github.rights import of_block
from tests.github.standin import BRANCH, REPOSITORY, Event, GitHub

WORKFLOW_KEYS = {"name", True, "permissions", "concurrency", "jobs"}
JOB_KEYS = {
    "name", "if", "needs", "runs-on", "timeout-minutes", "permissions", "outputs", "environment",
    "steps",
}  # fmt: skip
STEP_KEYS = {"name", "id", "if", "uses", "with", "run", "shell", "env", "continue-on-error"}
TYPES = {"pull_request": ("opened", "synchronize", "reopened")}
"""What starts a workflow that names no types; every action, where nothing stands here."""
TRIGGER_KEYS = {"types", "branches", "paths", "workflows"}
SHELLS = {None: ("bash", "-e"), "bash": ("bash", "--noprofile", "--norc", "-eo", "pipefail")}


@dataclass
class Run:
    """One run of a workflow; `held`: it waits until somebody presses "Approve and run"."""

    workflow: str
    event: Event
    held: bool = False
    conclusion: str = ""
    log: str = ""
    failed: list[str] = field(default_factory=list)
    """Names of the steps that failed."""


@dataclass
class Job:
    """A job while it runs."""

    token: str
    workspace: Path
    temp: Path
    tools: Path
    values: dict[str, Any]
    environment: dict[str, str]
    rights: Mapping[str, str]
    state: str = "success"
    kept: dict[str, Path] = field(default_factory=dict)
    """What is kept in the cache, by key, when all has gone well."""


class Runner:
    """All that GitHub Actions does for one repository."""

    def __init__(self, github: GitHub, folder: Path) -> None:
        self.github, self.folder = github, folder
        self.runs: list[Run] = []
        self.artifacts: dict[str, Path] = {}
        self.caches: dict[str, bytes] = {}
        """What jobs have kept, the latest last."""
        self.site: Path | None = None
        """What Pages show."""
        self.machine = Machine(folder)
        self._count = 0
        for setting in ("allowAnySHA1InWant", "allowFilter"):
            github.git("config", f"uploadpack.{setting}", "true")

    def close(self) -> None:
        self.machine.close()

    def settle(self) -> list[Run]:
        """Run all that was started, and what that starts; the runs, in their order."""
        before = len(self.runs)
        while self.github.events:
            self._start(self.github.events.pop(0))
        return self.runs[before:]

    def night(self) -> list[Run]:
        """Run all that is scheduled."""
        self.github.emit("schedule", "tomas-lighthouse", schedule="0 0 * * *")
        return self.settle()

    def approve(self, run: Run) -> None:
        """Somebody presses "Approve and run"."""
        run.held = False
        ref, sha = self._place(run.event)
        self._execute(run, self._workflows(sha)[run.workflow], ref, sha)

    def _start(self, event: Event) -> None:
        held = event.name in ("pull_request", "pull_request_target") and event.by_workflow
        if event.by_workflow and not held:
            return  # what a workflow's token does starts nothing
        ref, sha = self._place(event)
        for name, loaded in self._workflows(sha).items() if sha else ():
            if not self._wanted(loaded[True], event, ref):
                continue
            run = Run(name, event, held=held)
            self.runs.append(run)
            if not held:
                self._execute(run, loaded, ref, sha)

    def _place(self, event: Event) -> tuple[str, str]:
        """Where an event runs: its reference and commit; no commit where it cannot be merged."""
        github, payload = self.github, event.payload
        if event.name == "push":
            deleted = set(payload["after"]) == {"0"}
            return payload["ref"], "" if deleted else payload["after"]
        if event.name in ("pull_request", "pull_request_review"):
            number, head = (payload["pull_request"][key] for key in ("number", "head"))
            main = github.sha(f"refs/heads/{payload['pull_request']['base']['ref']}")
            tree = github.git(
                "merge-tree", "--write-tree", "--no-messages", main, head["sha"], check=False
            )
            ref = f"refs/pull/{number}/merge"
            if not tree:
                return ref, ""
            parents = ("-p", main, "-p", head["sha"])
            made = github.git("commit-tree", tree, *parents, "-m", f"Merge {head['sha']}")
            github.git("update-ref", ref, made)
            return ref, made
        return f"refs/heads/{BRANCH}", github.sha(f"refs/heads/{BRANCH}")

    def _workflows(self, sha: str) -> dict[str, dict[Any, Any]]:
        names = self.github.git("ls-tree", "--name-only", sha, ".github/workflows/").split("\n")
        texts = {
            Path(name).name: self.github.git("show", f"{sha}:{name}") for name in names if name
        }
        return {name: yaml.safe_load(text) for name, text in texts.items()}

    def _wanted(self, on: dict[str, Any], event: Event, ref: str) -> bool:
        if event.name not in on:
            return False
        if event.name == "schedule":
            return True
        asked, payload = on[event.name] or {}, event.payload
        assert set(asked) <= TRIGGER_KEYS, f"not known: {set(asked) - TRIGGER_KEYS}"
        usual = TYPES.get(event.name.removesuffix("_target"))
        types = asked.get("types", usual)
        if types and payload.get("action", "") not in types:
            return False
        if "workflows" in asked and payload["workflow_run"]["name"] not in asked["workflows"]:
            return False
        pull = payload.get("pull_request")
        branch = pull["base"]["ref"] if pull else ref.removeprefix("refs/heads/")
        if not _any_fits([branch], asked.get("branches", ["**"])):
            return False
        if "paths" in asked:
            changed = self.github.git("diff", "--name-only", payload["before"], payload["after"])
            return _any_fits(changed.split("\n"), asked["paths"])
        return True

    def _execute(self, run: Run, loaded: dict[Any, Any], ref: str, sha: str) -> None:
        assert set(loaded) <= WORKFLOW_KEYS, f"not known: {set(loaded) - WORKFLOW_KEYS}"
        github = {
            "event": run.event.payload,
            "event_name": run.event.name,
            "ref": ref,
            "ref_name": ref.removeprefix("refs/heads/"),
            "sha": sha,
            "repository": REPOSITORY,
            "run_id": str(len(self.runs)),
        }
        needs: dict[str, Any] = {}
        filled(loaded["concurrency"]["group"], {"github": github})
        for name, job in loaded["jobs"].items():
            wanted = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            going = all(needs[one]["result"] == "success" for one in wanted)
            state = "success" if going else "failure"
            if not holds(job.get("if"), {"github": github, "needs": needs}, state):
                needs[name] = {"result": "skipped", "outputs": {}}
                continue
            needs[name] = self._job(run, job, github, needs)
        results = {one["result"] for one in needs.values()}
        run.conclusion = "failure" if "failure" in results else "success"
        if run.event.name != "workflow_run":
            self._completed(run, loaded["name"], sha)

    def _completed(self, run: Run, name: str, sha: str) -> None:
        pull = run.event.payload.get("pull_request")
        told = {
            "name": name,
            "event": run.event.name,
            "conclusion": run.conclusion,
            "head_sha": pull["head"]["sha"] if pull else sha,
            "head_branch": pull["head"]["ref"] if pull else BRANCH,
            "head_repository": {"owner": {"login": REPOSITORY.partition("/")[0]}},
            "pull_requests": [{"number": pull["number"]}] if pull else [],
        }
        self.github.emit("workflow_run", "tomas-lighthouse", action="completed", workflow_run=told)

    def _job(
        self, run: Run, job: dict[str, Any], github: dict[str, Any], needs: dict[str, Any]
    ) -> dict[str, Any]:
        assert set(job) <= JOB_KEYS, f"not known: {set(job) - JOB_KEYS}"
        self._count += 1
        temp, workspace, tools = (
            self.folder / f"job-{self._count}" / name for name in ("temp", "work", "tools")
        )
        for folder in (temp, workspace, tools):
            folder.mkdir(parents=True)
        rights = of_block(job["permissions"])
        token = self.github.job_token(rights)
        event = temp / "event.json"
        event.write_text(json.dumps(run.event.payload), "utf-8")
        environment = {
            "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(temp),
            **{n: v for n, v in os.environ.items() if n.startswith(ONLY_AT_START)},
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": self.github.api,
            "GITHUB_SERVER_URL": self.github.api,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_EVENT_NAME": run.event.name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REF": github["ref"],
            "GITHUB_SHA": github["sha"],
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
            "RUNNER_TEMP": str(temp),
        }
        values = {
            "github": {**github, "token": token},
            "needs": needs,
            "runner": {"temp": str(temp)},
            "steps": {},
        }
        running = Job(token, workspace, temp, tools, values, environment, rights)
        for step in job["steps"]:
            self._step(run, running, step)
        for key, path in running.kept.items():
            if running.state == "success" and key not in self.caches and path.is_file():
                self.caches[key] = path.read_bytes()
        outputs = {name: filled(text, values) for name, text in job.get("outputs", {}).items()}
        filled(job.get("environment", {}).get("url", ""), values)
        return {"result": running.state, "outputs": outputs}

    def _step(self, run: Run, job: Job, step: dict[str, Any]) -> None:
        assert set(step) <= STEP_KEYS, f"not known: {set(step) - STEP_KEYS}"
        if not holds(step.get("if"), job.values, job.state):
            return
        told = {name: filled(text, job.values) for name, text in step.get("with", {}).items()}
        own = {name: filled(text, job.values) for name, text in step.get("env", {}).items()}
        output = job.temp / f"output-{len(job.values['steps'])}-{len(run.log)}"
        output.touch()
        environment = {**job.environment, **own, "GITHUB_OUTPUT": str(output)}
        if "uses" in step:
            good, log, outputs = actions.use(self, job, step["uses"], told)
        elif actions.is_install(step["run"]):
            good, log, outputs = actions.install(self, job, step["run"])
        else:
            done = subprocess.run(
                [*SHELLS[step.get("shell")], "-c", step["run"]],
                cwd=job.workspace,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            good, log, outputs = done.returncode == 0, done.stdout + done.stderr, {}
            lines = output.read_text("utf-8").splitlines()
            outputs = dict(line.split("=", 1) for line in lines)
        run.log += f"## {step['name']}\n{log}\n"
        if "id" in step:
            job.values["steps"][step["id"]] = {"outputs": outputs}
        if not good:
            run.failed.append(step["name"])
            if not step.get("continue-on-error"):
                job.state = "failure"


def _any_fits(names: list[str], patterns: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns)
