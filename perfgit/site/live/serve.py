"""Serve the site on this machine: each page is made when a browser asks for it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.site.live.http import Door, listening

QUIET = 0.2
"""Seconds without a request before anything is made in the background."""
LONGEST = 30
"""Seconds after which it is made though there are requests."""

if TYPE_CHECKING:
    from perfgit.site.live.site import State

Say = Callable[[str], None]


class Server:
    """A server with the company's site that follows its files."""

    def __init__(self, root: Path, today: dt.date | None, host: str, port: int, tell: Say) -> None:
        """Listen; raises PerfgitError where the port cannot be used, or the site be configured."""
        self._tell = tell
        self._stopped = threading.Event()
        self._work = threading.Event()
        self._http = listening(host, port)  # first: what comes next takes a moment
        self.address = f"http://{host}:{self._http.server_address[1]}/"
        from perfgit.site.live.site import LiveSite
        from perfgit.site.live.watch import Following

        self._following = Following(root.absolute(), tell)  # before anything is read
        self._site = LiveSite(root.absolute(), today)
        self._door = self._http.door = Door(self._site, tell)

    @property
    def version(self) -> int:
        """Grows with every change that was noticed."""
        return self._site.state.number

    def run(self) -> None:
        """Serve and follow until Ctrl-C."""
        for work in (self._http.serve_forever, self._follow, self._beside):
            threading.Thread(target=work, daemon=True).start()
        self._tell(say("Serving {address} (Ctrl-C ends it)", address=self.address))
        self._work.set()
        try:
            self._stopped.wait()
        except KeyboardInterrupt:
            self._tell("")
        finally:
            self._stopped.set()
            self._work.set()
            self._following.stop()
            self._http.shutdown()
            self._http.server_close()

    def stop(self) -> None:
        """End `run` from another thread."""
        self._stopped.set()

    def _follow(self) -> None:
        self._quiet(longest=LONGEST / 3)  # what changes until then is found by its time
        for paths in self._following.changes():
            try:
                self._site.change(paths)
            except PerfgitError as error:
                self._tell(f"{error.message} {error.help}")
            self._work.set()

    def _beside(self) -> None:
        """Make in the background what takes its time, again after each change."""
        words = 0
        while not self._stopped.is_set():
            self._work.wait()
            self._work.clear()
            state = self._site.state
            if self._quiet(state) and self._site.lacks_by_hand():
                self._make_by_hand(state)
            if self._quiet(state) and state.words != words and self._make_index(state):
                words = state.words
            if self._quiet(state):
                self._check()

    def _quiet(self, state: State | None = None, longest: float = LONGEST) -> bool:
        """Wait until nobody asks for a page; whether the state (if any) is the latest then."""
        end = time.monotonic() + longest
        while not self._stopped.is_set() and (state is None or state is self._site.state):
            now = time.monotonic()
            if self._site.awaited or now > end or self._door.idle_since(now - QUIET):
                return True
            time.sleep(QUIET / 4)
        return False

    def _make_by_hand(self, state: State) -> None:
        from perfgit.site.live.site import ByHand
        from perfgit.site.mkdocs.handbook import Host

        company = state.site.company
        try:
            handbook, files = Host(self._site.root).make(state.site)
            made = ByHand(company, handbook, files)
            told = say("The pages written by hand are ready.")
        except PerfgitError as error:
            made = ByHand(company, failed=error)
            told = f"{error.message} {error.help}"
        self._site.bring(by_hand=made)
        self._tell(told)

    def _make_index(self, state: State) -> bool:
        """Make the search index; whether that was possible."""
        from perfgit.site.search import source

        try:
            texts = self._site.by_hand().handbook.texts
            made = source.files(state.site, texts)
        except PerfgitError as error:
            self._site.bring(index={})
            self._tell(f"{error.message} {error.help}")
            return False
        self._site.bring(index=made)
        self._tell(say("The search is ready."))
        return True

    def _check(self) -> None:
        from perfgit.rules.engine import check
        from perfgit.rules.reporting import first_few

        tree = WorkingTree(self._site.root)
        try:
            report = check(tree)
        except PerfgitError as error:
            self._tell(f"{error.message} {error.help}")
            return
        errors = tuple(one for one in report.problems if one.severity == "error")
        self._tell(first_few(errors, tree) if errors else say("Checked: there are no errors."))
