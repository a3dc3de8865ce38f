"""Closing a cycle: every result is frozen, and the cycle's file says on which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from perfgit.company.company import Company, cycle_of
from perfgit.cycles.results import Outcome, outcomes
from perfgit.files.trees import WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import listing, say
from perfgit.model.org import Cycle
from perfgit.parallel import Progress
from perfgit.problem import PerfgitError, Problem
from perfgit.rules.engine import check

_ROOTS = ("goals/", "reviews/")


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a cycle gives; `errors` stand in its way."""

    cycle: str
    closed: dt.date
    was_closed: bool
    outcomes: tuple[Outcome, ...] = ()
    errors: tuple[Problem, ...] = ()

    @property
    def results(self) -> list[Outcome]:
        """Everybody who has a result."""
        return [one for one in self.outcomes if one.why is None]

    @property
    def without(self) -> list[Outcome]:
        """Everybody who has none."""
        return [one for one in self.outcomes if one.why is not None]

    @property
    def brake(self) -> bool:
        """Whether closing again would move many results that people have been told."""
        return self.was_closed and len(self.changes) > max(3, len(self.results) // 20)

    @property
    def changes(self) -> list[Outcome]:
        """The results whose files are written or, where nothing gives them any more, deleted."""
        return [one for one in self.outcomes if one.data is not None or one.stale]


def plan(root: Path, cycle: str, today: dt.date, progress: Progress | None = None) -> Closing:
    """What closing would do; nothing is written.

    Raises PerfgitError where there is no such cycle, or closing would be early.
    """
    company = Company(WorkingTree(root))
    data = cycle_of(company, cycle)
    was_closed = data.closed is not None
    closing = Closing(cycle, data.closed or today, was_closed)
    if not was_closed and today < data.stages.evaluate.opens:
        raise PerfgitError(
            say(
                "Evaluation opens only on {day}: there is nothing to close yet.",
                day=data.stages.evaluate.opens,
            ),
            say("`--today DATE` closes it as of another day."),
        )
    errors = _errors_of(root, cycle)
    if errors:
        return Closing(cycle, closing.closed, was_closed, errors=errors)
    found = outcomes(company, cycle, _people(company, cycle, data), progress)
    return Closing(cycle, closing.closed, was_closed, tuple(found))


def close(root: Path, closing: Closing) -> None:
    """Write what was planned.

    The results come first and the cycle's day last, so that a run that was interrupted is simply
    repeated: results that are frozen already are left alone.
    """
    if closing.errors:
        raise PerfgitError(
            say("The cycle has {count} errors.", count=len(closing.errors)),
            say("`perfgit check` shows them; nothing was written."),
        )
    with Writer(root) as writer:
        changes = closing.changes
        writer.write_all({one.path: one.data for one in changes if one.data is not None})
        for outcome in changes:
            if outcome.data is None:
                writer.remove(outcome.path)
    if not closing.was_closed:
        from perfgit.files.editor import Editor  # ruamel.yaml starts only to write

        editor = Editor(root, f"org/cycles/{closing.cycle}.yml")
        editor.set(("closed",), closing.closed)
        editor.save()


def _errors_of(root: Path, cycle: str) -> tuple[Problem, ...]:
    """The errors that could touch a result: of the organisation and of the cycle.

    Frozen results that no longer fit their inputs are what closing again puts right.
    """
    own = tuple(f"{root}{cycle}/" for root in _ROOTS)
    return tuple(
        problem
        for problem in check(WorkingTree(root)).problems
        if problem.severity == "error"
        and problem.rule != "frozen-result"
        and (problem.file.startswith(own) or not _in_a_cycle(problem.file))
    )


def _in_a_cycle(path: str) -> bool:
    return path.startswith(_ROOTS) and path.count("/") > 1


def _people(company: Company, cycle: str, data: Cycle) -> list[str]:
    """Everybody with files in the cycle, and everybody who was there and has none."""
    found = {owner[7:] for owner in company.owners(cycle) if owner.startswith("people/")}
    for id, doc in company.people.items():
        person = doc.data
        if person is None:
            continue
        joined_late = person.joined is not None and person.joined > data.ends
        left_early = person.left is not None and person.left < data.starts
        if not joined_late and not left_early:
            found.add(id)
    return sorted(found)


def described(errors: tuple[Problem, ...]) -> str:
    """The first errors in one line."""
    return listing((f"{one.file}:{one.line} [{one.rule}]" for one in errors), most=5)
