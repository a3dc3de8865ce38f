"""The search: who and what there is, to be found by name and words (`indexing` makes the index).

What is indexed are not the pages but short records made from the same views: names, titles, reasons
and the handbook. So the index holds nothing that the policy keeps from the pages, and every result
knows what it is. Goals of the company and of teams are there of all cycles, people's of the running ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from perfgit.i18n import language, say
from perfgit.rules.registry import AREAS
from perfgit.site import urls
from perfgit.site.search.index import Record, indexed
from perfgit.site.theme import texts
from perfgit.site.views.company import SiteView
from perfgit.site.views.competencies import competencies
from perfgit.site.views.cycle import UNPACKED, CycleView, OwnerView

FOLDER = "search/"
KINDS = ("person", "team", "goal", "strategy", "handbook", "rule")
LONGEST = 4000
"""Characters of a record; a text that is longer is found by its beginning."""


def records(site: SiteView, handbook: Iterable[tuple[str, str, str]]) -> Iterator[Record]:
    """Everything that can be found; `handbook` has address, title and HTML of hand-written pages."""
    yield from _people(site)
    yield from _goals(site)
    for objective in site.strategy.objectives:
        url = urls.of_objective(objective.id)
        yield Record(
            url, "strategy", objective.title, "", texts.plain(objective.why or "", LONGEST)
        )
    for url, title, html in handbook:
        yield Record(url, "handbook", title, "", _words_of(html))
    for one in competencies(site):
        words = " ".join([one.what or "", *(step.text for step in one.words)])
        yield Record(
            f"{urls.COMPETENCIES}#{one.id}", "handbook", one.title, "", texts.plain(words, LONGEST)
        )
    for _, rules in AREAS:
        for rule in rules:
            text = texts.plain(rule.text, LONGEST)
            yield Record(
                f"{urls.RULES}#{rule.name}", "rule", rule.name, texts.plain(rule.text), text
            )


def _people(site: SiteView) -> Iterator[Record]:
    teams = site.directory.teams
    for person in site.directory.people.values():
        team = teams[person.team].name if person.team in teams else ""
        about = " · ".join(part for part in (person.about, team) if part)
        yield Record(person.url, "person", person.name, about)
    for card in teams.values():
        lead = site.person(card.lead)
        about = say("led by {name}", name=lead.name) if lead else ""
        yield Record(card.url, "team", card.name, about)


def _goals(site: SiteView) -> Iterator[Record]:
    running = {cycle.id for cycle in site.running_cycles}
    for cycle in site.cycles.values():
        owners = cycle.owners
        if cycle.id in running:
            owners.read()
        for owner in owners:
            if cycle.id in running or not owner.startswith("people/"):
                yield from _goals_of(site, cycle, owners[owner])
            owners.forget(UNPACKED)


def _goals_of(site: SiteView, cycle: CycleView, view: OwnerView) -> Iterator[Record]:
    card = site.card(view.owner)
    parts = (card.name if card else "", "" if cycle.id == site.running else cycle.cycle.title)
    about = " · ".join(part for part in parts if part)
    for goal in view.goals:
        results = [one.title for one in goal.key_results if one.title != goal.title]
        text = ". ".join([texts.plain(goal.why or "", LONGEST), *results])
        yield Record(site.goal_url(goal.ref) or "", "goal", goal.title, about, text)


def _words_of(html: str) -> str:
    return " ".join(Markup(html).striptags().split())[:LONGEST]  # noqa: S704 -- tags go, not come


def files(site: SiteView, handbook: Iterable[tuple[str, str, str]]) -> dict[str, bytes]:
    """The search index: bytes by address."""
    made = indexed(list(records(site, handbook)), language().partition("-")[0])
    return {f"{FOLDER}{name}": data for name, data in made.items()}
