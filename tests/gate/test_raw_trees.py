"""What only hand-made git objects can hold: names that git itself would refuse to check out."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perfgit.gate.judge import judge
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.problem import PerfgitError
from tests.gate.world import FILES, World, account, commit, make_world

TODAY = dt.date(2026, 9, 1)
NOTE = b"note: x\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("raw") / "repository")


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@harbour.example", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def _with_entry(world: World, entry: bytes) -> str:
    """A commit whose top folder has one more entry, whatever its name."""
    raw = _made_tree(world, entry + _tree(world, f"{world.base}^{{tree}}"))
    return _git(world.folder, "commit-tree", raw, "-p", world.base, "-m", "x")


def _blob(world: World, data: bytes) -> bytes:
    return bytes.fromhex(_git(world.folder, "hash-object", "-w", "--stdin", stdin=data))


@pytest.mark.parametrize(
    "name", [b"..", b".", b".git", b".GIT", b".git ", b"a/../../org/policy.yml"]
)
def test_names_that_lead_elsewhere(world: World, name: bytes) -> None:
    head = _with_entry(world, b"100644 " + name + b"\0" + _blob(world, NOTE))
    verdict = _judged(world, head, "tomas-h", "wei-h")
    assert verdict == "refused"


@pytest.mark.parametrize("mode", [b"100600", b"100664", b"120777", b"140000", b"0100644"])
def test_modes_that_there_are_not(world: World, mode: bytes) -> None:
    head = _with_entry(world, mode + b" x\0" + _blob(world, NOTE))
    assert _judged(world, head, "alice-h", "bruno-h") == "refused"


def test_a_file_twice_in_a_folder(world: World) -> None:
    """Which of the two is meant depends on who reads."""
    entry = b"100644 org\0" + _blob(world, NOTE)
    assert _judged(world, _with_entry(world, entry), "alice-h", "bruno-h") == "refused"


def test_a_file_twice_deep_in_a_folder(world: World) -> None:
    """A second `2026-09-01.yml` after the first: git's own tools take the one, perfgit the other."""
    path = "goals/2026-h2/people/alice/checkins/2026-09-01.yml"
    head = commit(world.folder, world.base, {path: NOTE.decode()})
    assert _judged(world, head, "alice-h") == "allowed"
    entry = b"100644 2026-09-01.yml\0" + _blob(world, b"values: {arr/emea: 12_000_000}\n")
    tree = _with_another(world, head, path.split("/")[:-1], entry).hex()
    twice = _git(world.folder, "commit-tree", tree, "-p", world.base, "-m", "x")
    assert _judged(world, twice, "alice-h") == "refused"


def _with_another(world: World, commit: str, folders: list[str], entry: bytes) -> bytes:
    """The id of the commit's tree with one more entry behind those of a folder."""
    below = entry
    for depth in range(len(folders), -1, -1):
        data = _tree(world, f"{commit}:{'/'.join(folders[:depth])}")
        if depth == len(folders):
            data += entry
        else:
            end = data.index(b"40000 " + folders[depth].encode() + b"\0") + 7 + len(folders[depth])
            data = data[:end] + below + data[end + 20 :]
        below = bytes.fromhex(_made_tree(world, data))
    return below


def _tree(world: World, name: str) -> bytes:
    """The bytes of a tree object."""
    return subprocess.run(
        ["git", "cat-file", "tree", name], cwd=world.folder, capture_output=True, check=True
    ).stdout


def _made_tree(world: World, data: bytes) -> str:
    """The id of a tree object with these bytes, whatever they say."""
    literally = ("hash-object", "-t", "tree", "-w", "--stdin", "--literally")
    return _git(world.folder, *literally, stdin=data)


def test_bytes_that_are_no_text(world: World) -> None:
    head = _with_entry(world, b"100644 \xff\xfe\0" + _blob(world, NOTE))
    assert _judged(world, head, "tomas-h", "wei-h") == "refused"


def test_a_huge_file(world: World) -> None:
    path = "goals/2026-h2/people/alice/checkins/2026-09-01.yml"
    head = commit(world.folder, world.base, {path: "note: " + "x" * 3_000_000 + "\n"})
    verdict = judge(
        world.folder, world.base, head, Proposal(author=account("alice-h")), today=TODAY
    )
    assert verdict.verdict == "refused"
    assert "3,000,007 bytes" in verdict.changes[0].message


def test_a_replaced_object_is_not_believed(world: World) -> None:
    """refs/replace could show a harmless file in place of what would be merged."""
    honest = {"goals/2026-h2/people/alice/checkins/2026-09-01.yml": "note: x\n"}
    evil = {"org/policy.yml": [["hr: [mei, jonas]", "hr: [alice]"]]}
    shown = commit(world.folder, world.base, honest)
    head = commit(world.folder, world.base, evil)
    _git(world.folder, "replace", head, shown)
    try:
        assert _judged(world, head, "alice-h") == "refused"
    finally:
        _git(world.folder, "replace", "-d", head)


def test_other_histories(world: World) -> None:
    tree = _git(world.folder, "rev-parse", f"{world.base}^{{tree}}")
    alone = _git(world.folder, "commit-tree", tree, "-m", "x")
    with pytest.raises(PerfgitError, match="no commit in common"):
        _judged(world, alone, "alice-h")
    first = commit(world.folder, world.base, {"org/roles/a.yml": "title: A\n"})
    second = commit(world.folder, world.base, {"org/roles/b.yml": "title: B\n"})
    crossed = [
        _git(world.folder, "commit-tree", tree, "-p", one, "-p", other, "-m", "x")
        for one, other in ((first, second), (second, first))
    ]
    with pytest.raises(PerfgitError, match="crossed"):
        judge(world.folder, *crossed, Proposal(author=account("mei-h")), today=TODAY)
    with pytest.raises(PerfgitError, match="There is no revision"):
        _judged(world, "--output=x", "alice-h")


def test_below_a_folder(tmp_path: Path, git: Callable[..., str]) -> None:
    """A company in a folder of its repository; what lies beside it is the admins'."""
    for path, data in FILES.items():
        (tmp_path / "people" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "people" / path).write_bytes(data)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "base")
    base = git(tmp_path, "rev-parse", "HEAD")
    checkin = tmp_path / "people/goals/2026-h2/people/alice/checkins/2026-09-01.yml"
    checkin.write_bytes(NOTE)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "mine")
    alice = Proposal(author=account("alice-h"))
    inside = judge(tmp_path / "people", base, "HEAD", alice, today=TODAY)
    assert inside.verdict == "allowed"
    assert inside.changes[0].path == "goals/2026-h2/people/alice/checkins/2026-09-01.yml"
    (tmp_path / "org").mkdir()
    (tmp_path / "org/policy.yml").write_text("roles: {}\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "more")
    outside = judge(tmp_path / "people", base, "HEAD", alice, today=TODAY)
    assert [(one.path, one.row, one.verdict) for one in outside.changes] == [
        ("/org/policy.yml", "repository", "refused"),
        ("goals/2026-h2/people/alice/checkins/2026-09-01.yml", "checkin-new", "allowed"),
    ]


def _judged(world: World, head: str, author: str, *approvers: str) -> str:
    opinions = [Opinion(by=account(one), commit=head) for one in approvers if len(head) == 40]
    proposal = Proposal(author=account(author), opinions=opinions)
    return judge(world.folder, world.base, head, proposal, today=TODAY).verdict
