"""Goals: pages of the company's and the teams', sections of the page of a person."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from perfgit.insight.checkins import MisfitView, ObstacleView
from perfgit.model.goals import HistoryEntry
from perfgit.site import urls
from perfgit.site.pages.edit_links import misfit
from perfgit.site.pages.page import Entry, Page, entry_of
from perfgit.site.pages.supporting import SUPPORTERS, supporters_pager, supporters_pages
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.goals import GoalView

POINTS = 40
"""Values over time that are told of a key result."""
ALL_POINTS = 360
"""Those of all key results together on the page of a person, so that it stays light."""
FEW = 8
"""Supporting goals in the section of a person's goal; where there are more, a page lists them all."""


class GoalDetails(NamedTuple):
    """What is told of a goal beside its measures.

    `supporters` are the first of `total`; `pager` has the addresses of all pages that list them, the
    goal's own first. `points` are the latest values told of each key result. `no_longer_fits` is the
    form that says so.
    """

    goal: GoalView
    supporters: list[GoalView]
    total: int
    pager: list[str]
    obstacles: list[ObstacleView]
    misfits: list[MisfitView]
    history: list[HistoryEntry]
    points: int
    no_longer_fits: str | None

    @property
    def in_the_way(self) -> int:
        """How many obstacles and misfits there are."""
        return len(self.obstacles) + len(self.misfits)


def goal_details(site: SiteView, cycle: CycleView, goal: GoalView) -> GoalDetails:
    """A goal with whom it supports, who supports it, and what was said of it."""
    found = site.supporters(goal.ref)
    owner, id = cycle.owner(goal.ref.owner), goal.ref.goal
    own_page = not goal.ref.owner.startswith("people/")
    return GoalDetails(
        goal,
        found[: SUPPORTERS if own_page else FEW],
        len(found),
        _pager(site, goal, len(found)),
        [one for one in owner.checkins.obstacles if one.goal == id],
        [one for one in owner.checkins.misfits if one.goal == id],
        [one for one in owner.history if one.goal == id],
        POINTS if own_page else min(POINTS, ALL_POINTS // max(1, _measured(owner.goals))),
        None if goal.dropped else misfit(site, cycle, goal.ref.owner, id),
    )


def _measured(goals: list[GoalView]) -> int:
    """How many key results have values."""
    return sum(1 for goal in goals for one in goal.key_results if one.points)


def _pager(site: SiteView, goal: GoalView, total: int) -> list[str]:
    here = site.goal_url(goal.ref)
    if here is None:
        return []
    if not goal.ref.owner.startswith("people/"):
        return [here, *supporters_pager(here, total)[1:]]
    return [here, *(supporters_pager(urls.of_supporters(goal.ref), total) if total > FEW else ())]


def goal_entries(site: SiteView, cycle: CycleView, owner: str) -> Iterator[Entry]:
    """The pages of an owner's goals, and those that list who supports them."""
    for goal in cycle.owner(owner).goals:
        found = site.supporters(goal.ref)
        pager = _pager(site, goal, len(found))
        if not owner.startswith("people/"):
            yield Entry(pager[0], partial(goal_page, site, cycle, goal))
        more = supporters_pages(cycle, pager, goal.title, found, rolled=goal.rolled)
        yield from map(entry_of, more)


def goal_page(site: SiteView, cycle: CycleView, goal: GoalView) -> Page:
    """A goal of the company or of a team."""
    told = goal_details(site, cycle, goal)
    context = {"cycle": cycle, "view": cycle.owner(goal.ref.owner), "told": told}
    return Page(told.pager[0], "pages/goal.html", "goals", goal.title, context)
