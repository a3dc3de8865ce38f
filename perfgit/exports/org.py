"""Tables of the organisation and of strategy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from perfgit.exports.table import Column, Facts, Table, cycle_column
from perfgit.files.documents import Doc
from perfgit.model.goals import Objective, StrategyChange
from perfgit.model.org import Cycle, Person, Team
from perfgit.model.values import Record

M = TypeVar("M", bound=Record)


class Named(NamedTuple, Generic[M]):
    """A file of the organisation that is called by its id."""

    id: str
    data: M


class ChangeRow(NamedTuple):
    """An objective that a change of strategy touches."""

    change: StrategyChange
    objective: str


def _named(docs: Mapping[str, Doc[M]]) -> Iterator[Named[M]]:
    return (Named(id, doc.data) for id, doc in docs.items() if doc.data)


def _people(facts: Facts) -> Iterator[Named[Person]]:
    return _named(facts.company.people)


def _teams(facts: Facts) -> Iterator[Named[Team]]:
    return _named(facts.company.teams)


def _cycles(facts: Facts) -> Iterator[Named[Cycle]]:
    return _named(facts.company.cycles)


def _objectives(facts: Facts) -> Iterator[Objective]:
    return iter(facts.company.strategy.objectives)


def _changes(facts: Facts) -> Iterator[ChangeRow]:
    for change in facts.company.strategy.changes:
        for objective in change.objectives:
            yield ChangeRow(change, objective)


def _level(at: Named[Person]) -> str | None:
    return None if at.data.level is None else str(at.data.level)


_PEOPLE: tuple[Column[Named[Person]], ...] = (
    Column("person", "text", "The person's id.", lambda at: at.id),
    Column("name", "text", "The name.", lambda at: at.data.name),
    Column("team", "text", "The team's id.", lambda at: at.data.team),
    Column(
        "also_in",
        "text",
        "The ids of other teams, with spaces between them.",
        lambda at: " ".join(at.data.also_in) or None,
    ),
    Column("manager", "text", "The manager's id.", lambda at: at.data.manager),
    Column("role", "text", "The role's id.", lambda at: at.data.role),
    Column("level", "text", "The level: a number or its name.", _level, private=True),
    Column("joined", "day", "First day at work.", lambda at: at.data.joined, private=True),
    Column("left", "day", "Last day at work.", lambda at: at.data.left, private=True),
    Column("email", "text", "Address at work.", lambda at: at.data.email, private=True),
    Column("github", "text", "GitHub login.", lambda at: at.data.github, private=True),
    Column("github_id", "integer", "GitHub's number.", lambda at: at.data.github_id, private=True),
)

_TEAMS: tuple[Column[Named[Team]], ...] = (
    Column("team", "text", "The team's id.", lambda at: at.id),
    Column("name", "text", "The team's name.", lambda at: at.data.name),
    Column("lead", "text", "The id of who leads it.", lambda at: at.data.lead),
    Column("parent", "text", "The id of the team it belongs to.", lambda at: at.data.parent),
)

_CYCLES: tuple[Column[Named[Cycle]], ...] = (
    cycle_column(lambda at: at.id),
    Column("title", "text", "What it is called.", lambda at: at.data.title),
    Column("starts", "day", "First day.", lambda at: at.data.starts),
    Column("ends", "day", "Last day.", lambda at: at.data.ends),
    Column("plan_opens", "day", "First day of planning.", lambda at: at.data.stages.plan.opens),
    Column("coach_opens", "day", "First day of coaching.", lambda at: at.data.stages.coach.opens),
    Column(
        "evaluate_opens",
        "day",
        "First day of evaluation.",
        lambda at: at.data.stages.evaluate.opens,
    ),
    Column(
        "feedback_opens", "day", "First day of feedback.", lambda at: at.data.stages.feedback.opens
    ),
    Column("closed", "day", "The day it was closed.", lambda at: at.data.closed),
)

_OBJECTIVES: tuple[Column[Objective], ...] = (
    Column("objective", "text", "The objective's id.", lambda one: one.id),
    Column("title", "text", "What it says.", lambda one: one.title),
    Column("horizon", "text", "long, medium or short.", lambda one: one.horizon),
    Column("until", "day", "The day it is aimed at.", lambda one: one.until),
    Column("why", "text", "Why it matters.", lambda one: one.why),
)

_CHANGES: tuple[Column[ChangeRow], ...] = (
    Column("on", "day", "The day of the change.", lambda row: row.change.on),
    Column("objective", "text", "The objective's id.", lambda row: row.objective),
    Column("what", "text", "What changed.", lambda row: row.change.what),
)

TABLES = (
    Table("people", "One row per person.", _PEOPLE, _people, "always", of_dossiers=False),
    Table("teams", "One row per team.", _TEAMS, _teams, "always", of_dossiers=False),
    Table("cycles", "One row per cycle.", _CYCLES, _cycles, "always", of_dossiers=False),
    Table(
        "objectives",
        "One row per strategic objective.",
        _OBJECTIVES,
        _objectives,
        "goals",
        of_dossiers=False,
    ),
    Table(
        "strategy_changes",
        "One row per change of strategy and objective that it touches.",
        _CHANGES,
        _changes,
        "goals",
        of_dossiers=False,
    ),
)
