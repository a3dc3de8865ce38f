"""Wherever a command runs, whatever is full, closed or missing there: words and an exit code, no traceback.

Every command is tried under every one of these conditions, each in a fork of this process.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from perfgit.cli import main
from perfgit.rules.examples import FOLDER
from tests.authoring.test_kill import COMMANDS as ACTS
from tests.authoring.test_kill import TODAY
from tests.cli.test_help import command_of, every_command

OTHERS = """
build
check --base HEAD
codeowners
cycle close 2026-h2 --write --today 2027-01-20
cycle freeze 2026-h2 --write --force --today 2026-07-10
cycle next 2026-h2 --write
cycle open 2026-h2 --write --force --today 2026-07-01
cycle status
discussions --repository acme/performance
doctor
doctor privacy
edit org/people/alice.yml --as greta
explain weights-total
export --out tables
forms
gate --base HEAD --head HEAD --author person:alice
generate
github form 1 --repository acme/performance
github judge 1 --repository acme/performance
github pages --repository acme/performance
github proposal 1 --repository acme/performance
impact
import goals goals.csv
import people people.csv
import strategy strategy.csv --update
import teams teams.csv
init new --name Acme
propose
remind --now
report
rules
schema --out schemas
score --explain
serve --host 203.0.113.1
simulate --people 3 --seed 1 simulated
todo
upgrade --write
"""
TABLES = {
    "goals": "cycle,owner,goal,title,weight\n2026-h2,people/bruno,x,X,100\n",
    "people": "id,name,team\nnora,Nora,sales\n",
    "strategy": "id,title\nfaster,Faster\n",
    "teams": "id,name\nlegal,Legal\n",
}


class Ended(NamedTuple):
    code: int
    said: str


def words_of(command: tuple[str, ...]) -> tuple[str, ...]:
    """A call of a command that goes all the way; options that it does not know are left out."""
    if " ".join(command) in ACTS:
        who, _, words = ACTS[" ".join(command)]
        return (*words, "--as", who, "--today", TODAY)
    calls = [tuple(line.split()) for line in OTHERS.split("\n") if line]
    return max((one for one in calls if one[: len(command)] == command), key=len)


LEAVES = [
    words
    for words in every_command()
    if words[:1]
    not in {(name,) for name in ("goal", "github", "import", "retro", "review", "cycle")}
    or len(words) > 1
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company_for_all(tmp_path_factory.mktemp("surroundings") / "company")


def company_for_all(folder: Path) -> Path:
    """Make the small company as a repository, with tables to import."""
    shutil.copytree(FOLDER / "base", folder)
    for name, table in TABLES.items():
        (folder / f"{name}.csv").write_text(table)
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "all")):
        who = ("-c", "user.name=T", "-c", "user.email=t@lighthouse.example")
        assert not os.spawnlp(os.P_WAIT, "git", "git", "-C", str(folder), *who, *words)
    return folder


def ended(root: Path, words: tuple[str, ...], before: Callable[[], None]) -> Ended:
    """Run a command in a fork, in the company's folder; `before` makes its surroundings."""
    for module in {module for module, _, _ in main.COMMANDS.values()}:
        import_module(module)  # here, so that no child has to
    ours, theirs = os.pipe()  # which has room where disks have none
    pid = os.fork()
    if not pid:
        os.close(ours)
        _child(root, words, before, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        said = told.read().decode()
    return Ended(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said)


def _child(root: Path, words: tuple[str, ...], before: Callable[[], None], told: int) -> None:
    code = 70
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream, handle in enumerate((nowhere, nowhere, told)):
            os.dup2(handle, stream)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        sys.stderr = os.fdopen(2, "w", buffering=1)
        os.chdir(root)
        for name in [
            name for name in os.environ if name.startswith(("GITHUB_", "GH_", "PERFGIT_"))
        ]:
            del os.environ[name]
        os.environ["XDG_STATE_HOME"] = str(root.parent / "state")
        sys.argv = ["perfgit", *words]
        signal.alarm(20)
        before()
        main.run()
        code = 0
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 0 if done.code is None else 71
    except BaseException:  # noqa: BLE001 -- a child must never go on as a second pytest
        os.write(told, traceback.format_exc().encode())
        code = 72
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = 73
    os._exit(code)


def no_git() -> None:
    os.environ["PATH"] = "/nowhere"


def closed_input() -> None:
    os.close(0)
    sys.stdin = None  # as Python starts then


def full_output() -> None:
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def closed_output() -> None:
    os.close(1)
    sys.stdout = None


def no_space(size: int) -> None:
    """No file grows beyond a size; a full disk says the same, in other words."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def no_home() -> None:
    os.environ.pop("EMAIL", None)
    os.environ["HOME"] = "/nowhere"


SURROUNDINGS: dict[str, Callable[[], None]] = {
    "no git": no_git,
    "closed input": closed_input,
    "full output": full_output,
    "closed output": closed_output,
    "no home": no_home,
}


def knows_today(command: tuple[str, ...]) -> bool:
    found = command_of(command)
    return any(parameter.name == "today" for parameter in found.params)


def test_every_command_is_tried() -> None:
    assert all(words_of(words) for words in LEAVES)


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
@pytest.mark.parametrize("command", LEAVES, ids=" ".join)
def test_no_traceback(
    command: tuple[str, ...], surroundings: str, template: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(template, tmp_path / "company")
    done = ended(root, words_of(command), SURROUNDINGS[surroundings])
    assert done.code in (0, 1, 2), done.said
    assert "Traceback" not in done.said


@pytest.mark.parametrize("command", LEAVES, ids=" ".join)
def test_a_full_disk_is_told(command: tuple[str, ...], template: Path, tmp_path: Path) -> None:
    root = shutil.copytree(template, tmp_path / "company")
    done = ended(root, words_of(command), lambda: no_space(0))
    assert done.code in (0, 1, 2), done.said
    assert "Traceback" not in done.said


@pytest.mark.parametrize("size", [0, 100, 3_000, 30_000])
def test_a_disk_that_fills_during_a_build(size: int, template: Path, tmp_path: Path) -> None:
    root = shutil.copytree(template, tmp_path / "company")
    assert ended(root, ("build",), lambda: None).code == 0
    before = {path for path in root.rglob("*") if path.is_file()}
    done = ended(root, ("build", "--today", "2026-11-20"), lambda: no_space(size))
    assert done.code == 2, done.said
    assert "written: File too large" in done.said
    assert "site/theme" not in done.said  # perfgit's own files are not what is in the way
    assert {path for path in root.rglob("*") if path.is_file()} == before  # the old site stands


AT_THE_END = ("9999-12-31", "0001-01-01")


@pytest.mark.parametrize("day", [*AT_THE_END, "2999-12-31", "1900-01-01"])
@pytest.mark.parametrize("command", [words for words in LEAVES if knows_today(words)], ids=" ".join)
def test_days_at_the_end_of_time(
    command: tuple[str, ...], day: str, template: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(template, tmp_path / "company")
    done = ended(root, (*words_of(command), "--today", day), lambda: None)
    assert done.code in (0, 1, 2), done.said
    assert (done.code == 2 and "too far away" in done.said) == (day in AT_THE_END)


@pytest.mark.parametrize("day", AT_THE_END)
@pytest.mark.parametrize("seed", range(6))
def test_files_with_days_at_the_end_of_time(
    seed: int, day: str, template: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(template, tmp_path / "company")
    random = Random(seed)
    for path in sorted(root.rglob("*.yml")):
        text = re.sub(
            r"\b20\d\d-\d\d-\d\d\b",
            lambda found: day if random.random() < 0.1 else found[0],
            path.read_text(),
        )
        path.write_text(text)
    for words in (
        "todo",
        "build",
        "cycle next 2026-h2",
        "cycle open 2026-h2",
        "export --to xlsx --out x",
    ):
        done = ended(root, tuple(words.split()), lambda: None)
        assert done.code in (0, 1, 2), done.said
