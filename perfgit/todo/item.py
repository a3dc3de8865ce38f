"""One thing that waits for somebody, and what duties are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from perfgit.authoring.which_cycle import Purpose, usual_cycle
from perfgit.company.authority import Role
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.company.org import Org
from perfgit.company.roles import Holder, People
from perfgit.files.layout import Place
from perfgit.insight.impact import Impact
from perfgit.model.org import Cycle


class Item(NamedTuple):
    """One thing that is due: whose turn it is, about whom, since when and until when."""

    duty: str
    who: str
    """The person whose turn it is."""
    owner: str
    """Whose dossier it is about: `company`, `teams/ID` or `people/ID`."""
    cycle: str
    since: dt.date
    until: dt.date | None
    what: str
    """In words, as told to the person whose turn it is."""
    command: str
    """The command that does it."""
    path: str
    """The file that it changes."""
    stands_in_for: str | None = None

    def overdue(self, today: dt.date) -> bool:
        """Whether the last day has passed."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class DutyContext:
    """A dossier of a cycle on a day, with everything that duties ask for."""

    company: Company
    org: Org
    people: People
    cycle_id: str
    cycle: Cycle
    dossier: Dossier
    today: dt.date
    impacts: tuple[Impact, ...]
    """What changes of strategy have touched in this cycle."""

    @property
    def person(self) -> str | None:
        """The person whose dossier it is."""
        return self.dossier.person

    def place(self, kind: str, id: str | None = None, day: dt.date | None = None) -> Place:
        """A file of the dossier."""
        return Place(kind, self.cycle_id, self.dossier.owner, id, day)

    def path(self, kind: str, id: str | None = None, day: dt.date | None = None) -> str:
        """Its path."""
        return self.company.layout.path(
            kind, cycle=self.cycle_id, owner=self.dossier.owner, id=id, day=day
        )

    def owners(self) -> list[Holder]:
        """Who speaks for the dossier's owner: the person, the lead, the executives."""
        return self.people.holders("owner", self.place("goals"))

    def managers(self) -> list[Holder]:
        """Who answers to the owner; while away, their deputy as well."""
        return self.people.holders("owners_manager", self.place("goals"))

    def holders(self, role: Role, kind: str) -> list[Holder]:
        """Who holds another role for a file of the dossier."""
        return self.people.holders(role, self.place(kind))

    def subject(self, who: str) -> str:
        """The dossier's owner as an argument of a command: nothing where it is oneself."""
        name = self.person or self.dossier.owner
        return "" if name == who else f" {name}"

    def naming(self, purpose: Purpose) -> str:
        """The option that names the cycle, where a command without it would mean another one."""
        usual = _usual(self.company, purpose, self.today)
        return "" if usual == self.cycle_id else f" --cycle {self.cycle_id}"

    def name(self) -> str:
        """What the owner is called."""
        kind, _, id = self.dossier.owner.partition("/")
        if kind == "people":
            person = self.org.person(id)
            return person.name if person else id
        team = self.org.team(id) if kind == "teams" else None
        return team.name if team else self.company.info.name


@lru_cache(maxsize=8)
def _usual(company: Company, purpose: Purpose, today: dt.date) -> str | None:
    return usual_cycle(company, purpose, today)


Duty = Callable[[DutyContext], Iterator[Item]]

PURPOSES: Mapping[str, Purpose] = {
    "plan-goals": "plan",
    "agree-again": "plan",
    "change-goal": "plan",
    "check-in": "coach",
    "answer-request": "coach",
    "answer-misfit": "coach",
    "nominate": "evaluate",
    "write-review": "evaluate",
    "hold-meeting": "feedback",
    "acknowledge": "feedback",
    "decide-appeal": "feedback",
    "plan-action": "feedback",
}
"""The stage by which the command of a duty finds its cycle."""


def turn(
    context: DutyContext,
    duty: str,
    holders: list[Holder],
    since: dt.date,
    until: dt.date | None,
    what: Callable[[str], str],
    command: Callable[[str], str],
    path: str,
) -> Iterator[Item]:
    """The item of each holder; `what` and `command` are told who it is."""
    for holder in holders:
        yield Item(
            duty,
            holder.id,
            context.dossier.owner,
            context.cycle_id,
            since,
            until,
            what(holder.id),
            command(holder.id) + context.naming(PURPOSES[duty]),
            path,
            holder.stands_in_for,
        )
