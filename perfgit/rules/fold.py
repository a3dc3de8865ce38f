"""Consequences folded into their cause: one missing person file is one problem, not six."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from perfgit.i18n import counted, listing
from perfgit.problem import Problem


def folded(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, those with one rule and cause as one: at the first place, naming the others."""
    groups: dict[object, list[Problem]] = {}
    for problem in sorted(problems, key=_order):
        key: object = (problem.cause,) if problem.cause else id(problem)
        groups.setdefault(key, []).append(problem)
    return [_one(group) for group in groups.values()]


def _order(problem: Problem) -> tuple[object, ...]:
    return (
        _DEPTH.get(problem.file.partition("/")[0], 9),
        problem.file,
        tuple(map(str, problem.at)),
    )


_DEPTH = {"org": 0, "goals": 1, "reviews": 2}


def _one(group: list[Problem]) -> Problem:
    first, rest = group[0], group[1:]
    files = list(dict.fromkeys(problem.file for problem in rest if problem.file != first.file))
    if not rest:
        return first
    where = listing(files, most=3) if files else first.file
    return replace(
        first,
        message=counted(
            len(rest),
            "{message} ({count} more place: {where})",
            "{message} ({count} more places: {where})",
            message=first.message,
            where=where,
        ),
        also=tuple(files),
    )
