"""Build the site: MkDocs for the handbook, perfgit for the rest, one swap at the end.

What an earlier build into the same folder has made is used again where nothing that it was made of
has changed (`store`, `tracing`, `facts`).
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.company.today import today_in
from perfgit.files.garbage import garbage_left
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say, speaking
from perfgit.parallel import Progress
from perfgit.site import store
from perfgit.site.assembling import Assembly, intact, twin, untouched
from perfgit.site.build import swap
from perfgit.site.build.writer import Last, Writer
from perfgit.site.facts import Facts, digest, frame_digest
from perfgit.site.mkdocs.handbook import (
    CONFIG,
    DOCS,
    Handbook,
    Host,
    Settings,
    docs_digest,
    renderer_of,
    settings_key,
    written_into,
)
from perfgit.site.store import Made, Memory, Spare
from perfgit.site.tracing import TracedTree
from perfgit.site.views import reading
from perfgit.site.views.company import SiteView

__all__ = ["CONFIG", "DOCS", "SITE_DIR", "Built", "build"]

SITE_DIR = ".built-site"
_BY_HAND = "by hand"
"""The name under which what MkDocs has made is remembered."""


class Built(NamedTuple):
    """What a build has made: all pages of the site, and how many of them anew."""

    folder: Path
    pages: int
    seconds: float
    made: int


class _Known(NamedTuple):
    """What `Memory.about` holds."""

    settings_key: bytes
    settings: Settings
    handbook: Handbook


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
        sources, made = _Build(root.absolute(), target, today, bars or _no_bar).run()
    files = (file for one in sources.values() for file in one.files.splitlines())
    pages = sum(1 for file in files if file.endswith(".html"))
    return Built(target, pages, time.perf_counter() - started, made)


class _Build:
    """One build into one folder."""

    def __init__(self, root: Path, target: Path, today: dt.date | None, bars: Bars) -> None:
        self._root = root
        self._target = target
        self._today = today
        self._bars = bars
        self._old = store.load(target)
        self._new = Memory()

    def run(self) -> tuple[Mapping[str, Made], int]:
        """All sources of the site, and the number of files that were made anew."""
        key, known, host = settings_key(self._root), self._old.about, None
        if isinstance(known, _Known) and known.settings_key == key and known.settings.pure:
            settings = known.settings
        else:
            known, host = None, Host(self._root)
            settings = host.settings
        tree = TracedTree(WorkingTree(Path(settings.root)))
        company = Company(tree)
        with speaking(company.info.locale):
            site = self._read(company, settings)
            facts = Facts(site, tree)
            hand = digest(key, self._new.frame, docs_digest(Path(settings.docs)))
            by_hand = self._old.sources.get(_BY_HAND)
            files: dict[str, bytes] | None = None
            if (
                known
                and by_hand
                and digest(hand, facts.of(by_hand.keys.splitlines())) == by_hand.digest
                and intact(self._target, by_hand)
            ):
                handbook = known.handbook
            else:
                handbook, files, by_hand = (host or Host(self._root)).make(site, facts, hand)
            self._new.about = _Known(key, settings, handbook)
            frame = repr(handbook._replace(texts=())).encode()
            self._new.surroundings = digest(self._new.frame, frame)
            writer = Writer(
                site, partial(renderer_of, site, handbook), facts, handbook.written, handbook.texts
            )
            return self._write(writer, by_hand, files)

    def _read(self, company: Company, settings: Settings) -> SiteView:
        day = today_in(company, self._today or settings.today)
        root = Path(settings.root)
        self._new.frame = digest(
            frame_digest(company.tree), str(root).encode(), day.isoformat().encode(), _environment()
        )
        kept = self._old.parts if self._old.frame == self._new.frame else {}
        with self._bars(say("Reading")) as progress:
            self._new.parts = reading.read(company, root, day, kept, progress)
        return SiteView(company, day, reading.as_parts(company, self._new.parts))

    def _write(
        self, writer: Writer, by_hand: Made, files: dict[str, bytes] | None
    ) -> tuple[Mapping[str, Made], int]:
        """Make what has to be made; `files` are the hand-written pages where they are new."""
        old, new = self._old, self._new
        same = old.surroundings == new.surroundings
        known = old.sources if same else {}
        stale = writer.changed(known)
        torn = set(stale)
        stale += [
            name
            for name in writer.sources
            if name not in torn and not intact(self._target, known[name])
        ]
        left = set(stale)
        keep = {name: known[name] for name in writer.sources if name not in left}
        if files is None:
            keep[_BY_HAND] = by_hand
            if same and writer.as_it_was(stale, known, self._target) and self._whole(writer):
                new.sources, new.folders, new.spare = known, old.folders, old.spare
                store.save(self._target, new)
                return known, 0
        assembly = Assembly(self._target, old.spare if same else None)
        second: Assembly | None = None
        try:
            assembly.keep(keep)
            with self._bars(say("Writing pages")) as progress:
                made = writer.write(stale, assembly.folder, progress, Last(self._target, known))
            if files is not None:
                made[_BY_HAND] = written_into(assembly.folder, files, by_hand)
            new.sources = keep | made
            new.folders = assembly.finish(made.values())
            if not same and store.remembers(self._target):
                second = twin(self._target, assembly.folder, new.sources)
            swap.replace(self._target, assembly.folder, keep=same)
            if same:
                new.spare = self._spare(old.sources, old.folders)
            elif second:
                swap.lay_by(self._target, second.folder)
                new.spare = self._spare(new.sources, second.finish(()))
        finally:
            for one in filter(None, (assembly, second)):
                swap.tidy(self._target, one.folder, keep=True)
        store.save(self._target, new)
        return new.sources, sum(len(one.files.splitlines()) for one in made.values())

    def _whole(self, writer: Writer) -> bool:
        """Whether the site has all its sources, and its folders nothing else."""
        names = {*writer.sources, _BY_HAND}
        return self._old.sources.keys() == names and untouched(self._target, self._old.folders)

    def _spare(self, sources: dict[str, Made], folders: dict[str, int]) -> Spare | None:
        try:
            inode = swap.spare_of(self._target).stat().st_ino
        except OSError:
            return None
        return Spare(inode, sources, folders)


def _environment() -> bytes:
    """What perfgit can be told by the environment."""
    told = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("PERFGIT_") and name != store.ENVIRONMENT
    }
    return repr(sorted(told.items())).encode("utf-8", "surrogateescape")


@contextmanager
def _no_bar(_label: str) -> Iterator[Progress]:
    yield lambda _done, _of: None
