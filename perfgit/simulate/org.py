"""The people of a simulated company, who leads whom, and in which teams they work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from perfgit.simulate.catalogue import FUNCTIONS, PRODUCTS, REGIONS
from perfgit.simulate.chance import along, generator, happens, some_day, workday
from perfgit.simulate.names import name, unique

SPAN = (5, 9)
"""How many people report to one manager."""

H1, H2 = "2026-h1", "2026-h2"
H1_STARTS, H1_ENDS = dt.date(2026, 1, 1), dt.date(2026, 6, 30)
H2_STARTS, H2_ENDS = dt.date(2026, 7, 1), dt.date(2026, 12, 31)

_JOINED = ((0.0, 0.0), (0.08, 0.01), (0.2, 0.05), (0.5, 0.22), (0.8, 0.5), (1.0, 1.0))
"""How long ago people joined, as a share of the company's age: most in its last years."""

_FOUNDED = dt.date(2012, 3, 1)


@dataclass(slots=True)
class Team:
    """A team and where its work lies."""

    id: str
    title: str
    function: str
    area: str
    region: str
    product: str
    parent: str | None
    lead: str
    full: bool
    """Whether it goes through the whole circle of reviews, or only the manager writes."""


@dataclass(slots=True)
class Person:
    """A person as the simulation knows them."""

    number: int
    id: str
    shown: str
    language: str
    function: str
    team: str
    manager: str | None
    leads: bool
    level: int
    joined: dt.date
    left: dt.date | None = None
    former: str | None = None
    deputy: str | None = None
    reports: list[str] = field(default_factory=list)
    talent: float = 0.5

    def here(self, first: dt.date, last: dt.date) -> bool:
        """Whether the person was there long enough in a period to have goals and a review."""
        early = self.joined <= first + dt.timedelta(days=60)
        return early and (self.left is None or self.left >= last)


@dataclass(slots=True)
class Org:
    """Everybody, in the order of the tree from the head downwards."""

    seed: str
    people: dict[str, Person]
    teams: dict[str, Team]

    def peers_of(self, person: Person) -> list[str]:
        """Colleagues under the same manager, then those one step further away."""
        boss = self.people.get(person.manager or "")
        if boss is None:
            return list(person.reports)
        near = [id for id in boss.reports if id != person.id]
        above = self.people.get(boss.manager or "")
        further = [id for id in above.reports if id != boss.id] if above else []
        return [*near, *further]


class _Builder:
    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.org = Org(seed, {}, {})
        self.ids: set[str] = set()
        self.team_ids: set[str] = set()

    def person(self, manager: Person | None, function: str, leads: bool, team: str) -> Person:
        number = len(self.org.people)
        chance = generator(self.seed, "person", number)
        called = name(chance)
        id = unique(called.plain, self.ids)
        age = int((H2_ENDS - _FOUNDED).days * along(_JOINED, chance.random()))
        joined = workday(H2_ENDS - dt.timedelta(days=90 + age))
        made = Person(
            number,
            id,
            called.shown,
            called.language,
            function,
            team,
            manager.id if manager else None,
            leads,
            chance.choices((1, 2, 3, 4, 5), (15, 30, 30, 18, 7))[0],
            workday(dt.date(2015, 4, 1)) if leads else joined,
            talent=chance.random(),
        )
        self.org.people[id] = made
        if manager:
            manager.reports.append(id)
        return made

    def below(self, manager: Person, team: Team, count: int, depth: int) -> None:
        """Fill the tree below a manager with `count` people."""
        chance = generator(self.seed, "span", manager.number)
        sizes = _branches(chance, count)
        functions = list(self._functions(depth, team, sizes))
        leads: list[tuple[Person, Team, int]] = []
        for size, function in zip(sizes, functions, strict=True):
            if not size:
                self.person(manager, function, False, team.id)
                continue
            unit = self.team(chance, team, function, depth)
            lead = self.person(manager, function, True, unit.id)
            unit.lead = lead.id
            leads.append((lead, unit, size))
        for lead, unit, size in leads:
            self.below(lead, unit, size, depth + 1)

    def _functions(self, depth: int, team: Team, sizes: list[int]) -> Iterator[str]:
        """The function of each direct report: departments below the head, then the team's own."""
        order = list(FUNCTIONS)
        for index in range(len(sizes)):
            yield order[index % len(order)] if depth == 0 else team.function

    def team(self, chance: Random, parent: Team, function: str, depth: int) -> Team:
        kind = FUNCTIONS[function]
        if depth == 0:
            area, region, title = chance.choice(kind.areas), chance.choice(REGIONS), kind.title
        else:
            area = chance.choice(kind.areas) if depth == 1 else parent.area
            region = parent.region if depth > 2 else chance.choice(REGIONS)
            title = f"{kind.title} {area}" if depth == 1 else f"{kind.title} {area} {region}"
        plain = _slug(title) or function
        id = unique(plain, self.team_ids)
        if id != plain:
            title = f"{title} {id.removeprefix(plain + '-')}"
        full = (depth == 0 and len(self.org.teams) == 1) or happens(chance, FULL_CIRCLE)
        made = Team(id, title, function, area, region, chance.choice(PRODUCTS), parent.id, "", full)
        self.org.teams[id] = made
        return made


