"""`org/policy.yml`: the rules of the game, agreed before it is played."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from perfgit.model.values import Day, PersonId, Rating, Record, Share, Title, Weight

MissingSource = Literal["renormalise", "zero", "block"]


class RoleHolders(Record):
    """Who holds the roles that no reporting line gives."""

    hr: list[PersonId] = Field(
        default_factory=list, max_length=200, description="The people team: runs the cycle."
    )
    executive: list[PersonId] = Field(
        default_factory=list, max_length=200, description="Decides strategy and appeals."
    )
    admin: list[PersonId] = Field(
        default_factory=list, max_length=200, description="Looks after repository and site."
    )


class ScaleStep(Record):
    """One rating and what it is called."""

    value: Rating
    label: Title


class Achievement(Record):
    """The bounds of achievement, and the anchors of a `number` measure."""

    floor: Share = Field(0, description="Lowest achievement that counts.")
    cap: Share = Field(1.2, description="Highest achievement that counts.")
    commit: Share = Field(0.7, description="Achievement when the commit value is reached.")
    stretch: Share = Field(1.2, description="Achievement when the stretch value is reached.")


class Parts(Record):
    """What a result is made of, in per cent."""

    goals: Weight = 70
    competencies: Weight = 30


class SourceWeights(Record):
    """Whose judgement counts how much, in per cent."""

    manager: Weight = 70
    peer: Weight = 30
    self: Weight = 0
    upward: Weight = 0
    external: Weight = 0


class ResultPolicy(Record):
    """How reviews become a result."""

    parts: Parts = Parts()
    sources: SourceWeights = SourceWeights()
    missing_source: MissingSource = Field(
        "renormalise",
        description=(
            "What happens where a source that counts is missing: share its weight among the others"
            " (renormalise), count it as zero (zero), or give no result (block)."
        ),
    )


class Approvals(Record):
    """Approvals beyond the usual ones."""

    manager_review_needs_second: bool = Field(
        False, description="The manager's manager approves each manager review."
    )


class Limits(Record):
    """Bounds that keep a sheet readable."""

    goals_per_person: int = Field(7, ge=1, le=100)
    key_results_per_goal: int = Field(7, ge=1, le=100)


class SiteVisibility(Record):
    """What the site shows. What is not for everyone is not in the site at all."""

    goals: Literal["everyone", "nobody"] = "everyone"
    checkins: Literal["everyone", "nobody"] = "everyone"
    feedback: Literal["everyone", "nobody"] = "nobody"
    reviews: Literal["everyone", "participation", "nobody"] = "participation"
    results: Literal["everyone", "distribution", "nobody"] = "distribution"
    cycles: Literal["recent", "all"] = Field(
        "recent",
        description="Cycles in which people have pages: those not yet closed and the last closed "
        "one (recent), or all. Figures, company and teams keep theirs for all.",
    )
    min_group: int = Field(5, ge=2, le=100, description="Smallest group that figures are shown of.")


CLOSED = SiteVisibility(
    goals="nobody", checkins="nobody", feedback="nobody", reviews="nobody", results="nobody"
)
"""A site that shows nothing of what people do."""


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Reminders(Record):
    """When `perfgit remind` tells people what is due."""

    days: list[Weekday] = Field(
        ["monday"],
        max_length=7,
        description="Days of the week on which lists are brought up to date.",
    )
    quiet: list[Day] = Field(
        default_factory=list, max_length=400, description="Days on which nobody is reminded."
    )


class Folders(Record):
    """How files lie in large companies."""

    shard: int = Field(
        0,
        ge=0,
        le=3,
        description="Past 3,000 people: folders by the first letters of the id (2: people/al/alice).",
    )


DEFAULT_SCALE = (
    "Below expectations",
    "Partly meets expectations",
    "Meets expectations",
    "Exceeds expectations",
    "Outstanding",
)


class Policy(Record):
    """`org/policy.yml`: rating scale, score parts, source weights, limits, visibility, roles."""

    roles: RoleHolders = RoleHolders()
    scale: list[ScaleStep] = Field(
        [ScaleStep(value=n, label=label) for n, label in enumerate(DEFAULT_SCALE, 1)],
        min_length=2,
        max_length=20,
        description="The ratings, from the lowest to the highest.",
    )
    achievement: Achievement = Achievement()
    rating_from: dict[Rating, Share] = Field(
        {1: 0, 2: 0.5, 3: 0.7, 4: 0.95, 5: 1.1},
        max_length=20,
        description="Lowest score for each rating.",
    )
    result: ResultPolicy = ResultPolicy()
    approvals: Approvals = Approvals()
    limits: Limits = Limits()
    site: SiteVisibility = SiteVisibility()
    reminders: Reminders = Reminders()
    folders: Folders = Folders()
