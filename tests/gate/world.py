"""A small company in a real git repository, and proposals to change it, written as data.

A case names its author, approvals and day, and what the base branch and the proposal write. Per
path: a text, null (delete), a list of [old, new] replacements, {append: TEXT}, or {mode, text}.
An account is `login` (its number is looked up in org/people) or `login#number`.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from perfgit.company.actors import Account
from perfgit.gate.judge import judge
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.gate.verdict import Verdict

COMPANY = Path(__file__).parent / "company"
TODAY = "2026-09-01"

FILES = {
    path.relative_to(COMPANY).as_posix(): path.read_bytes()
    for path in sorted(COMPANY.rglob("*"))
    if path.is_file()
}
NUMBERS = {
    found[1].decode(): int(found[2])
    for data in FILES.values()
    if (found := re.search(rb"^github: (\S+)\ngithub_id: (\d+)", data, re.MULTILINE))
}


class World(NamedTuple):
    """A repository; `base` is the commit that every case starts from."""

    folder: Path
    base: str


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file."""
    found = yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text("utf-8"))
    assert isinstance(found, list)
    return found


def make_world(folder: Path) -> World:
    """The company as the first commit of a new bare repository."""
    folder.mkdir()
    git(folder, "init", "-q", "--bare", "-b", "main")
    return World(
        folder, commit(folder, None, {path: data.decode() for path, data in FILES.items()})
    )


def commit(
    folder: Path,
    parent: str | None,
    changes: dict[str, Any],
    message: str = "x",
    who: str = "Nobody",
) -> str:
    """A commit on top of another; git's own author is whoever `who` says."""
    identity = f"{who} <{who.lower()}@harbour.example> 1780000000 +0000"
    stream = [
        f"commit refs/heads/made\nauthor {identity}\ncommitter {identity}\n".encode(),
        _data(message.encode()),
        f"from {parent}\n".encode() if parent else b"",
    ]
    for path, change in changes.items():
        stream.append(_file(folder, parent, path, change))
    if parent is None:
        git(folder, "update-ref", "-d", "refs/heads/made")
    git(folder, "fast-import", "--quiet", "--force", stdin=b"".join(stream))
    return git(folder, "rev-parse", "refs/heads/made").decode().strip()


def _file(folder: Path, parent: str | None, path: str, change: Any) -> bytes:
    quoted = '"' + "".join(_quoted(byte) for byte in path.encode("utf-8", "surrogateescape")) + '"'
    if change is None:
        return f"D {quoted}\n".encode()
    mode = "100644"
    if isinstance(change, dict) and "mode" in change:
        mode, change = str(change["mode"]), change.get("text")
    if mode == "160000":
        return f"M 160000 {'1' * 40} {quoted}\n".encode()
    if not isinstance(change, str):
        before = git(folder, "show", f"{parent}:{path}").decode()
        if isinstance(change, dict) and "append" in change:
            change = before + change["append"]
        else:
            for old, new in change or ():
                assert old in before, f"{path} has no {old!r}"
                before = before.replace(old, new, 1)
            change = before
    return f"M {mode} inline {quoted}\n".encode() + _data(change.encode("utf-8", "surrogateescape"))


def _quoted(byte: int) -> str:
    return (
        chr(byte)
        if byte < 128 and (chr(byte).isalnum() or chr(byte) in "./-_")
        else f"\\{byte:03o}"
    )


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def account(text: str) -> Account:
    """An account as a case writes it."""
    login, _, number = text.partition("#")
    return Account(login=login, id=int(number) if number else NUMBERS.get(login))


def proposal(case: dict[str, Any], head: str, earlier: str) -> Proposal:
    """The pull request of a case."""
    opinions = [
        Opinion(by=account(by), state=state, commit=at)
        for key, state, at in (
            ("approved", "approved", head),
            ("stale", "approved", earlier),
            ("objects", "changes_requested", head),
            ("comments", "commented", head),
        )
        for by in case.get(key, ())
    ]
    opinions += [Opinion(by=None, commit=head) for _ in range(case.get("deleted_approvals", 0))]
    author = case.get("author", "alice-h")
    return Proposal(
        author=account(author) if author else None,
        contributors=[account(one) for one in case.get("contributors", ())],
        opinions=opinions,
    )


def revisions(world: World, case: dict[str, Any]) -> tuple[str, str]:
    """The base and the head of a case."""
    base = world.base
    if case.get("base"):
        base = commit(world.folder, base, case["base"])
    head = commit(world.folder, base, case["head"], who=case.get("git_author", "Nobody"))
    if case.get("meanwhile"):
        base = commit(world.folder, base, case["meanwhile"])
    return base, head


def judged(world: World, case: dict[str, Any], **more: Any) -> Verdict:
    """The gate's verdict on a case."""
    base, head = revisions(world, case)
    today = dt.date.fromisoformat(str(case.get("today", TODAY)))
    return judge(world.folder, base, head, proposal(case, head, world.base), today=today, **more)


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
