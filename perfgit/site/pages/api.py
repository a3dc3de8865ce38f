"""The static JSON API (`perfgit/exports/api.py`) as a part of the site."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from perfgit.exports import api
from perfgit.site.pages.page import Entry
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView


def company_tables(site: SiteView) -> Iterator[Entry]:
    """The organisation's tables, and the list of all tables."""
    yield from _entries(api.org_files(site.company, site.visibility, sorted(site.cycles)))


def cycle_tables(site: SiteView, cycle: CycleView) -> Iterator[Entry]:
    """The tables of a cycle."""
    yield from _entries(api.cycle_files(site.visibility, cycle.id, cycle.rows()))


def _entries(files: Iterator[tuple[str, bytes]]) -> Iterator[Entry]:
    return (Entry(name, partial(bytes, data)) for name, data in files)
