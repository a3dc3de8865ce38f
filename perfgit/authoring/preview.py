"""A change before it is written: what is wrong with it, and what the gate will say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfgit.authoring.change import Change
from perfgit.authoring.outlook import Outlook, new_problems, outlook
from perfgit.authoring.session import Session
from perfgit.problem import Problem

_NOTHING = Outlook(())


@dataclass(frozen=True, slots=True)
class Preview:
    """A change, the problems that it brings, and what the gate will say of it."""

    change: Change
    problems: tuple[Problem, ...] = ()
    outlook: Outlook = _NOTHING

    @property
    def passes(self) -> bool:
        """Whether it may be written: no errors, and nothing that the gate will refuse."""
        errors = any(problem.severity == "error" for problem in self.problems)
        return not errors and not self.outlook.refusals

    def as_json(self, *, written: bool, draft: Path | None) -> dict[str, Any]:
        """All of it as JSON; `draft` is where the text is kept that was not written."""
        change = self.change
        return {
            "version": 1,
            "path": change.path,
            "also": [path for path in change.files if path != change.path],
            "new": change.before is None,
            "written": written,
            "diff": "\n".join(change.diff()),
            "changes": self.outlook.words,
            "approved_by": self.outlook.waits_for,
            "notes": list(change.notes),
            "problems": [
                {
                    "rule": problem.rule,
                    "severity": problem.severity,
                    "file": problem.file,
                    "line": problem.line,
                    "column": problem.column,
                    "message": problem.message,
                    "help": problem.help,
                }
                for problem in self.problems
            ],
            "refused": [
                {"message": verdict.message, "help": verdict.help}
                for verdict in self.outlook.refusals
            ],
            "draft": str(draft) if draft else None,
        }


def preview(session: Session, change: Change) -> Preview:
    """Look at a change; one that changes nothing has nothing wrong with it."""
    if not change.files:
        return Preview(change)
    problems = new_problems(session.company, change)
    view = outlook(session.company, change, session.me, session.today)
    return Preview(change, tuple(problems), view)
