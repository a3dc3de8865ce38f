"""The search: who and what there is, to be found by name and words (`indexing` makes the index).

What is indexed are not the pages but short records made from the same views: names, titles, reasons
and the handbook. So the index holds nothing that the policy keeps from the pages, and every result knows
what it is. Goals are those of the running cycle.
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
from perfgit.site.views.cycle import UNPACKED

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
    owners = site.cycle.owners if site.cycle else None
    for view in owners.values() if owners else ():
        card = site.card(view.owner)
        for goal in view.goals:
            results = [one.title for one in goal.key_results if one.title != goal.title]
            text = ". ".join([texts.plain(goal.why or "", LONGEST), *results])
            name = card.name if card else ""
            yield Record(urls.of_goal(goal.ref), "goal", goal.title, name, text)
        if owners:
            owners.forget(UNPACKED)


def _words_of(html: str) -> str:
    return " ".join(Markup(html).striptags().split())[:LONGEST]  # noqa: S704 -- tags go, not come


def files(site: SiteView, handbook: Iterable[tuple[str, str, str]]) -> dict[str, bytes]:
    """The search index: bytes by address."""
    made = indexed(list(records(site, handbook)), language().partition("-")[0])
    return {f"{FOLDER}{name}": data for name, data in made.items()}
