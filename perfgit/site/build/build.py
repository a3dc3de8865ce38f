"""Build the site: MkDocs for the handbook, perfgit for the rest, one swap at the end.

A build is always whole: it remembers nothing, and asks the site that is there for nothing but which
of its files may stay as they are.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.company.today import today_in
from perfgit.files.garbage import garbage_left
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say, speaking
from perfgit.parallel import Progress
from perfgit.site.build import swap
from perfgit.site.mkdocs.handbook import Host, renderer_of
from perfgit.site.pages.all import routes
from perfgit.site.pages.writer import Folder, Writer
from perfgit.site.views.company import SiteView

SITE_DIR = ".built-site"


class Built(NamedTuple):
    """What a build has made."""

    folder: Path
    pages: int
    seconds: float


Bars = Callable[[str], AbstractContextManager[Progress]]
"""Makes a progress bar with a label."""


def build(
    root: Path,
    site_dir: Path | None = None,
    today: dt.date | None = None,
    bars: Bars | None = None,
) -> Built:
    """Build the company's site; the folder holds the old site or the new one, never half of it.

    Args:
        root: The company's folder.
        site_dir: Where the site goes; default: `.built-site` in the company's folder.
        today: The day that counts as today.
        bars: Shows how far the long steps have got.

    Raises:
        PerfgitError: The site cannot be configured or written.
    """
    started = time.perf_counter()
    target = (site_dir or root / SITE_DIR).resolve()
    swap.refuse_others(target)
    with garbage_left():
        pages = _build(root.absolute(), target, today, bars or _no_bar)
    return Built(target, pages, time.perf_counter() - started)


def _build(root: Path, target: Path, today: dt.date | None, bars: Bars) -> int:
    """Build into a new folder and put it in the place of the old one; how many pages it has."""
    host = Host(root)
    company = Company(WorkingTree(host.settings.root))
    with speaking(company.info.locale):
        site = SiteView(company, today_in(company, today or host.settings.today), rows=True)
        with bars(say("Reading")) as progress:
            site.parts.read(site.parts.all_keys(), progress)
        handbook, by_hand = host.make(site)
        writer = Writer(
            site, routes(site, handbook.written), renderer_of(site, handbook), handbook.texts
        )
        folder = Folder(swap.room_for(target), target)
        try:
            with bars(say("Writing pages")) as progress:
                pages = writer.write(folder, progress)
            for file, data in by_hand.items():
                folder.put(file, data)
            swap.replace(target, folder.path)
        finally:
            swap.tidy(target, folder.path)
    return pages + sum(1 for file in by_hand if file.endswith(".html"))


@contextmanager
def _no_bar(_label: str) -> Iterator[Progress]:
    yield lambda _done, _of: None
