"""What was agreed: strategy, and the goal sheets of company, teams and people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from perfgit.measures.kinds import AnyMeasure
from perfgit.model.values import (
    Day,
    GoalId,
    GoalRef,
    ObjectiveId,
    PersonId,
    Record,
    Slug,
    Text,
    Title,
    Weight,
)

MeasureSource = Literal["data", "customer", "judgement"]


Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=2000)]


class Link(Record):
    """An address, and what stands there."""

    url: Address = Field(description="An address that begins with https:// or http://.")
    title: Title | None = Field(None, description="What stands there.")


class KeyResult(Record):
    """How it will be seen that an objective was reached."""

    id: Slug
    title: Title
    description: Text | None = Field(None, description="What is meant, in Markdown.")
    owner: PersonId | None = Field(None, description="Who looks after it: a person's id.")
    measure: AnyMeasure
    source: MeasureSource = Field(
        "data", description="Where the value comes from: data, a customer's voice, or judgement."
    )
    evidence: Title | None = Field(None, description="Where the value can be looked up.")
    links: list[Link] = Field(
        default_factory=list, max_length=20, description="Where more about it can be read."
    )
    note: Text | None = Field(None, description="A remark that was agreed with it.")
    weight: Weight | None = Field(
        None, description="Per cent within the goal; all total 100. Left out everywhere: equal."
    )


class Dropped(Record):
    """A goal that was given up: when and why."""

    on: Day
    why: Text


class Goal(Record):
    """An objective with its key results."""

    id: Slug
    title: Title
    why: Text | None = Field(None, description="Why it matters.")
    supports: list[GoalRef] = Field(
        default_factory=list,
        max_length=20,
        description="What it serves: strategy/..., company/..., teams/.../...",
    )
    weight: Weight | None = Field(
        None, description="Per cent of the sheet; all goals not dropped total 100."
    )
    due: Day | None = Field(None, description="Due date; without one, the end of the cycle.")
    helpers: list[PersonId] = Field(
        default_factory=list, max_length=50, description="Who helps: people's ids."
    )
    key_results: list[KeyResult] = Field(default_factory=list, max_length=100)
    counts: dict[GoalRef, Weight] = Field(
        default_factory=dict,
        max_length=200,
        description="What each supporting goal counts for this one's progress; without it, all alike.",
    )
    measure: AnyMeasure | None = Field(None, description="For a goal with a single KPI.")
    source: MeasureSource | None = Field(None, description="Source of the goal's own measure.")
    evidence: Title | None = Field(None, description="Evidence of the goal's own measure.")
    dropped: Dropped | None = None


class HistoryEntry(Record):
    """A change that was agreed after planning closed, or a goal kept when strategy changed."""

    on: Day
    goal: GoalId
    what: Literal["added", "changed", "dropped", "kept"]
    why: Text


class GoalSheet(Record):
    """`goals/CYCLE/.../goals.yml`: the goals that were agreed for a company, team or person."""

    goals: list[Goal] = Field(max_length=200)
    history: list[HistoryEntry] = Field(default_factory=list, max_length=500)


class Objective(Record):
    """A strategic objective."""

    id: Slug
    title: Title
    horizon: Literal["long", "medium", "short"] | None = None
    until: Day | None = None
    why: Text | None = None
    measures: list[Title] = Field(
        default_factory=list, max_length=20, description="How success will be seen."
    )


class StrategyChange(Record):
    """A change of strategy; the goals that it touches are agreed again."""

    on: Day
    objectives: list[ObjectiveId] = Field(min_length=1, max_length=100)
    what: Text


class Strategy(Record):
    """`goals/strategy.yml`: vision and strategic objectives."""

    vision: Text | None = None
    objectives: list[Objective] = Field(default_factory=list, max_length=200)
    changes: list[StrategyChange] = Field(default_factory=list, max_length=200)
