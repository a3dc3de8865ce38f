"""The page of changes of strategy: which goals each has touched, agreed again or still open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfgit.i18n import say
from perfgit.insight.impact import Impact, Touched, totals
from perfgit.site import urls
from perfgit.site.pages.page import ROWS, Page, paged, switch
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView


class ChangeRow(NamedTuple):
    """A change, how many goals it has touched, and how many of them are still to be agreed."""

    impact: Impact
    touched: int
    owners: int
    open: int


def change_rows(site: SiteView, cycle: CycleView) -> list[ChangeRow]:
    """The changes of strategy in a cycle, the latest first."""
    found = sorted(site.waiting.impacts(cycle.id), key=lambda one: str(one.change.on), reverse=True)
    return [ChangeRow(one, *totals([one])) for one in found]


def still_to_agree(site: SiteView, cycle: CycleView) -> int:
    """Goals that nobody has agreed again, each counted once; in a closed cycle nothing is open."""
    return 0 if cycle.cycle.closed else totals(site.waiting.impacts(cycle.id))[2]


def changed_pages(site: SiteView, cycle: CycleView) -> Iterator[Page]:
    """The page, and further ones where a change touches many goals; open ones come first."""
    changes = change_rows(site, cycle)
    if not changes:
        return
    rows: list[tuple[int, Touched]] = [
        (at, goal)
        for at, one in enumerate(changes)
        for goal in sorted(one.impact.touched, key=lambda goal: goal.settled is not None)
    ]
    top = f"{site.list_url(urls.STRATEGY, cycle.id)}{urls.CHANGES}"
    pager = [urls.in_cycle(top, None, at) for at in range(1, -(-len(rows) // ROWS) + 1)]
    for number, part in paged(rows):
        yield Page(
            urls.in_cycle(top, None, number),
            "pages/changes.html",
            "strategy",
            say("Changes of strategy"),
            {
                "cycle": cycle,
                "changes": changes,
                "groups": [
                    (changes[at], [goal for change, goal in part if change == at])
                    for at in sorted({change for change, _ in part})
                ],
                "pager": pager,
                "number": number,
                "switch": switch(site, list(site.cycles.values()), cycle.id, urls.STRATEGY),
            },
        )
