"""The organisation of a simulated company: `org/` and the strategy."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from perfgit.files.formats import FORMAT
from perfgit.files.layout import Layout
from perfgit.model.policy import DEFAULT_SCALE
from perfgit.simulate.catalogue import COMPANY_GOALS, FUNCTIONS
from perfgit.simulate.chance import generator, some_day
from perfgit.simulate.measures import measure
from perfgit.simulate.org import H1, H1_ENDS, H1_STARTS, H2, H2_ENDS, H2_STARTS, Org, Person

Data = dict[str, Any]
File = tuple[str, Data]

SHARD_FROM = 3_000
"""People above which the folders of people are divided."""

CLOSED = dt.date(2026, 8, 7)

COMPETENCIES = {
    "ownership": ("Ownership", "Sees things through and says early when they will not work out."),
    "craft": ("Craft", "Knows the trade and keeps learning."),
    "collaboration": ("Collaboration", "Makes the work of others better."),
    "customer": ("Customer first", "Starts from what the customer needs."),
    "leadership": ("Leadership", "Makes others grow; decides, explains, listens."),
}
_LOOKS = (
    "Needs somebody to ask for it, and to check.",
    "Does it in familiar situations.",
    "Does it reliably, also when it is inconvenient.",
    "Others copy how it is done.",
    "Changes how the whole company does it.",
)
_NAMES = (
    "Kestrel Works",
    "Northlight Supply",
    "Palmetto Systems",
    "Bluewater Trading",
    "Ironbridge Group",
)


def layout_for(count: int) -> Layout:
    """The layout of a company of that size."""
    return Layout(2 if count > SHARD_FROM else 0)


def competencies_of(leads: bool) -> list[str]:
    """What is expected of a person, by id."""
    return [id for id in COMPETENCIES if leads or id != "leadership"]


def role_of(person: Person) -> str:
    """The id of a person's role."""
    if person.manager is None:
        return "managing-director"
    return f"{person.function}-lead" if person.leads else FUNCTIONS[person.function].role


def organisation(org: Org, layout: Layout) -> Iterator[File]:
    """Every file of `org/` and the strategy."""
    chance = generator(org.seed, "frame")
    yield (
        "org/company.yml",
        {
            "format": FORMAT,
            "id": hashlib.sha256(f"company:{org.seed}".encode()).hexdigest()[:16],
            "name": chance.choice(_NAMES),
            "locale": "en",
            "timezone": "Europe/Berlin",
            "repository": "simulated/performance",
        },
    )
    yield "org/policy.yml", _policy(org, layout)
    yield (
        "org/competencies.yml",
        {
            "competencies": [
                {"id": id, "title": title, "what": what, "ratings": dict(enumerate(_LOOKS, 1))}
                for id, (title, what) in COMPETENCIES.items()
            ]
        },
    )
    yield "goals/strategy.yml", _strategy()
    yield f"org/cycles/{H1}.yml", first_cycle()
    yield f"org/cycles/{H2}.yml", _second_cycle()
    yield from _roles(org)
    for team in org.teams.values():
        data = {"name": team.title, "lead": team.lead, "parent": team.parent}
        yield f"org/teams/{team.id}.yml", {key: value for key, value in data.items() if value}
    for person in org.people.values():
        yield layout.path("person", id=person.id), _person(org, person)


def _policy(org: Org, layout: Layout) -> Data:
    ids = list(org.people)
    hr = [id for id, one in org.people.items() if one.function == "people"][:3] or ids[1:3] or ids
    admins = [id for id, one in org.people.items() if one.function == "engineering"][:2] or ids[:1]
    policy: Data = {
        "roles": {"hr": hr, "executive": ids[:2], "admin": admins},
        "scale": [
            {"value": number, "label": label, "from": lowest}
            for number, (label, lowest) in enumerate(DEFAULT_SCALE, 1)
        ],
        "achievement": {"floor": 0, "cap": 1.2, "commit": 0.7, "stretch": 1.2},
        "result": {
            "parts": {"goals": 70, "competencies": 30},
            "sources": {"manager": 70, "peer": 30, "self": 0, "upward": 0, "external": 0},
            "missing_source": "renormalise",
        },
        "limits": {"goals_per_person": 7, "key_results_per_goal": 7},
    }
    if layout.shard:
        policy["folders"] = {"shard": layout.shard}
    return policy


