"""`milestones`: steps that are done or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal, Self

from pydantic import Field

from perfgit.i18n import counted, later, listing, say, suggestion
from perfgit.measures.exact import ZERO, Fraction, exact
from perfgit.measures.flaws import Flaw, plainly_right, wrong_total
from perfgit.measures.measure import Ask, Choice, Data, Figure, Measure, Row, steps_words
from perfgit.measures.progress import Anchors
from perfgit.measures.steps import ids_of, new_step, repeated_steps, step_named
from perfgit.measures.typed import NUMBER, grouped, number_from, parts
from perfgit.measures.weights import by_chance, scaled
from perfgit.model.cells import one_line
from perfgit.model.values import Record, Slug, Title, Value, Weight

MOST_STEPS = 50
_STEPS = re.compile(r"(?:steps|milestones|步骤|里程碑)\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL)
_WEIGHED = re.compile(rf"(.+?)\s*[(（]\s*({NUMBER})\s*%?\s*[)）]", re.DOTALL)
_NOTHING = frozenset({"", "none", "nothing", "-", "[]", "无"})
_SAMPLES = (
    (("outline", "Outline agreed"), ("draft", "Draft reviewed"), ("final", "Final version in use")),
    (("plan", "Plan agreed"), ("pilot", "Pilot with one team"), ("half", "Half of the way done"), ("done", "Everybody has moved")),
    (("analysis", "Analysis done"), ("decision", "Decision taken"), ("build", "Built"), ("rollout", "Rolled out"), ("review", "Reviewed after a month")),
)  # fmt: skip


class Milestone(Record):
    """One step of a milestones measure."""

    id: Slug
    title: Title
    weight: Weight | None = Field(None, description="Per cent; all steps total 100.")


class MilestonesMeasure(Measure):
    """Steps that are done or not."""

    kind: Literal["milestones"]
    steps: list[Milestone] = Field(min_length=1, max_length=MOST_STEPS)

    examples = (later("steps: Outline; Draft; Final"),)
    choices = (Choice("steps", later("steps that are done one by one")),)
    row_names = ("milestones",)

    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """The weight of what is done; without weights, the share of the steps."""
        if not isinstance(value, list):
            raise TypeError(value)
        done = [step for step in self.steps if step.id in value]
        if any(step.weight is not None for step in self.steps):
            return sum((exact(step.weight or 0) for step in done), ZERO) / 100
        return Fraction(len(done), len(self.steps))

    def misread(self, value: object) -> str | None:
        """A list of steps fits, each once."""
        ids = ids_of(self.steps)
        if not isinstance(value, list):
            return say("Write the list of the steps that are done: [{steps}].", steps=listing(ids))
        wrong = next((step for step in value if step not in ids), None)
        if wrong is not None:
            return say('"{wrong}" is not a step. ', wrong=wrong) + suggestion(wrong, ids)
        return say("A step stands here twice.") if len(set(value)) < len(value) else None

    def flaws(self, owner: str) -> Iterator[Flaw]:
        """Weights that do not total 100, and ids that stand twice."""
        if not plainly_right([step.weight for step in self.steps]):
            weights = [(step.id, step.weight) for step in self.steps]
            wrong = wrong_total(weights, say('the milestones of "{goal}"', goal=owner))
            if wrong:
                yield wrong._replace(at=("steps", *wrong.at))
        yield from repeated_steps(self.steps)

    @classmethod
    def from_words(cls, text: str) -> Data | None:
        """`steps: Outline (20); Draft (40); Final (40)`."""
        found = _STEPS.fullmatch(text)
        if not found:
            return None
        taken: set[str] = set()
        steps: list[Data] = []
        for part in parts(found[1]):
            weighed = _WEIGHED.fullmatch(part)
            more = {"weight": number_from(weighed[2])} if weighed else {}
            steps.append(new_step(weighed[1] if weighed else part, taken, **more))
        return {"kind": "milestones", "steps": steps} if steps else None

    def words(self) -> str:
        """The line that `from_words` reads back."""
        shown = (
            step.title if step.weight is None else f"{step.title} ({grouped(step.weight)})"
            for step in self.steps
        )
        return f"steps: {'; '.join(shown)}"

    def parsed(self, text: str) -> object:
        """Steps by id, title or number, with commas between them."""
        names = (name.strip() for name in re.split(r"[,;，；、]", text.strip("[]")))
        return [step_named(self.steps, name) for name in names if name.casefold() not in _NOTHING]

    def value_words(self, value: Value, figure: Figure) -> str:
        """How many steps are done, of how many."""
        if isinstance(value, list):
            return steps_words(len(value), len(self.steps))
        return super().value_words(value, figure)

    def target_words(self, figure: Figure) -> str:
        """How many steps there are."""
        return counted(len(self.steps), "one step", "{count} steps")

    @classmethod
    def from_row(cls, name: str, row: Row) -> Data | None:
        """The target lists the steps with semicolons between them."""
        taken: set[str] = set()
        titles = [title for title in row.text("target").split(";") if title.strip()]
        steps = [new_step(one_line(title), taken) for title in titles]
        return {"kind": "milestones", "steps": steps} if 0 < len(steps) <= MOST_STEPS else None

    @classmethod
    def asked(cls, choice: str, ask: Ask) -> str:
        """The steps, in one line."""
        steps = ask.text("steps", say("The steps, with ; between them"), required=True)
        return f"steps: {steps}"

    def steps_done(self, value: Value | None) -> tuple[tuple[str, bool], ...]:
        """Each step with whether it is done."""
        done = value if isinstance(value, list) else ()
        return tuple((step.title, step.id in done) for step in self.steps)

    def continued(self, value: Value) -> Self:
        """The steps that are left; their weights share the hundred anew."""
        if not isinstance(value, list):
            return self
        left = [step for step in self.steps if step.id not in value]
        if not left or len(left) == len(self.steps):
            return self
        weights = {step.id: step.weight for step in left if step.weight is not None}
        if len(weights) == len(left):
            shares = scaled(weights, 100)
            left = [step.model_copy(update={"weight": shares[step.id]}) for step in left]
        return self.model_copy(update={"steps": left})

    @classmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """One of a few usual ways, weighted or not."""
        steps = chance.choice(_SAMPLES)
        weights = by_chance(chance, len(steps)) if chance.random() < 0.5 else [None] * len(steps)
        return {
            "kind": "milestones",
            "steps": [
                {"id": id, "title": title} | ({"weight": weight} if weight else {})
                for (id, title), weight in zip(steps, weights, strict=True)
            ],
        }

    def reading(self, progress: float, chance: Random) -> Value:
        """The first steps."""
        ids = ids_of(self.steps)
        return ids[: min(len(ids), int(progress * len(ids) + 0.35))]
