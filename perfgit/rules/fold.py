"""Consequences folded into their cause: one missing person file is one problem, not six."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from perfgit.company.alignment import GoalNode
from perfgit.company.company import Company
from perfgit.i18n import counted, listing, say
from perfgit.problem import Problem

FEW = 3
"""Goals that support nothing which are told one by one, whatever the others do."""


def together(company: Company, problems: list[Problem], nodes: Iterable[GoalNode]) -> list[Problem]:
    """The problems of a whole company, where no goal of a cycle supports anything: with one cause.

    That is a way of working (goals without a strategy), not as many mistakes as there are goals.
    """
    agreed: dict[str, list[GoalNode]] = {}
    for node in nodes:
        if not node.dropped:
            agreed.setdefault(node.cycle, []).append(node)
    linked = {cycle for cycle, those in agreed.items() if any(node.supports for node in those)}
    loose = {cycle for cycle in agreed.keys() - linked if len(agreed[cycle]) > FEW}
    if not loose:
        return problems

    def told(problem: Problem) -> Problem:
        place = company.layout.place(problem.file) if problem.rule == "unaligned-goal" else None
        if place is None or place.cycle not in loose:
            return problem
        return replace(
            problem,
            message=say("No goal of {cycle} supports anything.", cycle=place.cycle),
            help=say(
                "Say under `supports:` what they serve; without that there is no tree of goals."
            ),
            cause=f"unaligned:{place.cycle}",
        )

    return [told(problem) for problem in problems]


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
