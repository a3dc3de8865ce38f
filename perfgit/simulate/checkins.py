"""Check-ins of a simulated company."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from perfgit.measures.kinds import BY_NAME
from perfgit.simulate.chance import generator, happens, some_day, workday
from perfgit.simulate.goals import Sheet
from perfgit.simulate.measures import value
from perfgit.simulate.org import H1, H1_ENDS, H1_STARTS, H2_ENDS, H2_STARTS, Org, Person
from perfgit.simulate.texts import text

Data = dict[str, Any]

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_EDGE = dt.timedelta(days=25)


def measured(goal: Data) -> list[tuple[str, Data, str]]:
    """The measures of a goal: key in check-ins, measure, title."""
    if "measure" in goal:
        return [(goal["id"], goal["measure"], goal["title"])]
    return [
        (f"{goal['id']}/{one['id']}", one["measure"], one["title"])
        for one in goal.get("key_results", ())
    ]


def days(chance: Random, cycle: str, count: int, today: dt.date) -> list[dt.date]:
    """Days of check-ins, in order; in the running cycle none after today."""
    if cycle == H1:
        first, last = H1_STARTS + _EDGE, H1_ENDS
    else:
        first, last = H2_STARTS + _EDGE, today
    if last < first:
        return []
    return sorted({workday(some_day(chance, first, last)) for _ in range(count)})


def checkin(
    sheet: Sheet, chance: Random, cycle: str, day: dt.date, language: str = "en"
) -> Data | None:
    """Where things stand on a day, or nothing where the sheet has nothing to measure."""
    first, last = (H1_STARTS, H1_ENDS) if cycle == H1 else (H2_STARTS, H2_ENDS)
    gone = (day - first).days / (last - first).days
    values: Data = {}
    confidence: Data = {}
    kpi, goal_title, worst = "", "", 2.0
    for goal in sheet.agreed:
        reached = sheet.reached[goal["id"]]
        for key, one, title in measured(goal):
            if happens(chance, 0.12):
                continue  # forgotten, or nothing new to say
            # A bound is kept from the first day on; the rest grows with time.
            progress = reached * gone if BY_NAME[one["kind"]].moves else reached
            values[key] = value(one, progress * (0.85 + 0.3 * chance.random()), chance)
            if reached < worst:
                kpi, goal_title, worst = title, goal["title"], reached
        confidence[goal["id"]] = _confidence(chance, reached)
    if not values:
        return None
    data: Data = {"values": values, "confidence": confidence}
    month = _MONTHS[(day.month - 2) % 12]
    mood = "checkin-slow" if worst < 0.6 else "checkin-good"
    if happens(chance, 0.8):
        data["note"] = text(mood, chance, language, kpi=kpi, goal=goal_title, month=month)
    return data


def _confidence(chance: Random, reached: float) -> str:
    """People see their own goals a little too bright, and now and then too dark."""
    seen = reached + 0.15 * chance.random() - 0.03
    return "high" if seen > 0.95 else "medium" if seen > 0.65 else "low"


def with_requests(
    org: Org, person: Person, data: Data, sheet: Sheet, chance: Random, day: dt.date
) -> Data:
    """The check-in with obstacles, and goals that no longer fit, where there are some."""
    worst = min(sheet.agreed, key=lambda goal: sheet.reached[goal["id"]])["id"]
    if happens(chance, 0.3 if sheet.reached[worst] < 0.6 else 0.08):
        needs = chance.choice(("training", "tool", "resource", "decision", "help"))
        month = _MONTHS[(day.month - 3) % 12]
        obstacle: Data = {
            "id": needs,
            "goal": worst,
            "what": text(needs, chance, month=month),
            "needs": needs,
            "status": "open",
        }
        if person.manager and happens(chance, 0.6):
            status = chance.choice(("granted", "declined", "done"))
            obstacle["status"] = "solved" if status == "done" else "open"
            on = day + dt.timedelta(days=chance.randrange(1, 10))
            obstacle["answer"] = {
                "status": status,
                "by": person.manager,
                "on": on,
                "note": text("answer", chance),
            }
        data["obstacles"] = [obstacle]
    if happens(chance, 0.015):
        data["misfits"] = [{"goal": worst, "why": text("misfit", chance)}]
    return data


def for_person(
    org: Org, person: Person, sheet: Sheet, cycle: str, count: int, today: dt.date
) -> list[tuple[dt.date, Data]]:
    """A person's check-ins of a cycle."""
    chance = generator(org.seed, cycle, "checkins", person.number)
    found: list[tuple[dt.date, Data]] = []
    for day in days(chance, cycle, count, today):
        data = checkin(sheet, chance, cycle, day, person.language)
        if data:
            found.append((day, with_requests(org, person, data, sheet, chance, day)))
    return found
