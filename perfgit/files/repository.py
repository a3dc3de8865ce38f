"""A company's folder inside a git repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from perfgit.files.trees import GitTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError


def tree_at(folder: Path, revision: str) -> GitTree:
    """The company's folder as it was at a revision.

    Raises PerfgitError where the folder is in no git repository or has no such revision.
    """
    run = subprocess.run(
        ["git", "rev-parse", "--show-prefix"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise PerfgitError(
            say("{folder} is not in a git repository.", folder=folder),
            say("`git init` makes one; without one there are no revisions to compare."),
        )
    return GitTree(folder, revision, run.stdout.strip())


def top_of(folder: Path) -> tuple[Path, str]:
    """The repository's own folder, and the way from there to the company's (empty: the same).

    Outside of a git repository the company's folder counts as the repository's.
    """
    run = subprocess.run(
        ["git", "rev-parse", "--show-prefix"], cwd=folder, capture_output=True, check=False
    )
    prefix = "" if run.returncode else os.fsdecode(run.stdout).rstrip("\n").strip("/")
    top = folder.resolve()
    for _ in filter(None, prefix.split("/")):
        top = top.parent
    return top, prefix
