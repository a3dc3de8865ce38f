"""The value types that all files share, with their bounds.

Nothing is coerced: a number is a YAML number, a date is an unquoted ISO date, a text is a text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SLUG = "[a-z0-9][a-z0-9-]*"
MAX_SLUG = 64

Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$", max_length=MAX_SLUG)]
"""An id: lower-case ASCII letters, digits and hyphens."""

ReferenceKind = Literal[
    "person",
    "team",
    "former-team",
    "role",
    "competency",
    "cycle",
    "objective",
    "goal",
    "topic",
    "key-result",
    "value",
    "goal-ref",
    "file",
    "line",
]


@dataclass(frozen=True, slots=True)
class Refers:
    """The mark of a text that names something which lies elsewhere; see `model/references.py`."""

    kind: ReferenceKind


PersonId = Annotated[Slug, Refers("person")]
"""A person of `org/people/`."""

TeamId = Annotated[Slug, Refers("team")]
"""A team of `org/teams/`."""

FormerTeamId = Annotated[Slug, Refers("former-team")]
"""A team that was there on a day of the past, and need not be any more."""

RoleId = Annotated[Slug, Refers("role")]
"""A role of `org/roles/`."""

CompetencyId = Annotated[Slug, Refers("competency")]
"""A competency of `org/competencies.yml`."""

CycleId = Annotated[Slug, Refers("cycle")]
"""A cycle of `org/cycles/`."""

ObjectiveId = Annotated[Slug, Refers("objective")]
"""An objective of `goals/strategy.yml`."""

GoalId = Annotated[Slug, Refers("goal")]
"""A goal of the sheet of the owner in whose folder the file lies, dropped or not."""

TopicId = Annotated[Slug, Refers("topic")]
"""A goal of the owner's sheet, or a competency."""

KeyResultId = Annotated[Slug, Refers("key-result")]
"""A key result of the goal whose id is the key of the mapping in which it stands, the goal's own id
for its own measure; elsewhere, write a ValueKey."""

ONE_LINE = r"^[^\n\r]*\S[^\n\r]*$"

Title = Annotated[str, StringConstraints(pattern=ONE_LINE, max_length=300)]
"""One line of any Unicode text."""

Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=20_000)]
"""Markdown, sanitised before it is shown."""

Unit = Annotated[str, StringConstraints(pattern=ONE_LINE, max_length=40)]

LARGEST = 1e15
"""Numbers above this have no exact place in a double, and no meaning as a target."""

Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
"""A share of a target: 1 is the target reached."""

Rating = Annotated[int, Field(ge=0, le=100)]
"""A value of the policy's rating scale; the rule `outside-scale` compares the two."""

Day = dt.date


def shifted(day: Day, by: dt.timedelta) -> Day:
    """A day some days on (or before); at either end of the calendar, the last that there is."""
    try:
        return day + by
    except OverflowError:
        return dt.date.max if by > dt.timedelta(0) else dt.date.min


GoalRef = Annotated[
    str,
    StringConstraints(
        pattern=f"^(?:{SLUG}:)?(?:strategy|company|teams/{SLUG}|people/{SLUG})/{SLUG}$",
        max_length=260,
    ),
    Refers("goal-ref"),
]
"""A goal or a strategic objective, read like a path: `strategy/calm-ops`, `company/emea-first`,
`teams/sales-emea/new-logos`, `people/alice/emea-arr`; another cycle's goal with the cycle's id in
front: `2026-h1:people/alice/emea-arr`."""

ValueKey = Annotated[
    str,
    StringConstraints(pattern=f"^{SLUG}(?:/{SLUG})?$", max_length=2 * MAX_SLUG + 1),
    Refers("value"),
]
"""`goal/key-result`, or `goal` alone where the measure stands on the goal itself."""

Value = bool | Number | Slug | Annotated[list[Slug], Field(max_length=100)]
"""What a measure reads: a number (number, keep), true or false (yes_no), a step's id (scale), or
the list of the steps that are done (milestones)."""

Confidence = Literal["low", "medium", "high"]
Source = Literal["self", "manager", "peer", "upward", "external"]
"""Whose judgement a review is. A handover is material for the manager and no source of its own."""


class Record(BaseModel):
    """The base of everything that is read from a file: strict, closed, immutable."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
        defer_build=True,  # validators of some fifty models are built when a file asks for them
    )


class Change(Record):
    """A change of policy or cycle that was agreed while a cycle ran."""

    on: Day
    what: Title
    why: Text
