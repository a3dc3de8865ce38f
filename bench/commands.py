"""How quickly every command answers on the sample company: whole processes, start-up included.

They run in a copy of it that is a git repository of its own; what a command has written is taken back
before the next run. Commands that ask GitHub are measured until they miss the token, `serve` as far as
its help, `build` with nothing changed.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.measure import ROOT, Took, python, seconds

AT_MOST = 0.5
SAMPLE = ("org", "goals", "reviews", "site", "mkdocs.yml", ".gitignore", ".github", ".vscode")
TODAY = "2026-11-20"
EARLIER = "org/cycles/2026-h1.yml"
CHECKIN = f"goals/2026-h2/people/chen/checkins/{TODAY}.yml"
LIBRARIES = "import pydantic, yaml_rs, click"
DATED = {"acknowledge", "answer", "appeal", "build", "checkin", "feedback", "gate", "goal"} | {
    *("meeting", "nominate", "plan", "propose", "remind", "review", "todo")
}

COMMANDS = """
--help
acknowledge --as zhang --cycle 2026-h1 --agrees -y
answer bruno second-offer --as greta --status granted --note Gladly. -y
appeal --as daan --cycle 2026-h1 --reasons Dates. -y
build
check
checkin --as alice --value emea-arr/arr=11_200_000 --confidence emea-arr=high -y
codeowners
cycle close 2026-h1 --force
cycle close 2026-h1 --force --write
cycle freeze 2026-h2 --force
cycle next 2026-h2
cycle open 2026-h2 --force
cycle status
discussions
doctor
doctor privacy
explain weights-total
export --out {beside}/tables
export --to xlsx --out {beside}/sheets
export --table goals
feedback alice --as dana --note Thanks. -y
forms
gate --base main --head proposed --author chen-jing
github form 1
github judge 1
github pages
github proposal 1
goal carry demo-lab --as alice --from 2026-h1 --reason Still. -y
goal drop playbook --as alice --reason Pricing. -y
goal edit emea-arr --as alice --target arr=12_500_000 --reason More. -y
goal keep emea-arr --as alice --reason Still. -y
goal new --as alice --title Pilots --weight 20 --measure yes/no --reason Wins. -y
impact
impact market-leader
import goals {beside}/goals.csv
init {beside}/new --name New
meeting daan --cycle 2026-h1 --as erik --summary Done. -y
nominate chen --as alice -y
plan --as anke --cycle 2026-h1 --status texts=done -y
propose --as chen
remind --now --dry-run
review external alice --as bruno --customer Maier --overall 5 -y
review manager alice --as bruno --overall 4 -y
review peer chen --as alice --overall 4 -y
review self --as alice --overall 4 -y
review upward --as alice --overall 4 -y
rules
schema --out {beside}/schemas
score
score alice --explain
serve --help
simulate --people 5 {beside}/small
todo
todo alice
"""
EXITS = {"discussions": 2, "doctor": 1, "gate": 1, "github": 2}
GOALS = "cycle,owner,goal,title\n2026-h2,people/nadine,bench,Measure\n"


class Sample:
    """A copy of the sample company, and a folder beside it for what commands write or read."""

    def __init__(self, work: Path) -> None:
        self.root, self.beside = work / "company", work / "beside"
        self.root.mkdir()
        for name in SAMPLE:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self.root / name)
            else:
                shutil.copy(ROOT / name, self.root / name)
        self._git("init", "-qb", "main")
        self._git("config", "user.name", "Alice Martin")
        self._git("config", "user.email", "alice@lighthouse.example")
        self._commit()
        self._git("checkout", "-qb", "proposed")
        self._change()
        self._commit()
        self.restore()

    def _git(self, *arguments: str) -> str:
        run = subprocess.run(
            ["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True
        )
        return run.stdout

    def _commit(self) -> None:
        self._git("add", "-A")
        self._git("commit", "-qm", "Bench")

    def _change(self) -> None:
        (self.root / CHECKIN).write_text("note: Nothing new.\n", "utf-8")

    def _reopen(self) -> None:
        cycle = self.root / EARLIER
        text = cycle.read_text("utf-8")
        cycle.write_text(re.sub(r"(?m)^closed: .*$", "closed: null", text), "utf-8")

    def restore(self) -> None:
        """As it was, with nothing left of what commands have written."""
        self._git("checkout", "-qf", "main")
        self._git("clean", "-qfd")
        for branch in self._git("branch", "--format=%(refname:short)").split():
            if branch not in ("main", "proposed"):
                self._git("branch", "-qD", branch)
        shutil.rmtree(self.beside, ignore_errors=True)
        self.beside.mkdir()
        (self.beside / "goals.csv").write_text(GOALS)

    def run(self, command: str, times: int) -> Took:
        """The best time of a command, each run in the company as it was."""
        words = shlex.split(command.format(beside=self.beside))
        if words[0] in DATED:
            words += ["--today", TODAY]
        exits = (0, EXITS.get(words[0], 0))
        called = python("-m", "perfgit", *words)
        if words[0] == "build":
            self.restore()
            seconds(called, self.root, exits)
        took = []
        for _ in range(times):
            if words[0] != "build":
                self.restore()
            if words[0] == "propose":
                self._change()
            if "2026-h1" in words:
                self._reopen()
            took.append(seconds(called, self.root, exits))
        return Took(*map(min, zip(*took, strict=True)))


def each(times: int, only: str = "") -> Iterator[tuple[str, Took]]:
    """Every command that begins with `only`, and its best time of so many."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Sample(Path(folder))
        for command in COMMANDS.strip().splitlines():
            if command.startswith(only):
                yield command, sample.run(command, times)


def every_command(times: int = 5, only: str = "") -> list[Figure]:
    """A figure for each command; the yardstick is a Python that imports three libraries."""
    bare = min(seconds(python("-c", LIBRARIES)).wall for _ in range(times))
    return [
        Figure(
            f"{command.partition(' --as')[0].replace('{beside}/', '')}, sample company",
            took.wall,
            "s",
            f'python -c "{LIBRARIES}"',
            bare,
            "s, below",
            took.wall,
            AT_MOST,
        )
        for command, took in each(times, only)
    ]
