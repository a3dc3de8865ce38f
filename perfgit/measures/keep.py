"""`keep`: a number that has to stay inside one bound, or between two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal, NamedTuple

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

_FAILS = rf"(?:[,，]\s*(?:fails? {{}}|{{}})\s*({NUMBER})[^,，]*)?"
_AT, _BELOW, _ABOVE = (
    _FAILS.format(*words) for words in (("at", "归零于"), ("below", "低于"), ("above", "高于"))
)
_BOUND = re.compile(
    rf"(at most|at least|<=|>=|≤|≥|最多|至少|不超过|不低于)\s*({NUMBER})\s*([^,，]*){_AT}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?:between|介于)\s*({NUMBER})\s*%?\s*(?:and|到|至|和)\s*({NUMBER})\s*([^,，]*){_BELOW}{_ABOVE}",
    re.IGNORECASE,
)
_AT_MOST = frozenset({"at most", "<=", "≤", "最多", "不超过"})


class _Side(NamedTuple):
    """A bound, the field of the value that counts nothing, and that value."""

    bound: float
    rises: bool
    """Whether values above it are outside."""
    field: str
    fails: float | None

    def progress(self, here: Fraction) -> Fraction:
        """1 inside, 0 from the failing value on, linear between; without one all or nothing."""
        bound = exact(self.bound)
        if here <= bound if self.rises else here >= bound:
            return ONE
        if self.fails is None or self.fails == self.bound:
            return ZERO
        fails = exact(self.fails)
        return max((fails - here) / (fails - bound), ZERO)


class KeepMeasure(FigureMeasure):
    """A number that has to stay inside a bound, or between two."""

    kind: Literal["keep"]
    at_most: Number | None = Field(None, description="The value must not rise above this.")
    at_least: Number | None = Field(None, description="The value must not fall below this.")
    fails_at: Number | None = Field(
        None, description="Beyond the one bound: the value that counts nothing, linear up to there."
    )
    fails_below: Number | None = Field(
        None, description="Between two bounds: the value below at_least that counts nothing."
    )
    fails_above: Number | None = Field(
        None, description="Between two bounds: the value above at_most that counts nothing."
    )

    moves = False
    examples = (
        later("at most 2.5 percent"),
        later("at least 99 percent, fails at 90"),
        later("between 40 and 60 percent"),
    )
    choices = (
        Choice("at most", later("a number that must not rise above a bound")),
        Choice("at least", later("a number that must not fall below a bound")),
        Choice("between", later("a number that must stay between two bounds")),
    )
    columns = (
        UNIT,
        Column("at_most", "number", "Upper bound of a keep measure."),
        Column("at_least", "number", "Lower bound of a keep measure."),
        Column("fails_at", "number", "Value of a keep measure that counts nothing."),
        Column("fails_below", "number", "Value below two bounds that counts nothing."),
        Column("fails_above", "number", "Value above two bounds that counts nothing."),
    )
    row_names = ("keep", "at_most", "at_least")

    @property
    def _sides(self) -> list[_Side]:
        """The bounds that are given."""
        two = self.at_most is not None and self.at_least is not None
        below, above = ("fails_below", "fails_above") if two else ("fails_at", "fails_at")
        found: list[_Side] = []
        if self.at_least is not None:
            found.append(_Side(self.at_least, False, below, getattr(self, below)))
        if self.at_most is not None:
            found.append(_Side(self.at_most, True, above, getattr(self, above)))
        return found

    @property
    def bound(self) -> float:
        """The bound that a chart draws: the upper one where both are given."""
        return self.at_most if self.at_most is not None else self.at_least or 0

    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """1 inside the bounds, outside linear to 0 at the value that fails; without one it is 0."""
        if not is_number(value):
            raise TypeError(value)
        here = exact(value)
        return min((side.progress(here) for side in self._sides), default=ONE)

    def flaws(self, owner: str) -> Iterator[Flaw]:
        """No bound, bounds in the wrong order, or a failing value on the wrong side."""
        sides = self._sides
        if not sides:
            yield Flaw(
                "measure-order",
                say("A `keep` measure has a bound."),
                say("Give at_most, at_least or both."),
            )
            return
        if len(sides) == 2 and sides[0].bound > sides[1].bound:
            yield Flaw(
                "measure-order",
                say("Nothing lies between at_least and at_most."),
                say("at_least is the lower of the two."),
                ("at_least",),
            )
            return
        fitting = {side.field for side in sides}
        for field in ("fails_at", "fails_below", "fails_above"):
            if getattr(self, field) is not None and field not in fitting:
                yield Flaw(
                    "measure-order",
                    say("{name} has no bound here.", name=field),
                    say("One bound has fails_at; two have fails_below and fails_above."),
                    (field,),
                )
                return
        for side in sides:
            fails = side.fails
            if fails is not None and (fails <= side.bound if side.rises else fails >= side.bound):
                yield Flaw(
                    "measure-order",
                    say(
                        "{name} {value} does not lie outside the bound {bound}.",
                        name=side.field,
                        value=plain(fails),
                        bound=plain(side.bound),
                    ),
                    say("It is the value, beyond the bound, at which nothing counts any more."),
                    (side.field,),
                )
                return

    def easier(self, field: str, old: float, new: float) -> bool | None:
        """A bound or a failing value further out."""
        rises = field in ("at_most", "fails_above") or (
            field == "fails_at" and self.at_most is not None
        )
        return new > old if rises else new < old

    @property
    def target_field(self) -> tuple[str, float] | None:
        """The bound, where there is one."""
        sides = self._sides
        if len(sides) != 1:
            return None
        return "at_most" if sides[0].rises else "at_least", sides[0].bound

    @classmethod
    def from_words(cls, text: str) -> Data | None:
        """`at most 2.5 percent, fails at 5`; `between 40 and 60, fails below 20, fails above 90`."""
        if found := _BOUND.fullmatch(text):
            side = "at_most" if found[1].casefold() in _AT_MOST else "at_least"
            unit, fields = found[3], {side: found[2], "fails_at": found[4]}
        elif found := _BETWEEN.fullmatch(text):
            unit = found[3]
            fields = {"at_least": found[1], "at_most": found[2], "fails_below": found[4]}
            fields["fails_above"] = found[5]
        else:
            return None
        unit = unit_from(unit)
        made: Data = {"kind": "keep"} | ({"unit": unit} if unit else {})
        return made | {name: number(value) for name, value in fields.items() if value}

    def words(self) -> str:
        """The line that `from_words` reads back."""
        sides = self._sides
        unit = unit_behind(self.unit)
        if len(sides) == 2:
            text = f"between {grouped(sides[0].bound)} and {grouped(sides[1].bound)}{unit}"
        else:
            side = "at most" if self.at_most is not None else "at least"
            text = f"{side} {grouped(self.bound)}{unit}"
        for one in sides:
            if one.fails is not None:
                text += f", {one.field.replace('_', ' ')} {grouped(one.fails)}"
        return text

    def target_words(self, figure: Figure) -> str:
        """The bounds."""
        sides = self._sides
        if len(sides) == 2:
            low, high = (figure(side.bound, self.value_unit) for side in sides)
            return say("between {low} and {high}", low=low, high=high)
        bound = figure(self.bound, self.value_unit)
        if self.at_most is not None:
            return say("at most {bound}", bound=bound)
        return say("at least {bound}", bound=bound)

    @classmethod
    def from_row(cls, name: str, row: Row) -> Data | None:
        """The target is the bound: an upper one, unless the baseline lies below."""
        target = row.number("target")
        if target is None:
            return None
        baseline = row.number("baseline")
        rises = name == "at_least" or (
            name == "keep" and baseline is not None and baseline < target
        )
        side = "at_least" if rises else "at_most"
        return {"kind": "keep"} | row_unit(row) | {side: target}

    @classmethod
    def asked(cls, choice: str, ask: Ask) -> str:
        """The bounds, their unit, and where nothing counts any more."""
        if choice == "between":
            low = plain(ask.number("bound", say("The lower bound")))
            high = plain(ask.number("upper_bound", say("The upper bound")))
            words = f"between {low} and {high} {ask.text('unit', say('Unit'))}"
            asked: tuple[str, ...] = ("below", "above")
        else:
            bound = ask.number("bound", say("The bound"))
            words = f"{choice} {plain(bound)} {ask.text('unit', say('Unit'))}"
            asked = ("at",)
        for side in asked:
            value = ask.optional_number(
                f"fails_{side}", say("Beyond it: which value counts nothing? (may stay empty)")
            )
            words += f", fails {side} {plain(value)}" if value is not None else ""
        return words

    @property
    def levels(self) -> Levels:
        """The bound."""
        return Levels(self.bound)

    @classmethod
    def of_format_1(cls, data: Data) -> Data:
        """With the failing value that gives a ratio of bound and value its linear figure.

        0 where that lies beyond the bound, else twice the bound; a bound of 0 was kept or it was
        not.
        """
        sides = [name for name in ("at_most", "at_least") if data.get(name) is not None]
        if len(sides) != 1 or any(str(name).startswith("fails_") for name in data):
            return data
        bound = data[sides[0]]
        if not is_number(bound) or not bound:
            return data
        twice = int(2 * bound) if float(2 * bound).is_integer() else 2 * bound
        return data | {"fails_at": twice if (bound > 0) == (sides[0] == "at_most") else 0}

    @classmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """A bound on one side."""
        usual, *figures = outline
        low, high, step = map(float, figures)
        bound = max(tidy(low + (high - low) * chance.random(), step), step)
        fails = 2 * bound if name == "at_most" else 0
        return {"kind": "keep", "unit": unit or usual, name: bound, "fails_at": fails}

    def reading(self, progress: float, chance: Random) -> Value:
        """Well inside the bound, or beyond it by what is missing."""
        missed = max(0.0, 0.95 - progress)
        step = 0.1 if has_tenths(self.unit) else 1
        if self.at_most is not None:
            factor = 1 + missed * 1.5 if missed else 0.7 + 0.3 * chance.random()
        else:
            factor = 1 - missed * 0.6 if missed else 1 + 0.1 * chance.random()
        return tidy(self.bound * factor, step)
