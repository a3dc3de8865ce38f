"""Whether axe finds a page accessible, by day and by night."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_VIOLATIONS: dict[str, Any] = {"resultTypes": ["violations"]}
"""Of what is in order, axe needs not describe every element: that takes half its time."""
_WHOLE = {**_VIOLATIONS, "rules": {"label-content-name-mismatch": {"enabled": True}}}
"""Besides the usual rules one that is experimental: who speaks to the computer says what they see."""
_COLOURS = {**_VIOLATIONS, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""What is dark sets colours and nothing else (test_pages.py holds it), so only these are looked at twice."""


def assert_accessible(page: Page, name: str = "") -> None:
    """Axe finds nothing on a page, neither light nor dark, and these are not the same."""
    axe, grounds = Axe(), set()
    for scheme, options in (("light", _WHOLE), ("dark", _COLOURS)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        found = axe.run(page, options=options)
        assert found.violations_count == 0, f"{name} {scheme}\n{found.generate_report()}"
    assert len(grounds) == 2, f"{name}: the same by day and by night"
