"""Lines over time, on shares from 0 to 1 in both directions or any other values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from perfgit.measures.exact import ONE, ZERO, Fraction
from perfgit.site.charts.chart import WHOLE, Chart, Part, Row, across, drawing, text
from perfgit.site.charts.scale import Scale, ticks
from perfgit.site.charts.svg import element, joined

TOP = 20
PLOT = 220
BOTTOM = 28
HEIGHT = TOP + PLOT + BOTTOM


class Series(NamedTuple):
    """A line: points from the left, across and up; `last` marks where it stands."""

    part: Part
    points: tuple[tuple[Fraction, Fraction], ...]
    last: bool = True


class Axis(NamedTuple):
    """Words below the drawing, each at its place across; and how heights are written."""

    marks: tuple[tuple[Fraction, str], ...]
    said: Callable[[Fraction], str]
    low: Fraction = ZERO
    high: Fraction = ONE


def lines(
    id: str,
    title: str,
    desc: str,
    series: Sequence[Series],
    axis: Axis,
    figures: tuple[tuple[str, ...], tuple[Row, ...]],
) -> Chart:
    """Lines over the width of the chart, from 0 to 1 across.

    Args:
        id: Unique on the page.
        title: What the chart is called.
        desc: What it says, in a sentence.
        series: The most important last, so that it lies above the others.
        axis: Marks and heights; it grows where a line needs it.
        figures: Heads and rows of the table of figures.
    """
    values = [y for one in series for _, y in one.points]
    heights = ticks(min([*values, axis.low]), max([*values, axis.high]))
    up = Scale(heights[0], heights[-1], TOP + PLOT, TOP)
    parts: list[Markup] = []
    for height in heights:
        y = up.at(height)
        parts.append(
            element("line", {"class": "chart-grid", "x1": 0, "x2": "100%", "y1": y, "y2": y})
        )
        parts.append(text("chart-tick", 0, y - 4, axis.said(height)))
    for index, (place, words) in enumerate(axis.marks):
        anchor = "end" if index == len(axis.marks) - 1 else "middle" if index else None
        parts.append(text("chart-tick", _across(place), HEIGHT - 8, words, anchor))
    plot = Scale(heights[0], heights[-1], WHOLE, 0)
    drawn = joined(_line(one, plot) for one in series if len(one.points) > 1)
    parts.append(
        element(
            "svg",
            {
                "x": 0,
                "y": TOP,
                "width": "100%",
                "height": PLOT,
                "viewBox": f"0 0 {WHOLE} {WHOLE}",
                "preserveAspectRatio": "none",
                "class": "chart-plot",
                "aria-hidden": "true",
            },
            drawn,
        )
    )
    for one in series:
        if one.points and one.last:
            x, reached = one.points[-1]
            parts.append(
                element(
                    "circle",
                    {
                        "class": f"dot {one.part.name}",
                        "cx": across(_across(x)),
                        "cy": up.at(reached),
                        "r": 4,
                    },
                )
            )
    columns, rows = figures
    legend = tuple(one.part for one in reversed(series))
    svg = drawing(id, title, desc, HEIGHT, parts, linked=False)
    return Chart(svg, columns, rows, legend, lines=True)


def _across(share: Fraction) -> int:
    return Scale(ZERO, ONE, 0, WHOLE).at(share)


def _line(one: Series, plot: Scale) -> Markup:
    places = " ".join(f"{_across(x)},{plot.at(y)}" for x, y in one.points)
    return element("polyline", {"class": f"line {one.part.name}", "points": places})
