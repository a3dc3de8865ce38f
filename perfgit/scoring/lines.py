"""The explanation of a number: lines that a person can add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfgit.scoring.exact import ZERO, Fraction


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
    note: str = ""
    id: str = ""

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
    return Line(label, weight, sum((part.points for part in parts), ZERO), tuple(parts), id=id)
