"""What the runner emulates: the actions that our workflows use, and installing."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.github.rights import Right, allows
from tests.github.standin import REPOSITORY

if TYPE_CHECKING:
    from tests.github.runner import Job, Runner

Done = tuple[bool, str, dict[str, str]]
"""Whether it went well, its log, its outputs."""


class Pin(NamedTuple):
    """A version of an action, and the version of node that it runs on (that of what it uses)."""

    version: str
    node: int


PINS = {
    "cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9": Pin("v6.1.0", 24),
    "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1": Pin("v7.0.1", 24),
    "setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97": Pin("v7.0.0", 24),
    "upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a": Pin("v7.0.1", 24),
    "upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9": Pin("v5.0.0", 24),
    "upload-pages-artifact@7b1f4a764d45c48632c6b24a0339c27f5614fb0b": Pin("v4.0.0", 20),
    "deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128": Pin("v5.0.0", 24),
    "deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e": Pin("v4.0.5", 20),
}
OLDEST_NODE = 24
"""Runners have had no older one since 2026-09-16."""

_PIP = re.compile(r"python -m pip install( --?[\w-]+(=\S+)?| [\w./-]+)*")
TODAY = ("github judge", "github form", "remind", "build")
"""Commands that ask for the day: the machine's clock is the stand-in's."""


def use(runner: Runner, job: Job, name: str, told: dict[str, str]) -> Done:
    """Run an action."""
    owner, _, pinned = name.partition("/")
    assert owner == "actions" and pinned in PINS, f"{name} is not known"
    if PINS[pinned].node < OLDEST_NODE:
        return False, f"{name}: node{PINS[pinned].node} is not on runners any more", {}
    action, parameters = _ACTIONS[pinned.partition("@")[0]]
    assert set(told) <= parameters, f"{name}: not known: {set(told) - parameters}"
    return action(runner, job, told)


def _checkout(runner: Runner, job: Job, told: dict[str, str]) -> Done:
    """As actions/checkout: a folder with one revision, and no credentials left in it."""
    assert told["persist-credentials"] == "False"
    url = f"{runner.github.api}/{REPOSITORY}.git"
    pair = base64.b64encode(f"x-access-token:{job.token}".encode()).decode()
    sha = told.get("ref") or job.values["github"]["sha"]
    depth = int(told.get("fetch-depth", "1"))
    fetch = ["fetch", "--quiet", "--no-tags", "origin"]
    everything = [[*fetch, "+refs/heads/*:refs/remotes/origin/*"]] if depth == 0 else []
    for arguments in (
        ["init", "--quiet", "--initial-branch=checkout"],
        ["remote", "add", "origin", url],
        *everything,
        [*fetch, *([f"--depth={depth}"] if depth else []), sha],
        ["checkout", "--quiet", "--detach", "FETCH_HEAD"],
    ):
        header = f"http.extraHeader=Authorization: Basic {pair}"
        done = subprocess.run(
            ["git", "-c", header, *arguments],
            cwd=job.workspace,
            env={**job.environment, "GIT_TERMINAL_PROMPT": "0"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return False, done.stderr, {}
    return True, "", {}


def _python(runner: Runner, job: Job, told: dict[str, str]) -> Done:
    assert told["python-version"] == "3.11"
    _tool(job, "python", f'exec {sys.executable} "$@"')
    return True, "", {}


def _tool(job: Job, name: str, text: str) -> None:
    path = job.tools / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def is_install(run: str) -> bool:
    """Whether a step installs perfgit."""
    return "pip install" in run


def install(runner: Runner, job: Job, run: str) -> Done:
    """What `pip install` of the company's requirements makes: the perfgit of this checkout.

    The one place that knows how workflows install.
    """
    for line in filter(None, map(str.strip, run.splitlines())):
        assert _PIP.fullmatch(line), f"not known: {line}"
    if not (job.tools / "python").exists():
        return False, "python: not found", {}
    named = re.findall(r"(?:--requirement|-r)[ =](\S+)", run)
    missing = [name for name in named if not (job.workspace / name).is_file()]
    if missing or not named:
        return False, f"Could not open requirements file: {missing}", {}
    asks = "|".join(f'"{command} "*' for command in TODAY)
    day = f'case "$1 $2 " in {asks}) set -- "$@" --today {runner.github.day};; esac'
    _tool(job, "perfgit", f'{day}\nexec {runner.machine.command} "$@"')
    return True, "", {}


def _upload(runner: Runner, job: Job, told: dict[str, str]) -> Done:
    if not runner.github.plan.new_artifacts:
        return False, "@actions/artifact v2.0.0+ is not supported on GHES", {}
    name = told.get("name", "github-pages")
    kept = runner.folder / f"artifact-{name}-{len(list(runner.folder.glob('artifact-*')))}"
    shutil.copytree(told["path"], kept)
    runner.artifacts[name] = kept
    return True, "", {}


def _cache(runner: Runner, job: Job, told: dict[str, str]) -> Done:
    """What was kept last under the key, or a key that begins so; kept anew when the job is done."""
    prefix = told.get("restore-keys", told["key"])
    name = told["path"]
    assert not re.search(r"\s", name), f"several paths are not known: {name}"
    fits = [key for key in runner.caches if key == told["key"] or key.startswith(prefix)]
    if fits:
        (job.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (job.workspace / name).write_bytes(runner.caches[fits[-1]])
    job.kept[told["key"]] = job.workspace / name
    return True, "", {"cache-hit": str(told["key"] in fits).lower()}


def _deploy(runner: Runner, job: Job, told: dict[str, str]) -> Done:
    rights = {str(name): level for name, level in job.rights.items()}
    for right in (Right("pages", "write"), Right("id_token", "write")):
        if not allows(rights, right):  # type: ignore[arg-type]
            return False, f"Ensure that the workflow has {right.name}: {right.level}", {}
    if runner.github.pages_public is None or runner.github.plan.pages == "none":
        return False, "Creating Pages deployment failed: Not Found", {}
    runner.site = runner.artifacts["github-pages"]
    return True, "", {"page_url": "https://pages.example/"}


_ACTIONS = {
    "cache": (_cache, {"path", "key", "restore-keys"}),
    "checkout": (_checkout, {"ref", "fetch-depth", "persist-credentials"}),
    "setup-python": (_python, {"python-version"}),
    "upload-artifact": (_upload, {"name", "path", "retention-days"}),
    "upload-pages-artifact": (_upload, {"path"}),
    "deploy-pages": (_deploy, set[str]()),
}


def site_of(folder: Path) -> str:
    """The first page of a site that was kept."""
    return (folder / "index.html").read_text("utf-8")
