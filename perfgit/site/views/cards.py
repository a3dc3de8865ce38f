"""Who is who: what pages say of a person, a team or a cycle wherever they mention one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from perfgit.company.company import COMPANY, Company
from perfgit.i18n import say
from perfgit.model.org import Cycle, Person
from perfgit.site import urls


@dataclass(frozen=True, slots=True)
class Card:
    """A name with the page behind it; `kind` is `person`, `team` or `company`."""

    owner: str
    kind: str
    name: str
    url: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class PersonCard(Card):
    """A person; no address, no level, nothing that the page of a colleague needs not say."""

    id: str = ""
    team: str | None = None
    manager: str | None = None
    joined: dt.date | None = None
    left: dt.date | None = None

    def present(self, day: dt.date) -> bool:
        """Whether the person works here on a day."""
        return (self.joined is None or self.joined <= day) and (
            self.left is None or self.left >= day
        )

    def present_during(self, first: dt.date, last: dt.date) -> bool:
        """Whether the person works here on some day of a time."""
        return (self.joined is None or self.joined <= last) and (
            self.left is None or self.left >= first
        )


@dataclass(frozen=True, slots=True)
class TeamCard(Card):
    """A team."""

    id: str = ""
    lead: str | None = None
    parent: str | None = None


def running_cycle(cycles: list[tuple[str, Cycle]], today: dt.date) -> str | None:
    """The cycle that runs on a day: the latest that has started, else the earliest.

    Args:
        cycles: Valid cycles, the latest first.
        today: The day.
    """
    for id, cycle in cycles:
        if cycle.starts <= today:
            return id
    return cycles[-1][0] if cycles else None


def by_name(card: Card) -> tuple[str, str]:
    """The order in which people look for a name."""
    return (card.name.casefold(), card.owner)


class Directory:
    """Everybody and every team that has a valid file."""

    def __init__(self, company: Company) -> None:
        self._company = company

    @cached_property
    def people(self) -> dict[str, PersonCard]:
        """People by id, in order of name."""
        cards = [self._person(id, doc.data) for id, doc in self._company.people.items() if doc.data]
        return {card.id: card for card in sorted(cards, key=by_name)}

    def _person(self, id: str, person: Person) -> PersonCard:
        role = self._company.roles.get(person.role) if person.role else None
        owner = f"people/{id}"
        return PersonCard(
            owner,
            "person",
            person.name,
            urls.of_owner(owner),
            role.data.title if role and role.data else "",
            id,
            person.team if person.team in self.teams else None,
            person.manager,
            person.joined,
            person.left,
        )

    @cached_property
    def teams(self) -> dict[str, TeamCard]:
        """Teams by id, in order of name."""
        cards = [
            TeamCard(
                f"teams/{id}",
                "team",
                doc.data.name,
                urls.of_owner(f"teams/{id}"),
                "",
                id,
                doc.data.lead,
                doc.data.parent,
            )
            for id, doc in self._company.teams.items()
            if doc.data
        ]
        return {card.id: card for card in sorted(cards, key=by_name)}

    @cached_property
    def company(self) -> Card:
        """The company as an owner of goals."""
        return Card(
            COMPANY, "company", self._company.info.name, urls.of_owner(COMPANY), say("Company")
        )

    def of(self, owner: str) -> Card | None:
        """The card of `company`, `teams/ID` or `people/ID`."""
        kind, _, id = owner.partition("/")
        if kind == "people":
            return self.people.get(id)
        return self.teams.get(id) if kind == "teams" else self.company

    @cached_property
    def members(self) -> dict[str, list[PersonCard]]:
        """The people of each team, in order of name."""
        found: dict[str, list[PersonCard]] = {id: [] for id in self.teams}
        for card in self.people.values():
            if card.team:
                found[card.team].append(card)
        return found

    @cached_property
    def reports(self) -> dict[str, list[PersonCard]]:
        """Who reports to whom, in order of name."""
        found: dict[str, list[PersonCard]] = {}
        for card in self.people.values():
            if card.manager:
                found.setdefault(card.manager, []).append(card)
        return found
