"""`keep`: a number that has to stay inside a bound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal

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

_BOUND = re.compile(
    rf"(at most|at least|<=|>=|≤|≥|最多|至少|不超过|不低于)\s*({NUMBER})\s*(.*)", re.IGNORECASE
)
_AT_MOST = frozenset({"at most", "<=", "≤", "最多", "不超过"})


class KeepMeasure(FigureMeasure):
    """A number that has to stay inside a bound; one of the two bounds is given."""

    kind: Literal["keep"]
    at_most: Number | None = Field(None, description="The value must not rise above this.")
    at_least: Number | None = Field(None, description="The value must not fall below this.")

    moves = False
    examples = (later("at most 2.5 percent"), later("at least 99 percent"))
    choices = (
        Choice("at most", later("a number that must not rise above a bound")),
        Choice("at least", later("a number that must not fall below a bound")),
    )
    columns = (
        UNIT,
        Column("at_most", "number", "Upper bound of a keep measure."),
        Column("at_least", "number", "Lower bound of a keep measure."),
    )
    row_names = ("keep", "at_most", "at_least")

    @property
    def bound(self) -> float:
        """The bound that counts: the upper one where both are given."""
        return self.at_most if self.at_most is not None else self.at_least or 0

    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """1 inside the bound, else the ratio of bound and value; 0 where a ratio has no meaning."""
        if not is_number(value):
            raise TypeError(value)
        here, bound = exact(value), exact(self.bound)
        if self.at_most is not None:
            if here <= bound:
                return ONE
            if bound >= 0:
                return bound / here
            return here / bound if here < 0 else ZERO
        if here >= bound:
            return ONE
        if bound > 0:
            return max(here, ZERO) / bound
        return bound / here

    def flaws(self, owner: str) -> Iterator[Flaw]:
        """No bound, or two."""
        if (self.at_most is None) == (self.at_least is None):
            yield Flaw(
                "measure-order",
                say("A `keep` measure has one bound."),
                say("Give either at_most or at_least."),
                () if self.at_most is None else ("at_least",),
            )

    def easier(self, field: str, old: float, new: float) -> bool | None:
        """A bound further out."""
        return new > old if field == "at_most" else new < old

    @property
    def target_field(self) -> tuple[str, float]:
        """The bound."""
        return "at_most" if self.at_most is not None else "at_least", self.bound

    @classmethod
    def from_words(cls, text: str) -> Data | None:
        """`at most 2.5 percent`."""
        found = _BOUND.fullmatch(text)
        if not found:
            return None
        unit = unit_from(found[3])
        made: Data = {"kind": "keep"} | ({"unit": unit} if unit else {})
        side = "at_most" if found[1].casefold() in _AT_MOST else "at_least"
        return made | {side: number(found[2])}

    def words(self) -> str:
        """The line that `from_words` reads back."""
        side = "at most" if self.at_most is not None else "at least"
        return f"{side} {grouped(self.bound)}{unit_behind(self.unit)}"

    def target_words(self, figure: Figure) -> str:
        """The bound."""
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
        """The bound and its unit."""
        bound = ask.number("bound", say("The bound"))
        return f"{choice} {plain(bound)} {ask.text('unit', say('Unit'))}"

    @property
    def levels(self) -> Levels:
        """The bound."""
        return Levels(self.bound)

    @classmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """A bound on one side."""
        usual, *figures = outline
        low, high, step = map(float, figures)
        bound = max(tidy(low + (high - low) * chance.random(), step), step)
        return {"kind": "keep", "unit": unit or usual, name: bound}

    def reading(self, progress: float, chance: Random) -> Value:
        """Well inside the bound, or beyond it by what is missing."""
        missed = max(0.0, 0.95 - progress)
        step = 0.1 if has_tenths(self.unit) else 1
        if self.at_most is not None:
            factor = 1 + missed * 1.5 if missed else 0.7 + 0.3 * chance.random()
        else:
            factor = 1 - missed * 0.6 if missed else 1 + 0.1 * chance.random()
        return tidy(self.bound * factor, step)
