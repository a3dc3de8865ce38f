"""Tables of check-ins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

from perfgit.company.dossier import Dossier
from perfgit.exports.table import (
    CYCLE,
    KEY,
    OWNER,
    Column,
    Facts,
    Table,
    goal_column,
    number,
    written,
)
from perfgit.model.checkins import CheckIn, Misfit, Obstacle
from perfgit.model.values import Value

T = TypeVar("T")


class Said(NamedTuple, Generic[T]):
    """Something that a check-in says."""

    dossier: Dossier
    day: dt.date | None
    what: T


def _checkins(facts: Facts) -> Iterator[Said[CheckIn]]:
    for dossier in facts.dossiers():
        for doc in dossier.checkins:
            if doc.data:
                yield Said(dossier, doc.place.day, doc.data)


def _values(facts: Facts) -> Iterator[Said[tuple[str, Value]]]:
    for said in _checkins(facts):
        for pair in said.what.values.items():
            yield Said(said.dossier, said.day, pair)


def _confidence(facts: Facts) -> Iterator[Said[tuple[str, str]]]:
    for said in _checkins(facts):
        for pair in said.what.confidence.items():
            yield Said(said.dossier, said.day, pair)


def _obstacles(facts: Facts) -> Iterator[Said[Obstacle]]:
    for said in _checkins(facts):
        for obstacle in said.what.obstacles:
            yield Said(said.dossier, said.day, obstacle)


def _misfits(facts: Facts) -> Iterator[Said[Misfit]]:
    for said in _checkins(facts):
        for misfit in said.what.misfits:
            yield Said(said.dossier, said.day, misfit)


class _Dated(Protocol):
    @property
    def day(self) -> dt.date | None: ...


_DAY: Column[_Dated] = Column("day", "day", "The day of the check-in.", lambda said: said.day)
_ANSWER: tuple[Column[Said[Obstacle] | Said[Misfit]], ...] = (
    Column(
        "answer",
        "text",
        "The answer's status; empty while nobody has answered.",
        lambda said: answer.status if (answer := said.what.answer) else None,
    ),
    Column(
        "answered_by",
        "text",
        "Who answered: a person's id.",
        lambda said: answer.by if (answer := said.what.answer) else None,
    ),
    Column(
        "answered_on",
        "day",
        "The day of the answer.",
        lambda said: answer.on if (answer := said.what.answer) else None,
    ),
)

_VALUES: tuple[Column[Said[tuple[str, Value]]], ...] = (
    CYCLE,
    *OWNER,
    _DAY,
    Column("key", "text", KEY, lambda said: said.what[0]),
    Column("value", "text", "The value as text.", lambda said: written(said.what[1])),
    Column(
        "value_number",
        "number",
        "The value where it is a number.",
        lambda said: number(said.what[1]),
    ),
)

_CONFIDENCE: tuple[Column[Said[tuple[str, str]]], ...] = (
    CYCLE,
    *OWNER,
    _DAY,
    goal_column(lambda said: said.what[0]),
    Column("confidence", "text", "low, medium or high.", lambda said: said.what[1]),
)

_OBSTACLES: tuple[Column[Said[Obstacle]], ...] = (
    CYCLE,
    *OWNER,
    _DAY,
    Column("obstacle", "text", "The obstacle's id.", lambda said: said.what.id),
    goal_column(lambda said: said.what.goal),
    Column(
        "needs",
        "text",
        "training, tool, resource, decision or help.",
        lambda said: said.what.needs,
    ),
    Column("what", "text", "What is in the way.", lambda said: said.what.what),
    Column("status", "text", "open or solved.", lambda said: said.what.status),
    *_ANSWER,
)

_MISFITS: tuple[Column[Said[Misfit]], ...] = (
    CYCLE,
    *OWNER,
    _DAY,
    goal_column(lambda said: said.what.goal),
    Column("why", "text", "Why it does not fit.", lambda said: said.what.why),
    *_ANSWER,
)

TABLES = (
    Table("check_in_values", "One row per value in a check-in.", _VALUES, _values, "checkins"),
    Table(
        "confidence",
        "One row per goal and check-in that says how sure the owner is.",
        _CONFIDENCE,
        _confidence,
        "checkins",
    ),
    Table(
        "obstacles",
        "One row per obstacle: the support asked for, and the answer.",
        _OBSTACLES,
        _obstacles,
        "checkins",
    ),
    Table(
        "misfits",
        "One row per goal that was said not to fit any more.",
        _MISFITS,
        _misfits,
        "checkins",
    ),
)
