"""The list of all generated pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from perfgit.company.company import COMPANY
from perfgit.i18n import say
from perfgit.rules.examples import examples_of
from perfgit.rules.registry import AREAS
from perfgit.site import urls
from perfgit.site.pages import tables
from perfgit.site.pages.api import api_sources
from perfgit.site.pages.due import due_files
from perfgit.site.pages.home import cycle_page, home, objective_page
from perfgit.site.pages.insights import insights_page
from perfgit.site.pages.owners import (
    goal_page,
    owner_page,
    people_pages,
    person_page,
    review_page,
    team_page,
    teams_pages,
)
from perfgit.site.pages.page import ROWS, Page, Source, paged, switch
from perfgit.site.pages.process import process_page, reviews_pages
from perfgit.site.pages.proposals import proposals_pages
from perfgit.site.pages.strategy_changes import change_rows, changed_pages, still_to_agree
from perfgit.site.pages.supporting import supporters_pager, supporters_pages
from perfgit.site.views.cards import PersonCard, TeamCard, by_name
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import pace_counts
from perfgit.site.views.goals import GoalView
from perfgit.site.views.strategy import branches, unaligned


def pages(site: SiteView) -> Iterator[Page]:
    """Every page that is made from the company's files."""
    for source in sources(site):
        yield from source.make()


def sources(site: SiteView) -> Iterator[Source]:
    """Every page, in portions that are made (and made again) each by itself."""
    yield Source("home", lambda: [home(site)], every=True)
    for cycle in site.cycles.values():
        yield from _of_cycle(site, cycle)
    if not site.cycles:
        yield Source("no cycles", partial(_without_cycles, site))
    yield Source("cycles", lambda: [_cycles(site)])
    yield Source("teams", partial(teams_pages, site))
    yield Source("people", partial(people_pages, site))
    yield Source("proposals", partial(proposals_pages, site))
    yield Source("rules", lambda: [_rules()])
    yield Source("me", lambda: [_me(site)])
    yield from api_sources(site)


def _of_cycle(site: SiteView, cycle: CycleView) -> Iterator[Source]:
    def source(name: str, make: Callable[..., Iterable[Page]], *arguments: object) -> Source:
        return Source(f"{cycle.id} {name}", partial(make, site, cycle, *arguments))

    yield source("cycle", lambda *_: [cycle_page(site, cycle)])
    yield source("strategy", _strategy)
    yield source("changes", changed_pages)
    if site.visibility.review_participation:
        yield source("reviews", reviews_pages)
    yield source("insights", lambda *_: [insights_page(site, cycle)])
    yield source("process", lambda *_: [process_page(site, cycle)])
    yield source("goals", _goals)
    yield source("company", _of_owner, lambda: owner_page(site, cycle, COMPANY, "strategy"))
    for team in site.directory.teams.values():
        if cycle.id == site.running or team.owner in cycle.owners:
            yield source(team.owner, _of_owner, partial(team_page, site, cycle, team))
    for person in site.directory.people.values():
        if cycle.id == site.running:
            made = source(person.owner, _of_person, person)
            yield made._replace(files=due_files(site, person))
        elif person.owner in cycle.owners:
            yield source(person.owner, _of_person, person)


def _of_owner(site: SiteView, cycle: CycleView, make: Callable[[], Page]) -> Iterator[Page]:
    """An owner's page, and one for each goal."""
    page = make()
    yield page
    for goal in page.context["view"].goals:
        yield goal_page(site, cycle, goal)
        found = site.supporters(goal.ref)
        pager = supporters_pager(urls.of_goal(goal.ref), len(found))
        yield from supporters_pages(cycle, pager, goal.title, found, rolled=goal.rolled)


def _of_person(site: SiteView, cycle: CycleView, person: PersonCard) -> Iterator[Page]:
    yield from _of_owner(site, cycle, partial(person_page, site, cycle, person))
    review = review_page(site, cycle, person)
    if review:
        yield review


