"""What all charts of a page have in common: the drawing, its legend, and its figures as a table.

A drawing is as wide as its place. So places across are percentages, heights are pixels, and text
keeps its size on a phone; nothing is drawn twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from markupsafe import Markup

from perfgit.site.charts.svg import Content, element, told

WHOLE = 1000
"""Places across are thousandths of the width."""
LINE = 40
"""Narrow characters that have room beside each other on a small phone."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stacked bar, or one line: its words, its class, how strong its colour is."""

    title: str
    name: str
    strength: int = 100

    @property
    def opacity(self) -> str | None:
        """The strength as SVG says it."""
        return None if self.strength >= 100 else f"0.{self.strength:02d}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of figures: what it is of, the page behind it, the cells."""

    label: str
    cells: tuple[str, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for a template; `columns` are the heads of the table, the first of the rows."""

    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    legend: tuple[Part, ...] = ()
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A chart and the sentence above it."""

    said: str
    chart: Chart


def drawing(
    id: str, title: str, desc: str, height: int, parts: list[Markup], *, linked: bool
) -> Markup:
    """The `<svg>` around a chart.

    A picture that holds links is a group for screen readers: whatever is inside a `role=img` is
    not there for them.
    """
    name = told(title, desc)
    if id:
        name = element("title", {"id": f"{id}-title"}, title)
        name += element("desc", {"id": f"{id}-desc"}, desc)
    return element(
        "svg",
        {
            "class": "chart",
            "width": "100%",
            "height": height,
            "role": "group" if linked else "img",
            "aria-labelledby": f"{id}-title" if id else None,
            "aria-describedby": f"{id}-desc" if id else None,
        },
        name,
        *parts,
    )


def across(thousandths: int) -> str:
    """A place or a width as a percentage."""
    whole, rest = divmod(thousandths, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def text(name: str, x: int, y: int, words: Content, anchor: str | None = None) -> Markup:
    """Words at a place; `anchor` is `middle` or `end`."""
    return element(
        "text", {"class": name, "x": across(x), "y": y, "text-anchor": anchor}, str(words)
    )


def shortened(label: str, beside: str = "") -> str:
    """The label as far as it has room beside a figure; Chinese characters are two wide."""
    most = max(LINE - 2 - sum(map(_width, beside)), LINE // 3) if beside else LINE
    if sum(map(_width, label)) <= most:
        return label
    kept, width = "", 1
    for one in label:
        width += _width(one)
        if width > most:
            break
        kept += one
    return f"{kept.rstrip()}…"


def _width(one: str) -> int:
    return 2 if east_asian_width(one) in "WF" else 1


def linked_to(url: str | None, label: str, said: str, parts: list[Markup]) -> Markup:
    """A row of a chart: a link where a page stands behind it; the title says its full words.

    The title is the link's name as well: a label of its own would have to repeat what is drawn.
    """
    whole = f"{label}: {said}" if said else label
    title = element("title", {}, whole)
    if url is None:
        return element("g", {"class": "chart-row"}, title, *parts)
    return element("a", {"class": "chart-row", "href": url}, title, *parts)
