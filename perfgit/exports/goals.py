"""Tables of goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from perfgit.company.dossier import Dossier
from perfgit.exports.table import (
    CYCLE,
    KEY,
    OWNER,
    Cell,
    Column,
    Facts,
    Table,
    goal_column,
    number,
    written,
)
from perfgit.measures.kinds import BY_NAME, COLUMNS
from perfgit.measures.measure import Measure
from perfgit.model.goals import Goal, HistoryEntry, KeyResult
from perfgit.scoring.sheet import Fact, Measured, Part, measured, shares
from perfgit.scoring.sheet import facts as latest_facts


class GoalRow(NamedTuple):
    """A goal, and what the facts say of it where it was not dropped."""

    dossier: Dossier
    goal: Goal
    measured: Measured | None


class KeyResultRow(NamedTuple):
    """A measure: of a key result, or of a goal that has its own."""

    dossier: Dossier
    goal: Goal
    key: str
    result: KeyResult | None
    measure: Measure
    fact: Fact | None
    part: Part | None


class SupportRow(NamedTuple):
    """One thing that a goal supports."""

    dossier: Dossier
    goal: Goal
    supports: str
    share: float


class HistoryRow(NamedTuple):
    """An entry in a sheet's history."""

    dossier: Dossier
    entry: HistoryEntry


def _goals(facts: Facts) -> Iterator[GoalRow]:
    for dossier in facts.dossiers():
        if dossier.sheet:
            found = measured(*facts.counted(dossier))
            by_goal = {one.goal.id: one for one in found}
            for goal in dossier.sheet.goals:
                yield GoalRow(dossier, goal, by_goal.get(goal.id))


def _achieved(row: GoalRow) -> Cell:
    found = row.measured
    return float(found.line.value) if found and found.line else None


def _key_results(facts: Facts) -> Iterator[KeyResultRow]:
    for dossier in facts.dossiers():
        counted = facts.counted(dossier)
        known = latest_facts(counted.dossier, counted.days)
        parts = {part.key: part for one in measured(*counted) for part in one.parts}
        for key, measure, goal, _ in dossier.measures:
            result = next((one for one in goal.key_results if key == f"{goal.id}/{one.id}"), None)
            fact, part = known.get(key), parts.get(key)
            yield KeyResultRow(dossier, goal, key, result, measure, fact, part)


def _of_measure(name: str) -> Callable[[KeyResultRow], Cell]:
    """A field of the measure, where its kind has it."""
    return lambda row: row.measure.cell(name)


def _supports(facts: Facts) -> Iterator[SupportRow]:
    for dossier in facts.dossiers():
        for goal in dossier.sheet.goals if dossier.sheet else ():
            weights = shares([None] * len(goal.supports))
            for ref, share in zip(goal.supports, weights, strict=True):
                yield SupportRow(dossier, goal, ref, float(share))


def _history(facts: Facts) -> Iterator[HistoryRow]:
    for dossier in facts.dossiers():
        for entry in dossier.sheet.history if dossier.sheet else ():
            yield HistoryRow(dossier, entry)


_GOALS: tuple[Column[GoalRow], ...] = (
    CYCLE,
    *OWNER,
    goal_column(lambda row: row.goal.id),
    Column("title", "text", "What it says.", lambda row: row.goal.title),
    Column("why", "text", "Why it matters.", lambda row: row.goal.why),
    Column(
        "weight",
        "number",
        "Per cent of the sheet as it is written, where it is.",
        lambda row: row.goal.weight,
    ),
    Column(
        "share",
        "number",
        "Share of the sheet, 0 to 1; empty for dropped goals.",
        lambda row: float(row.measured.weight) if row.measured else None,
    ),
    Column(
        "due",
        "day",
        "Due date, where it differs from the end of the cycle.",
        lambda row: row.goal.due,
    ),
    Column(
        "dropped",
        "day",
        "The day it was given up.",
        lambda row: row.goal.dropped.on if row.goal.dropped else None,
    ),
    Column(
        "achievement", "number", "From the facts, 1 is the target; empty: no measure.", _achieved
    ),
)

_KINDS = tuple(BY_NAME)
_KEY_RESULTS: tuple[Column[KeyResultRow], ...] = (
    CYCLE,
    *OWNER,
    goal_column(lambda row: row.goal.id),
    Column("key", "text", KEY, lambda row: row.key),
    Column("title", "text", "What it says.", lambda row: (row.result or row.goal).title),
    Column(
        "kind",
        "text",
        f"{', '.join(_KINDS[:-1])} or {_KINDS[-1]}.",
        lambda row: row.measure.kind,
    ),
    *(Column(one.name, one.type, one.doc, _of_measure(one.name)) for one in COLUMNS),
    Column(
        "source",
        "text",
        "data, customer or judgement.",
        lambda row: (row.result or row.goal).source or "data",
    ),
    Column(
        "share",
        "number",
        "Share within the goal, 0 to 1; empty for dropped goals.",
        lambda row: float(row.part.share) if row.part else None,
    ),
    Column(
        "value",
        "text",
        "The latest value as text.",
        lambda row: written(row.fact.value) if row.fact else None,
    ),
    Column(
        "value_number",
        "number",
        "The latest value where it is a number.",
        lambda row: number(row.fact.value) if row.fact else None,
    ),
    Column(
        "achievement",
        "number",
        "From the latest value, 1 is the target.",
        lambda row: float(row.part.line.value) if row.part and row.part.line and row.fact else None,
    ),
)

_SUPPORTS: tuple[Column[SupportRow], ...] = (
    CYCLE,
    *OWNER,
    goal_column(lambda row: row.goal.id),
    Column(
        "supports",
        "text",
        "Objective or goal, as the file names it.",
        lambda row: row.supports,
    ),
    Column(
        "share",
        "number",
        "1 divided by the number of things it supports.",
        lambda row: row.share,
    ),
)

_HISTORY: tuple[Column[HistoryRow], ...] = (
    CYCLE,
    *OWNER,
    Column("on", "day", "The day of the agreement.", lambda row: row.entry.on),
    goal_column(lambda row: row.entry.goal),
    Column("what", "text", "added, changed, dropped or kept.", lambda row: row.entry.what),
    Column("why", "text", "The reason.", lambda row: row.entry.why),
)

TABLES = (
    Table("goals", "One row per goal.", _GOALS, _goals, "goals"),
    Table(
        "key_results",
        "One row per key result; a goal's own measure counts as one.",
        _KEY_RESULTS,
        _key_results,
        "goals",
    ),
    Table("supports", "One row per goal and what it supports.", _SUPPORTS, _supports, "goals"),
    Table("history", "One row per agreement after planning closed.", _HISTORY, _history, "goals"),
)
