"""What a generated page is, and what all lists of pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from perfgit.site import urls
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView

T = TypeVar("T")

ROWS = 150
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
        return file_of(self.url)


class Entry(NamedTuple):
    """An address of the site, and what makes the page (or the file) that lies there."""

    url: str
    make: Callable[[], Page | bytes]

    @property
    def file(self) -> str:
        """The file below the site's folder."""
        return file_of(self.url)


def file_of(url: str) -> str:
    """The file of an address: that of its folder, or the one that it names."""
    return f"{url}index.html" if url.endswith("/") or not url else url


def entry_of(page: Page) -> Entry:
    """A page that has been made already."""
    return Entry(page.url, lambda: page)


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
