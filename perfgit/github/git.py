"""Git beside GitHub: pull requests are fetched as objects, never checked out, never run."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from perfgit.files import git
from perfgit.github.errors import ForgeError, again
from perfgit.i18n import say
from perfgit.problem import PerfgitError

SECONDS = 300
BASE = "refs/perfgit/base"
_REF = re.compile(r"refs/[A-Za-z0-9._+@=/-]{1,400}")

# A fetched commit must be sound, and must not make git run or ask anything.
_CAREFUL = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "fetch.fsckObjects": "true",
    "fetch.recurseSubmodules": "false",
    "maintenance.auto": "false",
    "gc.auto": "0",
    "credential.helper": "",
}


def web_host(api: str) -> str:
    """The address of the web host whose API lies at `api`."""
    parts = urlsplit(api)
    host = parts.netloc.removeprefix("api.") if not parts.path else parts.netloc
    return f"{parts.scheme}://{host}/"


def fetch(folder: Path, remote: str, refs: dict[str, str], *, api: str, header: str | None) -> None:
    """Fetch refs of the remote (`{theirs: ours}`) into this repository.

    Raises ForgeError where one of them cannot be had.
    """
    for ref in (*refs, *refs.values()):
        if not _REF.fullmatch(ref) or ".." in ref:
            raise ForgeError(say('"{ref}" is no name of a branch that can be fetched.', ref=ref))
    config = dict(_CAREFUL)
    if header:
        config[f"http.{web_host(api)}.extraHeader"] = header
    try:
        done = git.run(
            folder,
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--",
            remote,
            *(f"+{theirs}:{ours}" for theirs, ours in refs.items()),
            config=config,
            seconds=SECONDS,
        )
    except PerfgitError as error:
        raise ForgeError(error.message, error.help or again()) from None
    if done.code:
        lines = [line for line in done.errors.splitlines() if line.strip()] or ["?"]
        why = "".join(char if char.isprintable() else " " for char in lines[0])[:200]
        raise ForgeError(
            say("git could not fetch from {remote}: {why}.", remote=remote, why=why), again()
        )


def commit_at(folder: Path, revision: str) -> str | None:
    """The commit that a revision names, if there is one here."""
    return git.object_at(folder, revision)


def tree_of(folder: Path, commit: str) -> str | None:
    """The tree of a commit."""
    return git.object_at(folder, commit, "tree")


def parent_of(folder: Path, commit: str) -> str | None:
    """The only parent of a commit; None where it has none, or several."""
    asked = ("rev-list", "--parents", "--max-count=1", "--end-of-options", commit)
    names = git.run(folder, *asked).text.split()
    return names[1] if len(names) == 2 else None


def merged_tree(folder: Path, ours: str, theirs: str) -> str | None:
    """The tree that merging two commits gives; None where they conflict."""
    asked = ("merge-tree", "--write-tree", "--no-messages", "--end-of-options", ours, theirs)
    names = git.run(folder, *asked, seconds=SECONDS).text.split()
    return names[0] if names else None


def changed_files(folder: Path, before: str, after: str) -> list[tuple[str, str, str]] | None:
    """Mode, blob and path of what differs between two commits; None where git cannot tell."""
    try:
        changes = git.changes_between(folder, before, after)
    except PerfgitError:
        return None
    return [(change.new_mode, change.new_id, change.path) for change in changes]


def is_in(folder: Path, commit: str, branch: str) -> bool:
    """Whether a commit belongs to the history of another."""
    asked = ("merge-base", "--is-ancestor", "--end-of-options", commit, branch)
    return git.run(folder, *asked).code == 0
