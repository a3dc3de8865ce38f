"""The few things that proposing asks of git, in the working tree of the person who proposes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from perfgit.files.layout import DATA_FOLDERS
from perfgit.files.repository import top_of
from perfgit.i18n import say
from perfgit.problem import PerfgitError

SECONDS = 120


class Repository:
    """A git repository that holds a company."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.top, self.prefix = top_of(root)
        if self._run("rev-parse", "--git-dir").returncode:
            raise PerfgitError(
                say("{folder} is not in a git repository.", folder=root),
                say("`git init` makes one; `perfgit init` begins a company with one."),
            )

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
        return self._run("symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip() or None

    def exists(self, ref: str) -> bool:
        """Whether there is such a revision."""
        return self.commit(ref) is not None

    def commit(self, ref: str) -> str | None:
        """The commit that a revision names."""
        done = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        return done.stdout.strip() or None

    def remote(self, name: str) -> bool:
        """Whether a remote of that name is set up."""
        return name in self.git("remote").split()

    def main(self, remote: str) -> str:
        """The branch that proposals go into: the remote's default, else main or master."""
        head = self._run("symbolic-ref", "--quiet", "--short", f"refs/remotes/{remote}/HEAD")
        if head.returncode == 0:
            return head.stdout.strip().partition("/")[2]
        for name in ("main", "master"):
            if self.exists(f"{remote}/{name}") or self.exists(name):
                return name
        raise PerfgitError(
            say("There is no branch main to propose to."), say("Name it with `--base BRANCH`.")
        )

    def ahead(self, base: str) -> int:
        """Commits that the branch has and base does not."""
        return int(self.git("rev-list", "--count", f"{base}..HEAD"))

    def switch_to_new(self, branch: str) -> None:
        """Begin a branch where we are, the changes stay as they are."""
        self.git("switch", "--quiet", "--create", branch)

    def save(self, paths: list[str], message: str) -> None:
        """Commit these files, and nothing else that may be staged."""
        self.git("add", "--all", "--", *paths)
        self.git("commit", "--quiet", "--message", message, "--only", "--", *paths)

    def push(self, remote: str, branch: str) -> None:
        """Send the branch; refused where somebody else has pushed to it meanwhile."""
        self.git("push", "--quiet", "--set-upstream", remote, f"HEAD:refs/heads/{branch}")

    def git(self, *arguments: str) -> str:
        """What git prints; raises PerfgitError with its last words where it fails."""
        done = self._run(*arguments)
        if done.returncode:
            words = [line for line in done.stderr.splitlines() if line.strip()]
            raise PerfgitError(
                say("git {what} failed: {why}", what=arguments[0], why=_last_words(words)),
                say("Your files are as they were. Put right what git says, and run it again."),
            )
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["git", "-c", "core.quotePath=false", *arguments],
                cwd=self.top,
                env={**os.environ, "LC_ALL": "C", "GIT_LITERAL_PATHSPECS": "1"},
                capture_output=True,
                text=True,
                errors="surrogateescape",
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise PerfgitError(
                say(
                    "git {what} took more than {seconds} seconds.",
                    what=arguments[0],
                    seconds=SECONDS,
                )
            ) from None
        except OSError as error:
            raise PerfgitError(say("git cannot be run: {why}.", why=error.strerror)) from None


def _last_words(lines: list[str]) -> str:
    """What git says went wrong, rather than its hints."""
    errors = [one for one in lines if one.startswith(("error:", "fatal:", " ! "))]
    return (errors or lines or [say("without a word")])[-1].strip()
