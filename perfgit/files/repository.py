"""A company's folder inside a git repository."""

from __future__ import annotations

from pathlib import Path

from perfgit.files.git import NoGitError, NoRepositoryError, changed_since, prefix_of
from perfgit.files.layout import DATA_FOLDERS
from perfgit.files.trees import GitTree


def tree_at(folder: Path, revision: str) -> GitTree:
    """The company's folder as it was at a revision.

    Raises PerfgitError where the folder is in no git repository or has no such revision.
    """
    return GitTree(folder, revision, prefix_of(folder))


def data_changed_since(folder: Path, commit: str) -> list[str]:
    """The company's files that differ from a commit or are not in it."""
    return changed_since(folder, commit, DATA_FOLDERS)


def top_of(folder: Path) -> tuple[Path, str]:
    """The repository's own folder, and the way from there to the company's (empty: the same).

    Outside of a git repository, or without git, the company's folder counts as the repository's.
    """
    try:
        prefix = prefix_of(folder)
    except (NoGitError, NoRepositoryError):
        prefix = ""
    top = folder.resolve()
    for _ in filter(None, prefix.split("/")):
        top = top.parent
    return top, prefix
