"""Rules about what check-ins and reviews say of goals."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import REVIEW_KINDS, Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import listing, say, suggestion
from perfgit.model.goals import (
    GoalSheet,
    KeepMeasure,
    Measure,
    MilestonesMeasure,
    NumberMeasure,
    ScaleMeasure,
)
from perfgit.problem import DataPath, Problem
from perfgit.rules.rule import Rule


def _named_goals(dossier: Dossier) -> Iterator[tuple[AnyDoc, str, DataPath, bool]]:
    """Every goal of the sheet that another file names by id; the flag says whether as a key."""
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if sheet and doc:
        for index, entry in enumerate(sheet.history):
            yield doc, entry.goal, ("history", index, "goal"), False
    for checkin in dossier.checkins:
        if not checkin.data:
            continue
        for key in checkin.data.values:
            yield checkin, key.partition("/")[0], ("values", key), True
        for key in checkin.data.confidence:
            yield checkin, key, ("confidence", key), True
        for index, obstacle in enumerate(checkin.data.obstacles):
            if obstacle.goal:
                yield checkin, obstacle.goal, ("obstacles", index, "goal"), False
        for index, misfit in enumerate(checkin.data.misfits):
            yield checkin, misfit.goal, ("misfits", index, "goal"), False
    for _, review in dossier.all_reviews():
        if review.data:
            for key in review.data.goals:
                yield review, key, ("goals", key), True
    plan, doc = dossier.plan, dossier.doc("plan")
    if plan and doc:
        for index, key in enumerate(plan.carry):
            yield doc, key, ("carry", index), False


def _goals_or_nothing(dossier: Dossier) -> GoalSheet | None:
    """The sheet; an empty one where there is none; None where it is there but broken."""
    doc = dossier.doc("goals")
    return dossier.sheet if doc else GoalSheet(goals=[])


def _unknown_goals(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet = _goals_or_nothing(dossier)
    if sheet is None:
        return
    known = {goal.id for goal in sheet.goals}
    for doc, goal, at, on_key in _named_goals(dossier):
        if goal not in known:
            yield doc.problem(
                say('There is no goal "{goal}" in this sheet.', goal=goal),
                suggestion(goal, known),
                at,
                on_key=on_key,
                cause=f"goal:{dossier.cycle}:{dossier.owner}/{goal}",
            )


def _unknown_key_results(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet = dossier.sheet
    if sheet is None:
        return
    known = {one.key for one in dossier.measures}
    goals = {goal.id for goal in sheet.goals}
    for doc, key, _, at in dossier.stated:
        if key not in known and key.partition("/")[0] in goals:
            yield doc.problem(
                say('There is no key result "{key}".', key=key),
                suggestion(key, known),
                at,
                on_key=True,
                cause=f"key-result:{dossier.cycle}:{dossier.owner}/{key}",
            )


def _wrong_values(company: Company, dossier: Dossier) -> Iterator[Problem]:
    known = {one.key: one.measure for one in dossier.measures}
    for doc, key, value, at in dossier.stated:
        measure = known.get(key)
        help = misread(measure, value) if measure else None
        if help and measure:
            yield doc.problem(
                say("The value does not fit a measure of kind {kind}.", kind=measure.kind), help, at
            )


def misread(measure: Measure, value: object) -> str | None:
    """What to write instead of a value that does not fit a measure, or None where it fits."""
    if isinstance(measure, NumberMeasure | KeepMeasure):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        return None if fits else say("Write a number.")
    if isinstance(measure, MilestonesMeasure | ScaleMeasure):
        steps = [step.id for step in measure.steps]
        if isinstance(measure, ScaleMeasure):
            return None if value in steps else say("Write one of: {steps}.", steps=listing(steps))
        if not isinstance(value, list):
            return say(
                "Write the list of the steps that are done: [{steps}].", steps=listing(steps)
            )
        wrong = [step for step in value if step not in steps]
        if wrong:
            return say('"{wrong}" is not a step. ', wrong=wrong[0]) + suggestion(wrong[0], steps)
        return say("A step stands here twice.") if len(set(value)) < len(value) else None
    return None if isinstance(value, bool) else say("Write true or false.")


RULES = (
    Rule(
        "unknown-goal",
        """Every goal that a check-in, review, plan or history entry names is in the owner's sheet.

They name goals by id. A goal that was dropped stays in the sheet, so that its history can be
read.""",
        dossier=_unknown_goals,
        reads=("goals", "checkin", "plan", *REVIEW_KINDS),
    ),
    Rule(
        "unknown-key-result",
        """Every value belongs to a key result of the sheet.

In check-ins the key is `goal/key-result` (`goal` alone where the measure stands on the goal
itself); in reviews `final:` names the key result.""",
        dossier=_unknown_key_results,
        reads=("checkin", *REVIEW_KINDS),
    ),
    Rule(
        "wrong-value",
        """Every value fits its measure.

A number for `number` and `keep`, the list of the steps that are done for `milestones`, true or
false for `yes_no`, the id of a step for `scale`.""",
        dossier=_wrong_values,
        reads=("checkin", *REVIEW_KINDS),
    ),
)
