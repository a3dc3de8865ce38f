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

SLOW = (
    "authoring/test_kill.py",
    "authoring/test_terminal.py",
    "browser/",
    "cli/test_faults.py",
    "cli/test_generate.py",
    "cli/test_surroundings.py",
    "cycles/test_transitions.py",
    "files/test_editor.py",
    "files/test_reader_fuzz.py",
    "files/test_reader_hostile.py",
    "gate/test_verdicts.py",
    "github/",
    "imports/test_import_rust.py",
    "rules/test_runners.py",
    "rules/test_scope.py",
    "scaffold/",
    "scoring/test_rollup.py",
    "scoring/test_scoring_properties.py",
    "simulate/",
    "site/test_build.py",
    "site/test_charts.py",
    "site/test_editor_links.py",
    "site/test_goal_sections.py",
    "site/test_insights.py",
    "site/test_languages.py",
    "site/test_privacy.py",
    "site/test_proposals.py",
    "site/test_rebuild.py",
    "site/test_search.py",
    "site/test_serve.py",
    "site/test_texts.py",
    "test_languages.py",
    "todo/test_concerned.py",
)
"""Tests that `make test-fast` leaves out: browsers, forges, whole companies, many random ones."""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, by where it stands."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(SLOW):
            item.add_marker("slow")


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
