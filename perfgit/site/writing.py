"""Generated pages onto the disk, by several processes."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from perfgit.site import urls
from perfgit.site.assembling import states_of
from perfgit.site.facts import Facts, concise
from perfgit.site.page import Page, Source
from perfgit.site.pages import sources
from perfgit.site.render import Renderer
from perfgit.site.store import Made
from perfgit.site.tracing import recording
from perfgit.site.views.company import SiteView
from perfgit.site.workers import Progress, shared_out
from perfgit.words import later, say

RULES_LINK = (later("Rules"), urls.RULES)
PARALLEL_FROM = 60
"""Sources below which a second process costs more than it saves."""
_CHUNK = 25


class Writer:
    """Writes pages of one site below a folder.

    `written` are addresses of pages written by hand, which are never overwritten.
    """

    def __init__(
        self, site: SiteView, renderer: Renderer, facts: Facts, written: Collection[str]
    ) -> None:
        self._renderer = renderer
        self._facts = facts
        self._written = written
        self.sources = {source.name: source for source in chain(_extra(written), sources(site))}
        """Everything that can be written, by name."""

    def write(
        self, names: Collection[str], folder: Path, progress: Progress | None = None
    ) -> dict[str, Made]:
        """Write the files of some sources into a folder, in which they are not yet."""
        chunks = list(_chunks([self.sources[name] for name in names]))

        def some(chunk: Sequence[Source]) -> list[tuple[str, Made]]:
            return [(source.name, self._write(source, folder)) for source in chunk]

        parallel = len(names) >= PARALLEL_FROM
        return dict(chain.from_iterable(shared_out(chunks, some, progress, parallel=parallel)))

    def _write(self, source: Source, folder: Path) -> Made:
        files = []
        with recording() as found:
            for page in source.make():
                if page.url not in self._written:
                    put(folder, page.file, self._bytes(page))
                    files.append(page.file)
        keys = concise(found)
        states = states_of(folder, files)
        return Made("\n".join(keys), self._facts.of(keys), "\n".join(files), states)

    def as_it_was(self, names: Collection[str], known: Mapping[str, Made], folder: Path) -> bool:
        """Whether these sources, which are made at every build, would give what is there."""
        if not all(name in known and self.sources[name].every for name in names):
            return False
        for name in names:
            pages = list(self.sources[name].make())
            if [page.file for page in pages] != known[name].files.splitlines():
                return False
            for page in pages:
                path = folder / page.file
                if not path.is_file() or path.read_bytes() != self._bytes(page):
                    return False
        return True

    def _bytes(self, page: Page) -> bytes:
        return self._renderer.html(page).encode("utf-8")

    def changed(self, known: Mapping[str, Made]) -> list[str]:
        """The sources that have to be made again, and those that are new."""
        return [name for name, source in self.sources.items() if self._stale(source, known)]

    def _stale(self, source: Source, known: Mapping[str, Made]) -> bool:
        made = known.get(source.name)
        if made is None or source.every:
            return True
        return self._facts.of(made.keys.splitlines()) != made.digest


def put(folder: Path, file: str, data: bytes) -> None:
    """Write a file; one that is there already may be another site's as well, so it is replaced."""
    path = f"{folder}/{file}"
    with contextlib.suppress(FileNotFoundError):
        Path(path).unlink()
    try:
        written = open(path, "xb")  # noqa: PTH123, SIM115 -- a hundred thousand times
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        written = open(path, "xb")  # noqa: PTH123, SIM115
    with written:
        written.write(data)


def _chunks(chosen: Sequence[Source]) -> Iterator[Sequence[Source]]:
    """What looks at the whole company comes first and alone, so that no process ends late."""
    yield from ([source] for source in chosen if "/" not in source.name)
    owners = [source for source in chosen if "/" in source.name]
    yield from (owners[start : start + _CHUNK] for start in range(0, len(owners), _CHUNK))


def _extra(written: Collection[str]) -> Iterator[Source]:
    missing = Page("404.html", "pages/missing.html", "", say("This page does not exist"), {})
    yield Source("missing", lambda: [missing])
    if urls.HANDBOOK not in written:
        title = say("Handbook")
        page = Page(urls.HANDBOOK, "pages/handbook.html", "handbook", title, {})
        yield Source("handbook", lambda: [page])
