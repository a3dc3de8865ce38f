"""A turn of a cycle: what it would write, what stands in its way, and the writing of it.

Every turn is planned first and written only when asked, can be repeated, and goes on where an
interrupted run has stopped: what is there already is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree
from perfgit.files.writer import Writer
from perfgit.parallel import Progress
from perfgit.problem import Problem


@dataclass(frozen=True, slots=True)
class Transition:
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


def write(root: Path, transition: Transition, progress: Progress | None = None) -> None:
    """Write a turn's files, each whole or not at all, the one that says so last."""
    files = {path: transition.files[path] for path in sorted(transition.files)}
    last = files.pop(transition.last, None) if transition.last else None
    with Writer(root) as writer:
        writer.write_all(files, progress)
        if transition.last and last is not None:
            writer.write(transition.last, last)


def new_errors(company: Company, files: dict[str, bytes]) -> list[Problem]:
    """The errors that the company would have with the files, and does not have now."""
    from perfgit.rules.engine import new_problems  # most turns only look
    from perfgit.rules.scope import scope_of

    after = OverlayTree(company.tree, files)
    scope = scope_of(company.tree, after, files, errors_only=True)
    return list(new_problems(company.tree, after, scope, errors_only=True).problems)
