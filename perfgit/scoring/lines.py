"""The explanation of a number: lines that a person can add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from perfgit.measures.exact import ZERO, Fraction


class Remark(NamedTuple):
    """Something to be said of a line, put into words only where somebody reads it.

    Most lines are only added up, and thousands of them at every check.
    """

    words: Callable[..., str]
    about: tuple[object, ...] = ()


class Line(NamedTuple):
    """One line: `weight` x `value` = points.

    `weight` is a share of 1 within the line above. Where a line has parts, its value is the sum of
    their points; so the points of the parts of the top line add up to the score, exactly. `label` is
    for people, `id` is what the files call it, the same in every language.
    """

    label: str
    weight: Fraction
    value: Fraction
    parts: tuple[Line, ...] = ()
    remark: Remark | None = None
    id: str = ""

    @property
    def note(self) -> str:
        """Where the value comes from, in words."""
        return self.remark.words(*self.remark.about) if self.remark else ""

    @property
    def points(self) -> Fraction:
        """What the line adds to the one above."""
        return self.weight * self.value

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Line]]:
        """The line and all below it, in reading order, each with its depth."""
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)


def summed(label: str, weight: Fraction, parts: list[Line], *, id: str = "") -> Line:
    """A line whose value is the sum of its parts' points."""
    total = ZERO
    for part in parts:
        total += part.weight * part.value
    return Line(label, weight, total, tuple(parts), id=id)


Weighted = Sequence[tuple[Fraction, Line | None]]
"""Lines with what each weighs; None: there is nothing to tell."""


def mean(label: str, weight: Fraction, lines: Weighted, *, id: str = "") -> Line | None:
    """The weighted mean of the lines that are there, the weight of the others shared among them.

    Weights that total zero count alike; None where no line is there.
    """
    there = [(share, line) for share, line in lines if line is not None]
    if not there:
        return None
    total = sum((share for share, _ in there), ZERO)
    each = Fraction(1, len(there))
    parts = [line._replace(weight=share / total if total else each) for share, line in there]
    return summed(label, weight, parts, id=id)
