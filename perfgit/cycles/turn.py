"""A turn of a cycle: what it would write, what stands in its way, and the writing of it.

Every turn is planned first and written only when asked, can be repeated, and goes on where an
interrupted run has stopped: what is there already is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perfgit.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.files.writing import Writer
from perfgit.model.org import Cycle
from perfgit.problem import PerfgitError, Problem
from perfgit.words import say, suggestion


@dataclass(frozen=True, slots=True)
class Turn:
    """Files to write, what to say of them, and what speaks against writing.

    `refused` are reasons that nothing overrides; `brake` is one that `--force` overrides.
    """

    cycle: str
    files: dict[str, bytes]
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    brake: str | None = None
    last: str | None = None
    """A file that is written after all others, because it says that the turn is done."""


def write(root: Path, turn: Turn) -> None:
    """Write a turn's files, each whole or not at all, the one that says so last."""
    order = sorted(turn.files, key=lambda path: (path == turn.last, path))
    with Writer(root) as writer:
        for path in order:
            writer.write(path, turn.files[path])


def cycle_of(company: Company, id: str) -> Cycle:
    """A cycle that exists and can be read.

    Raises PerfgitError where there is none, or it has errors.
    """
    doc = company.cycles.get(id)
    if doc is None:
        raise PerfgitError(
            say('There is no cycle "{cycle}".', cycle=id[:80]), suggestion(id, company.cycles)
        )
    if doc.data is None:
        raise PerfgitError(
            say("{path} has errors.", path=doc.path),
            say("{why} `perfgit check` shows where.", why=doc.problems[0].message),
        )
    return doc.data


def new_errors(company: Company, files: dict[str, bytes]) -> list[Problem]:
    """The errors that the company would have with the files, and does not have now."""
    from perfgit.rules.running import check  # most turns only look

    after = [
        one for one in check(OverlayTree(company.tree, files)).problems if one.severity == "error"
    ]
    if not after:
        return []
    before = {(one.rule, one.file, one.message) for one in check(company.tree).problems}
    return [one for one in after if (one.rule, one.file, one.message) not in before]
