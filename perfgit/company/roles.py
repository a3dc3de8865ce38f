"""Who holds a role, and whether whoever acts is that person. All of it as the base branch says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from perfgit.company.actors import Account, Actor, Named
from perfgit.company.authority import Role, roles
from perfgit.company.org import Org
from perfgit.files.layout import Place
from perfgit.model.org import Person


class Holder(NamedTuple):
    """A person who holds a role, or stands in for somebody who does."""

    id: str
    stands_in_for: str | None = None


class People:
    """The roles of the base branch, each person read only when it is asked for."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._known: dict[tuple[Role, Place | None, tuple[str, ...]], list[Holder]] = {}

    def holders(
        self, role: Role, place: Place | None, concerned: tuple[str, ...] = ()
    ) -> list[Holder]:
        """Who holds a role for a file, nobody twice; `concerned` are persons it speaks of."""
        key = (role, place, concerned)
        if key not in self._known:
            found: dict[str, Holder] = {}
            for holder in _ROLES[role](self, place or Place(""), concerned):
                if holder.id not in found and self._org.is_active(holder.id):
                    found[holder.id] = holder
            self._known[key] = list(found.values())
        return self._known[key]

    def has_account(self, id: str) -> bool:
        """Whether any account can be this person's."""
        person = self._org.person(id)
        return person is not None and bool(person.github or person.github_id)

    def login(self, id: str) -> str:
        """The login of a person, or the id where there is none."""
        person = self._org.person(id)
        return person.github if person and person.github else id

    def is_person(self, id: str, actor: Actor) -> bool:
        """Whether whoever acts is this person; an account is by number where both say one."""
        if isinstance(actor, Named):
            return self.are_one(id, actor.person)
        person = self._org.person(id)
        return person is not None and matches(person, actor)

    def are_one_actor(self, first: Actor, second: Actor) -> bool:
        """Whether two who act are one, whichever way each of them is named."""
        if isinstance(first, Named):
            return self.is_person(first.person, second)
        if isinstance(second, Named):
            return self.is_person(second.person, first)
        return first.same_as(second)

    def are_one(self, first: str, second: str) -> bool:
        """Whether two person files speak of one person."""
        if first == second:
            return True
        one, other = self._org.person(first), self._org.person(second)
        if not one or not other:
            return False
        same_number = one.github_id is not None and one.github_id == other.github_id
        same_login = bool(one.github and other.github) and _fold(one.github) == _fold(other.github)
        same_address = bool(one.email and other.email) and _fold(one.email) == _fold(other.email)
        return same_number or same_login or same_address

    def _manager_of(self, id: str | None) -> str | None:
        person = self._org.person(id)
        manager = person.manager if person else None
        return manager if manager and manager != id and self._org.is_active(manager) else None

    def _with_deputies(self, id: str, not_these: Iterable[str]) -> Iterator[Holder]:
        """A person and, while away, whoever stands in; never one of those it is about.

        Where the deputy is one of those, the manager of the person who is away decides.
        """
        yield Holder(id)
        barred = set(not_these)
        person = self._org.person(id)
        for away in person.away if person else ():
            if not away.from_ <= self._org.today <= away.to:
                continue
            if away.deputy not in barred:
                yield Holder(away.deputy, id)
            else:
                above = self._manager_of(id)
                if above and above not in barred:
                    yield Holder(above, id)

    def _named(self, ids: Iterable[str], but: Iterable[str] = ()) -> Iterator[Holder]:
        barred = set(but)
        return (Holder(id) for id in ids if id not in barred)

    def person(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The person in whose folder the file lies, or whom the file describes."""
        id = place.person or (place.id if place.kind == "person" else None)
        if id:
            yield Holder(id)

    def _stand_ins(self, *but: str | None) -> Iterator[Holder]:
        """Who steps in where a line ends: the executives other than some, or else HR."""
        named = self._org.policy.roles
        return self._first((named.executive, named.hr), [id for id in but if id])

    def _first(self, groups: Iterable[Iterable[str]], but: Iterable[str] = ()) -> Iterator[Holder]:
        """Those of the first group in which anybody is there."""
        barred = tuple(but)
        for ids in groups:
            found = [one for one in self._named(ids, barred) if self._org.is_active(one.id)]
            if found:
                yield from found
                return

    def manager(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The manager."""
        id = place.person
        manager = self._manager_of(id)
        if manager and id:
            yield from self._with_deputies(manager, (id,))
        elif id:
            yield from self._stand_ins(id)

    def managers_manager(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The manager's manager."""
        id, manager = place.person, self._manager_of(place.person)
        above = self._manager_of(manager)
        if id and manager and above and above != id:
            yield from self._with_deputies(above, (id, manager))
        elif id:
            yield from self._stand_ins(id, manager)

    def _leads(self, place: Place) -> list[str]:
        """The leads of a team and of those above it who are there, the nearest first."""
        teams = map(self._org.team, self._org.company.line_of(_team(place)))
        leads = [team.lead for team in teams if team and team.lead]
        return [id for id in dict.fromkeys(leads) if self._org.is_active(id)]

    def lead(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The lead of the team; without one the next lead above, or else the executives."""
        leads = self._leads(place)
        if leads:
            yield from self._with_deputies(leads[0], ())
        elif self._org.team(_team(place)):
            yield from self._stand_ins()

    def lead_above(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The next lead above whoever leads the team, and that one's manager."""
        if not self._org.team(_team(place)):
            return
        leads = self._leads(place)
        lead = leads[0] if leads else None
        above = [id for id in (*leads[1:2], self._manager_of(lead)) if id]
        for id in above:
            yield from self._with_deputies(id, (lead,) if lead else ())
        if not above:
            yield from self._stand_ins(lead)

    def owner(self, place: Place, concerned: tuple[str, ...]) -> Iterator[Holder]:
        """Whose files these are."""
        if place.person:
            yield from self.person(place, concerned)
        elif _team(place):
            yield from self.lead(place, concerned)
        else:
            yield from self.executive(place, concerned)

    def owners_manager(self, place: Place, concerned: tuple[str, ...]) -> Iterator[Holder]:
        """Who answers to the owner."""
        if place.person:
            yield from self.manager(place, concerned)
        elif _team(place):
            yield from self.lead_above(place, concerned)
        else:
            yield from self.executive(place, concerned)

    def nominated_peer(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The peer that the file is named after, where the base branch has the nomination."""
        agreed = self._org.nominations(place.cycle or "", place.person or "")
        if agreed and place.id in agreed.peers and place.id != place.person:
            yield Holder(place.id)

    def report(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The report that the file is named after, of now or earlier in the cycle."""
        if place.id and place.person:
            now = self._manager_of(place.id)
            if place.person in (now, *self._managers_in(place.id, place.cycle)):
                yield Holder(place.id)

    def former_manager(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The former manager that the file is named after."""
        if place.id and place.id in self._managers_in(place.person, place.cycle):
            yield Holder(place.id)

    def _managers_in(self, id: str | None, cycle: str | None) -> list[str]:
        """Who was a person's manager for a part of a cycle."""
        person, of = self._org.person(id), self._org.cycle(cycle)
        return person.managers_since(of.starts if of else None) if person else []

    def giver(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """Who gives feedback: the one that the file is named after, never to oneself."""
        if place.id and place.id != place.person:
            yield Holder(place.id)

    def participant(self, place: Place, _: tuple[str, ...]) -> Iterator[Holder]:
        """The person that the file is named after."""
        if place.id:
            yield Holder(place.id)

    def hr(self, _: Place, __: tuple[str, ...]) -> Iterator[Holder]:
        """HR; where nobody is, the executives."""
        return self._first((self._org.policy.roles.hr, self._org.policy.roles.executive))

    def executive(self, _: Place, __: tuple[str, ...]) -> Iterator[Holder]:
        """The executives; where nobody is, HR."""
        return self._stand_ins()

    def admin(self, _: Place, __: tuple[str, ...]) -> Iterator[Holder]:
        """The admins; where nobody is, the executives, or else HR."""
        named = self._org.policy.roles
        return self._first((named.admin, named.executive, named.hr))

    def uninvolved_hr(self, place: Place, concerned: tuple[str, ...]) -> Iterator[Holder]:
        """HR without those concerned, their managers and their reports; or else such executives."""
        named = self._org.policy.roles
        return self._uninvolved((named.hr, named.executive), place, concerned)

    def uninvolved_executive(self, place: Place, concerned: tuple[str, ...]) -> Iterator[Holder]:
        """The executives without those concerned, their managers and their reports; or else such HR."""
        named = self._org.policy.roles
        return self._uninvolved((named.executive, named.hr), place, concerned)

    def _uninvolved(
        self, groups: Iterable[Iterable[str]], place: Place, concerned: tuple[str, ...]
    ) -> Iterator[Holder]:
        """Those whom it is not about, and who do not decide about their own manager."""
        persons = {id for id in (place.person, *concerned) if id}
        managers = set() if concerned else {self._manager_of(id) or id for id in persons}
        barred = {*persons, *managers}
        return self._first(
            [id for id in ids if id not in barred and self._manager_of(id) not in persons]
            for ids in groups
        )

    def approvers(
        self, group: Iterable[Role], place: Place | None, concerned: tuple[str, ...], author: str
    ) -> list[Holder]:
        """Who may approve, as one of a group of roles, what an author has made.

        Nobody whom it is about, nor who is one with them. Where nobody else of these roles is there,
        those who stand in for them (`stands_in` of the table); the author is left in, to be told why
        their own approval does not count.
        """
        wanted = list(group)
        instead = [one for role in wanted for one in roles()[role].stands_in]
        found: list[Holder] = []
        for role in dict.fromkeys((*wanted, *instead)):
            if role not in wanted and any(not self.are_one(one.id, author) for one in found):
                break
            found += [
                holder
                for holder in self.holders(role, place, concerned)
                if not any(self.are_one(holder.id, one) for one in concerned)
            ]
        return found


def _team(place: Place) -> str | None:
    return place.owner[6:] if place.owner and place.owner.startswith("teams/") else None


def matches(person: Person, account: Account) -> bool:
    """Whether an account is a person's: by number where both say one, else by login."""
    if person.github_id is not None and account.id is not None:
        return person.github_id == account.id
    return person.github is not None and _fold(person.github) == _fold(account.login)


def _fold(text: str | None) -> str:
    return (text or "").casefold()


_ROLES: dict[Role, Callable[[People, Place, tuple[str, ...]], Iterator[Holder]]] = {
    "person": People.person,
    "manager": People.manager,
    "managers_manager": People.managers_manager,
    "lead": People.lead,
    "lead_above": People.lead_above,
    "owner": People.owner,
    "owners_manager": People.owners_manager,
    "nominated_peer": People.nominated_peer,
    "report": People.report,
    "former_manager": People.former_manager,
    "giver": People.giver,
    "participant": People.participant,
    "hr": People.hr,
    "executive": People.executive,
    "admin": People.admin,
    "uninvolved_hr": People.uninvolved_hr,
    "uninvolved_executive": People.uninvolved_executive,
}
