"""Stacked bars: how some wholes are made up of the same parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from perfgit.measures.exact import Fraction, units
from perfgit.site.charts.chart import (
    WHOLE,
    Chart,
    Part,
    Row,
    across,
    drawing,
    linked_to,
    shortened,
    text,
)
from perfgit.site.charts.svg import element
from perfgit.site.theme import formats

ROW = 66
BAR = 14
NARROW = 55
"""A part narrower than this has no room for its figure."""


class Stack(NamedTuple):
    """One bar: how often each part occurs; `said` stands at its end."""

    label: str
    counts: tuple[int, ...]
    said: str
    url: str | None = None
    full: str = ""
    """The label at length, for the table and for screen readers."""


def stacks(
    id: str,
    title: str,
    desc: str,
    rows: Sequence[Stack],
    parts: Sequence[Part],
    first_column: str,
    *,
    alike: bool = True,
) -> Chart:
    """A bar for each row, divided in proportion to its counts.

    Args:
        id: Unique on the page.
        title: What the chart is called.
        desc: What it says, in a sentence.
        rows: From the top; counts in the order of `parts`, none below zero.
        parts: What each count is of.
        first_column: Head of the labels in the table of figures.
        alike: All bars are as wide as the chart; else in proportion to their sums.
    """
    drawn: list[Markup] = []
    widest = max((sum(row.counts) for row in rows), default=0)
    for index, row in enumerate(rows):
        top = index * ROW
        here = [
            text("chart-label", 0, top + 14, shortened(row.label, row.said)),
            text("chart-value", WHOLE, top + 14, row.said, "end"),
            *_segments(row.counts, parts, top + 22, 0 if alike else widest),
        ]
        told = ", ".join(
            f"{part.title} {formats.number(count)}"
            for part, count in zip(parts, row.counts, strict=True)
        )
        drawn.append(linked_to(row.url, row.full or row.label, told, here))
    return Chart(
        drawing(id, title, desc, len(rows) * ROW, drawn, linked=any(row.url for row in rows)),
        (first_column, *(part.title for part in parts)),
        tuple(
            Row(row.full or row.label, tuple(map(formats.number, row.counts)), row.url)
            for row in rows
        ),
        tuple(parts),
    )


def edges(counts: Sequence[int], whole: int = 0) -> list[int]:
    """Where parts begin and end on the width: one more than there are parts; all zero if empty.

    `whole` is the sum that fills the width, where that is not the sum of the counts.
    """
    total = whole or sum(counts)
    found, before = [0], 0
    for count in counts:
        before += count
        found.append(units(Fraction(WHOLE * before, total), 0) if total else 0)
    return found


def _segments(counts: Sequence[int], parts: Sequence[Part], top: int, whole: int) -> list[Markup]:
    places = edges(counts, whole)
    found = [_rect("chart-track", 0, WHOLE, top, None)] if places[-1] < WHOLE else []
    for index, (count, part) in enumerate(zip(counts, parts, strict=True)):
        left, right = places[index], places[index + 1]
        if right > left:
            found.append(_rect(f"seg {part.name}", left, right, top, part.opacity))
        if right - left >= NARROW:
            middle = (left + right) // 2
            found.append(
                text("chart-count", middle, top + BAR + 15, formats.number(count), "middle")
            )
    return found


def _rect(name: str, left: int, right: int, top: int, opacity: str | None) -> Markup:
    return element(
        "rect",
        {
            "class": name,
            "x": across(left),
            "y": top,
            "width": across(right - left),
            "height": BAR,
            "fill-opacity": opacity,
        },
    )
