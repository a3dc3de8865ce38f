"""The organisation: company, people, teams, roles, competencies, cycles."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from perfgit.measures.kinds import AnyMeasure
from perfgit.model.goals import MeasureSource
from perfgit.model.values import (
    ONE_LINE,
    Change,
    CompetencyId,
    Day,
    PersonId,
    Rating,
    Record,
    RoleId,
    Slug,
    Source,
    TeamId,
    Text,
    Title,
)

Login = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,39}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
Level = (
    Annotated[int, Field(ge=0, le=30)]
    | Annotated[str, StringConstraints(pattern=ONE_LINE, max_length=40)]
)
"""A level as the company counts or calls it: 3, L4, IC3."""


def pages_address(repository: str | None, host: str) -> str | None:
    """Where GitHub Pages shows the site of a repository; None where that cannot be told."""
    owner, _, name = (repository or "").lower().partition("/")
    if not name or host != "github.com":
        return None
    own = f"{owner}.github.io"
    return f"https://{own}/" if name == own else f"https://{own}/{name}/"


class CompanyFile(Record):
    """`org/company.yml`: the name of the company and where its repository lives."""

    format: int = Field(
        1, ge=1, le=1000, description="The format of the files; this version writes 2."
    )
    id: Slug | None = Field(
        None, description="A random id, made at the beginning; it never changes."
    )
    name: Title = Field(description="The company's name, as people say it.")
    locale: str = Field(
        "en",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        max_length=20,
        description="The language of the site and of messages: en, zh-Hans, ...",
    )
    timezone: str = Field(
        "UTC",
        pattern=r"^[A-Za-z0-9_+\-/]{1,64}$",
        description="An IANA time zone: Europe/Berlin. It decides which day is today.",
    )
    repository: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$",
        max_length=140,
        description="Owner and name of the repository: lighthouse/performance.",
    )
    host: str = Field(
        "github.com",
        pattern=r"^[a-z0-9.-]+(:\d{1,5})?$",
        max_length=253,
        description="The web host, for GitHub Enterprise Server or ghe.com.",
    )
    branch: str = Field(
        "main",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$",
        max_length=100,
        description="The default branch, which holds what has been agreed.",
    )


class Away(Record):
    """A time away, and who decides meanwhile."""

    from_: Day = Field(alias="from", description="First day away.")
    to: Day = Field(description="Last day away.")
    deputy: PersonId = Field(description="Who stands in: a person's id.")


class FormerManager(Record):
    """A manager of an earlier part of a cycle, who may write a handover review."""

    id: PersonId = Field(description="The former manager's id.")
    until: Day = Field(description="Last day as manager.")


class Person(Record):
    """`org/people/ID.yml`: one person."""

    name: Title = Field(description="The name, in any script.")
    email: Email | None = Field(None, description="Address at work.")
    github: Login | None = Field(None, description="GitHub login.")
    github_id: int | None = Field(
        None, ge=1, le=2**53, description="GitHub's number: logins can be renamed, numbers stay."
    )
    team: TeamId | None = Field(None, description="The team that counts: its id.")
    also_in: list[TeamId] = Field(
        default_factory=list, max_length=50, description="Other teams in which the person works."
    )
    manager: PersonId | None = Field(None, description="The manager's id; the head has none.")
    role: RoleId | None = Field(None, description="A role of `org/roles/`.")
    level: Level | None = Field(
        None, description="The level within the role: a number, or its name."
    )
    joined: Day | None = Field(None, description="First day at work.")
    left: Day | None = Field(None, description="Last day at work, once it is known.")
    away: list[Away] = Field(
        default_factory=list, max_length=200, description="Times away, with a deputy each."
    )
    former_managers: list[FormerManager] = Field(
        default_factory=list,
        max_length=50,
        description="Earlier managers, who may write a handover review.",
    )
    keys: list[Title] = Field(
        default_factory=list,
        max_length=20,
        description="Public keys that confidential reviews are sealed to.",
    )

    def managers_since(self, day: dt.date | None) -> list[PersonId]:
        """Former managers who still were on a day or later; without a day all of them."""
        return [one.id for one in self.former_managers if day is None or one.until >= day]


class Team(Record):
    """`org/teams/ID.yml`: one team."""

    name: Title = Field(description="The team's name.")
    lead: PersonId | None = Field(None, description="Who leads it: a person's id.")
    parent: TeamId | None = Field(None, description="The team that it belongs to.")


class KpiTemplate(Record):
    """A key result that is usual for a role, offered when a goal is written."""

    id: Slug
    title: Title
    measure: AnyMeasure
    source: MeasureSource = "data"
    evidence: Title | None = None


class Role(Record):
    """`org/roles/ID.yml`: what is usual and expected in a role."""

    title: Title = Field(description="The role's title.")
    kpis: list[KpiTemplate] = Field(
        default_factory=list, max_length=50, description="Templates for key results."
    )
    competencies: dict[CompetencyId, dict[Level, Rating]] = Field(
        default_factory=dict,
        max_length=50,
        description="Expected rating by competency and level: {ownership: {1: 2, 2: 3}}.",
    )


class Competency(Record):
    """A competency and what each rating of it looks like."""

    id: Slug
    title: Title
    what: Text | None = Field(None, description="What is meant.")
    ratings: dict[Rating, Text] = Field(
        default_factory=dict,
        max_length=20,
        description="What each rating looks like in daily work.",
    )


class Competencies(Record):
    """`org/competencies.yml`: the competencies that reviews speak of."""

    competencies: list[Competency] = Field(max_length=100)


class Stage(Record):
    """One stage of a cycle; both days belong to it."""

    opens: Day
    closes: Day


class Stages(Record):
    """The four stages of a cycle."""

    plan: Stage = Field(description="Goals are proposed and agreed.")
    coach: Stage = Field(description="Check-ins, obstacles, support.")
    evaluate: Stage = Field(description="Reviews are written.")
    feedback: Stage = Field(description="Meetings, acknowledgements, appeals, plans.")


class Peers(Record):
    """How many peers review a person."""

    min: int = Field(0, ge=0, le=20)
    max: int = Field(5, ge=0, le=50)


Asked = Literal["goals", "checkins", "reviews"]
"""What a cycle asks of those who take part."""
Asking = Literal["company", "teams", "people"]
"""Whom a cycle can ask: the company and teams for goals and check-ins, people for reviews too."""


ERASED = "erased "
"""How the reason begins of somebody whose files were deleted, the result too; a date follows."""


class Participants(Record):
    """Who takes part in a cycle; what is left out bounds nobody.

    Within a list any one is enough, between the lists all have to fit; a team stands for those
    below it too.
    """

    teams: list[TeamId] = Field(
        default_factory=list, max_length=500, description="Teams, each with those below it."
    )
    roles: list[RoleId] = Field(default_factory=list, max_length=500, description="Roles.")
    levels: list[Level] = Field(default_factory=list, max_length=100, description="Levels.")
    joined_before: Day | None = Field(
        None, description="Who began on this day or later takes no part."
    )
    asks: list[Asked] = Field(
        ["goals", "checkins", "reviews"],
        max_length=3,
        description="What is asked of them; nothing else is due.",
    )
    owners: list[Asking] = Field(
        ["company", "teams", "people"],
        max_length=3,
        description="Whose goals and check-ins are asked for; without people: teams alone.",
    )
    without: dict[PersonId, Title] = Field(
        default_factory=dict,
        max_length=20_000,
        description="Who takes no part or has no result, each with the reason.",
    )

    def has_erased(self, person: str) -> bool:
        """Whether the files of somebody who took part were deleted, or are about to be."""
        return self.without.get(person, "").startswith(ERASED)


class Cycle(Record):
    """`org/cycles/ID.yml`: a period of goals and its stages."""

    title: Title
    starts: Day
    ends: Day
    stages: Stages
    checkin_every: str = Field(
        "2 weeks",
        pattern=r"^[1-9]\d? (day|days|week|weeks|month|months)$",
        description="The rhythm of check-ins: 2 weeks, 1 month.",
    )
    peers: Peers = Field(Peers(min=0, max=5), description="How many peers review a person.")
    sources: list[Source] = Field(
        ["self", "manager", "peer"], max_length=5, description="Whose reviews are asked for."
    )
    who: Participants = Field(Participants(), description="Who takes part, and in what.")
    changes: list[Change] = Field(
        default_factory=list, max_length=200, description="What was changed while it ran, and why."
    )
    closed: Day | None = Field(None, description="The day on which it was closed.")

    def holds(self, other: Cycle) -> bool:
        """Whether another cycle lies within this one, as a half-year does within its year."""
        return self.starts <= other.starts and other.ends <= self.ends
