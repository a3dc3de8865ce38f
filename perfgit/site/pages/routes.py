"""How addresses are told apart: every address of the site, and the page of one without the others.

Addresses that are made alike are a route. Those of one member of it (a cycle, an owner in a cycle)
share what they read, so they are listed together; but each page is made by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from perfgit.company.company import COMPANY
from perfgit.site.pages.page import Entry
from perfgit.site.views.company import SiteView

_GAPS = {
    "{cycle}": "(?P<cycle>[a-z0-9][a-z0-9-]*)",
    "{in_cycle}": "(?:(?P<cycle>[a-z0-9][a-z0-9-]*)/)?",
    "{owner}": "(?P<owner>company|(?:teams|people)/[a-z0-9][a-z0-9-]*)",
    "{person}": "(?P<person>[a-z0-9][a-z0-9-]*)",
    "{number}": "[0-9]+",
    "{name}": "[^/]+",
}


class Member(NamedTuple):
    """Whose addresses: a cycle's, an owner's in a cycle, or (both empty) the whole company's."""

    cycle: str = ""
    owner: str = ""


class Route(NamedTuple):
    """Addresses of one kind.

    `patterns` are regular expressions with gaps: `{cycle}` and `{owner}` say whose an address is,
    `{in_cycle}` is left out in those of the running cycle; `{person}` is an owner without its kind.
    """

    of: Literal["company", "cycle", "owner"]
    patterns: tuple[str, ...]
    entries: Callable[[SiteView, Member], Iterable[Entry]]

    def member(self, site: SiteView, url: str) -> Member | None:
        """Whose an address is, where it can be one of this route."""
        for pattern in self.patterns:
            found = _compiled(pattern).fullmatch(url)
            if found:
                named = found.groupdict()
                cycle = "" if self.of == "company" else named.get("cycle") or site.running or ""
                owner = f"people/{named['person']}" if "person" in named else named.get("owner")
                member = Member(cycle, owner or "")
                return member if _exists(site, self, member) else None
        return None

    def members(self, site: SiteView) -> Iterator[Member]:
        """Everyone who has addresses of this kind."""
        if self.of == "company":
            yield Member()
        for cycle in site.cycles if self.of != "company" else ():
            if self.of == "cycle":
                yield Member(cycle)
            else:
                yield from (Member(cycle, owner) for owner in owners(site, cycle))


class Group(NamedTuple):
    """The addresses of one member of a route; `whole` where they look at everybody."""

    route: Route
    member: Member

    @property
    def whole(self) -> bool:
        """Whether it is about the whole company, or a whole cycle."""
        return not self.member.owner

    def entries(self, site: SiteView) -> Iterable[Entry]:
        """The addresses with what makes their pages."""
        return self.route.entries(site, self.member)


class Routes:
    """The addresses of one site.

    Args:
        site: The site.
        table: Its routes.
        written: Addresses of pages written by hand, which take the place of generated ones.
    """

    def __init__(
        self, site: SiteView, table: Iterable[Route], written: Collection[str] = ()
    ) -> None:
        self._site = site
        self._table = tuple(table)
        self._written = written

    def groups(self) -> Iterator[Group]:
        """All addresses, in portions that are best made together."""
        return (Group(route, one) for route in self._table for one in route.members(self._site))

    def entries(self, group: Group) -> Iterator[Entry]:
        """The addresses of a group."""
        return (one for one in group.entries(self._site) if one.url not in self._written)

    def addresses(self) -> Iterator[str]:
        """Every address: folders end in a slash, files do not."""
        return (entry.url for group in self.groups() for entry in self.entries(group))

    def find(self, url: str) -> Entry | None:
        """What makes the page at an address; None where there is no such page."""
        for route in self._table:
            member = route.member(self._site, url)
            if member:
                for entry in self.entries(Group(route, member)):
                    if entry.url == url:
                        return entry
        return None


def owners(site: SiteView, cycle: str) -> Iterator[str]:
    """Who has pages in a cycle: in the running one everybody, else who has anything there."""
    everybody = (
        COMPANY,
        *(card.owner for card in site.directory.teams.values()),
        *(card.owner for card in site.directory.people.values()),
    )
    return (owner for owner in everybody if site.has_page(owner, cycle))


def _exists(site: SiteView, route: Route, member: Member) -> bool:
    if route.of == "company":
        return True
    return member.cycle in site.cycles and (
        route.of == "cycle"
        or (site.card(member.owner) is not None and site.has_page(member.owner, member.cycle))
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    for gap, meaning in _GAPS.items():
        pattern = pattern.replace(gap, meaning)
    return re.compile(pattern)
