"""Serve the site on this machine, and build it again whenever a file changes."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.rules import files
from perfgit.rules.engine import check
from perfgit.rules.reporting import text
from perfgit.site.build.build import build
from perfgit.site.live.watch import Following

PAUSE = 0.2
"""Seconds of quiet after a change; editors write a file in several steps."""
_SCRIPT = "/_perfgit/reload.js"
_VERSION = "/_perfgit/version"
_RELOAD = f"""let version;
setInterval(async () => {{
  const now = await fetch("{_VERSION}").then((answer) => answer.text(), () => version);
  if (version !== undefined && now !== version) location.reload();
  version = now;
}}, 500);
""".encode()
_READING = {rule.name for rule in files.RULES}

Say = Callable[[str], None]


class Server:
    """A server with the company's site that follows its files."""

    def __init__(self, root: Path, today: dt.date | None, host: str, port: int, tell: Say) -> None:
        self._root = root.absolute()
        self._today = today
        self._tell = tell
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._temporary = tempfile.TemporaryDirectory(prefix="perfgit-")
        self._folder = Path(self._temporary.name) / "site"
        self.version = 0
        try:
            handler = functools.partial(_Handler, self, directory=str(self._folder))
            self._http = http.server.ThreadingHTTPServer((host, port), handler)
        except OSError as error:
            raise PerfgitError(
                say("Port {port} cannot be used: {why}.", port=port, why=error.strerror),
                say("Name another one with `--port`; 0 takes any that is free."),
            ) from None
        self.address = f"http://{host}:{self._http.server_address[1]}/"

    def run(self) -> None:
        """Build, serve and follow until Ctrl-C."""
        # First, because the build takes its time and files may change meanwhile.
        following = Following(self._root, self._changed, self._tell)
        try:
            self.rebuild(first=True)
            threading.Thread(target=self._http.serve_forever, daemon=True).start()
            self._tell(say("Serving {address} (Ctrl-C ends it)", address=self.address))
            try:
                self._follow(following)
            except KeyboardInterrupt:
                self._tell("")
            finally:
                self._http.shutdown()
        finally:
            following.stop()
            self._temporary.cleanup()

    def stop(self) -> None:
        """End `run` from another thread."""
        self._stopped.set()
        self._changed.set()

    def _follow(self, following: Following) -> None:
        while not self._stopped.is_set():
            if not self._changed.wait(1):
                continue
            while not self._stopped.is_set():  # until nothing has changed for a moment
                self._changed.clear()
                if not self._changed.wait(PAUSE):
                    break
            if not self._stopped.is_set():
                following.renew()  # before the build, so that nothing falls between the two
                self.rebuild()

    def rebuild(self, *, first: bool = False) -> bool:
        """Check and build; where a file cannot be read, tell so and leave the site as it is."""
        tree = WorkingTree(self._root)
        try:
            report = check(tree)
            errors = tuple(one for one in report.problems if one.severity == "error")
            if errors:
                self._tell(text(replace(report, problems=errors), tree))
            if any(one.rule in _READING for one in errors) and not first:
                self._tell(say("The site stays as it was until this is repaired."))
                return False
            built = build(self._root, self._folder, self._today)
        except PerfgitError as error:
            if first:
                raise
            self._tell(f"{error.message} {error.help}")
            return False
        self.version += 1
        self._tell(
            say("{pages} pages in {seconds:.1f} s", pages=built.pages, seconds=built.seconds)
        )
        return True


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the site; pages get a script that loads them again after a build."""

    def __init__(self, server: Server, *arguments: object, **options: object) -> None:
        self._perfgit = server
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer a request."""
        path = self.path.partition("?")[0]
        if path == _VERSION:
            self._answer(200, "text/plain", str(self._perfgit.version).encode())
        elif path == _SCRIPT:
            self._answer(200, "text/javascript", _RELOAD)
        else:
            self._page()

    def _page(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir() and not self.path.partition("?")[0].endswith("/"):
            super().do_GET()  # sends the reader to the address with the slash
            return
        file = file / "index.html" if file.is_dir() else file
        code = 200 if file.is_file() else 404
        if code == 404:
            file = Path(self.directory) / "404.html"
        if file.suffix != ".html":
            super().do_GET()
            return
        try:
            page = file.read_bytes()
        except OSError:  # between two builds
            self.send_error(503)
            return
        script = f'<script src="{_SCRIPT}"></script></body>'.encode()
        self._answer(code, "text/html; charset=utf-8", page.replace(b"</body>", script, 1))

    def _answer(self, code: int, type_: str, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: object) -> None:
        """Keep the terminal for what matters."""
