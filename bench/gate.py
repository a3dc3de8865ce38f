"""The gate and `check --base` for three files, in a small company and in a large one.

The three files are a goal sheet, a new check-in and a submitted review of three people; the company
is a git repository as a clone in CI has it.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

from bench.company import Company, simulated
from bench.figures import Figure
from bench.measure import Command, Took, fastest, python
from perfgit.files.layout import Place

SMALL, LARGE = 200, 20_000
MOST_BLOBS = 50
IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Bench"), ("EMAIL", "bench@example.invalid"))
}


class Proposal(NamedTuple):
    """A pull request in a company's repository."""

    root: Path
    base: str
    head: str

    @property
    def command(self) -> Command:
        """The gate as a fresh process."""
        revisions = ("--base", self.base, "--head", self.head)
        gate = ("gate", "--root", str(self.root), *revisions, "--author", "nobody-at-all")
        return python("-m", "perfgit", *gate, "--today", "2026-09-01", "--format", "json")

    @property
    def check(self) -> Command:
        """What the working tree, which is the base, has wrong and the head has not."""
        return python("-m", "perfgit", "check", "--root", str(self.root), "--base", self.head)

    @property
    def listing(self) -> Command:
        """What git takes to say which files of the working tree differ from a commit."""
        folders = ("--", "org", "goals", "reviews")
        differing = ("git", "-C", str(self.root), "diff", "--name-only", self.head, *folders)
        others = ("git", "-C", str(self.root), "ls-files", "--others", *folders)
        both = f"{shlex.join(others)} & {shlex.join(differing)}; wait"
        return ["sh", "-c", both]


def gate_figures(work: Path, sizes: tuple[int, int] = (SMALL, LARGE)) -> list[Figure]:
    """Blobs read, and time against that of the small company."""
    small, large = (proposed(simulated(work, people)) for people in sizes)
    took: list[Took] = fastest(5, small.command, large.command)
    read = json.loads(_run(large.command))["blobs"]
    checks = fastest(5, small.check, large.check, small.listing, large.listing)
    of_git = checks[3].wall - checks[2].wall
    return [
        Figure(
            f"gate, 3 files of {sizes[1]:,} people, cold",
            took[1].wall,
            "s",
            f"the same with {sizes[0]:,} people",
            took[0].wall,
            "times as long, at most",
            took[1].wall / took[0].wall,
            1.5,
        ),
        Figure(
            f"check --base, 3 files of {sizes[1]:,} people, cold",
            checks[1].wall,
            "s",
            f"the same with {sizes[0]:,} people, and what git's own listing takes longer",
            checks[0].wall + of_git,
            "times as long, at most",
            checks[1].wall / (checks[0].wall + of_git),
            1.3,
        ),
        Figure("files that it reads", read, "", "", None, "files, below", read, MOST_BLOBS - 1),
    ]


def proposed(company: Company) -> Proposal:
    """A pull request that touches three people."""
    root = company.root
    if not (root / ".git").is_dir():
        _git(root, "init", "-q", "-b", "main")
        _git(root, "config", "gc.auto", "0")  # no second one at the same time
        _git(root, "add", "-A")
        _git(root, "commit", "-q", "-m", "base")
        _git(root, "repack", "-a", "-d", "-q")
    base = _git(root, "rev-parse", "main")
    sheets = _of_kind(company, "goals")
    reviews = _of_kind(company, "self")
    first, second, third = sheets[3], sheets[len(sheets) // 2], reviews[-1]
    checkin = second.parent / "checkins" / "2026-08-30.yml"
    changes = {
        first: first.read_text().replace("weight: ", "weight: 0.", 1),
        checkin: "note: Halfway.\n",
        third: third.read_text() + "growth: Ask more often.\n",
    }
    index = {**os.environ, **IDENTITY, "GIT_INDEX_FILE": str(root / ".git" / "bench-index")}
    _git(root, "read-tree", base, env=index)
    for path, text in changes.items():
        blob = _git(root, "hash-object", "-w", "--stdin", stdin=text)
        place = f"100644,{blob},{path.relative_to(root).as_posix()}"
        _git(root, "update-index", "--add", "--cacheinfo", place, env=index)
    tree = _git(root, "write-tree", env=index)
    return Proposal(root, base, _git(root, "commit-tree", tree, "-p", base, "-m", "change"))


def _of_kind(company: Company, kind: str) -> list[Path]:
    """The files of one kind that people have, sorted."""
    found = []
    for path in company.files:
        place: Place | None = company.layout.place(path.relative_to(company.root).as_posix())
        if place and place.kind == kind and place.person:
            found.append(path)
    return found


def _git(
    folder: Path, *arguments: str, stdin: str | None = None, env: dict[str, str] | None = None
) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=stdin,
        env=env or {**os.environ, **IDENTITY},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _run(command: Command) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def main() -> None:
    """These figures alone: `python -m bench.gate FOLDER`."""
    import sys

    from bench.figures import table

    print(table(gate_figures(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
