"""Generated pages onto the disk, by several processes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from perfgit.parallel import Progress, shared_out
from perfgit.site.pages.render import Renderer, compile_templates
from perfgit.site.pages.routes import Group, Routes
from perfgit.site.search import source as searching
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import UNPACKED

PARALLEL_FROM = 60
"""Groups of addresses below which a second process costs more than it saves."""
_CHUNK = 75

Texts = Iterable[tuple[str, str, str]]
"""Address, title and HTML of pages written by hand."""


class Folder(NamedTuple):
    """A folder that becomes a site; a file that is in `old` as well keeps its time."""

    path: Path
    old: Path | None = None

    def put(self, file: str, data: bytes) -> None:
        """Write a file, which must not be there yet."""
        path = f"{self.path}/{file}"
        if self.old and _linked(f"{self.old}/{file}", path, data):
            return
        try:
            written = open(path, "xb")  # noqa: PTH123, SIM115 -- a hundred thousand times
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
            written = open(path, "xb")  # noqa: PTH123, SIM115
        with written:
            written.write(data)


def _linked(old: str, path: str, data: bytes) -> bool:
    """Whether a file of the last site has these bytes, and is this site's file as well now."""
    try:
        if os.stat(old, follow_symlinks=False).st_size != len(data):  # noqa: PTH116
            return False
        with open(old, "rb") as file:  # noqa: PTH123
            if file.read() != data:
                return False
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        os.link(old, path)
    except OSError:
        return False
    return True


class Writer(NamedTuple):
    """Writes all addresses of a site; `texts` of pages written by hand are for the search alone."""

    site: SiteView
    routes: Routes
    renderer: Renderer
    texts: Texts = ()

    def write(self, folder: Folder, progress: Progress | None = None) -> int:
        """Write all files into a folder; how many of them are pages."""
        groups = list(self.routes.groups())
        parallel = len(groups) >= PARALLEL_FROM
        if parallel:
            self.site.prepare()
            compile_templates()
        pages = done = 0
        # new processes for the second: the first ones have grown
        for chunks in _portions(groups, self.site.running):

            def told(now: int, _of: int, before: int = done) -> None:
                if progress:
                    progress(before + now, len(groups) + 1)

            some = partial(self._some, folder)
            pages += sum(shared_out(chunks, some, told, parallel=parallel))
            done += sum(map(len, chunks))
        return pages

    def _some(self, folder: Folder, chunk: Sequence[Group | None]) -> int:
        pages = 0
        for group in chunk:
            if group is None:
                for file, data in searching.files(self.site, self.texts).items():
                    folder.put(file, data)
                continue
            for entry in self.routes.entries(group):
                folder.put(entry.file, self.renderer.data(entry.make()))
                pages += entry.file.endswith(".html")
            self._forget(but=group.member.cycle if group.whole else "")
        self._forget()
        return pages

    def _forget(self, but: str | None = None) -> None:
        """Let go of views, but those of the cycle of which there are more lists to make."""
        for cycle in self.site.cycles.values():
            if cycle.id != (but or self.site.running):
                cycle.owners.forget(UNPACKED)
        if but is None and self.site.cycle:
            self.site.cycle.owners.forget(UNPACKED)


def _portions(
    groups: Sequence[Group], running: str | None
) -> tuple[list[list[Group | None]], list[list[Group | None]]]:
    """What looks at the whole company, and the rest, in the order in which it is best begun.

    The lists of one cycle stay together, for whoever makes them unpacks all its owners; lists of
    none look at the running cycle. Its Insights go with these: so both take about as long. The index
    (None) takes much memory, so it is made when the lists are, and first, so that no process ends late.
    """
    lists: dict[str, list[Group | None]] = {}
    owners: list[Group | None] = []
    for group in groups:
        apart = group.member.cycle == running and group.route.patterns[0].startswith("insights/")
        if group.whole:
            lists.setdefault("" if apart else group.member.cycle, []).append(group)
        else:
            owners.append(group)
    chunks = [owners[start : start + _CHUNK] for start in range(0, len(owners), _CHUNK)]
    return list(lists.values()), [[None], *chunks]
