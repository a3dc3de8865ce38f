"""What the base branch says about where a cycle stands on a day."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from perfgit.company.company import Company
from perfgit.files.documents import load
from perfgit.files.layout import Layout
from perfgit.model.org import Cycle, Person, Team
from perfgit.model.policy import Policy
from perfgit.model.reviews import Nominations
from perfgit.model.values import Record

M = TypeVar("M", bound=Record)


class Org:
    """The base branch's people, cycles and policy, each file read only when it is asked for."""

    def __init__(self, company: Company, today: dt.date | None = None) -> None:
        self.company = company
        self._today = today
        self._read: dict[tuple[str | None, ...], Record | None] = {}

    @cached_property
    def today(self) -> dt.date:
        """The day that counts: the one given, or the day in the company's time zone."""
        if self._today:
            return self._today
        try:
            zone = ZoneInfo(self.company.info.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        return dt.datetime.now(zone).date()

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
        return self._one("person", Person, id)

    def team(self, id: str | None) -> Team | None:
        """A team by id."""
        return self._one("team", Team, id)

    def cycle(self, id: str | None) -> Cycle | None:
        """A cycle by id."""
        return self._one("cycle", Cycle, id)

    def nominations(self, cycle: str, person: str) -> Nominations | None:
        """The agreed nominations of a person."""
        return self._one("nominations", Nominations, None, cycle, f"people/{person}")

    def is_active(self, id: str) -> bool:
        """Whether a person exists and has not left."""
        person = self.person(id)
        return person is not None and not (person.left and person.left < self.today)

    def planning_is_open(self, cycle: Cycle) -> bool:
        """Whether goals may be planned without giving reasons: until planning closes."""
        return self.today <= cycle.stages.plan.closes

    def evaluation_is_open(self, cycle: Cycle) -> bool:
        """Whether submitted reviews may still be corrected."""
        stage = cycle.stages.evaluate
        return stage.opens <= self.today <= stage.closes

    def _one(
        self,
        kind: str,
        model: type[M],
        id: str | None,
        cycle: str | None = None,
        owner: str | None = None,
    ) -> M | None:
        key = (kind, id, cycle, owner)
        if key not in self._read:
            self._read[key] = self._loaded(kind, id, cycle, owner)
        found = self._read[key]
        return found if isinstance(found, model) else None

    def _loaded(
        self, kind: str, id: str | None, cycle: str | None, owner: str | None
    ) -> Record | None:
        try:
            path = self.layout.path(kind, id=id, cycle=cycle, owner=owner)
        except ValueError:
            return None
        place = self.layout.place(path)
        doc = load(self.company.tree, path, place) if place else None
        return doc.data if doc else None


class LoadedOrg(Org):
    """The organisation from what the company has read, where everybody in it is asked about."""

    def person(self, id: str | None) -> Person | None:
        """A person by id."""
        doc = self.company.people.get(id or "")
        return doc.data if doc else None

    def team(self, id: str | None) -> Team | None:
        """A team by id."""
        doc = self.company.teams.get(id or "")
        return doc.data if doc else None
