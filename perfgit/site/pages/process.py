"""The pages about the circle itself: participation in reviews, and how the process works."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.readers import contents
from perfgit.i18n import say
from perfgit.site import urls
from perfgit.site.pages.page import Page, paged, switch
from perfgit.site.views import participation, process
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.stages import timeline

TEAMS = 150
"""Teams on one page."""


def reviews_pages(site: SiteView, cycle: CycleView) -> Iterator[Page]:
    """Participation by kind and by team; several pages where there are many teams."""
    begun = participation.begun(site, cycle)
    rows = participation.by_team(site, cycle) if begun else []
    suffix = site.cycle_suffix(cycle.id)
    parts = list(paged(rows, TEAMS))
    for number, part in parts:
        yield Page(
            urls.in_cycle(urls.REVIEWS, suffix, number),
            "pages/reviews.html",
            "reviews",
            say("Reviews"),
            {
                "cycle": cycle,
                "begun": begun,
                "kinds": participation.kinds(site, cycle),
                "columns": participation.columns(cycle),
                "rows": part,
                "total": len(rows),
                "pager": [urls.in_cycle(urls.REVIEWS, suffix, one) for one, _ in parts],
                "number": number,
                "switch": switch(site, list(site.cycles.values()), cycle.id, urls.REVIEWS),
            },
        )


def process_page(site: SiteView, cycle: CycleView) -> Page:
    """The stages explained, how a result comes about, and what earlier cycles have taught."""
    policy = site.company.policy
    backs = [process.look_back(site, one) for one in site.cycles.values()]
    found = [one for one in backs if one]
    own = next((one for one in found if one.cycle.id == cycle.id), None)
    latest = own or (found[0] if found and cycle.id == site.running else None)
    return Page(
        urls.in_cycle(urls.PROCESS, site.cycle_suffix(cycle.id)),
        "pages/process.html",
        "process",
        say("Process"),
        {
            "cycle": cycle,
            "timeline": timeline(cycle.cycle, site.today),
            "steps": process.steps(site, cycle),
            "parts_of_result": process.parts_of_result(policy),
            "voices": process.voices_of_result(policy),
            "missing": process.missing_source(policy),
            "scale": [
                (step.label, policy.rating_from.get(step.value)) for step in reversed(policy.scale)
            ],
            "contents": contents(site.visibility),
            "back": latest,
            "earlier": [one for one in found if one is not latest],
            "switch": switch(site, list(site.cycles.values()), cycle.id, urls.PROCESS),
        },
    )