def _strategy(site: SiteView, cycle: CycleView) -> Iterator[Page]:
    yield Page(
        site.list_url(urls.STRATEGY, cycle.id),
        "pages/strategy.html",
        "strategy",
        say("Strategy"),
        {
            "cycle": cycle,
            "branches": branches(site, cycle),
            "unaligned": unaligned(site, cycle),
            "changes": change_rows(site, cycle),
            "to_agree": still_to_agree(site, cycle),
            "switch": switch(site, list(site.cycles.values()), cycle.id, urls.STRATEGY),
        },
    )
    for objective in site.strategy.objectives:
        page = objective_page(site, cycle, objective)
        yield page
        pager, found = page.context["pager"], page.context["supporters"]
        yield from supporters_pages(cycle, pager, objective.title, found, rolled=True)


def _cycles(site: SiteView) -> Page:
    context = {"cycles": list(site.cycles.values())}
    return Page("cycles/", "pages/cycles.html", "home", say("Cycles"), context)


def _without_cycles(site: SiteView) -> Iterator[Page]:
    """What there is to see before the first cycle."""
    yield Page(
        urls.STRATEGY,
        "pages/strategy.html",
        "strategy",
        say("Strategy"),
        {"cycle": None, "branches": [], "unaligned": [], "changes": [], "to_agree": 0},
    )
    yield Page(urls.GOALS, "pages/goals.html", "goals", say("Goals"), {"cycle": None, "rows": []})
    if site.visibility.review_participation:
        yield Page(urls.REVIEWS, "pages/reviews.html", "reviews", say("Reviews"), {"cycle": None})
    yield Page(urls.INSIGHTS, "pages/start.html", "insights", say("Insights"), {})
    yield Page(urls.PROCESS, "pages/start.html", "process", say("Process"), {})
    for owner in (*site.directory.teams.values(), *site.directory.people.values()):
        template = "pages/team.html" if isinstance(owner, TeamCard) else "pages/person.html"
        yield Page(
            owner.url, template, f"{owner.kind}s", owner.name, {"card": owner, "cycle": None}
        )


def _owner_order(site: SiteView, goal: GoalView) -> tuple[int, str, str]:
    """The company first, then teams, then people, each by name; a sheet keeps its own order."""
    card = site.card(goal.ref.owner)
    assert card is not None
    return (("company", "team", "person").index(card.kind), *by_name(card))


def _goals(site: SiteView, cycle: CycleView) -> Iterator[Page]:
    rows = sorted(cycle.goals(), key=lambda goal: _owner_order(site, goal))
    count = -(-len(rows) // ROWS)
    suffix = site.cycle_suffix(cycle.id)
    paces = pace_counts(rows)
    for number, part in paged(rows):
        yield Page(
            urls.in_cycle(urls.GOALS, suffix, number),
            "pages/goals.html",
            "goals",
            say("Goals"),
            {
                "cycle": cycle,
                "rows": part,
                "total": len(rows),
                "paces": paces,
                "pager": [urls.in_cycle(urls.GOALS, suffix, one) for one in range(1, count + 1)],
                "number": number,
                "switch": switch(site, list(site.cycles.values()), cycle.id, urls.GOALS),
                **tables.for_template(over=site.today > cycle.cycle.ends),
            },
        )
    if rows:
        yield from tables.goals_data(site, cycle, rows)


def _me(site: SiteView) -> Page:
    context = {"people": bool(site.directory.people), "due": site.cycle is not None}
    return Page(urls.ME, "pages/me.html", "me", say("My page"), context)


def _rules() -> Page:
    areas = [
        (
            area,
            [
                (rule, examples_of(rule.name, "bad"), examples_of(rule.name, "good"))
                for rule in rules
            ],
        )
        for area, rules in AREAS
    ]
    return Page(urls.RULES, "pages/rules.html", "handbook", say("Rules"), {"areas": areas})
