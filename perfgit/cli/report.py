"""`perfgit report`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import click

from perfgit.authoring.which_cycle import begun_cycle
from perfgit.cli.options import root_option, today_option, working_company
from perfgit.cli.unread import tells_unread
from perfgit.company.today import today_in
from perfgit.i18n import say
from perfgit.rules.reporting import visible

if TYPE_CHECKING:
    from perfgit.site.views.company import SiteView
    from perfgit.site.views.cycle import CycleView
    from perfgit.site.views.insights import Insights

Table = list[tuple[str, ...]]


@click.command()
@click.option("--cycle", metavar="ID", help="The cycle (default: the one that runs today).")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@root_option
@today_option
@tells_unread
def report(cycle: str | None, format_: str, root: Path | None, today: dt.date | None) -> None:
    """The figures of a cycle: what the site's Insights page tells.

    As far as org/policy.yml lets the site show them; ratings only of groups.

    \b
    Examples:
      perfgit report
      perfgit report --cycle 2026-h1 --format json
    """
    from perfgit.site.views.company import SiteView
    from perfgit.site.views.insights import insights
    from perfgit.site.views.report import as_json

    company = working_company(root)
    day = today_in(company, today)
    site = SiteView(company, day)
    chosen = site.cycles[begun_cycle(company, day, cycle)]
    found = insights(site, chosen)
    if format_ == "json":
        click.echo(json.dumps(as_json(site, chosen, found), indent=2, ensure_ascii=False))
        return
    for line in _text(site, chosen, found):
        click.echo(visible(line))


def _text(site: SiteView, cycle: CycleView, found: Insights) -> Iterator[str]:
    from perfgit.site.pages.insights import TITLES, told
    from perfgit.site.theme import formats

    yield f"{site.name}: {cycle.cycle.title}"
    yield ""
    heads = (say("Figure"), *(one.cycle.title for one in reversed(found.cycles)))
    rows = [
        (one.title, *(value or formats.NOTHING for value in reversed(one.values)))
        for one in found.compared
    ]
    yield from _columns([heads, *rows])
    for id, one in told(site, cycle, found).items():
        if one is None:
            continue
        yield ""
        yield say(TITLES[id])
        yield f"  {one.said}"
        cells = [(row.label, *row.cells) for row in one.chart.rows]
        yield from _columns([one.chart.columns, *cells])
    hidden = [
        name
        for name, part in (
            ("site.goals", found.aligned),
            ("site.checkins", found.freshness),
            ("site.results", found.results),
        )
        if part is None
    ]
    if hidden:
        yield ""
        yield say(
            "org/policy.yml keeps figures from the site, and from here: {names}.",
            names=say(", ").join(hidden),
        )


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A table, the first column to the left, figures to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for first, *cells in rows:
        padded = [first + " " * (widths[0] - _width(first))]
        padded += [
            " " * (width - _width(cell)) + cell
            for width, cell in zip(widths[1:], cells, strict=True)
        ]
        yield f"  {'  '.join(padded)}".rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
