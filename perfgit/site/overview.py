"""The pages of a cycle as a whole: the dashboard of the running one, and a page for each."""

from __future__ import annotations

from typing import Any

from perfgit.site import urls
from perfgit.site.page import Page, Switch, switch
from perfgit.site.views.attention import needing_help
from perfgit.site.views.changes import week
from perfgit.site.views.checkins import CheckInView
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import figures, pace_counts
from perfgit.site.views.process import look_back
from perfgit.site.views.results import distribution
from perfgit.site.views.stages import timeline

ON_DASHBOARD = 10
LATEST = 8


def home(site: SiteView) -> Page:
    """The dashboard; before the first cycle, what to do first."""
    cycle = site.cycle
    if cycle is None:
        return Page("", "pages/start.html", "home", site.name, {})
    context = _overview(site, cycle)
    help_ = needing_help(cycle)
    context |= {
        "switch": [
            Switch(
                one.cycle.title,
                "" if one is cycle else urls.of_cycle(one.id),
                one is cycle,
                one is cycle,
            )
            for one in site.cycles.values()
        ]
        if len(site.cycles) > 1
        else [],
        "help": help_[:ON_DASHBOARD],
        "help_total": len(help_),
        "latest": _latest(cycle)[:LATEST],
        "week": week(site),
        "branches": [(one, cycle.objectives.get(one.id)) for one in site.strategy.objectives],
    }
    return Page("", "pages/home.html", "home", cycle.cycle.title, context)


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
