"""The list of all generated pages: where each lies, which template it has, what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from perfgit.company import COMPANY
from perfgit.rules.examples import examples_of
from perfgit.rules.registry import AREAS
from perfgit.site import urls
from perfgit.site.views.attention import needing_help
from perfgit.site.views.cards import PersonCard, TeamCard, by_name
from perfgit.site.views.checkins import CheckInView
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import figures, pace_counts
from perfgit.site.views.goals import GoalView
from perfgit.site.views.results import distribution
from perfgit.site.views.stages import timeline
from perfgit.site.views.strategy import branches, unaligned
from perfgit.words import say

T = TypeVar("T")

ROWS = 250
"""Rows of a table on one page."""
ON_DASHBOARD = 10
LATEST = 8


class Page(NamedTuple):
    """One page; `url` is its folder, or the name of its file where it ends in `.html`."""

    url: str
    template: str
    section: str
    title: str
    context: dict[str, Any]

    @property
    def file(self) -> str:
        """The file below the site's folder."""
        return self.url if self.url.endswith(".html") else f"{self.url}index.html"


class Switch(NamedTuple):
    """A way to the same page in another cycle."""

    title: str
    url: str
    active: bool
    running: bool


def pages(site: SiteView) -> Iterator[Page]:
    """Every page that is made from the company's files."""
    yield _home(site)
    for cycle in site.cycles.values():
        yield from _of_cycle(site, cycle)
    if not site.cycles:
        yield from _without_cycles(site)
    yield Page(
        "cycles/",
        "pages/cycles.html",
        "home",
        say("Cycles"),
        {"cycles": list(site.cycles.values())},
    )
    yield Page(urls.TEAMS, "pages/teams.html", "teams", say("Teams"), {"rows": _team_rows(site)})
    yield from _people(site)
    yield _rules()


def _switch(site: SiteView, cycles: Sequence[CycleView], active: str, section: str) -> list[Switch]:
    """Links to a section (or an owner's page) in the cycles in which it exists."""

    def url(id: str) -> str:
        if section == "cycle":
            return urls.of_cycle(id)
        suffix = site.cycle_suffix(id)
        if section in (urls.GOALS, urls.STRATEGY):
            return urls.in_cycle(section, suffix)
        return urls.of_owner(section, suffix)

    found = [
        Switch(one.cycle.title, url(one.id), one.id == active, one.id == site.running)
        for one in cycles
    ]
    return found if len(found) > 1 else []


def _home(site: SiteView) -> Page:
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


def _of_cycle(site: SiteView, cycle: CycleView) -> Iterator[Page]:
    everywhere = list(site.cycles.values())
    retrospective = site.company.retrospective(cycle.id)
    yield Page(
        urls.of_cycle(cycle.id),
        "pages/cycle.html",
        "home",
        cycle.cycle.title,
        _overview(site, cycle)
        | {
            "switch": _switch(site, everywhere, cycle.id, "cycle"),
            "distribution": distribution(site, cycle),
            "retrospective": retrospective.data if retrospective else None,
            "rated": _rated(
                site, retrospective.data.ratings if retrospective and retrospective.data else {}
            ),
        },
    )
    yield Page(
        site.list_url(urls.STRATEGY, cycle.id),
        "pages/strategy.html",
        "strategy",
        say("Strategy"),
        {
            "cycle": cycle,
            "branches": branches(site, cycle),
            "unaligned": unaligned(site, cycle),
            "switch": _switch(site, everywhere, cycle.id, urls.STRATEGY),
        },
    )
    yield from _goals(site, cycle)
    yield _owner(site, cycle, COMPANY, "strategy")
    for team in site.directory.teams.values():
        if cycle.id == site.running or team.owner in cycle.owners:
            yield _team(site, cycle, team)
    for person in site.directory.people.values():
        if cycle.id == site.running or person.owner in cycle.owners:
            yield _person(site, cycle, person)
    for goal in cycle.goals():
        yield _goal(site, cycle, goal)


def _rated(site: SiteView, ratings: dict[int, int]) -> list[tuple[int, int]]:
    """How participants rated the cycle itself, in a group large enough."""
    if not site.visibility.large_enough(sum(ratings.values())):
        return []
    return [(step.value, ratings.get(step.value, 0)) for step in site.company.policy.scale]


def _without_cycles(site: SiteView) -> Iterator[Page]:
    """What there is to see before the first cycle."""
    yield Page(
        urls.STRATEGY,
        "pages/strategy.html",
        "strategy",
        say("Strategy"),
        {"cycle": None, "branches": [], "unaligned": []},
    )
    yield Page(urls.GOALS, "pages/goals.html", "goals", say("Goals"), {"cycle": None, "rows": []})
    for owner in (*site.directory.teams.values(), *site.directory.people.values()):
        template = "pages/team.html" if isinstance(owner, TeamCard) else "pages/person.html"
        yield Page(
            owner.url, template, f"{owner.kind}s", owner.name, {"card": owner, "cycle": None}
        )


