"""`yes_no`: done or not done."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Literal

from perfgit.i18n import later, say
from perfgit.measures.exact import ONE, ZERO, Fraction, exact, is_number
from perfgit.measures.measure import Ask, Choice, Data, Figure, Measure, Row
from perfgit.measures.progress import Anchors
from perfgit.model.cells import number
from perfgit.model.values import Value

_WORDS = frozenset({"yes/no", "yes or no", "yes_no", "yes-no", "是/否", "是否"})
_YES = frozenset({"yes", "y", "true", "done", "1", "是", "对", "有"})
_NO = frozenset({"no", "n", "false", "0", "否", "不", "没有", "无"})


class YesNoMeasure(Measure):
    """Done or not done."""

    kind: Literal["yes_no"]

    at_end = True
    examples = (later("yes/no"),)
    choices = (Choice("yes/no", later("done or not done")),)
    row_names = ("yes_no",)

    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """All or nothing, or how much of it."""
        if isinstance(value, bool):
            return ONE if value else ZERO
        if not is_number(value):
            raise TypeError(value)
        return exact(value)

    def misread(self, value: object) -> str | None:
        """True or false fits, and a number between 0 and 1: what was agreed in words alone is scored so."""
        if isinstance(value, bool) or (is_number(value) and 0 <= value <= 1):
            return None
        return say("Write true or false, or how much of it is done: 0.7.")

    @classmethod
    def from_words(cls, text: str) -> Data | None:
        """`yes/no`."""
        return {"kind": "yes_no"} if text.casefold() in _WORDS else None

    def words(self) -> str:
        """The line that `from_words` reads back."""
        return "yes/no"

    def parsed(self, text: str) -> object:
        """A word for yes or for no."""
        word = text.casefold()
        if word in _YES | _NO:
            return word in _YES
        share = number(text)
        return text if share is None else share

    def value_words(self, value: Value, figure: Figure) -> str:
        """Yes, no, or how much of it."""
        if is_number(value):
            return figure(float(exact(value) * 100), "percent")
        return super().value_words(value, figure)

    def target_words(self, figure: Figure) -> str:
        """Done."""
        return say("done")

    @classmethod
    def from_row(cls, name: str, row: Row) -> Data | None:
        """Nothing more is said of it."""
        return {"kind": "yes_no"}

    @classmethod
    def asked(cls, choice: str, ask: Ask) -> str:
        """Nothing more is asked."""
        return choice

    @classmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """Nothing is left to chance."""
        return {"kind": "yes_no"}

    def reading(self, progress: float, chance: Random) -> Value:
        """Done a little before the target."""
        return progress >= 0.9
