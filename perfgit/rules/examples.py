"""The good and bad example of every rule, as files beside the rules.

`examples/base` is a small company in which everything is in order. The folders
`examples/RULE/bad` and `examples/RULE/good` hold the files that differ from it. What cannot lie in
a repository as a file (a link, a megabyte) is described in `special.yml`; `expect.txt` in a bad
example says at which `file:line:column` the rule has to speak.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from perfgit.files.reader import read
from perfgit.files.trees import LINK, OverlayTree, WorkingTree, walk

FOLDER = Path(__file__).parent / "examples"
_MANY_LINES = 30


def tree_of(name: str, side: str) -> OverlayTree:
    """The base company with the files of one side (`good` or `bad`) of an example laid over."""
    folder = FOLDER / name / side
    changes: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and "/" in relative:
            changes[relative] = path.read_bytes()
    special = _special(folder)
    for path in special.get("links", ()):
        changes[path] = LINK
    for path in special.get("deleted", ()):
        changes[path] = None
    for path, count in special.get("bytes", {}).items():
        changes[path] = b"#" * count
    base = OverlayTree(WorkingTree(FOLDER / "empty"), {}) if special.get("empty") else base_tree()
    return OverlayTree(base, changes)


def day_of(name: str, side: str) -> dt.date | None:
    """The day that counts as today for one side of a rule's example, where the rule needs one."""
    found: dt.date | None = _special(FOLDER / name / side).get("today")
    return found


def base_tree() -> WorkingTree:
    """The small company in which everything is in order."""
    return WorkingTree(FOLDER / "base")


def _special(folder: Path) -> dict:  # type: ignore[type-arg]
    path = folder / "special.yml"
    if not path.is_file():
        return {}
    data = read(path.read_bytes(), path.name).data
    assert isinstance(data, dict)
    return data


def examples_of(name: str, side: str) -> list[tuple[str, str]]:
    """The files of one side of a rule's example, as path and text to show."""
    folder = FOLDER / name / side
    shown: list[tuple[str, str]] = []
    for path in walk(WorkingTree(folder), "."):
        relative = path.removeprefix("./")
        if (folder / relative).is_symlink() or relative == "expect.txt":
            continue
        text = (folder / relative).read_bytes().decode("utf-8", "backslashreplace")
        lines = text.splitlines()
        if len(lines) > _MANY_LINES:
            text = "\n".join([*lines[:_MANY_LINES], "..."])
        shown.append((relative, text))
    return shown
