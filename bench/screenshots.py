"""make screenshots: the sample company's pages as small pictures.

Without arguments it writes the pictures of the README to docs/screenshots/. With `--all DIR` it
takes every kind of page at two widths, light and dark, to be looked at one by one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from perfgit.site.build.build import build

ROOT = Path(__file__).parent.parent
TODAY = dt.date(2026, 11, 22)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
MOST_BYTES = 1_000_000
"""All pictures of the README together."""


class Shot(NamedTuple):
    """A picture of a page: its name, the page, the window and its colours."""

    name: str
    page: str
    width: int = 1280
    height: int = 800
    scheme: str = "light"
    full: bool = False


README = [
    Shot("dashboard", "", height=1300),
    Shot("dashboard-dark", "", height=1300, scheme="dark"),
    Shot("person", "people/alice/", height=1000),
    Shot("strategy", "strategy/", height=900),
    Shot("insights", "insights/", height=900),
    Shot("process", "process/", height=900),
    Shot("dashboard-phone", "", width=390, height=844),
    Shot("person-phone", "people/alice/", width=390, height=844, scheme="dark"),
]
KINDS = {
    "home": "",
    "strategy": "strategy/",
    "objective": "strategy/objective_market-leader/",
    "company": "company/",
    "teams": "teams/",
    "team": "teams/engineering/",
    "people": "people/",
    "person": "people/alice/",
    "person-closed": "people/alice/2026-h1/",
    "person-long": "people/zhang/",
    "goals": "goals/",
    "goal": "goals/2026-h2/people/alice/emea-arr/",
    "reviews": "reviews/",
    "reviews-closed": "reviews/2026-h1/",
    "sheet": "reviews/2026-h1/people/alice/",
    "insights": "insights/",
    "process": "process/",
    "process-closed": "process/2026-h1/",
    "cycles": "cycles/",
    "cycle": "cycles/2026-h1/",
    "handbook": "handbook/",
    "scores": "handbook/scores/",
    "rules": "handbook/rules/",
    "missing": "404.html",
}
"""Every kind of page."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder on a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def sample(folder: Path) -> Path:
    """The sample company in a repository of its own, where every check-in was merged on its day.

    In this repository the company came in one large commit, which is no week to look at.
    """
    for name in ("org", "goals", "reviews", "site", "mkdocs.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    latest: dict[str, list[str]] = {}
    for path in sorted(folder.glob("goals/*/*/*/checkins/*.yml")):
        if path.stem > (TODAY - dt.timedelta(days=7)).isoformat():
            latest.setdefault(path.stem, []).append(path.relative_to(folder).as_posix())
    _git(folder, "init", "-q")
    _git(folder, "add", "-A")
    _git(folder, "reset", "-q", "--", *[path for paths in latest.values() for path in paths])
    _git(folder, "commit", "-q", "--message", "Until last week", day="2026-11-01")
    for day, paths in sorted(latest.items()):
        _git(folder, "add", "--", *paths)
        _git(folder, "commit", "-q", "--message", "Check-ins", day=day)
    return folder


def _git(folder: Path, *words: str, day: str = "2026-11-01") -> None:
    at = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    names = {f"GIT_{who}_NAME": "Sample" for who in ("AUTHOR", "COMMITTER")}
    mails = {f"GIT_{who}_EMAIL": "sample@example.org" for who in ("AUTHOR", "COMMITTER")}
    env = os.environ | at | names | mails
    subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True)


def take(browser: Browser, address: str, shot: Shot) -> tuple[bytes, int]:
    """The picture as PNG with few colours, and how wide the page turned out to be."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=shot.scheme,  # type: ignore[arg-type]
    )
    try:
        page = context.new_page()
        answer = page.goto(address + shot.page, wait_until="networkidle")
        if answer is None or (answer.status != 200 and "404" not in shot.page):
            raise LookupError(shot.page)
        png = page.screenshot(full_page=shot.full)
        wide = int(page.evaluate("document.documentElement.scrollWidth"))
    finally:
        context.close()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    small = io.BytesIO()
    picture.save(small, "PNG", optimize=True)
    return small.getvalue(), wide


def everything(only: list[str]) -> list[Shot]:
    """Every kind of page, on a desk and on a phone, light and dark."""
    return [
        Shot(f"{name}-{width}-{scheme}", page, width, 900, scheme, full=True)
        for name, page in KINDS.items()
        if not only or name in only
        for width in (1280, 390)
        for scheme in ("light", "dark")
    ]


def main() -> int:
    """Build, look, write; exit code 1 where a page is missing, too wide or the files too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--all", type=Path, metavar="DIR", help="every kind of page, to be looked at"
    )
    parser.add_argument("--site", type=Path, metavar="DIR", help="a site that is built already")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/screenshots")
    parser.add_argument("only", nargs="*", help="names of kinds of pages (with --all)")
    given = parser.parse_args()
    out: Path = given.all or given.out
    out.mkdir(parents=True, exist_ok=True)
    wrong = total = 0
    with tempfile.TemporaryDirectory() as beside, sync_playwright() as playwright:
        company = Path(beside) / "company"
        company.mkdir()
        site: Path = given.site or build(sample(company), Path(beside) / "site", TODAY).folder
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with served(site) as address:
            for shot in everything(given.only) if given.all else README:
                try:
                    data, wide = take(browser, address, shot)
                except LookupError:
                    wrong += 1
                    print(f"{shot.name}: there is no page {shot.page}", file=sys.stderr)
                    continue
                if wide > shot.width:
                    wrong += 1
                    print(f"{shot.name}: {wide} px wide on {shot.width}", file=sys.stderr)
                (out / f"{shot.name}.png").write_bytes(data)
                total += len(data)
        browser.close()
    if not given.all and total > MOST_BYTES:
        wrong += 1
        print(f"{total:,} bytes of pictures, at most {MOST_BYTES:,}", file=sys.stderr)
    print(f"{out}: {total:,} bytes")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
