"""`perfgit serve` of a large company: how long until somebody sees something.

Each time is from the start of the command. A change is timed from the moment it is written until the
server has another version and the page says it; a browser asks for the version five times a second.
"""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from bench.company import Company
from bench.figures import Figure
from bench.measure import python

TODAY = "2026-11-20"
PORT = 8437
_ADDRESS = f"http://127.0.0.1:{PORT}/"
ASKED_EVERY = 0.2
"""Seconds between two questions of the reload script."""


def figures(company: Company) -> list[Figure]:
    """The bounds on `serve`."""
    sheet = sorted((company.root / "goals/2026-h2/people").rglob("goals.yml"))[
        len(company.files) % 97
    ]
    page = f"people/{sheet.parent.name}/"
    command = python("-m", "perfgit", "serve", "--root", str(company.root), "--port", str(PORT))
    command += ["--today", TODAY]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            port = _until(lambda: bool(_got("_perfgit/version"))) - started
            person = _until(lambda: "<h1>" in _got(page)) - started
            home = _until(lambda: "<h1>" in _got("")) - started
            edited = time.perf_counter()
            folder = sheet.parent / "checkins"
            folder.mkdir(exist_ok=True)
            (folder / "2026-11-19.yml").write_text(f"note: Changed at {time.time_ns()}.\n")
            note = (folder / "2026-11-19.yml").read_text().split()[-1]
            seen = _until(lambda: note in _got(page)) - edited + ASKED_EVERY
        finally:
            server.terminate()
    return [
        _bounded("serve: the port is open after", port, 1),
        _bounded("serve: a person's page after", person, 3),
        _bounded("serve: the dashboard after", home, 12),
        _bounded("serve: an edited check-in is seen after", seen, 1),
    ]


def _bounded(name: str, value: float, most: float) -> Figure:
    return Figure(name, value, "s", "", None, "s, below", value, most)


def _until(there: Callable[[], bool]) -> float:
    while not there():
        time.sleep(0.01)
    return time.perf_counter()


def _got(path: str) -> str:
    try:
        with urllib.request.urlopen(_ADDRESS + path, timeout=120) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""
