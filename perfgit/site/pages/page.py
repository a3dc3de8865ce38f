"""What a generated page is, and what all lists of pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from perfgit.site import urls
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView

T = TypeVar("T")

ROWS = 200
"""Rows of a table on one page."""


class Page(NamedTuple):
    """One page; `url` is its folder, or the name of its file where it ends in `.html`, `.json`."""

    url: str
    template: str
    section: str
    title: str
    context: dict[str, Any]

    @property
    def file(self) -> str:
        """The file below the site's folder."""
        return self.url if self.url.endswith((".html", ".json")) else f"{self.url}index.html"


class Source(NamedTuple):
    """Pages that are made together, in one process, and again when what they read has changed.

    What `make` reads from the site is noticed by itself (`tracing.py`). What is read from anywhere
    else (git's history, a file of another tool) is not: such a source is made at `every` build.

    A source may also have `files` that are no pages. It is made again only when its own `digest`
    of what they hold has changed, too.
    """

    name: str
    make: Callable[[], Iterable[Page]] = tuple
    every: bool = False
    files: Callable[[], Mapping[str, bytes]] = dict
    digest: Callable[[], bytes] | None = None


class Switch(NamedTuple):
    """A way to the same page in another cycle."""

    title: str
    url: str
    active: bool
    running: bool


def switch(site: SiteView, cycles: Sequence[CycleView], active: str, section: str) -> list[Switch]:
    """Links to a section (or an owner's page) in the cycles in which it exists."""

    def url(id: str) -> str:
        if section == "cycle":
            return urls.of_cycle(id)
        suffix = site.cycle_suffix(id)
        if section in (urls.GOALS, urls.STRATEGY, urls.REVIEWS, urls.INSIGHTS, urls.PROCESS):
            return urls.in_cycle(section, suffix)
        return urls.of_owner(section, suffix)

    found = [
        Switch(one.cycle.title, url(one.id), one.id == active, site.runs(one)) for one in cycles
    ]
    return found if len(found) > 1 else []


def paged(rows: Sequence[T], most: int = ROWS) -> Iterator[tuple[int, Sequence[T]]]:
    """The rows of each page with its number; one page where there are no rows."""
    for number, start in enumerate(range(0, max(len(rows), 1), most), 1):
        yield number, rows[start : start + most]
