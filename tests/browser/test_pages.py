"""The site in a real browser: every kind of page, light and dark, on a phone and on a desk."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from perfgit.site.build import build

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium")
PAGES = [
    "",
    "strategy/",
    "company/",
    "teams/",
    "teams/engineering/",
    "people/",
    "people/alice/",
    "people/zhang/",
    "goals/",
    "goals/2026-h2/people/alice/emea-arr/",
    "cycles/",
    "cycles/2026-h1/",
    "handbook/",
    "handbook/scores/",
    "handbook/rules/",
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("PERFGIT_BROWSER_REQUIRED"),
    reason="chromium is not installed; .ci/run installs it",
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = build(ROOT, tmp_path_factory.mktemp("browser") / "site", dt.date(2026, 11, 22)).folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "chromium is required here and missing"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_kind_of_page(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("h1").count() == 1, path
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide on {width}"
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(address)] == []


def test_without_javascript_the_way_from_dashboard_to_a_check_in(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_role("link", name="Alice Martin").first.click()
    assert page.get_by_text("Rheingold Pharma").count() == 1
    context.close()
