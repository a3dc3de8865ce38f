"""Generated pages onto the disk, by several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfgit.i18n import later, say
from perfgit.parallel import Progress, shared_out
from perfgit.site import urls
from perfgit.site.assembling import link, states_of
from perfgit.site.facts import Facts, concise
from perfgit.site.pages.all import sources
from perfgit.site.pages.page import Page, Source
from perfgit.site.sameness import Shown, context_digest
from perfgit.site.search import source as searching
from perfgit.site.store import Made
from perfgit.site.tracing import recording, touch
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import UNPACKED

if TYPE_CHECKING:
    from perfgit.site.pages.render import Renderer

RULES_LINK = (later("Rules"), urls.RULES)
PARALLEL_FROM = 60
"""Sources below which a second process costs more than it saves."""
MANY = 1000
"""Sources from which on even a few that look at all others are worth a second process."""
_CHUNK = 25


class Old(NamedTuple):
    """A page of the last site, untouched since."""

    path: str
    shown: Shown


class Last(NamedTuple):
    """The last site: where it lies, and what came of its sources."""

    folder: Path
    sources: Mapping[str, Made]

    def files_of(self, name: str) -> dict[str, Old]:
        """The files of a source that can be taken over."""
        made = self.sources.get(name)
        if made is None:
            return {}
        files = made.files.splitlines()
        now = states_of(self.folder, files)
        size = len(now) // max(len(files), 1)
        return {
            file: Old(f"{self.folder}/{file}", made.pages[file])
            for index, file in enumerate(files)
            for span in [slice(index * size, (index + 1) * size)]
            if file in made.pages and now[span] == made.states[span]
        }


class Writer:
    """Writes pages of one site below a folder.

    `written` are addresses of pages written by hand, which are never overwritten; `texts` what
    they say (address, title, HTML), for the search. The renderer is asked for when there is something
    to write.
    """

    def __init__(
        self,
        site: SiteView,
        renderer: Callable[[], Renderer],
        facts: Facts,
        written: Collection[str],
        texts: Collection[tuple[str, str, str]] = (),
    ) -> None:
        self._site = site
        self._renderer_of = renderer
        self._facts = facts
        self._written = written
        search = searching.source(site, texts)
        every = chain([search], _extra(written), sources(site))
        self.sources = {source.name: source for source in every}
        """Everything that can be written, by name."""

    def write(
        self,
        names: Collection[str],
        folder: Path,
        progress: Progress | None = None,
        last: Last | None = None,
    ) -> dict[str, Made]:
        """Write the files of some sources into a folder, in which they are not yet.

        Pages that would look as they do in the `last` site are taken over from there.
        """
        last = last or Last(folder, {})
        lists, rest = _portions([self.sources[name] for name in names], self._site.running)
        parallel = len(names) >= PARALLEL_FROM or len(self.sources) >= MANY
        if parallel and lists:  # else each process does, and touches (so copies) all that is shared
            self._facts.of(f"all {id}" for id in self._site.cycles)
        if parallel:
            _ = self._renderer  # the processes inherit it
        made: dict[str, Made] = {}
        for chunks in (lists, rest):  # new processes for the second: the first ones have grown

            def told(done: int, _of: int, before: int = len(made)) -> None:
                if progress:
                    progress(before + done, len(names))

            some = partial(self._some, folder, last)
            for result in shared_out(chunks, some, told, parallel=parallel):
                made.update(result)
        return made

    def _some(self, folder: Path, last: Last, chunk: Sequence[Source]) -> list[tuple[str, Made]]:
        made = []
        for source in chunk:
            made.append((source.name, self._write(source, folder, last)))
            self._forget(but=_cycle_of(source) or self._site.running)
        self._forget()
        return made

    def _forget(self, but: str | None = None) -> None:
        """Let go of views, but those of the cycle of which there are more lists to make."""
        for cycle in self._site.cycles.values():
            if cycle.id != but:
                cycle.owners.forget(UNPACKED)

    def _write(self, source: Source, folder: Path, last: Last) -> Made:
        files: list[str] = []
        shown: dict[str, Shown] = {}
        old = last.files_of(source.name) if _is_list(source) else None
        with recording() as found:
            for page in source.make():
                if page.url in self._written:
                    continue
                files.append(page.file)
                if old is None:
                    put(folder, page.file, self._bytes(page))
                else:
                    self._write_if_other(page, folder, old, shown)
            for file, data in source.files().items():
                put(folder, file, data)
                files.append(file)
            if source.digest:
                touch(_note(source.digest()))
        keys = concise(found)
        states = states_of(folder, files)
        return Made("\n".join(keys), self._facts.of(keys), "\n".join(files), states, shown)

    def _write_if_other(
        self, page: Page, folder: Path, old: Mapping[str, Old], shown: dict[str, Shown]
    ) -> None:
        """Write a page, or take it over where it shows what it showed."""
        context = context_digest(page, self._site, self._facts)
        known = old.get(page.file)
        if known and self._same(context, known.shown):
            for key in known.shown.keys:
                touch(key)
            (folder / page.file).parent.mkdir(parents=True, exist_ok=True)
            link(known.path, f"{folder}/{page.file}")
            shown[page.file] = known.shown
            return
        with recording() as found:
            put(folder, page.file, self._bytes(page))
        if context:
            keys = concise(found)
            shown[page.file] = Shown(context, keys, self._facts.of(keys))

    def _same(self, context: bytes | None, shown: Shown) -> bool:
        return context == shown.context and self._facts.of(shown.keys) == shown.digest

    def as_it_was(self, names: Collection[str], known: Mapping[str, Made], folder: Path) -> bool:
        """Whether these sources, which are made at every build, would give what is there."""
        if not all(name in known and self.sources[name].every for name in names):
            return False
        for name in names:
            pages = list(self.sources[name].make())
            if [page.file for page in pages] != known[name].files.splitlines():
                return False
            old = Last(folder, known).files_of(name)
            for page in pages:
                path, last = folder / page.file, old.get(page.file)
                if last and self._same(context_digest(page, self._site, self._facts), last.shown):
                    continue
                if not path.is_file() or path.read_bytes() != self._bytes(page):
                    return False
        return True

    @cached_property
    def _renderer(self) -> Renderer:
        return self._renderer_of()

    def _bytes(self, page: Page) -> bytes:
        return self._renderer.html(page).encode("utf-8")

    def changed(self, known: Mapping[str, Made]) -> list[str]:
        """The sources that have to be made again, and those that are new."""
        return [name for name, source in self.sources.items() if self._stale(source, known)]

    def _stale(self, source: Source, known: Mapping[str, Made]) -> bool:
        made = known.get(source.name)
        if made is None or source.every:
            return True
        keys = made.keys.splitlines()
        if self._facts.of(keys) == made.digest:
            return False
        return source.digest is None or _note(source.digest()) not in keys


def _note(digest: bytes) -> str:
    """The key under which a source's own digest is remembered."""
    return f"note {digest.hex()}"


