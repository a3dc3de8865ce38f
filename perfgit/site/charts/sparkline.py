"""The history of a key result as a small picture in a row of a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from markupsafe import Markup

from perfgit.i18n import say
from perfgit.measures.exact import ONE, ZERO, Fraction, exact, is_number
from perfgit.site.charts.scale import Number, covering, known
from perfgit.site.charts.svg import element, told
from perfgit.site.theme import formats
from perfgit.site.views.goals import KeyResultView

WIDTH, HEIGHT = 960, 280
INSET = 40
"""Room at the edges for the round end of the line."""
MOST = 120
"""Points that such a small picture can show; of more, every n-th and the last are taken."""


def spark(
    values: Sequence[Number | None],
    target: Number | None = None,
    baseline: Number | None = None,
    *,
    days: Sequence[dt.date] | None = None,
    title: str = "",
    desc: str = "",
) -> Markup:
    """Values over time as a line without axes, with target (dashed) and baseline (thin).

    Args:
        values: Oldest first; what is not a finite number is left out.
        target: The value that should be reached.
        baseline: The value it started from.
        days: The day of each value, so that distances are true; without, all are alike.
        title: What the picture is called. Without it, it is a decoration for screen readers.
        desc: What it shows, in a sentence.

    Returns:
        An `<svg class="spark">`; nothing where there is no value.
    """
    ordinals = [day.toordinal() for day in days] if days else list(range(len(values)))
    points = [
        (Fraction(when), number)
        for when, value in zip(ordinals, values, strict=True)
        if (number := known(value)) is not None
    ]
    if not points:
        return Markup("")
    points = _thinned(points)
    goal, start = known(target), known(baseline)
    marks = [one for one in (goal, start) if one is not None]
    across = covering((when for when, _ in points), INSET, WIDTH - INSET)
    up = covering([*(value for _, value in points), *marks], HEIGHT - INSET, INSET)
    places = [(across.at(when), up.at(value)) for when, value in points]
    if len(places) == 1:  # a single value stands at the end, where the latest always is
        places = [(WIDTH - INSET, places[0][1])]
    parts: list[Markup] = []
    if title:
        parts.append(told(title, desc))
    if start is not None:
        parts.append(_level("spark-baseline", up.at(start)))
    if goal is not None:
        parts.append(_level("spark-target", up.at(goal)))
    if len(places) > 1:
        line = " ".join(f"{x},{y}" for x, y in places)
        parts.append(element("polyline", {"class": "spark-line", "points": line}))
    x, y = places[-1]
    parts.append(element("circle", {"class": "spark-now", "cx": x, "cy": y, "r": 34}))
    return element(
        "svg",
        {
            "class": "spark",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "role": "img" if title else None,
            "aria-hidden": None if title else "true",
        },
        *parts,
    )


def _level(name: str, y: int) -> Markup:
    return element("line", {"class": name, "x1": 0, "x2": WIDTH, "y1": y, "y2": y})


def _thinned(points: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    step = -(-len(points) // MOST)
    return [*points[:-1:step], points[-1]] if step > 1 else points


def spark_of(one: KeyResultView) -> Markup:
    """The history of a key result, with words of its own; nothing as long as it has no value.

    What is not a number (milestones, named steps, yes or no) is drawn by its progress.
    """
    if not one.points:
        return Markup("")
    measure = one.measure
    days = [point.day for point in one.points]
    desc = say(
        "{first} on {start}, {last} on {end}; target: {target}",
        first=formats.value(measure, one.points[0].value),
        start=formats.day(days[0]),
        last=formats.value(measure, one.points[-1].value),
        end=formats.day(days[-1]),
        target=formats.target(measure),
    )
    title = say("Values of {title}", title=one.title)
    if measure.levels:
        values = [exact(point.value) if is_number(point.value) else None for point in one.points]
        return spark(values, *measure.levels, days=days, title=title, desc=desc)
    return spark(
        [point.progress for point in one.points], ONE, ZERO, days=days, title=title, desc=desc
    )
