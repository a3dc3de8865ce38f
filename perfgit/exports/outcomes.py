"""Tables of what follows from reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from perfgit.company.dossier import Dossier
from perfgit.exports.table import SUBJECT, Column, Facts, Table, cycle_column, person_column
from perfgit.model.process import CalibrationChange
from perfgit.model.reviews import Action, Appeal, Meeting, Result

T = TypeVar("T")


class In(NamedTuple, Generic[T]):
    """Something that a dossier holds."""

    dossier: Dossier
    data: T


class Move(NamedTuple):
    """What a calibration session said of a person's rating."""

    cycle: str
    session: str
    held: dt.date | None
    change: CalibrationChange


def _results(facts: Facts) -> Iterator[In[Result]]:
    for dossier in facts.dossiers():
        if dossier.result:
            yield In(dossier, dossier.result)


def _meetings(facts: Facts) -> Iterator[In[Meeting]]:
    for dossier in facts.dossiers():
        if dossier.meeting:
            yield In(dossier, dossier.meeting)


def _actions(facts: Facts) -> Iterator[In[Action]]:
    for dossier in facts.dossiers():
        for action in dossier.plan.actions if dossier.plan else ():
            yield In(dossier, action)


def _appeals(facts: Facts) -> Iterator[In[Appeal]]:
    for dossier in facts.dossiers():
        if dossier.appeal:
            yield In(dossier, dossier.appeal)


def _moves(facts: Facts) -> Iterator[Move]:
    for cycle in facts.company.cycle_folders():
        for session, doc in facts.company.calibrations(cycle).items():
            for change in doc.data.changes if doc.data else ():
                yield Move(cycle, session, doc.data.held if doc.data else None, change)


_RESULTS: tuple[Column[In[Result]], ...] = (
    *SUBJECT,
    Column(
        "achievement",
        "number",
        "Achievement of the goal sheet, 1 is the target.",
        lambda row: float(row.data.achievement) if row.data.achievement else None,
    ),
    Column(
        "score",
        "number",
        "The score, two decimals.",
        lambda row: float(row.data.score) if row.data.score else None,
    ),
    Column(
        "computed_rating",
        "integer",
        "The rating that the score gives.",
        lambda row: row.data.computed_rating,
    ),
    Column("rating", "integer", "After calibration and appeal.", lambda row: row.data.rating),
)

_MEETINGS: tuple[Column[In[Meeting]], ...] = (
    *SUBJECT,
    Column("held", "day", "The day of the meeting.", lambda row: row.data.held),
    Column(
        "acknowledged",
        "day",
        "The day the person acknowledged.",
        lambda row: row.data.acknowledgement.on if row.data.acknowledgement else None,
    ),
    Column(
        "agrees",
        "flag",
        "Whether the person agrees, where they said so.",
        lambda row: row.data.acknowledgement.agrees if row.data.acknowledgement else None,
    ),
)

_ACTIONS: tuple[Column[In[Action]], ...] = (
    *SUBJECT,
    Column("action", "text", "The action's id.", lambda row: row.data.id),
    Column("what", "text", "What is to be done.", lambda row: row.data.what),
    Column("owner", "text", "Who does it: a person's id.", lambda row: row.data.owner),
    Column("due", "day", "Until when.", lambda row: row.data.due),
    Column("status", "text", "open, done or dropped.", lambda row: row.data.status),
)

_APPEALS: tuple[Column[In[Appeal]], ...] = (
    *SUBJECT,
    Column("raised", "day", "The day it was raised.", lambda row: row.data.raised),
    Column(
        "decided",
        "day",
        "The day of the decision.",
        lambda row: row.data.decision.on if row.data.decision else None,
    ),
    Column(
        "outcome",
        "text",
        "granted or dismissed.",
        lambda row: row.data.decision.outcome if row.data.decision else None,
    ),
    Column(
        "rating",
        "integer",
        "The rating, where it was granted.",
        lambda row: row.data.decision.rating if row.data.decision else None,
    ),
)

_MOVES: tuple[Column[Move], ...] = (
    cycle_column(lambda row: row.cycle),
    person_column(lambda row: row.change.person),
    Column("session", "text", "The session's id.", lambda row: row.session),
    Column("held", "day", "The day of the session.", lambda row: row.held),
    Column("before", "integer", "The rating before.", lambda row: row.change.before),
    Column("after", "integer", "The rating after.", lambda row: row.change.after),
    Column("why", "text", "The reason.", lambda row: row.change.why),
)

TABLES = (
    Table("results", "One row per frozen result.", _RESULTS, _results, "results"),
    Table("meetings", "One row per review meeting.", _MEETINGS, _meetings),
    Table("actions", "One row per action of an improvement plan.", _ACTIONS, _actions),
    Table("appeals", "One row per appeal.", _APPEALS, _appeals),
    Table(
        "calibration",
        "One row per rating that a calibration session looked at.",
        _MOVES,
        _moves,
        of_dossiers=False,
    ),
)
