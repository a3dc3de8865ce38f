"""Horizontal bars: one figure for each of some things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from perfgit.measures.exact import ZERO, Fraction
from perfgit.site.charts.chart import WHOLE, Chart, Row, across, drawing, linked_to, shortened, text
from perfgit.site.charts.scale import Number, Scale, known
from perfgit.site.charts.svg import element

ROW = 46
BAR = 12


class Bar(NamedTuple):
    """One bar: `said` is the figure in words; a value of None has no bar."""

    label: str
    value: Number | None
    said: str
    url: str | None = None
    name: str = "bar-own"
    cells: tuple[str, ...] = ()


def bars(
    id: str,
    title: str,
    desc: str,
    rows: Sequence[Bar],
    columns: Sequence[str],
    *,
    whole: Number | None = None,
) -> Chart:
    """A bar for each row, from zero, all on one scale; negative values go to the other side.

    Args:
        id: Unique on the page.
        title: What the chart is called.
        desc: What it says, in a sentence.
        rows: From the top.
        columns: Heads of the table of figures; the first is of the labels.
        whole: The value of a bar as wide as the chart; default: the largest.
    """
    values = [known(row.value) for row in rows]
    scale = _scale([value for value in values if value is not None], known(whole))
    zero = scale.at(ZERO)
    parts: list[Markup] = []
    for index, (row, value) in enumerate(zip(rows, values, strict=True)):
        top = index * ROW
        drawn = [
            text("chart-label", 0, top + 14, shortened(row.label, row.said)),
            text("chart-value", WHOLE, top + 14, row.said, "end"),
            _rect("chart-track", 0, WHOLE, top + 22),
        ]
        if value is not None and value != 0:
            left, right = sorted((zero, scale.at(value)))
            drawn.append(_rect(row.name, left, right, top + 22))
        parts.append(linked_to(row.url, row.label, row.said, drawn))
    return Chart(
        drawing(id, title, desc, len(rows) * ROW, parts, linked=any(row.url for row in rows)),
        tuple(columns),
        tuple(Row(row.label, row.cells or (row.said,), row.url) for row in rows),
    )


def _scale(values: list[Fraction], whole: Fraction | None) -> Scale:
    low = min([*values, ZERO])
    high = max([*values, ZERO, *([whole] if whole is not None else [])])
    if low == high:
        high = low + 1
    return Scale(low, high, 0, WHOLE)


def _rect(name: str, left: int, right: int, top: int) -> Markup:
    return element(
        "rect",
        {
            "class": name,
            "x": across(left),
            "y": top,
            "width": across(right - left),
            "height": BAR,
            "rx": BAR // 2 if name == "chart-track" else 3,
        },
    )
