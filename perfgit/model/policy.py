"""`org/policy.yml`: the rules of the game, agreed before it is played."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from perfgit.measures.exact import Fraction, exact
from perfgit.model.values import Change, Day, PersonId, Rating, Record, Share, Title, Weight

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
    """One rating: what it is called, what earns it, and what a judgement of it is to count."""

    value: Rating
    label: Title
    from_: Share = Field(alias="from", description="Lowest score that earns it.")
    counts_as: Share | None = Field(
        None,
        description=("What a judgement of it counts; left out, the middle of its band."),
    )


class Achievement(Record):
    """The bounds of achievement, and the anchors of a `number` measure."""

    floor: Share = Field(0, description="Lowest achievement that counts.")
    cap: Share = Field(1.2, description="Highest achievement that counts.")
    commit: Share = Field(0.7, description="Achievement when the commit value is reached.")
    stretch: Share | None = Field(
        1.2, description="Achievement when the stretch value is reached; null: there is none."
    )


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

    rating: Literal["computed", "manager"] = Field(
        "computed",
        description=(
            "Whether the score decides the rating (computed), or the manager's overall rating does"
            " and the score stands beside it (manager)."
        ),
    )
    parts: Parts = Parts()
    sources: SourceWeights = SourceWeights()
    missing_source: MissingSource = Field(
        "renormalise",
        description=(
            "What happens where a source that counts and that the cycle asks for is missing: share its weight among the others"
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
    expectations: Literal["everyone", "nobody"] = Field(
        "nobody", description="What roles expect of each level."
    )
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
    ("Below expectations", 0.0),
    ("Partly meets expectations", 0.5),
    ("Meets expectations", 0.7),
    ("Exceeds expectations", 0.9),
    ("Outstanding", 1.1),
)
"""Label and lowest score of the ratings 1 to 5."""


class Policy(Record):
    """`org/policy.yml`: rating scale, score parts, source weights, limits, visibility, roles."""

    roles: RoleHolders = RoleHolders()
    scale: list[ScaleStep] = Field(
        [
            ScaleStep.model_validate({"value": value, "label": label, "from": lowest})
            for value, (label, lowest) in enumerate(DEFAULT_SCALE, 1)
        ],
        min_length=2,
        max_length=20,
        description="The ratings, from the lowest to the highest.",
    )
    achievement: Achievement = Achievement()
    result: ResultPolicy = ResultPolicy()
    approvals: Approvals = Approvals()
    limits: Limits = Limits()
    site: SiteVisibility = SiteVisibility()
    reminders: Reminders = Reminders()
    folders: Folders = Folders()
    changes: list[Change] = Field(
        default_factory=list,
        max_length=200,
        description="What was changed while a cycle ran, and why.",
    )

    @property
    def judgements(self) -> dict[Rating, Fraction]:
        """What a judgement of each rating counts: its `counts_as`.

        Left out, it is the middle of its band; for the lowest and the highest the mirror image of
        their neighbour about the `from` between them, clamped to floor and cap, and where there is
        no other value to mirror (two ratings), halfway to floor and cap.
        """
        starts = [exact(step.from_) for step in self.scale]
        found: list[Fraction | None] = [
            None if step.counts_as is None else exact(step.counts_as) for step in self.scale
        ]
        for place in range(1, len(found) - 1):
            if found[place] is None:
                found[place] = (starts[place] + starts[place + 1]) / 2
        floor, cap = exact(self.achievement.floor), exact(self.achievement.cap)
        low, high = found[1], found[-2]
        if found[0] is None:
            mirrored = (floor + starts[1]) / 2 if low is None else 2 * starts[1] - low
            found[0] = min(max(mirrored, floor), cap)
        if found[-1] is None:
            mirrored = (cap + starts[-1]) / 2 if high is None else 2 * starts[-1] - high
            found[-1] = min(max(mirrored, floor), cap)
        return {
            step.value: value
            for step, value in zip(self.scale, found, strict=True)
            if value is not None
        }

    @property
    def rating_from(self) -> dict[Rating, float]:
        """The lowest score for each rating."""
        return {step.value: step.from_ for step in self.scale}