def put(folder: Path, file: str, data: bytes) -> None:
    """Write a file; one that is there already may be another site's as well, so it is replaced."""
    path = f"{folder}/{file}"
    try:
        written = open(path, "xb")  # noqa: PTH123, SIM115 -- a hundred thousand times
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        written = open(path, "xb")  # noqa: PTH123, SIM115
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        written = open(path, "xb")  # noqa: PTH123, SIM115
    with written:
        written.write(data)


def _is_list(source: Source) -> bool:
    """Whether a source looks at more than one owner."""
    return "/" not in source.name


def _cycle_of(source: Source) -> str:
    """The cycle that a list is of; empty where it is of none."""
    first, _, rest = source.name.partition(" ")
    return first if rest and _is_list(source) else ""


def _portions(
    chosen: Sequence[Source], running: str | None
) -> tuple[list[list[Source]], list[list[Source]]]:
    """What looks at the whole company, and the rest, in the order in which it is best begun.

    The lists of one cycle stay together, for whoever makes them unpacks all its owners; lists of
    none look at the running cycle. Its Insights go with these: so both take about as long. The index
    takes much memory, so it is made when the lists are, and first, so that no process ends late.
    """
    lists: dict[str, list[Source]] = {}
    search: list[list[Source]] = []
    owners: list[Source] = []
    for source in chosen:
        if source.name.startswith(searching.NAME):
            search.append([source])
        elif _is_list(source):
            apart = source.name == f"{running} insights"
            lists.setdefault("" if apart else _cycle_of(source), []).append(source)
        else:
            owners.append(source)
    portions = [owners[start : start + _CHUNK] for start in range(0, len(owners), _CHUNK)]
    return list(lists.values()), search + portions


def _extra(written: Collection[str]) -> Iterator[Source]:
    missing = Page("404.html", "pages/missing.html", "", say("This page does not exist"), {})
    yield Source("missing", lambda: [missing])
    if urls.HANDBOOK not in written:
        title = say("Handbook")
        page = Page(urls.HANDBOOK, "pages/handbook.html", "handbook", title, {})
        yield Source("handbook", lambda: [page])