def _strategy() -> Data:
    return {
        "vision": "Goods move so calmly that nobody has to think about them.",
        "objectives": [
            {"id": "market", "title": "Leader of the mid-market in three regions", "horizon": "long", "until": dt.date(2028, 12, 31), "why": "There we are better than the large ones and safer than the small ones.", "measures": ["Share of the mid-market", "Recurring revenue"]},
            {"id": "loved", "title": "Customers recommend us without being asked", "horizon": "medium", "until": dt.date(2027, 12, 31), "measures": ["Would recommend us"]},
            {"id": "calm", "title": "Nine of ten orders need no human touch", "horizon": "short", "until": dt.date(2026, 12, 31), "why": "Every order that somebody has to touch costs eleven minutes."},
            {"id": "place", "title": "A company that good people choose to stay with", "horizon": "long", "until": dt.date(2028, 12, 31)},
            {"id": "means", "title": "Grow from our own means", "horizon": "medium", "until": dt.date(2027, 12, 31), "why": "Independence lets us plan in years."},
        ],
        "changes": [{"on": dt.date(2026, 9, 7), "objectives": ["market"], "what": "Iberia joins the regions in which we want to lead."}],
    }  # fmt: skip


def _stages(*days: str) -> Data:
    dates = [dt.date.fromisoformat(day) for day in days]
    names = ("plan", "coach", "evaluate", "feedback")
    return {
        stage: {"opens": dates[2 * index], "closes": dates[2 * index + 1]}
        for index, stage in enumerate(names)
    }


def first_cycle() -> Data:
    """The file of the closed cycle."""
    return {
        "title": "First half of 2026",
        "starts": H1_STARTS,
        "ends": H1_ENDS,
        "stages": _stages(
            "2025-12-10", "2026-01-20", "2026-01-21", "2026-06-30",
            "2026-06-15", "2026-07-12", "2026-07-13", "2026-07-31",
        ),
        "checkin_every": "1 month",
        "peers": {"min": 0, "max": 5},
        "sources": ["self", "manager", "peer", "upward"],
        "closed": CLOSED,
    }  # fmt: skip


def _second_cycle() -> Data:
    return {
        "title": "Second half of 2026",
        "starts": H2_STARTS,
        "ends": H2_ENDS,
        "stages": _stages(
            "2026-06-15", "2026-07-15", "2026-07-16", "2026-12-31",
            "2026-12-10", "2027-01-15", "2027-01-16", "2027-01-31",
        ),
        "checkin_every": "1 month",
        "peers": {"min": 2, "max": 5},
        "sources": ["self", "manager", "peer", "upward"],
    }  # fmt: skip


def _roles(org: Org) -> Iterator[File]:
    used = {role_of(person): person for person in org.people.values()}
    for id in sorted(used):
        person = used[id]
        function = FUNCTIONS[person.function]
        title = function.role_title
        if person.manager is None:
            title = "Managing director"
        elif person.leads:
            title = f"Lead, {function.title}"
        chance = generator(org.seed, "role", id)
        kpis = {
            kpi.id: {
                "id": kpi.id,
                "title": kpi.title,
                "measure": measure(kpi.spec, chance, ""),
                "source": kpi.source,
            }
            for aim in function.aims[:3]
            for kpi in aim.kpis
        }
        expected = {
            competency: {level: min(5, 2 + (level + 1) // 3) for level in range(1, 6)}
            for competency in competencies_of(person.leads)
        }
        yield (
            f"org/roles/{id}.yml",
            {"title": title, "kpis": list(kpis.values())[:5], "competencies": expected},
        )


def _person(org: Org, person: Person) -> Data:
    chance = generator(org.seed, "file", person.number)
    data: Data = {
        "name": person.shown,
        "email": f"{person.id}@company.example",
        "github": f"{person.id}-sim",
        "github_id": 900_000_000 + person.number,
        "team": person.team,
        "manager": person.manager,
        "role": role_of(person),
        "level": person.level,
        "joined": person.joined,
        "left": person.left,
    }
    data = {key: value for key, value in data.items() if value is not None}
    if person.deputy:
        first = some_day(chance, dt.date(2026, 7, 20), dt.date(2026, 11, 20))
        last = first + dt.timedelta(days=chance.choice((4, 11, 18)))
        data["away"] = [{"from": first, "to": last, "deputy": person.deputy}]
    if person.former:
        data["former_managers"] = [{"id": person.former, "until": former_until(org, person)}]
    return data


def former_until(org: Org, person: Person) -> dt.date:
    """The last day of a former manager."""
    return some_day(
        generator(org.seed, "former", person.number), dt.date(2026, 2, 1), dt.date(2026, 5, 31)
    )


def company_goals() -> list[str]:
    """The ids of the company's goals, the same in both cycles."""
    return [goal[0] for goal in COMPANY_GOALS]
