"""Rules about what check-ins and reviews say of goals."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import REVIEW_KINDS, Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import say, suggestion
from perfgit.model.goals import GoalSheet
from perfgit.model.references import Reference
from perfgit.problem import Problem
from perfgit.rules.references import unknown
from perfgit.rules.rule import Rule


def _goals_or_nothing(dossier: Dossier) -> GoalSheet | None:
    """The sheet; an empty one where there is none; None where it is there but broken."""
    doc = dossier.doc("goals")
    return dossier.sheet if doc else GoalSheet(goals=[])


def _unknown_goals(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet = _goals_or_nothing(dossier)
    if sheet is None:
        return
    known = {goal.id for goal in sheet.goals}
    for doc, goal, named in _unknown_of(dossier, known):
        yield doc.problem(
            say('There is no goal "{goal}" in this sheet.', goal=goal),
            suggestion(goal, known),
            named.at,
            on_key=named.on_key,
            cause=f"goal:{dossier.cycle}:{dossier.owner}/{goal}",
        )


def _unknown_of(dossier: Dossier, known: set[str]) -> Iterator[tuple[AnyDoc, str, Reference]]:
    """Goals that are named, by themselves or in front of a key result, and are not known."""
    for doc, named in unknown(dossier.namings, "goal", known):
        yield doc, named.id, named
    for doc, naming in dossier.namings.get("value", ()):
        for named in naming.each():
            goal = named.id.partition("/")[0]
            if goal not in known:
                yield doc, goal, named


def _unknown_key_results(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet = dossier.sheet
    if sheet is None:
        return
    known = {one.key for one in dossier.measures}
    goals = {goal.id for goal in sheet.goals}
    for doc, key, named in _keys(dossier, known):
        if key not in known and key.partition("/")[0] in goals:
            yield doc.problem(
                say('There is no key result "{key}".', key=key),
                suggestion(key, known),
                named.at,
                on_key=named.on_key,
                cause=f"key-result:{dossier.cycle}:{dossier.owner}/{key}",
            )


def _keys(dossier: Dossier, known: set[str]) -> Iterator[tuple[AnyDoc, str, Reference]]:
    """Key results that are named and not known, each with its key in check-ins."""
    for doc, named in unknown(dossier.namings, "value", known):
        yield doc, named.id, named
    for doc, naming in dossier.namings.get("key-result", ()):
        goal = naming.at[-2]  # the key of the goal that it is said of
        for named in naming.each():
            alone = named.id == goal and goal in known
            yield doc, named.id if alone else f"{goal}/{named.id}", named


def _wrong_values(company: Company, dossier: Dossier) -> Iterator[Problem]:
    known = {one.key: one.measure for one in dossier.measures}
    for doc, key, value, at in dossier.stated:
        measure = known.get(key)
        help = measure.misread(value) if measure else None
        if help and measure:
            yield doc.problem(
                say("The value does not fit a measure of kind {kind}.", kind=measure.kind), help, at
            )


RULES = (
    Rule(
        "unknown-goal",
        """Every goal that a check-in, review, plan or history entry names is in the owner's sheet.

They name goals by id. A goal that was dropped stays in the sheet, so that its history can be
read.""",
        dossier=_unknown_goals,
    ),
    Rule(
        "unknown-key-result",
        """Every value belongs to a key result of the sheet.

In check-ins the key is `goal/key-result` (`goal` alone where the measure stands on the goal
itself); in reviews `final:` names the key result.""",
        dossier=_unknown_key_results,
    ),
    Rule(
        "wrong-value",
        """Every value fits its measure.

A number for `number` and `keep`, the list of the steps that are done for `milestones`, true or
false for `yes_no` (or how much of it is done, 0.7), the id of a step for `scale` (`none`: not yet
the first).""",
        dossier=_wrong_values,
        reads=("checkin", *REVIEW_KINDS),
    ),
)
