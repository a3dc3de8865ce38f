"""Goal sheets of a simulated company, its teams and its people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from perfgit.measures.weights import by_chance
from perfgit.simulate.catalogue import COMPANY_GOALS, FUNCTIONS, Aim
from perfgit.simulate.chance import along, generator, happens, outcome
from perfgit.simulate.measures import measure
from perfgit.simulate.org import H1, H2_ENDS, Org, Person, Team
from perfgit.simulate.texts import text

Data = dict[str, Any]

_COUNT = ((0.0, 2.0), (0.35, 3.0), (0.85, 4.0), (0.97, 5.0), (1.0, 5.0))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A goal sheet and how much of each of its goals is reached at the end."""

    data: Data
    reached: dict[str, float]

    @property
    def agreed(self) -> list[Data]:
        """The goals that were not dropped."""
        return [goal for goal in self.data["goals"] if "dropped" not in goal]


def company_sheet(org: Org, cycle: str) -> Sheet:
    """The company's goals."""
    chance = generator(org.seed, cycle, "company")
    weights = by_chance(chance, len(COMPANY_GOALS))
    goals = []
    for (id, title, objective, spec), weight in zip(COMPANY_GOALS, weights, strict=True):
        unit = "percent" if "percent" in title else ""
        goal: Data = {
            "id": id,
            "title": title,
            "supports": [f"strategy/{objective}"],
            "weight": weight,
        }
        goals.append(goal | {"measure": measure(spec, chance, unit), "source": "data"})
    return Sheet({"goals": goals}, {goal["id"]: outcome(chance, 0.4) for goal in goals})


def team_sheet(org: Org, team: Team, cycle: str) -> Sheet:
    """A team's goals: most take their progress from the people who support them."""
    chance = generator(org.seed, cycle, "team", team.id)
    aims = chance.sample(FUNCTIONS[team.function].aims, 2)
    goals: list[Data] = []
    reached: dict[str, float] = {}
    for aim, weight in zip(aims, by_chance(chance, 2, 30), strict=True):
        goal = _goal(
            aim, chance, team, weight, f"company/{chance.choice(FUNCTIONS[team.function].serves)}"
        )
        if happens(chance, 0.65):
            goal.pop("key_results", None)
            goal.pop("measure", None)
            goal.pop("source", None)
        goals.append(goal)
        reached[aim.id] = outcome(chance, chance.random())
    return Sheet({"goals": goals}, reached)


def person_sheet(org: Org, person: Person, cycle: str, team_goals: list[str]) -> Sheet:
    """A person's goals; `team_goals` are the ids of their team's goals in the same cycle."""
    chance = generator(org.seed, cycle, "goals", person.number)
    team = org.teams[person.team]
    aims = FUNCTIONS[person.function].aims
    count = min(int(along(_COUNT, chance.random()) + 0.5), len(aims))
    # Who supports a team goal usually does so with a goal of the same kind.
    usual = [aim for aim in aims if aim.id in team_goals]
    others = [aim for aim in aims if aim.id not in team_goals]
    chosen = [*chance.sample(usual, len(usual)), *chance.sample(others, len(others))][:count]
    weights: list[int | None] = list(by_chance(chance, count))
    if happens(chance, 0.06):
        weights = [None] * count
    goals = []
    for aim, weight in zip(chosen, weights, strict=True):
        goals.append(_goal(aim, chance, team, weight, _support(chance, team, aim, team_goals)))
    reached = {aim.id: outcome(chance, person.talent) for aim in chosen}
    sheet: Data = {"goals": goals}
    if cycle != H1:
        _change(sheet, chance)
    if happens(chance, 0.08):
        helpers = org.peers_of(person)
        if helpers:
            goals[0] |= {"helpers": [chance.choice(helpers)]}
            goals[0] = _in_order(goals[0])
    return Sheet(sheet, reached)


_ORDER = ("id", "title", "why", "supports", "weight", "due", "helpers", "key_results", "measure", "source", "evidence", "dropped")  # fmt: skip


def _in_order(goal: Data) -> Data:
    return {key: goal[key] for key in _ORDER if key in goal}


def _support(chance: Random, team: Team, aim: Aim, team_goals: list[str]) -> str | None:
    if happens(chance, 0.01):
        return None
    if aim.id in team_goals:
        return f"teams/{team.id}/{aim.id}"
    if team_goals and happens(chance, 0.5):
        return f"teams/{team.id}/{chance.choice(team_goals)}"
    return f"company/{chance.choice(FUNCTIONS[team.function].serves)}"


def _goal(aim: Aim, chance: Random, team: Team, weight: int | None, support: str | None) -> Data:
    gaps = {"area": team.area, "region": team.region, "product": team.product}
    goal: Data = {"id": aim.id, "title": chance.choice(aim.titles).format(**gaps)}
    if happens(chance, 0.7):
        goal["why"] = aim.why.format(**gaps)
    if support:
        goal["supports"] = [support]
    if weight is not None:
        goal["weight"] = weight
    kpis = list(aim.kpis)
    if len(kpis) == 1 or happens(chance, 0.2):
        kpi = kpis[0]
        goal["measure"] = measure(kpi.spec, chance, "")
        goal["source"] = kpi.source
        return goal | ({"evidence": kpi.evidence} if kpi.evidence else {})
    results: list[Data] = []
    for kpi, share in zip(kpis, by_chance(chance, len(kpis), 20), strict=True):
        one: Data = {"id": kpi.id, "title": kpi.title, "measure": measure(kpi.spec, chance, "")}
        one["source"] = kpi.source
        if kpi.evidence:
            one["evidence"] = kpi.evidence
        results.append(one | {"weight": share})
    goal["key_results"] = results
    return goal


def _change(sheet: Data, chance: Random) -> None:
    """What is agreed anew in the running cycle: a goal dropped or changed, a due date."""
    goals: list[Data] = sheet["goals"]
    day = dt.date(2026, 8, 24) + dt.timedelta(days=chance.randrange(60))
    entry: Data = {"on": day, "goal": goals[-1]["id"]}
    drawn = chance.random()
    if drawn < 0.03 and len(goals) > 2:
        why = text("misfit", chance)
        goals[-1]["dropped"] = {"on": day, "why": why}
        if "weight" in goals[0]:
            goals[0]["weight"] += goals[-1]["weight"]
        sheet["history"] = [entry | {"what": "dropped", "why": why}]
    elif drawn < 0.09:
        what = "changed" if drawn < 0.07 else "kept"
        sheet["history"] = [entry | {"what": what, "why": text("history", chance)}]
    elif drawn < 0.25:
        goals[0]["due"] = H2_ENDS - dt.timedelta(days=chance.choice((0, 31, 61)))
        goals[0] = _in_order(goals[0])
