"""One thing that waits for somebody, and what duties are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from perfgit.authoring.which_cycle import Purpose, usual_cycle
from perfgit.company.authority import Role
from perfgit.company.company import COMPANY, Company
from perfgit.company.dossier import Dossier
from perfgit.company.org import Org
from perfgit.company.participants import asks
from perfgit.company.roles import Holder, People
from perfgit.company.visibility import Visibility
from perfgit.files.layout import Place
from perfgit.insight.checkins import PLAN_WITHIN
from perfgit.insight.impact import Change, Touched
from perfgit.model.org import Asked, Cycle
from perfgit.model.values import shifted


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
    touched: Sequence[tuple[Change, Touched]] = ()
    """The dossier's goals that a change of strategy has touched, and that nobody has agreed again."""

    @property
    def person(self) -> str | None:
        """The person whose dossier it is."""
        return self.dossier.person

    def asked(self, what: Asked) -> bool:
        """Whether the cycle asks the owner for something."""
        return asks(self.company, self.cycle, self.dossier.owner, what)

    def begins(self, day: dt.date) -> dt.date:
        """A day, or the person's first one where that is later: nothing is due of a newcomer before."""
        person = self.org.person(self.person)
        return max(day, person.joined) if person and person.joined else day

    def ends(self, day: dt.date, since: dt.date) -> dt.date:
        """A last day, or one that leaves somebody who began after `since` as long as anybody."""
        begins = self.begins(since)
        return max(day, shifted(begins, PLAN_WITHIN)) if begins > since else day

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


class Turn(NamedTuple):
    """Something that a duty finds: who could do it, since when and until when, and how.

    `what` and `command` are told whose turn it is.
    """

    holders: Sequence[Holder]
    since: dt.date
    until: dt.date | None
    what: Callable[[str], str]
    command: Callable[[str], str]
    path: str


DutyRole = Literal[
    "owner",
    "owners_manager",
    "uninvolved_hr",
    "report",
    "former_manager",
    "named_in_nominations",
    "named_in_plan",
]
"""In which role somebody can have a turn of a dossier; `perfgit.todo.concerned` finds the dossiers."""

Shown = Callable[[Visibility, str | None], bool]
"""Whether everyone may read that something is due, by the kind of the file that does it."""


class Duty(NamedTuple):
    """Something that falls due in a dossier."""

    name: str
    label: str
    """What several of it are called, for counting."""
    stage: Purpose
    """The stage of the circle by which its command finds its cycle."""
    find: Callable[[DutyContext], Iterator[Turn]]
    roles: tuple[DutyRole, ...]
    """Everybody whose turn it can be."""
    shown: Shown
    """Whether the site may say it."""
    asks: Asked | None = None
    """What the cycle has to ask the owner for; None: it follows from what is there already."""
    after_closing: tuple[str, ...] = ()
    """The kinds of files that it reads of a closed cycle; none: it ends with the cycle."""

    def items(self, context: DutyContext) -> Iterator[Item]:
        """What is due of it in a dossier, of each whose turn it is."""
        if self.asks and not context.asked(self.asks):
            return
        for turn in self.find(context):
            for holder in turn.holders:
                yield Item(
                    self.name,
                    holder.id,
                    context.dossier.owner,
                    context.cycle_id,
                    turn.since,
                    turn.until,
                    turn.what(holder.id),
                    turn.command(holder.id) + context.naming(self.stage),
                    turn.path,
                    holder.stands_in_for,
                )


class CycleDuty(NamedTuple):
    """Something that a cycle itself asks: of HR, or of whom its turn names."""

    name: str
    label: str
    find: Callable[[Company, dt.date], Iterator[CycleTurn]]
    shown: Shown

    def items(self, company: Company, org: Org) -> Iterator[Item]:
        """What is due of it; of each active member of HR where it names nobody who is active."""
        for turn in self.find(company, org.today):
            who = [turn.who] if turn.who and org.is_active(turn.who) else company.policy.roles.hr
            for id in filter(org.is_active, who):
                yield Item(self.name, id, COMPANY, *turn[:-1])


class CycleTurn(NamedTuple):
    """What a duty of a cycle finds."""

    cycle: str
    since: dt.date
    until: dt.date | None
    what: str
    command: str
    path: str
    who: str | None = None
