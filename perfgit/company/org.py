"""The organisation on a day: who is there, and where a cycle stands."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from perfgit.company.company import Company
from perfgit.company.today import today_in
from perfgit.files.documents import load
from perfgit.files.layout import Layout, Place
from perfgit.model.org import Cycle, Person, Team
from perfgit.model.policy import Policy
from perfgit.model.reviews import ManagerReview, Nominations

JOINING = dt.timedelta(days=30)
"""How long after their first day somebody's first goals count as planning."""


class Org:
    """A company's people, teams, cycles and policy, as they are on a day."""

    def __init__(self, company: Company, today: dt.date | None = None) -> None:
        self.company = company
        self._today = today

    @cached_property
    def today(self) -> dt.date:
        """The day that counts: the one given, or the day in the company's time zone."""
        return today_in(self.company, self._today)

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.company.policy

    @property
    def layout(self) -> Layout:
        """How paths are computed."""
        return self.company.layout

    def person(self, id: str | None) -> Person | None:
        """A person by id."""
        return self.company.person(id) if id else None

    def team(self, id: str | None) -> Team | None:
        """A team by id."""
        doc = self.company.teams.get(id) if id else None
        return doc.data if doc else None

    def cycle(self, id: str | None) -> Cycle | None:
        """A cycle by id."""
        doc = self.company.cycles.get(id) if id else None
        return doc.data if doc else None

    @cached_property
    def running(self) -> list[str]:
        """The cycles whose planning has opened and that are not closed, the latest first."""
        return [
            id
            for id, cycle in self.company.cycles_in_order()
            if cycle.closed is None and cycle.stages.plan.opens <= self.today
        ]

    def nominations(self, cycle: str, person: str) -> Nominations | None:
        """The agreed nominations of a person."""
        found = self._of_person("nominations", cycle, person)
        return found if isinstance(found, Nominations) else None

    def manager_review(self, cycle: str, person: str) -> ManagerReview | None:
        """What the manager says of a person, a draft too."""
        found = self._of_person("manager", cycle, person)
        return found if isinstance(found, ManagerReview) else None

    def _of_person(self, kind: str, cycle: str, person: str) -> object:
        """The record of a kind in a person's dossier, read alone; None where there is none."""
        owner = f"people/{person}"
        try:
            path = self.layout.path(kind, cycle=cycle, owner=owner)
        except ValueError:
            return None
        doc = load(self.company.tree, path, Place(kind, cycle, owner))
        return doc.data if doc else None

    def is_active(self, id: str) -> bool:
        """Whether a person exists and has not left."""
        person = self.person(id)
        return person is not None and not (person.left and person.left < self.today)

    def planning_is_open(self, cycle: Cycle) -> bool:
        """Whether goals may be planned without giving reasons: until planning closes."""
        return self.today <= cycle.stages.plan.closes

    def joins(self, person: str | None) -> bool:
        """Whether a person has begun, and not longer than `JOINING` ago."""
        found = self.person(person)
        joined = found.joined if found else None
        return joined is not None and joined <= self.today <= joined + JOINING

    def evaluation_is_open(self, cycle: Cycle) -> bool:
        """Whether submitted reviews may still be corrected."""
        stage = cycle.stages.evaluate
        return stage.opens <= self.today <= stage.closes
