"""The few things that proposing asks of git, in the working tree of the person who proposes."""

from __future__ import annotations

import os
from pathlib import Path

from perfgit.files.git import Answer, object_at, prefix_of, remotes, run, trouble
from perfgit.files.layout import DATA_FOLDERS
from perfgit.files.repository import top_of
from perfgit.i18n import say
from perfgit.problem import PerfgitError


class Repository:
    """A git repository that holds a company."""

    def __init__(self, root: Path) -> None:
        self.root = root
        prefix_of(root)  # raises where there is none
        self.top, self.prefix = top_of(root)

    def changed(self) -> list[str]:
        """Files of the company that differ from the last commit, with new and deleted ones."""
        folders = [f"{self.prefix}/{one}" if self.prefix else one for one in DATA_FOLDERS]
        out = self.git("status", "--porcelain=v1", "-z", "--untracked-files=all", "--", *folders)
        found: list[str] = []
        parts = iter(out.split("\0"))
        for part in parts:
            if part:
                found.append(part[3:])
                if part[0] in "RC":
                    found.append(next(parts))  # where it was renamed from
        return sorted(found)

    def branch(self) -> str | None:
        """The branch that is checked out; None where it is none."""
        return self._run("symbolic-ref", "--quiet", "--short", "HEAD").text or None

    def exists(self, ref: str) -> bool:
        """Whether there is such a revision."""
        return self.commit(ref) is not None

    def commit(self, ref: str) -> str | None:
        """The commit that a revision names."""
        return object_at(self.top, ref)

    def remote(self, name: str) -> bool:
        """Whether a remote of that name is set up."""
        return name in remotes(self.top)

    def main(self, remote: str) -> str:
        """The branch that proposals go into: the remote's default, else main or master."""
        head = self._run("symbolic-ref", "--quiet", "--short", f"refs/remotes/{remote}/HEAD").text
        if head:
            return head.partition("/")[2]
        for name in ("main", "master"):
            if self.exists(f"{remote}/{name}") or self.exists(name):
                return name
        raise PerfgitError(
            say("There is no branch main to propose to."), say("Name it with `--base BRANCH`.")
        )

    def ahead(self, base: str) -> int:
        """Commits that the branch has and base does not."""
        return int(self.git("rev-list", "--count", "--end-of-options", f"{base}..HEAD"))

    def switch_to_new(self, branch: str) -> None:
        """Begin a branch where we are, the changes stay as they are."""
        self.git("switch", "--quiet", "--create", branch, "--")

    def save(self, paths: list[str], message: str) -> None:
        """Commit these files, and nothing else that may be staged."""
        self.git("add", "--all", "--", *paths)
        self.git("commit", "--quiet", "--message", message, "--only", "--", *paths, asks=True)

    def push(self, remote: str, branch: str) -> None:
        """Send the branch; refused where somebody else has pushed to it meanwhile."""
        ours = f"HEAD:refs/heads/{branch}"
        self.git("push", "--quiet", "--set-upstream", "--", remote, ours, asks=True)

    def git(self, *arguments: str, asks: bool = False) -> str:
        """What git prints; raises PerfgitError with its last words where it fails."""
        answer = self._run(*arguments, asks=asks)
        if answer.code:
            raise trouble(self.root, answer, arguments[0])
        return os.fsdecode(answer.raw)

    def _run(self, *arguments: str, asks: bool = False) -> Answer:
        return run(self.top, *arguments, asks=asks)
