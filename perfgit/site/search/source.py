"""The search: who and what there is, to be found by name and words (`indexing` makes the index).

What is indexed are not the pages but short records made from the same views: names, titles, reasons
and the handbook. So the index holds nothing that the policy keeps from the pages, every result knows
what it is, and a check-in, which changes none of these words, does not cost a new index. Goals are
those of the running cycle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version

from markupsafe import Markup

from perfgit.i18n import language, say
from perfgit.rules.registry import AREAS
from perfgit.site import urls
from perfgit.site.pages.page import Source
from perfgit.site.search.index import Record, indexed
from perfgit.site.theme import texts
from perfgit.site.tracing import remembered
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import UNPACKED

FOLDER = "search/"
NAME = "search "
"""How the name of its source begins."""
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


class _Index:
    """The index of one site; made when somebody asks for its files."""

    def __init__(self, site: SiteView, handbook: Iterable[tuple[str, str, str]]) -> None:
        self._site = site
        self.handbook = tuple(handbook)

    @remembered
    def records(self) -> list[Record]:
        return list(records(self._site, self.handbook))

    def digest(self) -> bytes:
        """Changes with the records; what the goals say is not unpacked for it."""
        cycle = self._site.cycle
        made = hashlib.blake2b(cycle.words if cycle else b"", digest_size=16)
        for record in _people(self._site):
            made.update(repr(record).encode("utf-8", "replace"))
        return made.digest()

    def files(self) -> Mapping[str, bytes]:
        found = indexed(self.records, language().partition("-")[0])
        return {f"{FOLDER}{name}": data for name, data in found.items()}


def source(site: SiteView, handbook: Iterable[tuple[str, str, str]]) -> Source:
    """The search index as a part of the site.

    What it depends on beside the company's files is in its name: with another, it is another.
    """
    index = _Index(site, handbook)
    about = hashlib.blake2b(repr((index.handbook, version("pagefind"), language())).encode())
    return Source(f"{NAME}{about.hexdigest()[:16]}", files=index.files, digest=index.digest)