FULL_CIRCLE = 0.28
"""The share of teams that go through the whole circle; the others are in their first year."""


def build(count: int, seed: int) -> Org:
    """A company of `count` people."""
    builder = _Builder(f"perfgit-simulation/{seed}/{count}")
    top = Team(
        "leadership", "Leadership", "operations", "Planning", "DACH", "Compass", None, "", True
    )
    builder.org.teams[top.id] = top
    builder.team_ids.add(top.id)
    head = builder.person(None, "operations", True, top.id)
    head.level = 9
    top.lead = head.id
    builder.below(head, top, count - 1, 0)
    for person in builder.org.people.values():
        _life(builder.org, person)
    return builder.org


def _branches(chance: Random, count: int) -> list[int]:
    """How many people stand below each direct report of a manager who has `count` below."""
    low, high = SPAN
    if count <= high:
        return [0] * count
    direct = min(chance.randint(low + 1, high), count - low)
    rest = count - direct
    leads = direct if rest >= direct * 7 else max(1, rest // 7)
    sizes = [rest // leads] * leads
    for index in range(rest % leads):
        sizes[index] += 1
    for index in range(0, leads - 1, 2):  # departments are not alike in size
        moved = int(sizes[index + 1] * chance.random() * 0.5)
        if sizes[index + 1] - moved >= low:
            sizes[index] += moved
            sizes[index + 1] -= moved
    return sizes + [0] * (direct - leads)


def _life(org: Org, person: Person) -> None:
    """What happens to people: some leave, some change their manager, some are away."""
    chance = generator(org.seed, "life", person.number)
    if person.manager is None or person.leads:
        return
    boss = org.people[person.manager]
    if happens(chance, 0.015):
        person.left = workday(some_day(chance, max(person.joined, dt.date(2026, 3, 1)), H2_ENDS))
    elif happens(chance, 0.04) and boss.manager and person.joined < H1_STARTS:
        others = [id for id in org.people[boss.manager].reports if id != boss.id]
        person.former = chance.choice(others) if others else None
    if happens(chance, 0.05):
        near = [id for id in boss.reports if id != person.id and not org.people[id].left]
        person.deputy = chance.choice(near) if near else None


def _slug(title: str) -> str:
    plain = title.lower().replace("&", "and")
    for shown, spelled in (("华东", "east-china"), ("华南", "south-china")):
        plain = plain.replace(shown, spelled)
    return "-".join("".join(char if char.isalnum() else " " for char in plain).split())
