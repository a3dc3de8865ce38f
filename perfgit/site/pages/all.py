"""The table of all generated addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from perfgit.i18n import say
from perfgit.rules.examples import examples_of
from perfgit.rules.registry import AREAS
from perfgit.site import urls
from perfgit.site.pages import tables
from perfgit.site.pages.api import company_tables, cycle_tables
from perfgit.site.pages.due import due_file
from perfgit.site.pages.goals import goal_entries
from perfgit.site.pages.home import cycle_page, home, objective_page, objective_supporters
from perfgit.site.pages.insights import insights_page
from perfgit.site.pages.owners import (
    owner_page,
    people_pages,
    person_page,
    review_page,
    team_page,
    teams_pages,
)
from perfgit.site.pages.page import ROWS, Entry, Page, entry_of, paged, switch
from perfgit.site.pages.process import process_page, reviews_pages
from perfgit.site.pages.proposals import proposals_pages
from perfgit.site.pages.routes import Member, Route, Routes
from perfgit.site.pages.strategy_changes import change_rows, changed_pages, still_to_agree
from perfgit.site.views.cards import TeamCard, by_name
from perfgit.site.views.company import SiteView
from perfgit.site.views.competencies import competencies
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import pace_counts
from perfgit.site.views.goals import GoalView
from perfgit.site.views.strategy import branches, loose

MISSING = "404.html"


def routes(site: SiteView, written: Collection[str] = ()) -> Routes:
    """The addresses of a site; `written` are those of pages written by hand."""
    return Routes(site, ROUTES, written)


def pages(site: SiteView) -> Iterator[Page]:
    """Every page that is made from the company's files."""
    found = routes(site)
    for group in found.groups():
        made = (entry.make() for entry in found.entries(group))
        yield from (page for page in made if isinstance(page, Page))


def _company(pattern: str, make: Callable[[SiteView], Page]) -> Route:
    """A single page of the whole company."""
    return Route("company", (pattern,), lambda site, _: [Entry(pattern, partial(make, site))])


def _lists(patterns: tuple[str, ...], make: Callable[[SiteView], Iterable[Page]]) -> Route:
    """Pages of the whole company, of which there are more than one when it is large."""
    return Route("company", patterns, lambda site, _: map(entry_of, make(site)))


def _cycle(
    patterns: tuple[str, ...], entries: Callable[[SiteView, CycleView], Iterable[Entry]]
) -> Route:
    """Pages of each cycle."""
    return Route("cycle", patterns, lambda site, one: entries(site, site.cycles[one.cycle]))


def _in_cycle(section: str, make: Callable[[SiteView, CycleView], Page]) -> Route:
    """A single page of each cycle."""

    def entries(site: SiteView, cycle: CycleView) -> Iterator[Entry]:
        yield Entry(site.list_url(section, cycle.id), partial(make, site, cycle))

    return _cycle((f"{section}{{in_cycle}}",), entries)


def _owner(site: SiteView, member: Member) -> Iterator[Entry]:
    """An owner's page, those of its goals, and what else there is of a person."""
    cycle, owner = site.cycles[member.cycle], member.owner
    yield Entry(site.owner_url(owner, cycle.id), partial(_page_of, site, cycle, owner))
    yield from goal_entries(site, cycle, owner)
    person = site.person(owner.removeprefix("people/")) if owner.startswith("people/") else None
    if person is None:
        return
    review = review_page(site, cycle, person)
    if review:
        yield entry_of(review)
    if cycle.id == site.running and site.is_current(person):
        yield Entry(f"{urls.DUE}{person.id}.json", partial(due_file, site, person))


def _page_of(site: SiteView, cycle: CycleView, owner: str) -> Page:
    kind, _, id = owner.partition("/")
    if kind == "people":
        return person_page(site, cycle, site.directory.people[id])
    if kind == "teams":
        return team_page(site, cycle, site.directory.teams[id])
    return owner_page(site, cycle, owner, "strategy")


def _cycle_page(site: SiteView, cycle: CycleView) -> Iterator[Entry]:
    yield Entry(urls.of_cycle(cycle.id), partial(cycle_page, site, cycle))


def _strategies(site: SiteView, cycle: CycleView) -> Iterator[Entry]:
    yield Entry(site.list_url(urls.STRATEGY, cycle.id), partial(_strategy, site, cycle))
    for objective in site.strategy.objectives:
        url = urls.of_objective(objective.id, site.cycle_suffix(cycle.id))
        yield Entry(url, partial(objective_page, site, cycle, objective))
        yield from map(entry_of, objective_supporters(site, cycle, objective))
    yield from map(entry_of, changed_pages(site, cycle))


