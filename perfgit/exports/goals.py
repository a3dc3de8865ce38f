"""Tables of goals and check-ins."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.exports.table import (
    CYCLE,
    GOAL,
    OWNER,
    Cell,
    Column,
    Facts,
    Table,
    number,
    owner_of,
    written,
)
from perfgit.model.goals import KeepMeasure, NumberMeasure
from perfgit.scoring.sheet import facts as latest_facts
from perfgit.scoring.sheet import measured, shares

KEY = Column("key", "text", "`goal/key-result`, or `goal` where the goal has its own measure.")


def _goals(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        if not dossier.sheet:
            continue
        by_facts = {one.goal.id: one for one in measured(dossier, facts.company.policy.achievement)}
        for goal in dossier.sheet.goals:
            found = by_facts.get(goal.id)
            told = found is not None and bool(found.parts)
            yield (
                dossier.cycle,
                *owner_of(dossier),
                goal.id,
                goal.title,
                goal.why,
                goal.weight,
                float(found.weight) if found else None,
                goal.due,
                goal.dropped.on if goal.dropped else None,
                float(found.line.value) if found and told else None,
            )


def _key_results(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    anchors = facts.company.policy.achievement
    for dossier in facts.dossiers():
        known = latest_facts(dossier)
        lines = {part.key: part for one in measured(dossier, anchors) for part in one.parts}
        for key, measure, goal, _ in dossier.measures:
            result = next((one for one in goal.key_results if key == f"{goal.id}/{one.id}"), None)
            numbers = measure if isinstance(measure, NumberMeasure) else None
            kept = measure if isinstance(measure, KeepMeasure) else None
            bounds = numbers or kept
            fact, part = known.get(key), lines.get(key)
            yield (
                dossier.cycle,
                *owner_of(dossier),
                goal.id,
                key,
                result.title if result else goal.title,
                measure.kind,
                bounds.unit if bounds else None,
                numbers.baseline if numbers else None,
                numbers.commit if numbers else None,
                numbers.target if numbers else None,
                numbers.stretch if numbers else None,
                kept.at_most if kept else None,
                kept.at_least if kept else None,
                (result.source if result else goal.source) or "data",
                float(part.share) if part else None,
                written(fact.value) if fact else None,
                number(fact.value) if fact else None,
                float(part.line.value) if part and fact else None,
            )


def _supports(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for goal in dossier.sheet.goals if dossier.sheet else ():
            weights = shares([None] * len(goal.supports))
            for ref, share in zip(goal.supports, weights, strict=True):
                yield dossier.cycle, *owner_of(dossier), goal.id, ref, float(share)


def _history(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for one in dossier.sheet.history if dossier.sheet else ():
            yield dossier.cycle, *owner_of(dossier), one.on, one.goal, one.what, one.why


def _values(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for doc in dossier.checkins:
            for key, value in (doc.data.values if doc.data else {}).items():
                place = (dossier.cycle, *owner_of(dossier), doc.place.day)
                yield *place, key, written(value), number(value)


def _confidence(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for doc in dossier.checkins:
            for goal, sure in (doc.data.confidence if doc.data else {}).items():
                yield dossier.cycle, *owner_of(dossier), doc.place.day, goal, sure


def _obstacles(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for doc in dossier.checkins:
            for one in doc.data.obstacles if doc.data else ():
                answer = one.answer
                yield (
                    dossier.cycle,
                    *owner_of(dossier),
                    doc.place.day,
                    one.id,
                    one.goal,
                    one.needs,
                    one.what,
                    one.status,
                    answer.status if answer else None,
                    answer.by if answer else None,
                    answer.on if answer else None,
                )


def _misfits(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for doc in dossier.checkins:
            for one in doc.data.misfits if doc.data else ():
                answer = one.answer
                yield (
                    dossier.cycle,
                    *owner_of(dossier),
                    doc.place.day,
                    one.goal,
                    one.why,
                    answer.status if answer else None,
                    answer.by if answer else None,
                    answer.on if answer else None,
                )


_SAID = (CYCLE, *OWNER, Column("day", "day", "The day of the check-in."))
_ANSWER = (
    Column("answer", "text", "The answer's status; empty while nobody has answered."),
    Column("answered_by", "text", "Who answered: a person's id."),
    Column("answered_on", "day", "The day of the answer."),
)

TABLES = (
    Table(
        "goals",
        "One row per goal.",
        (
            CYCLE,
            *OWNER,
            GOAL,
            Column("title", "text", "What it says."),
            Column("why", "text", "Why it matters."),
            Column("weight", "number", "Per cent of the sheet as it is written, where it is."),
            Column("share", "number", "Share of the sheet, 0 to 1; empty for dropped goals."),
            Column("due", "day", "Due date, where it differs from the end of the cycle."),
            Column("dropped", "day", "The day it was given up."),
            Column("achievement", "number", "From the facts, 1 is the target; empty: no measure."),
        ),
        _goals,
        "goals",
    ),
    Table(
        "key_results",
        "One row per key result; a goal's own measure counts as one.",
        (
            CYCLE,
            *OWNER,
            GOAL,
            KEY,
            Column("title", "text", "What it says."),
            Column("kind", "text", "number, keep, milestones, yes_no or scale."),
            Column("unit", "text", "The unit of a number."),
            Column("baseline", "number", "Value at the start."),
            Column("commit", "number", "What is promised."),
            Column("target", "number", "What is aimed for."),
            Column("stretch", "number", "What would be outstanding."),
            Column("at_most", "number", "Upper bound of a keep measure."),
            Column("at_least", "number", "Lower bound of a keep measure."),
            Column("source", "text", "data, customer or judgement."),
            Column("share", "number", "Share within the goal, 0 to 1; empty for dropped goals."),
            Column("value", "text", "The latest value as text."),
            Column("value_number", "number", "The latest value where it is a number."),
            Column("achievement", "number", "From the latest value, 1 is the target."),
        ),
        _key_results,
        "goals",
    ),
    Table(
        "supports",
        "One row per goal and what it supports.",
        (
            CYCLE,
            *OWNER,
            GOAL,
            Column("supports", "text", "Objective or goal, as the file names it."),
            Column("share", "number", "1 divided by the number of things it supports."),
        ),
        _supports,
        "goals",
    ),
    Table(
        "history",
        "One row per agreement after planning closed.",
        (
            CYCLE,
            *OWNER,
            Column("on", "day", "The day of the agreement."),
            GOAL,
            Column("what", "text", "added, changed, dropped or kept."),
            Column("why", "text", "The reason."),
        ),
        _history,
        "goals",
    ),
    Table(
        "check_in_values",
        "One row per value in a check-in.",
        (
            *_SAID,
            KEY,
            Column("value", "text", "The value as text."),
            Column("value_number", "number", "The value where it is a number."),
        ),
        _values,
        "checkins",
    ),
    Table(
        "confidence",
        "One row per goal and check-in that says how sure the owner is.",
        (*_SAID, GOAL, Column("confidence", "text", "low, medium or high.")),
        _confidence,
        "checkins",
    ),
    Table(
        "obstacles",
        "One row per obstacle: the support asked for, and the answer.",
        (
            *_SAID,
            Column("obstacle", "text", "The obstacle's id."),
            GOAL,
            Column("needs", "text", "training, tool, resource, decision or help."),
            Column("what", "text", "What is in the way."),
            Column("status", "text", "open or solved."),
            *_ANSWER,
        ),
        _obstacles,
        "checkins",
    ),
    Table(
        "misfits",
        "One row per goal that was said not to fit any more.",
        (*_SAID, GOAL, Column("why", "text", "Why it does not fit."), *_ANSWER),
        _misfits,
        "checkins",
    ),
)
