"""The door to the site on this machine: addresses in, answers out."""

from __future__ import annotations

import http.server
import mimetypes
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from markupsafe import escape

from perfgit.i18n import say
from perfgit.problem import PerfgitError

if TYPE_CHECKING:
    from perfgit.site.live.site import LiveSite

MISSING = "404.html"
SCRIPT = "_perfgit/reload.js"
VERSION = "_perfgit/version"
_RELOAD = f"""let version;
setInterval(async () => {{
  const now = await fetch("/{VERSION}").then((answer) => answer.text(), () => version);
  if (version !== undefined && now !== version) location.reload();
  version = now;
}}, 200);
""".encode()
_HTML = "text/html; charset=utf-8"


class Door:
    """Answers requests, and knows when there were any."""

    def __init__(self, site: LiveSite, tell: Callable[[str], None]) -> None:
        self._site = site
        self._tell = tell
        self._begun = time.time_ns()  # a page of an earlier server loads itself again, too
        self._busy = 0
        self._last = time.monotonic()

    def idle_since(self, moment: float) -> bool:
        """Whether nobody has asked for a page since a moment, and all have got theirs."""
        return not self._busy and self._last <= moment

    def answer(self, target: str) -> tuple[int, str, bytes]:
        """Status, type and body of what lies at the target of a request.

        A redirection has the new address as its type.
        """
        url = _url(target)
        if url == VERSION:
            return 200, "text/plain", f"{self._begun}-{self._site.state.number}".encode()
        if url == SCRIPT:
            return 200, "text/javascript", _RELOAD
        self._busy += 1
        try:
            return self._page(url)
        except PerfgitError as error:
            return self._failed(f"{error.message} {error.help}")
        except Exception as error:  # noqa: BLE001 -- whatever a file holds: the page says so
            return self._failed(f"{type(error).__name__}: {error}")
        finally:
            self._busy -= 1
            self._last = time.monotonic()

    def _page(self, url: str | None) -> tuple[int, str, bytes]:
        data = None if url is None else self._site.data(url)
        if url is None or data is None:
            if url and not url.endswith("/") and self._site.data(f"{url}/") is not None:
                return 301, f"/{quote(url)}/", b""
            return 404, _HTML, _following(self._site.data(MISSING) or b"")
        type_ = _type(url)
        return 200, type_, _following(data) if type_ == _HTML else data

    def _failed(self, why: str) -> tuple[int, str, bytes]:
        title = say("This page cannot be made")
        self._tell(f"{title}: {why}")
        text = f"<!doctype html><title>{escape(title)}</title><h1>{escape(title)}</h1>"
        return 500, _HTML, _following(f"{text}<p>{escape(why)}</p><body></body>".encode())


def _url(target: str) -> str | None:
    """The address that a request names, relative to the top of the site; None: of no site."""
    try:
        path = unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        return None
    parts = path.split("/")
    if parts[0] or "\0" in path or "\\" in path or {".", ".."}.intersection(parts):
        return None
    return None if "" in parts[1:-1] else path[1:]


def _type(file: str) -> str:
    if file.endswith((".html", "/")) or not file:
        return _HTML
    return mimetypes.guess_type(file)[0] or "application/octet-stream"


def _following(page: bytes) -> bytes:
    """The page with the script that loads it again after a change."""
    return page.replace(b"</body>", f'<script src="/{SCRIPT}"></script></body>'.encode(), 1)


def listening(host: str, port: int) -> Listening:
    """A server that listens, and answers as soon as it has a door.

    Raises PerfgitError where the port cannot be used.
    """
    try:
        return Listening((host, port), _Handler)
    except OSError as error:
        raise PerfgitError(
            say("Port {port} cannot be used: {why}.", port=port, why=error.strerror),
            say("Name another one with `--port`; 0 takes any that is free."),
        ) from None


class Listening(http.server.ThreadingHTTPServer):
    """A server; whoever leaves before the answer is no error."""

    daemon_threads = True
    door: Door

    def handle_error(self, *_: object) -> None:
        """Keep the terminal for what matters: browsers go away as they like."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Listening

    def do_GET(self) -> None:
        """Answer a request."""
        self.wfile.write(self._head())

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._head()

    def _head(self) -> bytes:
        status, type_, body = self.server.door.answer(self.path)
        self.send_response(status)
        self.send_header("Location" if status == 301 else "Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        return body

    def log_message(self, format: str, *_: object) -> None:
        """Keep the terminal for what matters."""
