"""Tables of the organisation and of strategy."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.exports.table import CYCLE, Cell, Column, Facts, Table


def _people(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for id, doc in facts.company.people.items():
        if one := doc.data:
            yield (
                id,
                one.name,
                one.team,
                one.manager,
                one.role,
                one.level,
                one.joined,
                one.left,
                one.email,
                one.github,
            )


def _teams(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for id, doc in facts.company.teams.items():
        if doc.data:
            yield id, doc.data.name, doc.data.lead, doc.data.parent


def _cycles(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for id, doc in facts.company.cycles.items():
        if one := doc.data:
            stages = one.stages
            yield (
                id,
                one.title,
                one.starts,
                one.ends,
                stages.plan.opens,
                stages.coach.opens,
                stages.evaluate.opens,
                stages.feedback.opens,
                one.closed,
            )


def _objectives(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for one in facts.company.strategy.objectives:
        yield one.id, one.title, one.horizon, one.until, one.why


def _changes(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for change in facts.company.strategy.changes:
        for objective in change.objectives:
            yield change.on, objective, change.what


TABLES = (
    Table(
        "people",
        "One row per person.",
        (
            Column("person", "text", "The person's id."),
            Column("name", "text", "The name."),
            Column("team", "text", "The team's id."),
            Column("manager", "text", "The manager's id."),
            Column("role", "text", "The role's id."),
            Column("level", "integer", "The level within the role.", private=True),
            Column("joined", "day", "First day at work.", private=True),
            Column("left", "day", "Last day at work.", private=True),
            Column("email", "text", "Address at work.", private=True),
            Column("github", "text", "GitHub login.", private=True),
        ),
        _people,
        "always",
    ),
    Table(
        "teams",
        "One row per team.",
        (
            Column("team", "text", "The team's id."),
            Column("name", "text", "The team's name."),
            Column("lead", "text", "The id of who leads it."),
            Column("parent", "text", "The id of the team it belongs to."),
        ),
        _teams,
        "always",
    ),
    Table(
        "cycles",
        "One row per cycle.",
        (
            CYCLE,
            Column("title", "text", "What it is called."),
            Column("starts", "day", "First day."),
            Column("ends", "day", "Last day."),
            Column("plan_opens", "day", "First day of planning."),
            Column("coach_opens", "day", "First day of coaching."),
            Column("evaluate_opens", "day", "First day of evaluation."),
            Column("feedback_opens", "day", "First day of feedback."),
            Column("closed", "day", "The day it was closed."),
        ),
        _cycles,
        "always",
    ),
    Table(
        "objectives",
        "One row per strategic objective.",
        (
            Column("objective", "text", "The objective's id."),
            Column("title", "text", "What it says."),
            Column("horizon", "text", "long, medium or short."),
            Column("until", "day", "The day it is aimed at."),
            Column("why", "text", "Why it matters."),
        ),
        _objectives,
        "goals",
    ),
    Table(
        "strategy_changes",
        "One row per change of strategy and objective that it touches.",
        (
            Column("on", "day", "The day of the change."),
            Column("objective", "text", "The objective's id."),
            Column("what", "text", "What changed."),
        ),
        _changes,
        "goals",
    ),
)