def _reviews(site: SiteView, cycle: CycleView) -> Iterator[Entry]:
    if site.visibility.review_participation:
        yield from map(entry_of, reviews_pages(site, cycle))


def _strategy(site: SiteView, cycle: CycleView) -> Page:
    return Page(
        site.list_url(urls.STRATEGY, cycle.id),
        "pages/strategy.html",
        "strategy",
        say("Strategy"),
        {
            "cycle": cycle,
            "branches": branches(site, cycle),
            "loose": loose(site, cycle),
            "changes": change_rows(site, cycle),
            "to_agree": still_to_agree(site, cycle),
            "switch": switch(site, list(site.cycles.values()), cycle.id, urls.STRATEGY),
        },
    )


def _cycles(site: SiteView) -> Page:
    context = {"cycles": list(site.cycles.values())}
    return Page("cycles/", "pages/cycles.html", "home", say("Cycles"), context)


def _without_cycles(site: SiteView) -> Iterator[Page]:
    """What there is to see before the first cycle."""
    if site.cycles:
        return
    yield Page(
        urls.STRATEGY,
        "pages/strategy.html",
        "strategy",
        say("Strategy"),
        {"cycle": None, "branches": [], "loose": None, "changes": [], "to_agree": 0},
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


def _goals(site: SiteView, cycle: CycleView) -> Iterator[Entry]:
    rows = sorted(cycle.goals(), key=lambda goal: _owner_order(site, goal))
    count = -(-len(rows) // ROWS)
    suffix = site.cycle_suffix(cycle.id)
    paces = pace_counts(rows)
    for number, part in paged(rows):
        page = Page(
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
        yield entry_of(page)
    if rows:
        yield from map(entry_of, tables.goals_data(site, cycle, rows))


def _me(site: SiteView) -> Page:
    context = {"people": bool(site.directory.people), "due": site.cycle is not None}
    return Page(urls.ME, "pages/me.html", "me", say("My page"), context)


def _rules(_: SiteView) -> Page:
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


def _competencies(site: SiteView) -> Iterator[Page]:
    found = competencies(site)
    if found:
        yield Page(
            urls.COMPETENCIES,
            "pages/competencies.html",
            "handbook",
            say("Competencies"),
            {"competencies": found},
        )


def _handbook(_: SiteView) -> Page:
    return Page(urls.HANDBOOK, "pages/handbook.html", "handbook", say("Handbook"), {})


def _missing(_: SiteView) -> Page:
    """What is shown at any address that has no page."""
    return Page(MISSING, "pages/missing.html", "", say("This page does not exist"), {})


ROUTES = (
    _company(urls.HOME, home),
    _cycle(("cycles/{cycle}/",), _cycle_page),
    _cycle(
        ("strategy/{in_cycle}(objective_{name}/|what_changed/)?(page_{number}/)?",), _strategies
    ),
    _cycle(("reviews/{in_cycle}(page_{number}/)?",), _reviews),
    _in_cycle(urls.INSIGHTS, insights_page),
    _in_cycle(urls.PROCESS, process_page),
    _cycle(("goals/{in_cycle}(page_{number}/)?", "data/goals/{cycle}/{name}"), _goals),
    _cycle(("api/{name}/cycles/{cycle}/{name}",), cycle_tables),
    _company("cycles/", _cycles),
    _lists(("teams/(page_{number}/)?",), teams_pages),
    _lists(("people/((page|former)_{number}/)?", "data/people/{name}"), people_pages),
    _lists(("proposals/(page_{number}/)?",), proposals_pages),
    _company(urls.RULES, _rules),
    _lists((urls.COMPETENCIES,), _competencies),
    _company(urls.ME, _me),
    _company(urls.HANDBOOK, _handbook),
    Route("company", ("api/{name}/{name}",), lambda site, _: company_tables(site)),
    _company(MISSING, _missing),
    _lists((".*",), _without_cycles),
    Route(
        "owner",
        (
            "{owner}/{in_cycle}",
            "goals/{cycle}/{owner}/{name}/(page_{number}/)?",
            "reviews/{cycle}/{owner}/",
            f"{urls.DUE}{{person}}\\.json",
        ),
        _owner,
    ),
)
"""Every kind of address. What looks at everybody stands before what looks at one owner."""
