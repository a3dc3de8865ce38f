"""What tests share: a small company of their own, and perfgit as a process."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from perfgit.rules.examples import FOLDER
from tests import forking

# Time is measured in bench/, never in a test: a busy machine would fail what is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session", autouse=True)
def _bare_repositories() -> None:
    """Repositories of tests begin without samples."""
    os.environ["GIT_TEMPLATE_DIR"] = ""


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A copy of the small company in which everything is in order."""
    folder = tmp_path / "company"
    shutil.copytree(FOLDER / "base", folder)
    return folder


@pytest.fixture(scope="session")
def perfgit() -> Run:
    """Run the command as a user would; the result has exit code, stdout and stderr."""

    def run(
        *arguments: object, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        told = {**os.environ, "NO_COLOR": "1", **environment}
        return forking.perfgit(arguments, cwd=cwd, env=told)

    return run


@pytest.fixture
def git() -> Callable[..., str]:
    """Real git in a folder, with an author of its own."""

    def run(folder: Path, *arguments: str) -> str:
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Test"), ("EMAIL", "test@lighthouse.example"))
        }
        done = subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *arguments],
            cwd=folder,
            env={**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    return run
