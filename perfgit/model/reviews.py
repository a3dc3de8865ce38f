"""Judgement: reviews, feedback, and what follows from them for one person."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from perfgit.model.policy import Achievement, ResultPolicy
from perfgit.model.values import (
    CompetencyId,
    Day,
    FormerTeamId,
    GoalId,
    KeyResultId,
    PersonId,
    Rating,
    Record,
    Refers,
    Share,
    Slug,
    Source,
    Text,
    Title,
    TopicId,
    Value,
)


class Rated(Record):
    """A rating with its reasons."""

    rating: Rating | None = None
    comment: Text | None = None


class GoalReview(Record):
    """What a reviewer says of one goal."""

    final: dict[KeyResultId, Value] = Field(
        default_factory=dict,
        max_length=100,
        description="Final value by key result; the goal's own id where it has its own measure.",
    )
    rating: Rating | None = None
    comment: Text | None = None


class Review(Record):
    """`self.yml`, `peers/ID.yml` and the like: the form that all reviews share."""

    submitted: Day | None = Field(
        None, description="The day it was handed in; without it, a draft that does not count."
    )
    goals: dict[GoalId, GoalReview] = Field(default_factory=dict, max_length=200)
    competencies: dict[CompetencyId, Rated] = Field(default_factory=dict, max_length=100)
    overall: Rated | None = None
    strengths: Text | None = None
    growth: Text | None = None


class ManagerReview(Review):
    """`manager.yml`: the manager's review, the only one that may speak of potential."""

    potential: Rated | None = Field(None, description="The manager's opinion on potential.")


class ExternalReview(Review):
    """`external/ID.yml`: a customer's voice, entered by the manager."""

    customer: Title | None = Field(None, description="Who spoke, and for which company.")


class Nominations(Record):
    """`nominations.yml`: the peers that a person proposes."""

    peers: list[PersonId] = Field(max_length=50)
    note: Text | None = None


class Feedback(Record):
    """`feedback/DATE-AUTHOR.yml`: feedback or praise, at any time."""

    note: Text
    about: TopicId | None = Field(None, description="A goal of the person, or a competency.")
    for_: Literal["subject", "manager"] = Field("subject", alias="for")


class Acknowledgement(Record):
    """The employee has read and discussed the review; this is not yet agreement."""

    by: PersonId
    on: Day
    agrees: bool | None = None
    comment: Text | None = None


class Meeting(Record):
    """`meeting.yml`: the review meeting."""

    held: Day
    attended: list[PersonId] = Field(default_factory=list, max_length=20)
    summary: Text | None = None
    acknowledgement: Acknowledgement | None = None


class Action(Record):
    """One step of an improvement plan."""

    id: Slug
    what: Text
    owner: PersonId | None = None
    due: Day | None = None
    status: Literal["open", "done", "dropped"] = "open"


class Plan(Record):
    """`plan.yml`: what is improved next, and which goals are carried into the next cycle."""

    summary: Text | None = None
    actions: list[Action] = Field(default_factory=list, max_length=50)
    carry: list[GoalId] = Field(
        default_factory=list, max_length=50, description="Goals for the next cycle."
    )


class AppealDecision(Record):
    """The answer to an appeal."""

    by: PersonId
    on: Day
    outcome: Literal["granted", "dismissed"]
    rating: Rating | None = Field(None, description="The rating that was granted.")
    why: Text


class Appeal(Record):
    """`appeal.yml`: the employee disagrees, and somebody else decides."""

    raised: Day
    reasons: Text
    decision: AppealDecision | None = None


BlobId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
Exact = Annotated[str, StringConstraints(pattern=r"^-?\d{1,16}(\.\d{1,40})?$")]
"""A decimal as text, so that no digit is lost."""


ComputedBy = Annotated[str, StringConstraints(pattern=r"^perfgit \d+\.\d+\.\d+\S{0,20}$")]


class ResultLine(Record):
    """One line of the explanation: weight x value = points."""

    of: Annotated[str, StringConstraints(max_length=400), Refers("line")] = Field(
        description="Part / source / goal / key result, as the files call them."
    )
    value: Exact
    weight: Exact
    points: Exact


class ScoringPolicy(Record):
    """The part of the policy that a result was computed with.

    Kept in the result, so that later policies do not move earlier results.
    """

    achievement: Achievement
    rating_from: dict[Rating, Share]
    counts_as: dict[Rating, Share] = Field(
        default_factory=dict,
        description="What a judgement of each rating counts; from method 2 on.",
    )
    result: ResultPolicy
    asked: list[Source] = Field(
        default_factory=list, max_length=5, description="Whose reviews the cycle asked for."
    )
    values_from: Day | None = Field(None, description="The first day whose values count.")
    values_until: Day | None = Field(None, description="The last day whose values count.")


class Closing(Record):
    """`reviews/CYCLE/closing.yml`: what holds for all results of a cycle; written once, by the tool."""

    computed_by: ComputedBy
    method: int = Field(ge=1, le=1000, description="Version of the scoring method.")
    policy: ScoringPolicy


class Result(Record):
    """`result.yml`: frozen at closing, written by the tool only."""

    computed_by: ComputedBy
    method: int = Field(1, ge=1, le=1000, description="Version of the scoring method.")
    achievement: Exact | None = Field(None, description="Achievement of the goal sheet.")
    score: Exact | None = Field(None, description="The score, rounded half up once.")
    computed_rating: Rating | None = Field(None, description="The rating that the score gives.")
    rating: Rating | None = Field(None, description="After calibration and appeal.")
    teams: list[FormerTeamId] = Field(
        default_factory=list,
        max_length=50,
        description="The person's team at closing and those above it: where the rating is counted.",
    )
    policy: ScoringPolicy
    lines: list[ResultLine] = Field(default_factory=list, max_length=1000)
    inputs: dict[Annotated[str, StringConstraints(max_length=400), Refers("file")], BlobId] = Field(
        default_factory=dict,
        max_length=500,
        description="Git blob id of every file that it was computed from.",
    )

    @property
    def exact_score(self) -> Decimal | None:
        """The score as a number."""
        return None if self.score is None else Decimal(self.score)
