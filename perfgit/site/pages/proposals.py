"""The Proposals page: what is being talked about, and what was."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.i18n import say
from perfgit.site import urls
from perfgit.site.pages.page import Page, paged
from perfgit.site.views.company import SiteView

PROPOSALS = 50
"""Proposals on one page."""


def proposals_pages(site: SiteView) -> Iterator[Page]:
    """All proposals that everyone may read, the open ones first."""
    found = site.proposals.all
    parts = list(paged(found, PROPOSALS))
    for number, part in parts:
        yield Page(
            urls.in_cycle(urls.PROPOSALS, None, number),
            "pages/proposals.html",
            "proposals",
            say("Proposals"),
            {
                "proposals": part,
                "read": site.proposals.read,
                "total": len(found),
                "open": sum(1 for one in found if one.open),
                "pager": [urls.in_cycle(urls.PROPOSALS, None, one) for one, _ in parts],
                "number": number,
            },
        )
