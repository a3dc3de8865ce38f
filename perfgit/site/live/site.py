"""The site of a company whose files change: any page when it is asked for, and none kept.

What is kept is what was read of the owners. A changed file below an owner's folder drops what was
read of this owner in this cycle; any other change drops everything. A state is the site as the files
are at one time: a change makes another one, so that views over many owners never mix two.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from perfgit.company.company import COMPANY, Company
from perfgit.company.today import today_in
from perfgit.files.trees import WorkingTree
from perfgit.i18n import use
from perfgit.problem import PerfgitError
from perfgit.site.mkdocs.handbook import NO_HANDBOOK, Handbook, renderer_of
from perfgit.site.mkdocs.settings import settings_of
from perfgit.site.pages.all import MISSING, routes
from perfgit.site.pages.page import Page, file_of
from perfgit.site.pages.render import THEME
from perfgit.site.search import source as searching
from perfgit.site.views.company import SiteView
from perfgit.site.views.reading import Key

_SHOWN = (".css", ".js", ".svg")
"""Files of the theme that pages ask for."""


class State(NamedTuple):
    """The site as the files are at one time.

    `number` counts states, `words` those in which the search may find something else.
    """

    site: SiteView
    number: int
    words: int


class ByHand(NamedTuple):
    """What MkDocs has made for a company, or why it could not."""

    company: Company
    handbook: Handbook = NO_HANDBOOK
    files: Mapping[str, bytes] = MappingProxyType({})
    failed: PerfgitError | None = None


class LiveSite:
    """Answers for every address of the site.

    Pages are made by any number of threads at once; `by_hand` and `index` are brought by another
    one, and whoever asks for what they hold waits for them.
    """

    def __init__(self, root: Path, today: dt.date | None) -> None:
        self.root = root
        self._today = today
        self._news = threading.Condition()
        self._by_hand: ByHand | None = None
        self._index: Mapping[str, bytes] | None = None
        self.awaited = 0
        """How many wait for what is made in the background."""
        self.state = self._whole(1, 1)

    def _whole(self, number: int, words: int) -> State:
        settings = settings_of(self.root)
        self._top, self._docs = settings.root, settings.docs
        company = Company(WorkingTree(settings.root))
        use(company.info.locale)
        day = today_in(company, self._today or settings.today)
        return State(SiteView(company, day), number, words)

    def change(self, paths: Iterable[str] | None) -> None:
        """Take notice of changed files, relative to the company's folder; None: any may have."""
        old = self.state
        site, number = old.site, old.number + 1
        keys = None if paths is None else _keys(site.company, paths := list(paths))
        if keys is None or paths is None:
            self.state = self._whole(number, old.words + 1)
            return
        site.company.tree = WorkingTree(self._top)  # it knows which folders exist
        checkins = all("/checkins/" in path or path.startswith("reviews/") for path in paths)
        new = SiteView(site.company, site.today, site.parts.without(keys))
        self.state = State(new, number, old.words + (not checkins))

    def bring(
        self, *, by_hand: ByHand | None = None, index: Mapping[str, bytes] | None = None
    ) -> None:
        """Something is ready that was made beside; the index stays until there is another one."""
        with self._news:
            self._by_hand = by_hand or self._by_hand
            self._index = index if index is not None else self._index
            self._news.notify_all()

    def lacks_by_hand(self) -> bool:
        """Whether the pages written by hand have to be made (again)."""
        return self._by_hand is None or self._by_hand.company is not self.state.site.company

    def by_hand(self) -> ByHand:
        """The pages written by hand, as soon as they are there.

        Raises PerfgitError where they could not be made.
        """
        self._await(lambda: not self.lacks_by_hand())
        assert self._by_hand
        if self._by_hand.failed:
            raise self._by_hand.failed
        return self._by_hand

    def _await(self, there: Callable[[], bool]) -> None:
        with self._news:
            self.awaited += 1
            self._news.wait_for(there)
            self.awaited -= 1

    def data(self, url: str) -> bytes | None:
        """What lies at an address, as a build would have written it; None where nothing does.

        Raises PerfgitError where it needs something that could not be made.
        """
        if any(len(name.encode(errors="replace")) > _LONGEST for name in url.split("/")):
            return None
        if url.startswith(searching.FOLDER):
            self._await(lambda: self._index is not None)
            return (self._index or {}).get(url)
        if url.endswith(_SHOWN) and (THEME / url).is_file():
            return (THEME / url).read_bytes()
        state = self.state
        if self._may_be_by_hand(url):
            found = self.by_hand().files.get(file_of(url))
            if found is not None:
                return found
        entry = routes(state.site).find(url.removesuffix("index.html"))
        if entry is None or file_of(entry.url) != file_of(url):
            return self.by_hand().files.get(file_of(url))
        made = entry.make()
        framed = isinstance(made, Page) and (made.section == "handbook" or made.url == MISSING)
        handbook = self.by_hand().handbook if framed else NO_HANDBOOK
        # here the site lies at the top, wherever it is published
        return renderer_of(state.site, handbook._replace(base="/")).data(made)

    def _may_be_by_hand(self, url: str) -> bool:
        """Whether a page written by hand may take the place of a generated one."""
        name = url.removesuffix("index.html").rstrip("/")
        names = (f"{name}.md", f"{name}/index.md") if name else ("index.md",)
        return any((self._docs / one).is_file() for one in (*names, url) if one)


_LONGEST = 200
"""Bytes of a name; file systems take 255, and no page of ours comes near."""


def _keys(company: Company, paths: Iterable[str]) -> list[Key] | None:
    """The owners below whose folders all of some paths lie; None where one lies elsewhere."""
    found = []
    for path in paths:
        top, _, below = path.partition("/")
        cycle, _, rest = below.partition("/")
        kind, *names = rest.split("/")
        depth = 2 if kind == "people" and company.layout.shard else 1
        if top not in ("goals", "reviews") or (kind != COMPANY and len(names) < depth):
            return None
        if kind == COMPANY and top == "goals":
            found.append((cycle, COMPANY))
        elif kind in ("teams", "people"):
            found.append((cycle, f"{kind}/{names[depth - 1]}"))
        else:
            return None
    return found
