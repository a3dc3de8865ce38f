"""Git beside GitHub: pull requests are fetched as objects, never checked out, never run."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from perfgit.github.errors import ForgeError, again
from perfgit.i18n import say

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
    done = _git(
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
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["?"]
        why = "".join(char if char.isprintable() else " " for char in lines[0])[:200]
        raise ForgeError(
            say("git could not fetch from {remote}: {why}.", remote=remote, why=why), again()
        )


def commit_at(folder: Path, revision: str) -> str | None:
    """The commit that a revision names, if there is one here."""
    done = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    return done.stdout.strip() if done.returncode == 0 else None


def tree_of(folder: Path, commit: str) -> str | None:
    """The tree of a commit."""
    done = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{tree}}"
    )
    return done.stdout.strip() if done.returncode == 0 else None


def parent_of(folder: Path, commit: str) -> str | None:
    """The only parent of a commit; None where it has none, or several."""
    done = _git(folder, "rev-list", "--parents", "--max-count=1", "--end-of-options", commit)
    names = done.stdout.split()
    return names[1] if done.returncode == 0 and len(names) == 2 else None


def merged_tree(folder: Path, ours: str, theirs: str) -> str | None:
    """The tree that merging two commits gives; None where they conflict."""
    done = _git(folder, "merge-tree", "--write-tree", "--no-messages", ours, theirs)
    lines = done.stdout.split()
    return lines[0] if done.returncode == 0 and lines else None


def changed_files(folder: Path, before: str, after: str) -> list[tuple[str, str, str]] | None:
    """Mode, blob and path of what differs between two commits; None where git cannot tell."""
    done = _git(
        folder, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--full-index", before, after
    )
    if done.returncode:
        return None
    parts = done.stdout.split("\0")
    found = []
    for told, path in zip(parts[::2], parts[1::2], strict=False):
        _, mode, _, blob, _ = told.split(" ")
        found.append((mode, blob, path))
    return found


def is_in(folder: Path, commit: str, branch: str) -> bool:
    """Whether a commit belongs to the history of another."""
    return _git(folder, "merge-base", "--is-ancestor", commit, branch).returncode == 0


def _git(
    folder: Path, *arguments: str, config: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run git; settings travel in the environment, where no list of processes shows them."""
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    pairs = list((config or {}).items())
    environment["GIT_CONFIG_COUNT"] = str(len(pairs))
    for number, (key, value) in enumerate(pairs):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise ForgeError(
            say("git {what} took more than {seconds} seconds.", what=arguments[0], seconds=SECONDS),
            again(),
        ) from None
    except OSError as error:
        raise ForgeError(say("git cannot be run: {why}.", why=error)) from None
