"""`scale`: named steps, each with its achievement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from perfgit.i18n import later, listing, say
from perfgit.measures.exact import ZERO, Fraction, exact
from perfgit.measures.flaws import Flaw
from perfgit.measures.measure import Data, Figure, Measure, Row
from perfgit.measures.progress import Anchors
from perfgit.measures.steps import ids_of, new_step, repeated_steps, step_named
from perfgit.measures.typed import grouped, parts
from perfgit.model.cells import number, one_line
from perfgit.model.values import Record, Slug, Title, Value
from perfgit.problem import PerfgitError

FEWEST_STEPS, MOST_STEPS, HIGHEST = 2, 20, 2
NOT_YET = "none"
"""The value of who has not reached even the first step; a step may be called so as well."""
_SCALE = re.compile(r"(?:scale|levels|等级)\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL)
_SAMPLE = (
    ("nobody", "Nobody does it", 0.0),
    ("some", "Some do it", 0.5),
    ("most", "Most do it", 0.8),
    ("all", "Everybody does it", 1.0),
    ("others", "Other teams copy it", 1.2),
)


class ScaleStepMeasure(Record):
    """One named step of a scale measure."""

    id: Slug
    title: Title
    value: Annotated[float, Field(ge=0, le=HIGHEST, allow_inf_nan=False)] = Field(
        description="Achievement at this step: 1 is the target."
    )


class ScaleMeasure(Measure):
    """Named steps, each with its achievement."""

    kind: Literal["scale"]
    steps: list[ScaleStepMeasure] = Field(min_length=FEWEST_STEPS, max_length=MOST_STEPS)

    at_end = True
    examples = (later("scale: low = 0; good = 1"),)
    row_names = ("scale",)

    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """What the step is worth."""
        for step in self.steps:
            if step.id == value:
                return exact(step.value)
        if value == NOT_YET:
            return ZERO
        raise TypeError(value)

    def misread(self, value: object) -> str | None:
        """The id of a step fits, and `none`: not yet the first."""
        ids = list(dict.fromkeys([NOT_YET, *ids_of(self.steps)]))
        return None if value in ids else say("Write one of: {steps}.", steps=listing(ids))

    def flaws(self, owner: str) -> Iterator[Flaw]:
        """Steps that do not rise, and ids that stand twice."""
        for place, (low, high) in enumerate(pairwise(self.steps), 1):
            if high.value <= low.value:
                yield Flaw(
                    "measure-order",
                    say('The step "{id}" does not lie above the one before.', id=high.id),
                    say("Steps rise from the lowest to the highest value."),
                    ("steps", place, "value"),
                )
                break
        yield from repeated_steps(self.steps)

    @classmethod
    def from_words(cls, text: str) -> Data | None:
        """`scale: low = 0; good = 1; great = 1.2`."""
        found = _SCALE.fullmatch(text)
        if not found:
            return None
        taken: set[str] = set()
        steps: list[Data] = []
        for part in parts(found[1]):
            title, _, worth = part.replace("＝", "=").rpartition("=")
            value = number(worth.strip())
            if not title.strip() or value is None:
                raise PerfgitError(
                    say('"{step}" has no value.', step=part[:80]),
                    say("Write scale: low = 0; good = 1; great = 1.2 (1 is the target)."),
                )
            steps.append(new_step(title.strip(), taken, value=value))
        return {"kind": "scale", "steps": steps}

    def words(self) -> str:
        """The line that `from_words` reads back."""
        return "scale: " + "; ".join(f"{one.title} = {grouped(one.value)}" for one in self.steps)

    def parsed(self, text: str) -> object:
        """A step by id, title or number; 0 is not yet the first."""
        if text == "0" or text.casefold() == say("not yet the first step").casefold():
            return NOT_YET if all(step.id != text for step in self.steps) else text
        return step_named(self.steps, text)

    def value_words(self, value: Value, figure: Figure) -> str:
        """The step's title."""
        title = next((step.title for step in self.steps if step.id == value), None)
        if title is None and value == NOT_YET:
            return say("not yet the first step")
        return title or super().value_words(value, figure)

    def target_words(self, figure: Figure) -> str:
        """The step that is worth 1, else the best."""
        best = max(self.steps, key=lambda step: step.value)
        return next((step.title for step in self.steps if step.value == 1), best.title)

    def steps_done(self, value: Value | None) -> tuple[tuple[str, bool], ...]:
        """All that were agreed, with whether each is reached."""
        ids = ids_of(self.steps)
        reached = ids.index(value) if value in ids else -1
        return tuple((step.title, place <= reached) for place, step in enumerate(self.steps))

    @classmethod
    def from_row(cls, name: str, row: Row) -> Data | None:
        """The target lists the steps: `low=0; middle=0.7; high=1`."""
        steps: list[Data] = []
        taken: set[str] = set()
        for part in row.text("target").split(";"):
            title, equals, worth = part.rpartition("=")
            value = number(worth.strip())
            if not equals or not title.strip() or value is None or not 0 <= value <= HIGHEST:
                return None
            if steps and value <= steps[-1]["value"]:
                return None
            steps.append(new_step(one_line(title), taken, value=value))
        fits = FEWEST_STEPS <= len(steps) <= MOST_STEPS
        return {"kind": "scale", "steps": steps} if fits else None

    @classmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """How many do it."""
        steps = [{"id": id, "title": title, "value": value} for id, title, value in _SAMPLE]
        return {"kind": "scale", "steps": steps}

    def reading(self, progress: float, chance: Random) -> Value:
        """The highest step that is reached, or nearly."""
        reached = [step.id for step in self.steps if step.value <= progress + 0.05]
        return reached[-1] if reached else self.steps[0].id
