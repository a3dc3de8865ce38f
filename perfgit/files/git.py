"""Git, asked and told by nobody else: every process of it is started here.

It is asked about a folder and nothing else: what a hook of another repository has exported (GIT_DIR,
GIT_INDEX_FILE) counts for nothing, objects are what they are called whatever `refs/replace` says, and
names that come from outside stand where they cannot be options. What is in the way of an answer is
told as what it is: no git, no repository, somebody else's, a bare one, a shallow one.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import DEVNULL
from typing import Final, NamedTuple

from perfgit.i18n import say
from perfgit.problem import PerfgitError

SECONDS = 120
"""What an answer may take."""

_ASTRAY: Final = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_INDEX_VERSION",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_CONFIG",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
_PLAIN: Final = {
    "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}


class NoGitError(PerfgitError):
    """There is no git on this machine that can be run."""


class NoRepositoryError(PerfgitError):
    """The folder is in no git repository."""


class Answer(NamedTuple):
    """How git ended and what it said."""

    code: int
    raw: bytes
    errors: str

    @property
    def text(self) -> str:
        """What it printed, without the last line's end; empty where it failed."""
        return "" if self.code else os.fsdecode(self.raw).rstrip("\n")

    @property
    def reason(self) -> str:
        """What git says went wrong, rather than its hints, in one line."""
        lines = [line for line in self.errors.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith(("error:", "fatal:", " ! "))]
        last = (told or lines or [say("without a word")])[-1].strip()
        return "".join(char if char.isprintable() else " " for char in last)[:200]


def environment(config: Mapping[str, str] | None = None, *, asks: bool = False) -> dict[str, str]:
    """The variables git is started with.

    Args:
        config: Settings that hold for this once; they show in no list of processes.
        asks: Whether git may ask the person at the terminal for a password.
    """
    found = {name: value for name, value in os.environ.items() if name not in _ASTRAY}
    found |= _PLAIN if asks else _PLAIN | {"GIT_TERMINAL_PROMPT": "0"}
    if config:
        given = found.get("GIT_CONFIG_COUNT", "")
        first = int(given) if given.isdecimal() else 0
        for number, (key, value) in enumerate(config.items(), first):
            found[f"GIT_CONFIG_KEY_{number}"] = key
            found[f"GIT_CONFIG_VALUE_{number}"] = value
        found["GIT_CONFIG_COUNT"] = str(first + len(config))
    return found


