"""Notice a change of any file that the site is made of."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from perfgit.files.layout import DATA_FOLDERS
from perfgit.i18n import say
from perfgit.site.mkdocs.settings import CONFIG, DOCS

LOOKED_AT = 3
"""Seconds between two looks at all files, where the system cannot tell of changes."""
MANY = 1000
"""Changes at once from which on some may have been lost: the system's queue holds no more than a few
thousand, and whoever is told of changes is not told that it was full."""
PAUSE = 0.1
"""Seconds of quiet after a change; editors write a file in several steps."""

_FOLDERS = {*DATA_FOLDERS, DOCS}
_CHANGES = {"created", "modified", "moved", "deleted"}

logging.getLogger("watchdog").addHandler(logging.NullHandler())


class Following(FileSystemEventHandler):
    """Follows a company's folders.

    Where the system watches no more folders (Linux has a limit), they are looked at in turn, and
    `tell` is told so.
    """

    def __init__(self, root: Path, tell: Callable[[str], None]) -> None:
        """Follow from now on: nothing that changes from here on is missed."""
        self._root = root
        self._tell = tell
        self._stopped = False
        self._changed = threading.Event()
        self._paths: set[str] = set()
        self._watches: dict[str, ObservedWatch] = {}
        self._came_or_went: set[str] = set()
        self._since = time.time_ns()
        self._observer: BaseObserver = Observer()

    def changes(self) -> Iterator[set[str] | None]:
        """What has changed, as soon as nothing has for a moment; None: anything may have."""
        self._start()
        self._came_or_went.update(_FOLDERS - self._watches.keys())
        self._paths.update(_changed_since(self._root, self._since))
        if self._paths:
            self._changed.set()
        while not self._stopped:
            if not self._changed.wait(1):
                continue
            while self._changed.is_set() and not self._stopped:
                self._changed.clear()
                self._changed.wait(PAUSE)
            paths, self._paths = self._paths, set()
            if len(paths) >= MANY:
                self._restart()  # folders that came may not be watched
                yield None
            elif paths:
                self._renew()  # before what follows, so that nothing falls between the two
                yield paths
        self._observer.stop()

    def stop(self) -> None:
        """Follow no longer."""
        self._stopped = True
        self._changed.set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Reading a file is an event too; only changes count, and not those of editors' spares."""
        if event.event_type not in _CHANGES:
            return
        for place in (event.src_path, event.dest_path):
            path = Path(str(place))
            below = path.relative_to(self._root).parts if path.is_relative_to(self._root) else ()
            if not below or below[0] not in (*_FOLDERS, CONFIG) or path.name.startswith("."):
                continue
            if len(below) == 1 and event.event_type != "modified":
                self._came_or_went.add(below[0])
            elif event.is_directory and event.event_type == "modified":
                continue  # of something in it, which is an event of its own
            self._paths.add("/".join(below))
            self._changed.set()

    def _renew(self) -> None:
        """Follow the folders that have come, or have come back, since they were last looked for.

        A watch ends with its folder, and a new folder of the same name has none.
        """
        while self._came_or_went:
            name = self._came_or_went.pop()
            if name in self._watches:
                self._observer.unschedule(self._watches.pop(name))
            try:
                self._watch(name)
            except OSError:
                self._slow_down()
                return

    def _restart(self) -> None:
        self._observer.stop()
        self._watches.clear()
        self._observer = Observer()
        self._start()

    def _start(self) -> None:
        try:
            self._begin()
        except OSError:
            self._slow_down()

    def _slow_down(self) -> None:
        self._observer.stop()
        self._watches.clear()
        self._observer = PollingObserver(timeout=LOOKED_AT)
        self._begin()
        self._tell(
            say(
                "This system watches no more folders; files are looked at every {seconds} seconds"
                " instead. On Linux, `sysctl fs.inotify.max_user_watches` says how many it watches.",
                seconds=LOOKED_AT,
            )
        )

    def _begin(self) -> None:
        """Raises OSError where the system watches no more folders."""
        self._observer.schedule(self, str(self._root), recursive=False)
        for name in _FOLDERS:
            self._watch(name)
        self._observer.start()

    def _watch(self, name: str) -> None:
        folder = self._root / name
        if folder.is_dir():
            try:
                self._watches[name] = self._observer.schedule(self, str(folder), recursive=True)
            except FileNotFoundError:  # gone in this moment, which is an event too
                return


def _changed_since(root: Path, since: int) -> Iterator[str]:
    """Paths whose files or entries have changed since a moment (nanoseconds), or a bit before."""
    since -= 20_000_000  # the clock of a file system ticks more slowly
    todo = [name for name in _FOLDERS if (root / name).is_dir()]
    while todo:
        folder = todo.pop()
        try:
            if _changed(os.lstat(root / folder)) >= since:
                yield folder
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(path)
                    elif _changed(entry.stat(follow_symlinks=False)) >= since:
                        yield path
        except OSError:  # gone in this moment, which is an event too
            continue


def _changed(state: os.stat_result) -> int:
    """When a file or what is known of it changed last: a copy may bring its old time along."""
    return max(state.st_mtime_ns, state.st_ctime_ns)
