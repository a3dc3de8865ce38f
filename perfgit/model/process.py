"""The process looks at itself: calibration and retrospective."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from perfgit.model.values import Day, PersonId, Rating, Record, Text

Points = Annotated[list[Text], Field(max_length=50)]


class CalibrationChange(Record):
    """A rating that the session moved."""

    person: PersonId
    before: Rating
    after: Rating
    why: Text


class Calibration(Record):
    """`calibration/SESSION.yml`: managers compare ratings and move some, with reasons."""

    held: Day
    attended: list[PersonId] = Field(default_factory=list, max_length=100)
    summary: Text | None = None
    changes: list[CalibrationChange] = Field(default_factory=list, max_length=2000)


class Swot(Record):
    """Strengths, weaknesses, opportunities and threats of the process."""

    strengths: Points = Field(default_factory=list)
    weaknesses: Points = Field(default_factory=list)
    opportunities: Points = Field(default_factory=list)
    threats: Points = Field(default_factory=list)


class Decision(Record):
    """A change of the process that was decided."""

    what: Text
    owner: PersonId | None = None
    due: Day | None = None
    done: Day | None = Field(None, description="The day on which it was done.")


class Retrospective(Record):
    """`retrospective.yml`: what the cycle taught about the process."""

    held: Day | None = None
    summary: Text | None = None
    swot: Swot = Swot()
    ratings: dict[Rating, Annotated[int, Field(ge=0, le=1_000_000)]] = Field(
        default_factory=dict,
        max_length=20,
        description="How many participants gave the cycle which rating.",
    )
    decisions: list[Decision] = Field(default_factory=list, max_length=50)


class CycleRating(Record):
    """`retrospective/ID.yml`: what a participant says of the cycle."""

    rating: Rating
    helped: Text | None = Field(None, description="What helped.")
    hindered: Text | None = Field(None, description="What did not.")
