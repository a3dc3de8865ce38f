"""The pages of teams and people, and the lists that lead to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfgit.i18n import say
from perfgit.site import urls
from perfgit.site.pages import tables
from perfgit.site.pages.due import when
from perfgit.site.pages.edit_links import acts_of
from perfgit.site.pages.goals import goal_details
from perfgit.site.pages.page import ROWS, Page, paged, switch
from perfgit.site.views.cards import PersonCard, TeamCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import PaceCount, pace_counts
from perfgit.site.views.requests import requests
from perfgit.site.views.sheet import review_sheet

TEAMS = 400
"""Teams on one page: as many as can be searched there."""


def owner_page(site: SiteView, cycle: CycleView, owner: str, section: str) -> Page:
    """What an owner (`company`, `teams/ID`, `people/ID`) has in a cycle."""
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
            "switch": switch(site, site.cycles_of(owner), cycle.id, owner),
        },
    )


def team_page(site: SiteView, cycle: CycleView, team: TeamCard) -> Page:
    """A team with its people."""
    page = owner_page(site, cycle, team.owner, "teams")
    members = [
        person
        for person in site.directory.members[team.id]
        if person.present_during(cycle.cycle.starts, cycle.cycle.ends)
        and (cycle.id != site.running or site.is_current(person))
    ]
    with_views = [(person, cycle.owner(person.owner)) for person in members]
    views = [cycle.owner(team.owner), *(view for _, view in with_views)]
    begun = site.visibility.review_participation and (
        site.today >= cycle.cycle.stages.evaluate.opens
        or any(view.participation and view.participation.any_in for view in views)
    )
    below = [one for one in site.directory.teams.values() if one.parent == team.id]
    page.context.update(
        lead=site.person(team.lead),
        parent=site.directory.teams.get(team.parent) if team.parent else None,
        below=below,
        members=with_views,
        requests=requests(views),
        reviewed=[(person, view) for person, view in with_views if view.agreed] if begun else [],
        paces=pace_counts(goal for view in views for goal in view.goals),
    )
    return page


def person_page(site: SiteView, cycle: CycleView, person: PersonCard) -> Page:
    """A person, with a section for each goal."""
    page = owner_page(site, cycle, person.owner, "people")
    page.context.update(
        goals={
            goal.ref.goal: goal_details(site, cycle, goal) for goal in page.context["view"].goals
        },
        helped=cycle.helped(person.id) if site.visibility.goals else [],
        due=site.waiting.of(person.id) if cycle.id == site.running else [],
        when=when,
        team=site.directory.teams.get(person.team) if person.team else None,
        manager=site.person(person.manager),
        acts=acts_of(site, cycle, person),
        reports=[one for one in site.directory.reports.get(person.id, []) if site.is_current(one)],
    )
    return page


def review_page(site: SiteView, cycle: CycleView, person: PersonCard) -> Page | None:
    """What was said of a person, on one page to be printed; None where nothing is for everyone."""
    view = cycle.owner(person.owner)
    if view.said is None or not view.said.reviewed:
        return None
    return Page(
        urls.of_review(cycle.id, person.id),
        "pages/review.html",
        "reviews",
        say("Review of {name}", name=person.name),
        {
            "card": person,
            "cycle": cycle,
            "view": view,
            "sheet": review_sheet(site, view),
            "team": site.directory.teams.get(person.team) if person.team else None,
            "manager": site.person(person.manager),
            "scale": site.company.policy.scale,
        },
    )


class TeamRow(NamedTuple):
    """A team in the list: how deep below its parents, how many people, how their goals are going."""

    team: TeamCard
    depth: int
    people: int
    paces: list[PaceCount]


def _team_rows(site: SiteView) -> list[tuple[TeamCard, int]]:
    """Teams below their parents, with depth; a loop of parents stays flat."""
    below: dict[str | None, list[TeamCard]] = {}
    for team in site.directory.teams.values():
        below.setdefault(team.parent if team.parent in site.directory.teams else None, []).append(
            team
        )
    found: list[tuple[TeamCard, int]] = []
    seen: set[str] = set()
    in_a_loop = list(site.directory.teams.values())
    todo = [(team, 0) for team in reversed([*below.get(None, []), *in_a_loop])]
    while todo:
        team, depth = todo.pop()
        if team.id not in seen:
            seen.add(team.id)
            found.append((team, min(depth, 5)))
            todo += [(one, depth + 1) for one in reversed(below.get(team.id, []))]
    return found


def _team_row(site: SiteView, team: TeamCard, depth: int) -> TeamRow:
    members = [one for one in site.directory.members[team.id] if site.is_current(one)]
    cycle = site.cycle
    views = [cycle.owner(one.owner) for one in (team, *members)] if cycle else []
    paces = pace_counts(goal for view in views for goal in view.goals)
    return TeamRow(team, depth, len(members), paces)


def people_pages(site: SiteView) -> Iterator[Page]:
    """Who works here, and who did."""
    if site.cycle:
        site.cycle.owners.read()
    here = [one for one in site.directory.people.values() if site.is_current(one)]
    gone = [one for one in site.directory.people.values() if not site.is_current(one)]
    count = -(-len(here) // ROWS)
    few = len(gone) <= ROWS // 2
    if not few:
        yield from _former_pages(gone)
    for number, rows in paged(here):
        yield Page(
            urls.in_cycle(urls.PEOPLE, None, number),
            "pages/people.html",
            "people",
            say("People"),
            {
                "rows": rows,
                "total": len(here),
                "former": gone if few and (number == count or not count) else [],
                "left": 0 if few else len(gone),
                "pager": [urls.in_cycle(urls.PEOPLE, None, one) for one in range(1, count + 1)],
                "number": number,
                **tables.for_template(),
            },
        )
    if here:
        yield from tables.people_data(site, here)


def _former_pages(gone: Sequence[PersonCard]) -> Iterator[Page]:
    """Those who have left, where they are too many for a page of the directory."""
    parts = list(paged(gone, ROWS * 2))
    pager = [urls.former(number) for number, _ in parts]
    for number, rows in parts:
        yield Page(
            pager[number - 1],
            "pages/former.html",
            "people",
            say("People who have left"),
            {"rows": rows, "total": len(gone), "pager": pager, "number": number},
        )


def teams_pages(site: SiteView) -> Iterator[Page]:
    """All teams."""
    if site.cycle:
        site.cycle.owners.read()
    all_rows = _team_rows(site)
    parts = list(paged(all_rows, TEAMS))
    pager = [urls.in_cycle(urls.TEAMS, None, number) for number, _ in parts]
    for number, rows in parts:
        yield Page(
            pager[number - 1],
            "pages/teams.html",
            "teams",
            say("Teams"),
            {
                "rows": [_team_row(site, team, depth) for team, depth in rows],
                "total": len(all_rows),
                "pager": pager,
                "number": number,
            },
        )
