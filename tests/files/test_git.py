"""Git is started in one place, asked about one folder, and what is in its way is told as it is."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import perfgit
from perfgit.files.git import (
    NoGitError,
    NoRepositoryError,
    changed_since,
    commit_of,
    environment,
    git_folder,
    merge_bases,
    object_at,
    prefix_of,
    run,
    settings,
)
from perfgit.files.repository import data_changed_since, top_of, tree_at
from perfgit.gate.revisions import Revisions
from perfgit.problem import PerfgitError
from tests.conftest import Run

Git = Callable[..., str]
NEED_GIT = (
    ("check", "--base", "HEAD"),
    ("gate", "--base", "HEAD", "--head", "HEAD", "--author", "x"),
    ("propose", "--as", "alice"),
    ("doctor",),
)


@pytest.fixture
def repository(company: Path, git: Git) -> Path:
    """The small company in a git repository."""
    git(company, "init", "-q", "-b", "main")
    git(company, "add", "-A")
    git(company, "commit", "-qm", "base")
    return company


def test_nobody_else_starts_git() -> None:
    top = Path(perfgit.__file__).parent
    starts = re.compile(r"""["']git["']\s*,|shutil\.which|os\.(system|popen|exec|spawn)""")
    runs = re.compile(r"subprocess\.(run|Popen|call|check_\w+)\(\s*\[?\s*(f?[\"'])git\b")
    named = {
        path.relative_to(top).as_posix()
        for path in top.rglob("*.py")
        if starts.search(text := path.read_text("utf-8")) or runs.search(text)
    }
    assert named == {"files/git.py"}


@pytest.mark.parametrize("command", NEED_GIT, ids=lambda command: command[0])
def test_without_git(
    repository: Path, tmp_path: Path, perfgit: Run, command: tuple[str, ...]
) -> None:
    done = perfgit(*command, cwd=repository, PATH=str(tmp_path))
    assert done.returncode == 2, done.stdout
    assert done.stderr.splitlines()[0] == (
        "perfgit: There is no git on this machine, or it is not in PATH."
    )
    assert "Install git" in done.stderr


def test_check_needs_no_git(repository: Path, tmp_path: Path, perfgit: Run) -> None:
    assert perfgit("check", cwd=repository, PATH=str(tmp_path)).returncode == 0


def test_no_git_is_told_apart(
    company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoGitError, match="no git on this machine"):
        prefix_of(company)
    with pytest.raises(NoGitError):
        tree_at(company, "HEAD")
    assert git_folder(company) is None
    assert list(settings(company, "^user")) == []
    assert top_of(company) == (company, "")


@pytest.mark.parametrize("command", NEED_GIT[:3], ids=lambda command: command[0])
def test_no_repository(company: Path, perfgit: Run, command: tuple[str, ...]) -> None:
    with pytest.raises(NoRepositoryError, match="is not in a git repository"):
        prefix_of(company)
    assert top_of(company) == (company, "")
    done = perfgit(*command, cwd=company)
    assert done.returncode == 2
    assert "is not in a git repository" in done.stderr


@pytest.mark.parametrize("command", NEED_GIT, ids=lambda command: command[0])
def test_a_repository_of_somebody_else(
    repository: Path, perfgit: Run, command: tuple[str, ...]
) -> None:
    other = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    done = perfgit(*command, cwd=repository, **other)
    assert done.returncode == 2, done.stdout
    assert done.stderr.splitlines() == [
        f"perfgit: The repository {repository} belongs to another user; git refuses it.",
        f"  Where you trust it: `git config --global --add safe.directory {repository}`.",
    ]


def test_a_bare_repository_has_revisions_and_no_files(
    repository: Path, tmp_path: Path, git: Git
) -> None:
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(bare))
    tree = tree_at(bare, "main")
    assert tree.read("org/company.yml")
    tree.close()
    with pytest.raises(PerfgitError, match="a bare repository, which has no files") as caught:
        data_changed_since(bare, tree.commit)
    assert "git clone" in caught.value.help


def test_a_shallow_clone(repository: Path, tmp_path: Path, git: Git) -> None:
    first = git(repository, "rev-parse", "HEAD")
    for number in (1, 2):
        (repository / "org/teams/new.yml").write_text(f"name: New {number}\n")
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", "more")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", str(shallow))
    with pytest.raises(PerfgitError, match="There is no revision") as caught:
        commit_of(shallow, first)
    assert "git fetch --unshallow" in caught.value.help
    git(shallow, "fetch", "-q", "--depth=1", "origin", f"{first}:refs/heads/first")
    assert merge_bases(shallow, "first", "HEAD") == []
    with pytest.raises(PerfgitError, match="no commit in common") as caught:
        Revisions(shallow, "first", "HEAD")
    assert "git fetch --unshallow" in caught.value.help


