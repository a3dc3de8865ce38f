"""Which forms there are, and the fields of each.

A field names the field of a model that it fills: what the model says of it (description, whether it
is needed, the words that it takes) is read there, so that forms cannot drift. Every field of a
model is in its form or in `LEFT_OUT`, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from pydantic.fields import FieldInfo

from perfgit.company.readers import of_file, of_file_with_author
from perfgit.i18n import later
from perfgit.measures.kinds import examples
from perfgit.model.checkins import CheckIn, Misfit, Obstacle
from perfgit.model.goals import Goal, HistoryEntry
from perfgit.model.reviews import Feedback
from perfgit.model.values import Record

Kind = Literal["goal", "checkin", "feedback", "misfit"]


@dataclass(frozen=True)
class Field:
    """A question of a form; its `label` is the heading of the answer in the issue."""

    id: str
    label: str
    of: tuple[type[Record], str] | None
    help: str = ""
    example: str = ""
    lines: bool = False
    """Whether the answer may have several lines."""
    needed: bool | None = None
    """Whether the form asks for it; None: as the model says."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What is shown for each word that the model takes."""
    gaps: Callable[[], Mapping[str, str]] = dict
    """What fills the gaps of `help`."""

    @cached_property
    def _info(self) -> FieldInfo | None:
        return self.of[0].model_fields[self.of[1]] if self.of else None

    @property
    def description(self) -> str:
        """What the model says of it."""
        return (self._info.description or "") if self._info else ""

    @property
    def required(self) -> bool:
        """Whether the form cannot be submitted without it."""
        if self.needed is not None:
            return self.needed
        return bool(self._info and self._info.is_required())

    @property
    def options(self) -> tuple[str, ...]:
        """The words that the model takes; empty where it takes any text."""
        return get_args(self._info.annotation) if self._info and self.words else ()


@dataclass(frozen=True)
class Form:
    """One form: what it is for, and its questions in their order."""

    kind: Kind
    name: str
    about: str
    intro: str
    title: str
    """What the issue's title begins with."""
    fields: tuple[Field, ...]
    readers: Callable[[], str] = of_file
    """Who can read what is sent."""


LINE_HELP = later("One a line.")
NEEDS = {
    "training": later("Training"),
    "tool": later("A tool"),
    "resource": later("People or budget"),
    "decision": later("A decision"),
    "help": later("Help"),
}

FORMS: tuple[Form, ...] = (
    Form(
        "goal",
        later("Propose a goal"),
        later("A goal of your own; your manager agrees to it."),
        later(
            "perfgit turns this form into a pull request in your name. Your manager asks, or agrees."
        ),
        later("Goal: "),
        (
            Field("goal", later("Goal"), (Goal, "title"), later("What will be different?")),
            Field("why", later("Why"), (Goal, "why"), lines=True),
            Field(
                "supports",
                later("What it supports"),
                (Goal, "supports"),
                LINE_HELP,
                "strategy/market-leader\nteams/sales/new-customers",
                lines=True,
            ),
            Field(
                "key_results",
                later("Key results"),
                (Goal, "key_results"),
                later("One a line: title | measure | weight. A measure is one of: {forms}."),
                "New customers | 0 -> 12 customers | 60\nChurn | at most 2.5 percent | 40",
                lines=True,
                needed=True,
                gaps=lambda: {"forms": examples()},
            ),
            Field(
                "weight",
                later("Weight"),
                (Goal, "weight"),
                later("Your other goals make room for it."),
                "30",
            ),
            Field("due", later("Due"), (Goal, "due"), "", "2026-12-31"),
            Field("helpers", later("Who helps"), (Goal, "helpers"), LINE_HELP, "chen", lines=True),
            Field(
                "reason",
                later("Reason"),
                (HistoryEntry, "why"),
                later("Only after planning has closed: why there is a goal more."),
                lines=True,
                needed=False,
            ),
        ),
    ),
    Form(
        "checkin",
        later("Check in"),
        later("Where your goals stand, and what is in the way."),
        later(
            "perfgit turns this form into a check-in of yours. Fill in what has changed; one answer"
            " is enough."
        ),
        later("Check-in"),
        (
            Field(
                "values",
                later("Values"),
                (CheckIn, "values"),
                later("One a line: goal/key-result = value."),
                "new-customers/signed = 7\nhandbook/chapters = outline, draft",
                lines=True,
            ),
            Field(
                "confidence",
                later("Confidence"),
                (CheckIn, "confidence"),
                later("One a line: goal = low, medium or high."),
                "new-customers = medium",
                lines=True,
            ),
            Field("note", later("What happened"), (CheckIn, "note"), lines=True),
            Field(
                "obstacle",
                later("What is in the way"),
                (Obstacle, "what"),
                lines=True,
                needed=False,
            ),
            Field(
                "needs",
                later("What would help"),
                (Obstacle, "needs"),
                needed=False,
                words=NEEDS,
            ),
            Field("goal", later("Which goal it holds up"), (Obstacle, "goal"), "", "new-customers"),
        ),
    ),
    Form(
        "feedback",
        later("Give feedback"),
        later("Feedback or praise for somebody, at any time."),
        later("perfgit files this as feedback from you."),
        later("Feedback"),
        (
            Field(
                "person",
                later("For whom"),
                None,
                later("Login, name, or id in org/people."),
                "chen",
                needed=True,
            ),
            Field("note", later("Feedback"), (Feedback, "note"), lines=True),
            Field("about", later("What it is about"), (Feedback, "about"), "", "ownership"),
        ),
        of_file_with_author,
    ),
    Form(
        "misfit",
        later("This goal no longer fits"),
        later("Say that a goal of yours no longer fits, and why."),
        later("perfgit writes this into a check-in of yours; your manager answers it."),
        later("No longer fits: "),
        (
            Field("goal", later("Which goal"), (Misfit, "goal"), "", "new-customers"),
            Field("why", later("Why it no longer fits"), (Misfit, "why"), lines=True),
        ),
    ),
)
BY_KIND = {form.kind: form for form in FORMS}

LEFT_OUT: dict[tuple[type[Record], str], str] = {
    (Goal, "id"): "made from the title",
    (Goal, "measure"): "a single key result does as well",
    (Goal, "source"): "belongs to the measure",
    (Goal, "evidence"): "stands in the key result's line",
    (Goal, "dropped"): "a new goal is not given up",
    (Goal, "counts"): "no goal supports a new one yet",
    (HistoryEntry, "on"): "the day of the form",
    (HistoryEntry, "goal"): "the goal of the form",
    (HistoryEntry, "what"): "a goal more is `added`",
    (CheckIn, "obstacles"): "asked by the fields of one",
    (CheckIn, "misfits"): "have a form of their own",
    (Obstacle, "id"): "made from its words",
    (Obstacle, "status"): "a new one is open",
    (Obstacle, "answer"): "the manager's",
    (Misfit, "answer"): "the manager's",
    (Feedback, "for_"): "an issue is read by all, so `manager` would promise too much",
}
