"""`number`: a number on its way from a baseline to a target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Literal, Self

from pydantic import Field

from perfgit.i18n import later, plain, say
from perfgit.measures.exact import ONE, ZERO, Fraction, exact, is_number
from perfgit.measures.figures import UNIT, FigureMeasure, row_unit
from perfgit.measures.flaws import Flaw
from perfgit.measures.measure import Ask, Choice, Column, Data, Figure, Levels, Row
from perfgit.measures.progress import Anchors
from perfgit.measures.samples import has_tenths, tidy
from perfgit.measures.typed import NUMBER, grouped, unit_behind, unit_from
from perfgit.model.cells import number
from perfgit.model.values import Number, Value

_FROM_TO = re.compile(
    rf"({NUMBER})\s*%?\s*(?:->|→|⇒|\bto\b|到|至)\s*({NUMBER})\s*([^,，]*)"
    rf"(?:[,，]\s*(?:commit|承诺)\s*({NUMBER})[^,，]*)?"
    rf"(?:[,，]\s*(?:stretch|挑战)\s*({NUMBER})[^,，]*)?",
    re.IGNORECASE,
)


FAR = 3
"""How many times the way from baseline to target a value may lie beside the target."""


class NumberMeasure(FigureMeasure):
    """A number on its way from baseline to target; the direction follows from the two."""

    kind: Literal["number"]
    baseline: Number = Field(description="The value at the start.")
    commit: Number | None = Field(None, description="What is promised (policy: 0.7).")
    target: Number = Field(description="What is aimed for (achievement 1).")
    stretch: Number | None = Field(None, description="What would be outstanding (policy: 1.2).")

    examples = (later("0 -> 12 customers"),)
    choices = (Choice("number", later("a number that moves from here to a target")),)
    columns = (
        UNIT,
        Column("baseline", "number", "Value at the start."),
        Column("commit", "number", "What is promised."),
        Column("target", "number", "What is aimed for."),
        Column("stretch", "number", "What would be outstanding."),
    )
    row_names = ("number",)

    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """Piecewise linear through baseline 0, commit, target 1 and stretch; the ends go on."""
        if not is_number(value):
            raise TypeError(value)
        here = exact(value)
        falling = self.target < self.baseline
        points = [(exact(self.baseline), ZERO)]
        named: tuple[tuple[float | None, Fraction], ...] = (
            (self.commit, exact(anchors.commit)),
            (self.target, ONE),
        )
        if anchors.stretch is not None:
            named = (*named, (self.stretch, exact(anchors.stretch)))
        for anchor, share in named:
            x = exact(anchor) if anchor is not None else points[-1][0]
            if x < points[-1][0] if falling else x > points[-1][0]:
                points.append((x, share))
        if len(points) == 1:  # no distance between baseline and target: a rule says so
            return ONE if here == points[0][0] else ZERO
        for (x1, y1), (x2, y2) in pairwise(points[:-1]):
            if here > x2 if falling else here < x2:
                return y1 + (y2 - y1) * (here - x1) / (x2 - x1)
        (x1, y1), (x2, y2) = points[-2:]
        return y1 + (y2 - y1) * (here - x1) / (x2 - x1)

    def flaws(self, owner: str) -> Iterator[Flaw]:
        """No distance, or anchors that are not in one direction."""
        if self.baseline == self.target:
            yield Flaw(
                "no-distance",
                say("Baseline and target are both {value}.", value=plain(self.target)),
                say("Set a target away from the baseline, or use `kind: keep` with a bound."),
                ("target",),
            )
        if self.commit is self.stretch is None:
            return  # two anchors are in order unless they are equal
        sign = 1 if self.target > self.baseline else -1
        anchors = {
            "baseline": self.baseline,
            "commit": self.commit,
            "target": self.target,
            "stretch": self.stretch,
        }
        named = [(name, value) for name, value in anchors.items() if value is not None]
        for (before, low), (name, high) in pairwise(named):
            if name == "target" and before == "baseline":
                continue
            if (high - low) * sign <= 0:
                yield Flaw(
                    "measure-order",
                    say(
                        "{name} {high} does not lie beyond {before} {low}.",
                        name=name,
                        high=plain(high),
                        before=before,
                        low=plain(low),
                    ),
                    say("On the way: baseline, commit, target, stretch, all in one direction."),
                    (name,),
                )
                return

    def implausible(self, value: Value) -> str | None:
        """Further from the target than `FAR` times the way from the baseline to it."""
        way = abs(self.target - self.baseline)
        if not is_number(value) or not way or abs(value - self.target) <= FAR * way:
            return None
        return say(
            "the way is from {baseline:,} to {target:,}",
            baseline=self.baseline,
            target=self.target,
        )

    def easier(self, field: str, old: float, new: float) -> bool | None:
        """A shorter way: anchors nearer to the baseline, or a baseline nearer to the target."""
        rising = self.target > self.baseline
        if field == "baseline":
            return (new > old) == rising
        return (new < old) == rising

    @property
    def target_field(self) -> tuple[str, float]:
        """The target."""
        return "target", self.target

    @classmethod
    def from_words(cls, text: str) -> Data | None:
        """`0 -> 12 customers, commit 8, stretch 15`."""
        found = _FROM_TO.fullmatch(text)
        if not found:
            return None
        made: Data = {"kind": "number", "unit": unit_from(found[3]), "baseline": number(found[1])}
        made |= {"commit": found[4] and number(found[4]), "target": number(found[2])}
        made |= {"stretch": found[5] and number(found[5])}
        return {key: value for key, value in made.items() if value is not None}

    def words(self) -> str:
        """The line that `from_words` reads back."""
        text = f"{grouped(self.baseline)} -> {grouped(self.target)}{unit_behind(self.unit)}"
        for name, value in (("commit", self.commit), ("stretch", self.stretch)):
            text += f", {name} {grouped(value)}" if value is not None else ""
        return text

    def start_words(self, figure: Figure) -> str:
        """The baseline."""
        return figure(self.baseline, self.value_unit)

    def target_words(self, figure: Figure) -> str:
        """The target."""
        return figure(self.target, self.value_unit)

    @classmethod
    def from_row(cls, name: str, row: Row) -> Data | None:
        """Baseline (or 0) to target; without distance it is a value to keep."""
        target = row.number("target")
        if target is None:
            return None
        baseline = row.number("baseline") or 0
        if baseline == target:
            row.changed(
                "no-distance",
                say(
                    "Baseline and target are both {value}: taken as a value to keep.", value=target
                ),
            )
            return {"kind": "keep"} | row_unit(row) | {"at_least": target}
        return {"kind": "number"} | row_unit(row) | {"baseline": baseline, "target": target}

    @classmethod
    def asked(cls, choice: str, ask: Ask) -> str:
        """Baseline, target, unit, and what may be left out."""
        start = ask.number("baseline", say("Where does it stand now?"))
        target = ask.number("target", say("The target"))
        unit = ask.text("unit", say("Unit (EUR, percent, days; may stay empty)"))
        words = f"{plain(start)} -> {plain(target)} {unit.replace(',', ' ')}"
        for name, question in (
            ("commit", say("What do you promise at least? (may stay empty)")),
            ("stretch", say("What would be outstanding? (may stay empty)")),
        ):
            value = ask.optional_number(name, question)
            words += f", {name} {plain(value)}" if value is not None else ""
        return words

    @property
    def levels(self) -> Levels:
        """Target and baseline."""
        return Levels(self.target, self.baseline)

    def continued(self, value: Value) -> Self:
        """From the last value to the target; what is reached already stays as it is."""
        if not is_number(value):
            return self
        rising = self.target > self.baseline
        if value >= self.target if rising else value <= self.target:
            return self  # whoever carries it decides on a new target
        passed = self.commit is not None and (
            self.commit <= value if rising else self.commit >= value
        )
        return self.model_copy(
            update={"baseline": value, "commit": None if passed else self.commit}
        )

    @classmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """The target is the baseline times a factor, or counts up from zero."""
        usual, *figures = outline
        low, high, least, most, step = map(float, figures)
        baseline = tidy(low + (high - low) * chance.random(), step)
        factor = least + (most - least) * chance.random()
        rises = least > 1
        if baseline == 0:
            target = max(tidy(factor * step, step), step)
        else:
            target = tidy(baseline * factor, step)
            if (target <= baseline) if rises else (target >= baseline):
                target = tidy(baseline + (step if rises else -step), step)
        found: Data = {"kind": "number", "unit": unit or usual, "baseline": baseline}
        distance = target - baseline
        if abs(distance) >= 4 * step and chance.random() < 0.4:
            commit = tidy(baseline + distance * 0.7, step)
            stretch = tidy(target + distance * 0.2, step)
            if (
                (baseline < commit < target < stretch)
                if rises or baseline == 0
                else (baseline > commit > target > stretch >= 0)
            ):
                return found | {"commit": commit, "target": target, "stretch": stretch}
        return found | {"target": target}

    def reading(self, progress: float, chance: Random) -> Value:
        """As far on the way as the progress says, more or less."""
        distance = self.target - self.baseline
        whole = abs(distance) >= 10 or not has_tenths(self.unit)
        step = 1000 if abs(distance) >= 10_000 else 1 if whole else 0.1
        here = self.baseline + distance * progress * (0.97 + 0.06 * chance.random())
        return max(0, tidy(here, step))