@pytest.mark.parametrize("name", ["nowhere", "--output=made", "-h", "HEAD:org", "", "--all"])
def test_no_such_revision_and_no_option(repository: Path, name: str) -> None:
    with pytest.raises(PerfgitError, match="There is no revision") as caught:
        commit_of(repository, name)
    assert "git log" in caught.value.help
    assert object_at(repository, name) is None
    assert not (repository / "made").exists()


def test_a_repository_without_a_commit(company: Path, git: Git) -> None:
    git(company, "init", "-q")
    with pytest.raises(PerfgitError, match='There is no revision "HEAD" here'):
        tree_at(company, "HEAD")


@pytest.fixture
def astray(tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another repository, whose hook has exported where it lies."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    git(other, "commit", "-q", "--allow-empty", "-m", "other")
    for name, value in {
        "GIT_DIR": other / ".git",
        "GIT_WORK_TREE": other,
        "GIT_INDEX_FILE": other / ".git/index",
        "GIT_COMMON_DIR": other / ".git",
        "GIT_OBJECT_DIRECTORY": other / ".git/objects",
        "GIT_PREFIX": "sub/",
        "GIT_NAMESPACE": "odd",
    }.items():
        monkeypatch.setenv(name, str(value))
    return other


def test_a_hook_of_another_repository_does_not_lead_astray(
    repository: Path, astray: Path, perfgit: Run
) -> None:
    before = dict(os.environ)
    commit = commit_of(repository, "HEAD")
    assert git_folder(repository) == repository / ".git"
    assert git_folder(astray) == astray / ".git"
    tree = tree_at(repository, "HEAD")
    assert tree.read("org/company.yml") == (repository / "org/company.yml").read_bytes()
    tree.close()
    (repository / "org/teams/sales.yml").write_text("name: Sales\nparent: nowhere\n")
    assert data_changed_since(repository, commit) == ["org/teams/sales.yml"]
    done = perfgit("check", "--base", "HEAD", cwd=repository)
    assert done.returncode == 1
    assert "unknown-team" in done.stdout
    gate = perfgit(
        *("gate", "--base", "HEAD", "--head", "HEAD", "--author", "alice-h"), cwd=repository
    )
    assert gate.returncode == 0, gate.stderr
    assert dict(os.environ) == before


def test_objects_are_what_they_are_called(repository: Path, git: Git) -> None:
    good = git(repository, "rev-parse", "HEAD:org/company.yml")
    bad = git(repository, "rev-parse", "HEAD:org/policy.yml")
    git(repository, "replace", good, bad)
    tree = tree_at(repository, "HEAD")
    assert tree.read("org/company.yml") == (repository / "org/company.yml").read_bytes()
    tree.close()


def test_settings_for_once_come_after_those_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    found = environment({"a.b": "c"})
    assert found["GIT_CONFIG_COUNT"] == "2"
    assert (found["GIT_CONFIG_KEY_1"], found["GIT_CONFIG_VALUE_1"]) == ("a.b", "c")
    assert "GIT_TERMINAL_PROMPT" not in environment(asks=True)


def test_what_has_changed_since(repository: Path, git: Git) -> None:
    """Edited, deleted, staged, new and ignored files, links; names that git would quote."""
    (repository / ".gitignore").write_text("ignored.yml\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "ignores")
    commit = commit_of(repository, "HEAD")
    assert data_changed_since(repository, commit) == []
    (repository / "org/company.yml").write_text("name: X\n")
    (repository / "org/policy.yml").unlink()
    (repository / "org/people/ignored.yml").write_text("name: X\n")
    (repository / 'org/people/zoë "x".yml').write_text("name: X\n")
    (repository / "org/teams/sales.yml").unlink()
    (repository / "org/teams/sales.yml").symlink_to("leadership.yml")
    (repository / "elsewhere.yml").write_text("x: 1\n")
    git(repository, "add", "org/company.yml")
    assert data_changed_since(repository, commit) == [
        "org/company.yml",
        "org/people/ignored.yml",
        'org/people/zoë "x".yml',
        "org/policy.yml",
        "org/teams/sales.yml",
    ]
    assert changed_since(repository / "org", commit, ("teams",)) == ["teams/sales.yml"]


def test_a_repository_within_a_repository_is_one_path(repository: Path, git: Git) -> None:
    inner = repository / "goals/2026-h2/people/chen"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "goals.yml").write_text("goals: 3\n")
    commit = commit_of(repository, "HEAD")
    assert data_changed_since(repository, commit) == ["goals/2026-h2/people/chen/"]


def test_git_that_takes_too_long_or_fails(repository: Path) -> None:
    with pytest.raises(PerfgitError, match="took more than 0 seconds"):
        run(repository, "log", seconds=0)
    answer = run(repository, "no-such-command")
    assert answer.code
    assert answer.text == ""
    assert "no-such-command" in answer.reason
