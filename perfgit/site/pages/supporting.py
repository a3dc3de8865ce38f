"""Further pages of goals and objectives that more goals support than one page has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfgit.site import urls
from perfgit.site.pages.page import Page
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.goals import GoalView

SUPPORTERS = 150
"""Supporting goals on one page."""


def supporters_pager(url: str, count: int) -> list[str]:
    """The addresses of all pages about something that so many goals support."""
    return [urls.in_cycle(url, None, one) for one in range(1, -(-count // SUPPORTERS) + 1)]


def supporters_pages(
    cycle: CycleView, pager: Sequence[str], title: str, found: Sequence[GoalView], *, rolled: bool
) -> Iterator[Page]:
    """The pages after the first: the last goals of `found`, as many as they have room for.

    Args:
        cycle: The cycle of the page.
        pager: The addresses of all pages; the first is the page of the goal or objective itself.
        title: What it is called.
        found: The goals that support it.
        rolled: Whether the weights of the supporting goals count.
    """
    rest = len(pager) - 1
    shown = found[SUPPORTERS:] if len(found) > rest * SUPPORTERS else found
    for number in range(rest):
        yield Page(
            pager[number + 1],
            "pages/supporters.html",
            "goals",
            title,
            {
                "cycle": cycle,
                "above": pager[0],
                "name": title,
                "rolled": rolled,
                "supporters": shown[number * SUPPORTERS : (number + 1) * SUPPORTERS],
                "total": len(found),
                "pager": pager,
                "number": number + 2,
            },
        )
