"""Generated pages onto the disk."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain
from pathlib import Path

from perfgit.site import urls
from perfgit.site.page import Page
from perfgit.site.pages import pages
from perfgit.site.render import Renderer
from perfgit.site.views.company import SiteView
from perfgit.words import later, say

RULES_LINK = (later("Rules"), urls.RULES)


def write_pages(site: SiteView, renderer: Renderer, folder: Path, written: Collection[str]) -> int:
    """Write every generated page below a folder; the number of pages.

    Args:
        site: The company.
        renderer: Makes HTML of pages.
        folder: The site's folder.
        written: Addresses of pages written by hand, which are never overwritten.
    """
    count = 0
    for page in chain(_extra(written), pages(site)):
        if page.url in written:
            continue
        path = folder / page.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(renderer.html(page), "utf-8", newline="\n")
        count += 1
    return count


def _extra(written: Collection[str]) -> list[Page]:
    missing = Page("404.html", "pages/missing.html", "", say("This page does not exist"), {})
    if urls.HANDBOOK in written:
        return [missing]
    return [missing, Page(urls.HANDBOOK, "pages/handbook.html", "handbook", say("Handbook"), {})]
