"""Notice a change of any file that the site is made of."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from perfgit.files.layout import DATA_FOLDERS
from perfgit.i18n import say
from perfgit.site.build.build import CONFIG, DOCS

LOOKED_AT = 3
"""Seconds between two looks at all files, where the system cannot tell of changes."""

_FOLDERS = (*DATA_FOLDERS, DOCS)
_CHANGES = {"created", "modified", "moved", "deleted"}


class Following(FileSystemEventHandler):
    """Follows a company's folders: whatever is written there sets the event.

    Where the system watches no more folders (Linux has a limit), they are looked at in turn, and
    `tell` is told so.
    """

    def __init__(self, root: Path, changed: threading.Event, tell: Callable[[str], None]) -> None:
        self._root = root
        self._changed = changed
        self._tell = tell
        self._watches: dict[str, ObservedWatch] = {}
        self._came_or_went: set[str] = set()
        self._observer: BaseObserver = Observer()
        try:
            self._begin()
        except OSError:
            self._slow_down()

    def stop(self) -> None:
        """Follow no longer."""
        self._observer.stop()

    def renew(self) -> None:
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
            self._changed.set()

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
