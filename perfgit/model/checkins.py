"""Facts over time: check-ins with values, obstacles and their answers."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from perfgit.i18n import later
from perfgit.model.values import (
    Confidence,
    Day,
    GoalId,
    PersonId,
    Record,
    Slug,
    Text,
    Value,
    ValueKey,
)

Needs = Literal["training", "tool", "resource", "decision", "help"]


class Answer(Record):
    """The manager's answer to a request for support."""

    status: Literal["granted", "declined", "done"]
    by: PersonId = Field(description="Who answered: a person's id.")
    on: Day
    note: Text | None = None


class Obstacle(Record):
    """Something in the way, and the support that is asked for."""

    id: Slug
    goal: GoalId | None = Field(None, description="The goal that it holds up.")
    what: Text
    needs: Needs
    status: Literal["open", "solved"] = "open"
    answer: Answer | None = None


class MisfitAnswer(Record):
    """What became of a goal that was said not to fit any more."""

    status: Literal["kept", "changed", "dropped"]
    by: PersonId
    on: Day
    note: Text | None = None


class Misfit(Record):
    """A goal that no longer fits, and why."""

    goal: GoalId
    why: Text
    answer: MisfitAnswer | None = None


class CheckIn(Record):
    """`.../checkins/DATE.yml`: where things stand on a day. Each key is optional, one is needed."""

    values: dict[ValueKey, Value] = Field(
        default_factory=dict, max_length=500, description="Current value by goal/key-result."
    )
    confidence: dict[GoalId, Confidence] = Field(
        default_factory=dict, max_length=200, description="How sure the owner is to reach the goal."
    )
    note: Text | None = None
    obstacles: list[Obstacle] = Field(default_factory=list, max_length=50)
    misfits: list[Misfit] = Field(default_factory=list, max_length=50)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.values or self.confidence or self.note or self.obstacles or self.misfits):
            raise PydanticCustomError("empty_checkin", later("a check-in says at least one thing"))
        return self