def _paged(rows: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
    for number, start in enumerate(range(0, max(len(rows), 1), ROWS), 1):
        yield number, rows[start : start + ROWS]


def _owner_order(site: SiteView, goal: GoalView) -> tuple[int, str, str]:
    """The company first, then teams, then people, each by name; a sheet keeps its own order."""
    card = site.card(goal.ref.owner)
    assert card is not None
    return (("company", "team", "person").index(card.kind), *by_name(card))


def _goals(site: SiteView, cycle: CycleView) -> Iterator[Page]:
    rows = sorted(cycle.goals(), key=lambda goal: _owner_order(site, goal))
    count = -(-len(rows) // ROWS)
    suffix = site.cycle_suffix(cycle.id)
    for number, part in _paged(rows):
        yield Page(
            urls.in_cycle(urls.GOALS, suffix, number),
            "pages/goals.html",
            "goals",
            say("Goals"),
            {
                "cycle": cycle,
                "rows": part,
                "total": len(rows),
                "paces": pace_counts(rows),
                "pager": [urls.in_cycle(urls.GOALS, suffix, one) for one in range(1, count + 1)],
                "number": number,
                "switch": _switch(site, list(site.cycles.values()), cycle.id, urls.GOALS),
            },
        )


def _owner(site: SiteView, cycle: CycleView, owner: str, section: str) -> Page:
    card = site.card(owner)
    assert card is not None
    return Page(
        site.owner_url(owner, cycle.id),
        f"pages/{card.kind}.html",
        section,
        card.name,
        {
            "card": card,
            "cycle": cycle,
            "view": cycle.owner(owner),
            "switch": _switch(site, site.cycles_of(owner), cycle.id, owner),
        },
    )


def _team(site: SiteView, cycle: CycleView, team: TeamCard) -> Page:
    page = _owner(site, cycle, team.owner, "teams")
    members = [
        person
        for person in site.directory.members[team.id]
        if person.present_during(cycle.cycle.starts, cycle.cycle.ends)
        and (cycle.id != site.running or site.is_current(person))
    ]
    views = [cycle.owner(team.owner), *(cycle.owner(person.owner) for person in members)]
    below = [one for one in site.directory.teams.values() if one.parent == team.id]
    page.context.update(
        lead=site.person(team.lead),
        parent=site.directory.teams.get(team.parent) if team.parent else None,
        below=below,
        members=[(person, cycle.owner(person.owner)) for person in members],
        obstacles=sorted(
            (one for view in views for one in view.checkins.open_obstacles),
            key=lambda one: (not one.waits, one.raised, one.owner, one.id),
        ),
        paces=pace_counts(goal for view in views for goal in view.goals),
    )
    return page


def _person(site: SiteView, cycle: CycleView, person: PersonCard) -> Page:
    page = _owner(site, cycle, person.owner, "people")
    page.context.update(
        team=site.directory.teams.get(person.team) if person.team else None,
        manager=site.person(person.manager),
        reports=[one for one in site.directory.reports.get(person.id, []) if site.is_current(one)],
    )
    return page


def _goal(site: SiteView, cycle: CycleView, goal: GoalView) -> Page:
    owner = cycle.owner(goal.ref.owner)
    id = goal.ref.goal
    return Page(
        urls.of_goal(goal.ref),
        "pages/goal.html",
        "goals",
        goal.title,
        {
            "cycle": cycle,
            "goal": goal,
            "card": site.card(goal.ref.owner),
            "view": owner,
            "supporters": site.supporters(goal.ref),
            "obstacles": [one for one in owner.checkins.obstacles if one.goal == id],
            "misfits": [one for one in owner.checkins.misfits if one.goal == id],
            "history": [one for one in owner.history if one.goal == id],
        },
    )


def _team_rows(site: SiteView) -> list[tuple[TeamCard, int, int]]:
    """Teams below their parents, with depth and number of people; a loop of parents stays flat."""
    below: dict[str | None, list[TeamCard]] = {}
    for team in site.directory.teams.values():
        below.setdefault(team.parent if team.parent in site.directory.teams else None, []).append(
            team
        )
    found: list[tuple[TeamCard, int, int]] = []
    seen: set[str] = set()

    in_a_loop = list(site.directory.teams.values())
    todo = [(team, 0) for team in reversed([*below.get(None, []), *in_a_loop])]
    while todo:
        team, depth = todo.pop()
        if team.id not in seen:
            seen.add(team.id)
            members = [one for one in site.directory.members[team.id] if site.is_current(one)]
            found.append((team, min(depth, 5), len(members)))
            todo += [(one, depth + 1) for one in reversed(below.get(team.id, []))]
    return found


def _people(site: SiteView) -> Iterator[Page]:
    here = [one for one in site.directory.people.values() if site.is_current(one)]
    gone = [one for one in site.directory.people.values() if not site.is_current(one)]
    count = -(-len(here) // ROWS)
    for number, rows in _paged(here):
        yield Page(
            urls.in_cycle(urls.PEOPLE, None, number),
            "pages/people.html",
            "people",
            say("People"),
            {
                "rows": rows,
                "total": len(here),
                "former": gone if number == count or not count else [],
                "pager": [urls.in_cycle(urls.PEOPLE, None, one) for one in range(1, count + 1)],
                "number": number,
            },
        )


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
