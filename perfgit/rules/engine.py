"""Run the rules over a company, the whole of it or the part that a change can touch.

Nothing else runs rules: `check`, the gate and whatever shows what a change would bring ask here.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from perfgit.company.company import Company
from perfgit.files.documents import with_places
from perfgit.files.garbage import garbage_left
from perfgit.files.trees import Tree
from perfgit.parallel import Progress, noted
from perfgit.problem import Problem
from perfgit.rules import registry
from perfgit.rules.fold import folded
from perfgit.rules.run import Found, Run
from perfgit.rules.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: problems in order of file and line, and how much was looked at."""

    problems: tuple[Problem, ...]
    files: int
    rules: int
    seconds: float

    @property
    def errors(self) -> int:
        """The number of problems that are errors."""
        return sum(1 for problem in self.problems if problem.severity == "error")


def check(
    tree: Tree,
    scope: Scope = EVERYTHING,
    progress: Progress | None = None,
    *,
    errors_only: bool = False,
    today: dt.date | None = None,
) -> Report:
    """Check a tree of files.

    Args:
        tree: The company's files.
        scope: What is looked at.
        progress: Told how many dossiers are done.
        errors_only: Leave out rules that warn.
        today: The day that counts as today; rules that need one are asked only where it is given.
    """
    started = time.perf_counter()
    with garbage_left(), noted():  # what is found is told by the report
        found = Run(
            tree, scope, progress, errors_only=errors_only, placed=True, today=today
        ).found()
        return _report(tree, found.problems, found.files, started)


def new_problems(
    before: Tree,
    after: Tree,
    scope: Scope = EVERYTHING,
    progress: Progress | None = None,
    *,
    errors_only: bool = False,
    today: dt.date | None = None,
) -> Report:
    """What is wrong in `after` and was not in `before`, in the part that the change can touch.

    A problem was there before if its rule said the same of the same file. That is asked of each
    place by itself: one more place with a cause that was there before is one new problem.

    Args:
        before: The files without the change.
        after: The files with it.
        scope: What is looked at: see `scope_of`.
        progress: Told how many dossiers of `after` are done.
        errors_only: Leave out rules that warn.
        today: The day that counts as today; see `check`.
    """
    started = time.perf_counter()
    with garbage_left(), noted():
        found = Run(after, scope, progress, errors_only=errors_only, today=today).found()
        new = found.problems
        if new:
            past = Run(
                before,
                _again(before, after, scope, found),
                None,
                errors_only=errors_only,
                today=today,
            )
            known = {_key(problem) for problem in past.found().problems}
            new = [problem for problem in new if _key(problem) not in known]
        return _report(after, new, found.files, started)


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.file, problem.message


def _report(tree: Tree, problems: list[Problem], files: int, started: float) -> Report:
    placed = with_places(tree, folded(list(dict.fromkeys(problems))))
    placed.sort(key=lambda one: (one.file, one.line, one.column, one.rule, one.message))
    return Report(tuple(placed), files, len(registry.RULES), time.perf_counter() - started)


def _again(before: Tree, after: Tree, scope: Scope, found: Found) -> Scope:
    """What has to be looked at in `before` to know which of the problems were there already.

    Only where something is wrong afterwards, unless folders mean something else since.
    """
    if scope.organisation and Company(before).layout != Company(after).layout:
        return scope
    # References of a sheet that does not fit are told with its dossier: before, it may have fitted.
    of_goals = found.alignment or any(
        registry.BY_NAME[one.rule].alignment for one in found.dossiers if one.rule
    )
    goals = scope.goals if scope.goals is None else found.asked | found.wrong
    return Scope(
        scope.organisation and bool(found.organisation),
        found.wrong,
        goals if of_goals else frozenset(),
    )
