"""The façade that pages look at: a company on a day, as far as everyone may read it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from perfgit.company.company import COMPANY, Company, Ref
from perfgit.company.visibility import Visibility
from perfgit.model.goals import Objective, Strategy
from perfgit.site import urls
from perfgit.site.links import Links
from perfgit.site.views.cards import Card, Directory, PersonCard, running_cycle
from perfgit.site.views.connections import Connections
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.due import Waiting, due_context
from perfgit.site.views.goals import GoalView
from perfgit.site.views.proposals import Proposals
from perfgit.site.views.reading import Parts


class SiteView:
    """Everything that pages are made of."""

    def __init__(
        self, company: Company, today: dt.date, parts: Parts | None = None, *, rows: bool = False
    ) -> None:
        """A site of the company, of which nothing is read before it is asked for.

        Args:
            company: The company.
            today: The day that counts as today.
            parts: What has been read already of the same company on the same day.
            rows: Whether the API's tables will be asked for as well.
        """
        self.company = company
        self.today = today
        self.name = company.info.name
        self.links = Links.of(company.info)
        self.visibility = Visibility(company.policy.site)
        self.directory = parts.directory if parts else Directory(company)
        in_order = company.cycles_in_order()
        self.running = running_cycle(in_order, today)
        self.parts = parts or Parts(company, self.directory, today, rows=rows)
        self._connections = Connections(self.parts)
        objectives = [one.id for one in self.strategy.objectives]
        self.cycles: dict[str, CycleView] = {
            id: CycleView(id, cycle, today, self.parts, self._connections, objectives)
            for id, cycle in in_order
        }

    @cached_property
    def proposals(self) -> Proposals:
        """What is talked about in pull requests."""
        return Proposals(self.company, self.visibility)

    @cached_property
    def waiting(self) -> Waiting:
        """What waits for whom."""
        return Waiting(due_context(self.company, self.today), self.parts)

    @property
    def strategy(self) -> Strategy:
        """Vision and objectives; under a policy that hides goals, nothing."""
        return self.company.strategy if self.visibility.goals else Strategy()

    @property
    def cycle(self) -> CycleView | None:
        """The running cycle."""
        return self.cycles[self.running] if self.running else None

    def runs(self, cycle: CycleView) -> bool:
        """Whether a cycle is to be called the running one."""
        return cycle.id == self.running and cycle.phase == "running"

    def card(self, owner: str) -> Card | None:
        """Who an owner is."""
        return self.directory.of(owner)

    def person(self, id: str | None) -> PersonCard | None:
        """Who a person is."""
        return self.directory.people.get(id) if id else None

    def goal(self, ref: Ref) -> GoalView | None:
        """A goal of any cycle."""
        cycle = self.cycles.get(ref.cycle)
        return cycle.goal(ref) if cycle else None

    def goal_title(self, ref: Ref) -> str | None:
        """What a goal of any cycle is called; takes less than all about it."""
        node = self._connections.node(ref)
        return node.title if node else None

    def prepare(self) -> None:
        """Find what all pages ask for, before processes part."""
        for cycle in self.cycles.values():
            _ = cycle.objectives
            self.waiting.impacts(cycle.id)
        _ = self.directory.members, self.directory.reports, self.proposals

    def objective(self, ref: Ref) -> Objective | None:
        """A strategic objective, where the reference names one."""
        if ref.owner != "strategy":
            return None
        return next((one for one in self.strategy.objectives if one.id == ref.goal), None)

    def competency(self, id: str) -> str:
        """What a competency is called."""
        doc = self.company.competencies_doc
        found = doc.data.competencies if doc and doc.data else ()
        return next((one.title for one in found if one.id == id), id)

    def supporters(self, ref: Ref) -> list[GoalView]:
        """The goals that support a goal or an objective."""
        cycle = self.cycles.get(ref.cycle)
        found = map(self.goal, cycle.supporters(ref)) if cycle else ()
        return [goal for goal in found if goal]

    def cycle_suffix(self, cycle: str) -> str | None:
        """The cycle as a part of an address; the running cycle needs none."""
        return None if cycle == self.running else cycle

    @property
    def running_cycles(self) -> list[CycleView]:
        """The running cycle, and others that are open: one is fed back while the next has begun."""
        found = self.cycles.values()
        return [one for one in found if one.id == self.running or one.phase == "running"]

    @cached_property
    def people_cycles(self) -> frozenset[str]:
        """The cycles in which people have pages (`site.cycles` of the policy)."""
        closed = [one for one in self.cycles.values() if one.phase == "closed"]
        if self.visibility.policy.cycles == "all" or not closed:
            return frozenset(self.cycles)
        last = max(closed, key=lambda one: one.cycle.closed or dt.date.min)
        older = {one.id for one in closed} - {last.id, self.running}
        return frozenset(self.cycles.keys() - older)

    def owner_url(self, owner: str, cycle: str) -> str:
        """The page of an owner in a cycle; in one where they have none, their page of today."""
        there = self.has_page(owner, cycle)
        return urls.of_owner(owner, self.cycle_suffix(cycle) if there else None)

    def goal_url(self, ref: Ref) -> str | None:
        """Where a goal of some cycle is told; None where that page is not published."""
        if ref.owner.startswith("people/") and ref.cycle not in self.people_cycles:
            return None
        return urls.of_goal(ref, self.cycle_suffix(ref.cycle))

    def has_page(self, owner: str, cycle: str) -> bool:
        """Whether an owner has a page in a cycle: in the running one everybody, else who has anything."""
        if owner.startswith("people/") and cycle not in self.people_cycles:
            return False
        return cycle == self.running or owner == COMPANY or owner in self.cycles[cycle].owners

    def list_url(self, section: str, cycle: str) -> str:
        """A list in a cycle."""
        return urls.in_cycle(section, self.cycle_suffix(cycle))

    def cycles_of(self, owner: str) -> list[CycleView]:
        """The cycles in which an owner has a page: where they have anything, and the running one."""
        return [one for one in self.cycles.values() if self.has_page(owner, one.id)]

    def is_current(self, person: PersonCard) -> bool:
        """Whether a person belongs into today's directory."""
        return person.present(self.today) or (
            person.left is None and person.joined is not None and person.joined > self.today
        )
