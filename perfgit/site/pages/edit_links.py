"""What people can do from a page: links to the web host's forms, and to its editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfgit.authoring.which_cycle import cycle_for
from perfgit.files.documents import load
from perfgit.files.layout import Place
from perfgit.i18n import say
from perfgit.model.org import Competencies, Competency, Person, Role
from perfgit.problem import PerfgitError
from perfgit.site.pages import skeletons
from perfgit.site.views.cards import PersonCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.owner import OwnerView


class Act(NamedTuple):
    """Something to do: by a form, or in the editor with a file that has been begun."""

    title: str
    form: str | None = None
    editor: str | None = None


def acts_of(site: SiteView, cycle: CycleView, person: PersonCard) -> list[Act]:
    """What can be done about a person in a cycle on the site's day; nothing once it is closed."""
    if not site.links.base or cycle.cycle.closed or not site.is_current(person):
        return []
    return list(_acts(site, cycle, person))


def misfit(site: SiteView, cycle: CycleView, owner: str, goal: str) -> str | None:
    """The form that says that a person's goal no longer fits."""
    if not owner.startswith("people/") or cycle.id != site.running or cycle.cycle.closed:
        return None
    return site.links.form("misfit", goal=goal)


def _acts(site: SiteView, cycle: CycleView, person: PersonCard) -> Iterator[Act]:
    view, today = cycle.owner(person.owner), site.today
    planned = _planned(site)
    if today <= cycle.cycle.ends:
        yield Act(
            say("Propose a goal"),
            site.links.form("goal") if cycle.id == planned else None,
            _goals(site, cycle, person, view) if site.visibility.goals else None,
        )
    if cycle.id == site.running and cycle.cycle.starts <= today <= cycle.cycle.ends:
        yield Act(
            say("Check in"),
            site.links.form("checkin", values=skeletons.values_by_line(view.goals)),
            _checkin(site, cycle, person, view) if site.visibility.checkins else None,
        )
    if today >= cycle.cycle.stages.evaluate.opens and site.visibility.review_participation:
        for kind, title in (("self", say("Self review")), ("manager", say("Manager’s review"))):
            heading = say("{title}: {name}", title=title, name=person.name)
            texts = skeletons.review(
                heading, view.goals, _competencies(site, person), site.company.policy
            )
            place = Place(kind, cycle.id, person.owner)
            yield Act(title, None, _file(site, place, texts))
    if cycle.id == site.running:
        yield Act(say("Give feedback"), site.links.form("feedback", person=person.id))


def _planned(site: SiteView) -> str | None:
    """The cycle that the form of a goal would be for."""
    try:
        return cycle_for(site.company, "plan", site.today)[0]
    except PerfgitError:
        return None


def _goals(site: SiteView, cycle: CycleView, person: PersonCard, view: OwnerView) -> str | None:
    texts = skeletons.goal_sheet(
        person.name, _role(site, person).kpis, list(_supportable(site, cycle, person))
    )
    return _file(site, Place("goals", cycle.id, person.owner), texts)


def _checkin(site: SiteView, cycle: CycleView, person: PersonCard, view: OwnerView) -> str | None:
    place = Place("checkin", cycle.id, person.owner, day=site.today)
    return _file(site, place, skeletons.checkin(person.name, site.today, view.goals))


def _file(site: SiteView, place: Place, texts: Iterator[str]) -> str | None:
    """The editor with the file where there is one, else with a new one.

    So a link tells whether there is a file: only for what the page may show.
    """
    path = site.company.layout.path(
        place.kind, cycle=place.cycle, owner=place.owner, id=place.id, day=place.day
    )
    if site.company.tree.read(path) is not None:
        return site.links.edit(path)
    return site.links.new(path, texts)


def _supportable(site: SiteView, cycle: CycleView, person: PersonCard) -> Iterator[tuple[str, str]]:
    owners = [f"teams/{person.team}"] if person.team else []
    for owner in (*owners, "company"):
        for id, title in cycle.agreed(owner):
            yield f"{owner}/{id}", title
    for one in site.strategy.objectives:
        yield f"strategy/{one.id}", one.title


def _role(site: SiteView, card: PersonCard) -> Role:
    """The role of a person, read here so that the page is made again when it changes."""
    tree, layout = site.company.tree, site.company.layout
    doc = load(tree, layout.path("person", id=card.id), Place("person", id=card.id))
    person = doc.data if doc and isinstance(doc.data, Person) else None
    if person and person.role:
        doc = load(tree, layout.path("role", id=person.role), Place("role", id=person.role))
        if doc and isinstance(doc.data, Role):
            return doc.data
    return Role(title="-")


def _competencies(site: SiteView, card: PersonCard) -> list[Competency]:
    """Those that the role names; at which level what is expected is nobody else's business."""
    doc = load(site.company.tree, "org/competencies.yml", Place("competencies"))
    found = doc.data.competencies if doc and isinstance(doc.data, Competencies) else []
    named = _role(site, card).competencies
    return [one for one in found if one.id in named]