def run(
    folder: Path,
    *arguments: str,
    config: Mapping[str, str] | None = None,
    asks: bool = False,
    seconds: int = SECONDS,
) -> Answer:
    """Git's answer, whatever it is.

    Args:
        folder: Where git is started; it finds the repository from there.
        arguments: The command; names from outside only behind `--end-of-options` or `--`.
        config: Settings that hold for this once.
        asks: Whether it may ask the person at the terminal.
        seconds: How long it may take.

    Raises NoGitError where git cannot be run, PerfgitError where it takes too long.
    """
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environment(config, asks=asks),
            stdin=None if asks else DEVNULL,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise PerfgitError(
            say("git {what} took more than {seconds} seconds.", what=arguments[0], seconds=seconds)
        ) from None
    except OSError as error:
        raise _cannot_run(error) from None
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def start(folder: Path, *arguments: str, stdin: int, stderr: int | None) -> subprocess.Popen[bytes]:
    """A process of git that answers while it runs.

    Raises NoGitError where git cannot be run.
    """
    try:
        return subprocess.Popen(
            ["git", *arguments],
            cwd=folder,
            env=environment(),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    except OSError as error:
        raise _cannot_run(error) from None


def _cannot_run(error: OSError) -> PerfgitError:
    if isinstance(error, FileNotFoundError) and error.filename == "git":
        return NoGitError(
            say("There is no git on this machine, or it is not in PATH."),
            say("Install git (git-scm.com), or put the folder it lies in into PATH."),
        )
    return NoGitError(say("git cannot be run: {why}.", why=error.strerror))


def ask(folder: Path, *arguments: str) -> Answer:
    """Git's answer where it has one; raises PerfgitError that says what is in the way."""
    answer = run(folder, *arguments)
    if answer.code:
        raise trouble(folder, answer, arguments[0])
    return answer


_OWNED_BY_OTHERS = re.compile(r"(?:dubious ownership in|unsafe) repository (?:at )?\(?'([^']*)'")


def trouble(folder: Path, answer: Answer, what: str) -> PerfgitError:
    """Why git has failed, as what it is."""
    if found := _OWNED_BY_OTHERS.search(answer.errors):
        return PerfgitError(
            say(
                "The repository {folder} belongs to another user; git refuses it.", folder=found[1]
            ),
            say(
                "Where you trust it: `git config --global --add safe.directory {folder}`.",
                folder=found[1],
            ),
        )
    if "not a git repository" in answer.errors:
        return NoRepositoryError(
            say("{folder} is not in a git repository.", folder=folder),
            say("`git init` makes one; `perfgit init` begins a company with one."),
        )
    if "must be run in a work tree" in answer.errors:
        return PerfgitError(
            say("{folder} is in a bare repository, which has no files to work on.", folder=folder),
            say("Clone it (`git clone`), and run it in the clone."),
        )
    return PerfgitError(
        say("git {what} failed: {why}", what=what, why=answer.reason),
        say("Your files are as they were. Put right what git says, and run it again."),
    )


def prefix_of(folder: Path) -> str:
    """The way from the repository's own folder to this one, empty where they are the same.

    Raises PerfgitError where there is no git, no repository, or none that git trusts.
    """
    return ask(folder, "rev-parse", "--show-prefix").text.strip("/")


def git_folder(folder: Path) -> Path | None:
    """Where git keeps what it knows of the repository; None where there is none to be had."""
    try:
        found = run(folder, "rev-parse", "--absolute-git-dir").text
    except PerfgitError:
        return None
    return Path(found) if found else None


def is_shallow(folder: Path) -> bool:
    """Whether the clone has been cut off: only the latest commits are there."""
    return run(folder, "rev-parse", "--is-shallow-repository").text == "true"


def object_at(folder: Path, revision: str, type_: str = "commit") -> str | None:
    """The id of the commit (or tree) that a revision names, if there is one here."""
    name = f"{revision}^{{{type_}}}"
    return run(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name).text or None


def commit_of(folder: Path, revision: str) -> str:
    """The commit that a revision names; raises PerfgitError where there is none here."""
    found = object_at(folder, revision)
    if found is None:
        prefix_of(folder)  # whatever else is in the way is told first
        raise PerfgitError(
            say('There is no revision "{revision}" here.', revision=revision),
            _whole_history()
            if is_shallow(folder)
            else say("`git log --oneline --all` lists the revisions; `git fetch` brings new ones."),
        )
    return found


def _whole_history() -> str:
    return say("Only the latest commits are here: fetch the others (`git fetch --unshallow`).")


def merge_bases(folder: Path, ours: str, theirs: str) -> list[str]:
    """The commits at which two have parted: one, several where they have crossed, or none."""
    return run(folder, "merge-base", "--all", "--end-of-options", ours, theirs).text.split()


class FileChange(NamedTuple):
    """A path that differs: modes (NOTHING where there is no file) and object ids."""

    path: str
    old_mode: str
    new_mode: str
    old_id: str
    new_id: str

    @property
    def added(self) -> bool:
        """Whether there was no file before."""
        return self.old_mode == NOTHING

    @property
    def deleted(self) -> bool:
        """Whether there is no file any more."""
        return self.new_mode == NOTHING


NOTHING = "000000"


def changes_between(folder: Path, old: str, new: str) -> list[FileChange]:
    """What differs between two commits; a rename is a deletion and an addition.

    Paths are those of the repository. Raises PerfgitError where git cannot compare them.
    """
    flags = ("-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff")
    quiet = ("--ignore-submodules=none", "--end-of-options")
    parts = ask(folder, "diff-tree", *flags, *quiet, old, new).raw.split(b"\0")[:-1]
    found = []
    for meta, path in zip(parts[::2], parts[1::2], strict=True):
        old_mode, new_mode, old_id, new_id, _ = meta.decode().lstrip(":").split(" ")
        found.append(FileChange(os.fsdecode(path), old_mode, new_mode, old_id, new_id))
    return found


def changed_since(folder: Path, commit: str, below: tuple[str, ...]) -> list[str]:
    """Files below some folders that differ from a commit or are not in it, ignored ones too.

    Paths are relative to `folder`. Raises PerfgitError where git cannot compare them.
    """
    flags = ("--name-only", "-z", "--no-renames", "--relative", "--no-ext-diff", "--no-textconv")
    quiet = ("--ignore-submodules=none", "--end-of-options")
    listing = ("ls-files", "-z", "--others", "--", *below)
    with start(folder, *listing, stdin=DEVNULL, stderr=DEVNULL) as others:  # beside the comparison
        changed = run(folder, "diff", *flags, *quiet, commit, "--", *below)
        assert others.stdout
        added = others.stdout.read()
    if changed.code or others.returncode:
        raise trouble(folder, changed if changed.code else run(folder, *listing), "diff")
    return sorted({os.fsdecode(path) for path in (changed.raw + added).split(b"\0") if path})


def touching(folder: Path, commit: str, path: str) -> list[str]:
    """The commits of a first-parent line that changed a path below a folder, the latest first."""
    found = ask(folder, "rev-list", "--first-parent", commit, "--", path)
    return found.text.split()


def remotes(folder: Path) -> list[str]:
    """The names of the repositories that this one knows as remote."""
    return ask(folder, "remote").text.split()


def settings(folder: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """Git's settings whose names match, in order of precedence; none where there is no git."""
    try:
        found = run(folder, "config", "--null", "--get-regexp", pattern).text
    except NoGitError:
        return
    for entry in filter(None, found.split("\0")):
        name, _, value = entry.partition("\n")
        yield name, value.strip()


def editor(folder: Path) -> str:
    """The editor that git would open; empty where git knows none."""
    try:
        return run(folder, "var", "GIT_EDITOR").text.strip()
    except NoGitError:
        return ""
