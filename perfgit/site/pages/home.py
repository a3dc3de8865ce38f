"""The pages of a cycle as a whole: the dashboard of the running one, and a page for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from perfgit.insight.checkins import CheckInView
from perfgit.model.goals import Objective
from perfgit.site import urls
from perfgit.site.pages.page import Page, Switch, switch
from perfgit.site.pages.strategy_changes import still_to_agree
from perfgit.site.pages.supporting import SUPPORTERS, supporters_pages
from perfgit.site.views.attention import NeedsHelp, needing_help
from perfgit.site.views.changes import week
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import figures, pace_counts, tops
from perfgit.site.views.goals import GoalView
from perfgit.site.views.process import look_back
from perfgit.site.views.results import distribution
from perfgit.site.views.stages import StageView, timeline
from perfgit.site.views.strategy import Branch, branches, progress_of

ON_DASHBOARD = 5
LATEST = 8


def home(site: SiteView) -> Page:
    """The dashboard; before the first cycle, what to do first."""
    cycle = site.cycle
    if cycle is None:
        return Page("", "pages/start.html", "home", site.name, {})
    context = _overview(site, cycle)
    help_ = _help(site, cycle) if cycle.phase != "closed" else []
    context |= {
        "switch": _switch(
            site, cycle, lambda one: urls.HOME if one is cycle else urls.of_cycle(one.id)
        ),
        "also_open": _also_open(site, cycle),
        "to_agree": still_to_agree(site, cycle),
        "help": help_[:ON_DASHBOARD],
        "help_total": len(help_),
        "latest": _latest(cycle)[:LATEST],
        "week": week(site),
        "branches": [(one, progress_of(site, cycle, one)) for one in site.strategy.objectives],
    }
    return Page("", "pages/home.html", "home", cycle.cycle.title, context)


def _help(site: SiteView, cycle: CycleView) -> list[NeedsHelp]:
    """Goals that somebody can still be helped with: not those of people who have left."""
    gone = {one.owner for one in site.directory.people.values() if not site.is_current(one)}
    return [one for one in needing_help(cycle) if one.goal.ref.owner not in gone]


def _also_open(site: SiteView, cycle: CycleView) -> list[tuple[CycleView, StageView]]:
    """The stages of other cycles that are open today: one is fed back while the next has begun."""
    return [
        (one, stage)
        for one in site.cycles.values()
        if one is not cycle and one.phase == "running"
        for stage in timeline(one.cycle, site.today).open
    ]


def _overview(site: SiteView, cycle: CycleView) -> dict[str, Any]:
    return {
        "cycle": cycle,
        "timeline": timeline(cycle.cycle, site.today),
        "figures": figures(site, cycle),
        "paces": pace_counts(cycle.goals()),
    }


def _latest(cycle: CycleView) -> list[CheckInView]:
    found = [one for owner in cycle.owners.values() for one in owner.checkins.latest_first]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.owner))


def objective_page(site: SiteView, cycle: CycleView, objective: Objective) -> Page:
    """A strategic objective with all that serves it, as deep as a page has room for."""
    branch, found, pager = _objective(site, cycle, objective)
    return Page(
        pager[0],
        "pages/objective.html",
        "strategy",
        objective.title,
        {
            "cycle": cycle,
            "branch": branch,
            "supporters": found,
            "pager": pager,
            "more": pager[1] if branch.hidden else "",
            "switch": _switch(
                site, cycle, lambda one: urls.of_objective(objective.id, site.cycle_suffix(one.id))
            ),
        },
    )


def objective_supporters(site: SiteView, cycle: CycleView, objective: Objective) -> Iterator[Page]:
    """The pages after it: every goal that names the objective, where the tree has no room."""
    _, found, pager = _objective(site, cycle, objective)
    return supporters_pages(cycle, pager, objective.title, found, rolled=True)


def _objective(
    site: SiteView, cycle: CycleView, objective: Objective
) -> tuple[Branch, list[GoalView], list[str]]:
    """The tree, the goals that name the objective, and the addresses of all its pages."""
    found = [goal for ref in tops(site, cycle, objective) for goal in site.supporters(ref)]
    branch = branches(site, cycle, objective)[0]
    here = urls.of_objective(objective.id, site.cycle_suffix(cycle.id))
    rest = -(-len(found) // SUPPORTERS) if branch.hidden else 0
    return branch, found, [urls.in_cycle(here, None, one) for one in range(1, rest + 2)]


def _switch(site: SiteView, cycle: CycleView, url: Callable[[CycleView], str]) -> list[Switch]:
    """Ways to the same page in all cycles; none where there is only one."""
    found = [
        Switch(one.cycle.title, url(one), one is cycle, site.runs(one))
        for one in site.cycles.values()
    ]
    return found if len(found) > 1 else []


def cycle_page(site: SiteView, cycle: CycleView) -> Page:
    """A cycle: its stages and figures, its results, and what it has taught."""
    return Page(
        urls.of_cycle(cycle.id),
        "pages/cycle.html",
        "home",
        cycle.cycle.title,
        _overview(site, cycle)
        | {
            "switch": switch(site, list(site.cycles.values()), cycle.id, "cycle"),
            "distribution": distribution(site, cycle),
            "back": look_back(site, cycle),
        },
    )
