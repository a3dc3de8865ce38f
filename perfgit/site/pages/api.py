"""The static JSON API (`perfgit/exports/api.py`) as a part of the site's build."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.exports import api
from perfgit.site.pages.page import Source
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView


def api_sources(site: SiteView) -> Iterator[Source]:
    """The organisation's tables, and those of each cycle; each again only when it has changed."""
    may, cycles = site.visibility, sorted(site.cycles)

    def of_cycle(cycle: CycleView) -> Source:
        return Source(
            f"{cycle.id} api",
            files=lambda: dict(api.cycle_files(may, cycle.id, cycle.rows())),
        )

    yield Source("api", files=lambda: dict(api.org_files(site.company, may, cycles)))
    for cycle in site.cycles.values():
        yield of_cycle(cycle)
