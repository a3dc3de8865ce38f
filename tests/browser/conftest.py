"""A real Chromium, and sites to look at with it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.site.build.build import build
from perfgit.site.pages.all import pages
from perfgit.site.views.company import SiteView
from tests import ROOT

TODAY = dt.date(2026, 11, 22)
CHROMIUM = shutil.which("chromium")
MISSING = CHROMIUM is None and not os.environ.get("PERFGIT_BROWSER_REQUIRED")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPEN = "{goals: everyone, checkins: everyone, feedback: everyone, reviews: everyone, results: everyone}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if MISSING and Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.skip(reason="chromium is not installed; .ci/run installs it")
            )


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def until(page: Page, expression: str) -> None:
    """Wait until something is true (Playwright's own way would need what our policy forbids)."""
    for _ in range(400):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never true: {expression}")


def kinds_of(root: Path, site: Path) -> dict[str, list[str]]:
    """The addresses of the pages of each kind (template), the smallest page first."""
    found: dict[str, list[tuple[int, str]]] = {"handbook.md": []}
    for page in pages(SiteView(Company(WorkingTree(root)), TODAY)):
        if page.file.endswith(".html"):
            size = (site / page.file).stat().st_size
            found.setdefault(page.template, []).append((size, page.url))
    for path in sorted((site / "handbook").glob("*/index.html")):
        if path.parent.name != "rules":
            found["handbook.md"].append((path.stat().st_size, f"handbook/{path.parent.name}/"))
    found["pages/missing.html"] = [(0, "404.html")]
    return {kind: [url for _, url in sorted(urls)] for kind, urls in found.items()}


@pytest.fixture(scope="session")
def open_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company under the most open policy, so that every kind of page exists."""
    folder = tmp_path_factory.mktemp("browser") / "company"
    for part in ("org", "goals", "reviews", "site"):
        shutil.copytree(ROOT / part, folder / part)
    # The page for missing addresses has to know where the site will lie.
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings += "site_url: https://lighthouse.example/site/\n"
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    policy = folder / "org/policy.yml"
    lines = policy.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("site:")]
    assert len(kept) == len(lines) - 1
    policy.write_text("\n".join([*kept, f"site: {OPEN}"]) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="session")
def site_folder(open_company: Path) -> Path:
    return build(open_company, open_company.parent / "site", TODAY).folder


@pytest.fixture(scope="session")
def kinds(open_company: Path, site_folder: Path) -> dict[str, list[str]]:
    """Addresses by kind of page."""
    return kinds_of(open_company, site_folder)


@pytest.fixture(scope="session")
def address(site_folder: Path) -> Iterator[str]:
    """The site, in a folder below the top of its host, as on GitHub Pages."""
    with served(site_folder.parent) as top:
        yield f"{top}{site_folder.name}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "chromium is required here and missing"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


class Watched:
    """A page whose words on the console and requests are collected."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dialog)
        context.on("request", lambda request: self.asked.append(request.url))

    def _dialog(self, dialog: Any) -> None:
        self.said.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def quiet(self, address: str) -> None:
        """Nothing was said, and nobody else was asked."""
        assert self.said == []
        host = "/".join(address.split("/")[:3]) + "/"
        assert [url for url in self.asked if not url.startswith((host, "blob:"))] == []


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Open a page of one's own; options are those of Playwright's contexts."""
    opened: list[BrowserContext] = []

    def begin(**options: Any) -> Watched:
        context = browser.new_context(**options)
        opened.append(context)
        return Watched(context)

    yield begin
    for context in opened:
        context.close()
