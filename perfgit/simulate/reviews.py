"""Reviews of the closed cycle, and what follows from them for one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from perfgit.simulate.chance import generator, happens, some_day, workday
from perfgit.simulate.checkins import measured
from perfgit.simulate.company import competencies_of
from perfgit.simulate.goals import Sheet
from perfgit.simulate.measures import value
from perfgit.simulate.org import H1_ENDS, H1_STARTS, Org, Person
from perfgit.simulate.texts import level, text

Data = dict[str, Any]
Place = tuple[str, str | None, dt.date | None]
"""Kind of file, id in its name, day in its name."""

_OPENS, _CLOSES = dt.date(2026, 6, 18), dt.date(2026, 7, 10)
_THRESHOLDS = ((1.1, 5), (0.95, 4), (0.7, 3), (0.5, 2))


def rating_for(reached: float) -> int:
    """The rating that progress deserves."""
    return next((rating for lowest, rating in _THRESHOLDS if reached >= lowest), 1)


def _seen(chance: Random, rating: int, generous: float) -> int:
    """A rating as somebody sees it: now and then one step away from what the figures say."""
    drawn = chance.random()
    moved = rating + (1 if drawn < generous else -1 if drawn > 0.93 else 0)
    return min(5, max(1, moved))


class _Writer:
    """Composes the reviews of one person."""

    def __init__(self, org: Org, person: Person, sheet: Sheet) -> None:
        self.org = org
        self.person = person
        self.sheet = sheet
        self.finals = self._finals()
        agreed = sheet.agreed
        mean = sum(sheet.reached[goal["id"]] for goal in agreed) / len(agreed)
        self.overall = rating_for(mean)

    def _finals(self) -> dict[str, Data]:
        chance = generator(self.org.seed, "finals", self.person.number)
        found: dict[str, Data] = {}
        for goal in self.sheet.agreed:
            reached = self.sheet.reached[goal["id"]]
            found[goal["id"]] = {
                key.rpartition("/")[2]: value(one, reached, chance)
                for key, one, _ in measured(goal)
            }
        return found

    def goals(self, chance: Random, generous: float, language: str, *, finals: bool) -> Data:
        said: Data = {}
        for goal in self.sheet.agreed:
            id = goal["id"]
            rating = _seen(chance, rating_for(self.sheet.reached[id]), generous)
            one: Data = {"final": self.finals[id]} if finals else {}
            one["rating"] = rating
            if happens(chance, 0.7):
                kpi = measured(goal)[0][2]
                one["comment"] = text(f"goal-{level(rating)}", chance, language, kpi=kpi)
            said[id] = one
        return said

    def competencies(self, chance: Random, names: list[str]) -> Data:
        found: Data = {}
        for name in names:
            one: Data = {"rating": _seen(chance, self.overall, 0.25)}
            if happens(chance, 0.4):
                one["comment"] = text("competency", chance)
            found[name] = one
        return found

    def review(self, kind: str, author: Person, day: dt.date | None) -> Data:
        chance = generator(self.org.seed, "review", kind, self.person.number, author.number)
        generous = {"self": 0.3, "peer": 0.25, "upward": 0.2}.get(kind, 0.12)
        expected = competencies_of(self.person.leads)
        language = author.language
        data: Data = {"submitted": day} if day else {}
        if kind in ("self", "manager"):
            data["goals"] = self.goals(chance, generous, language, finals=True)
        elif kind == "peer" and happens(chance, 0.5):
            data["goals"] = self.goals(chance, generous, language, finals=False)
        few = expected if kind == "manager" else chance.sample(expected, 2)
        data["competencies"] = self.competencies(chance, few)
        rating = _seen(chance, self.overall, generous)
        tone = {"self": "self", "peer": "peer", "upward": "upward"}.get(kind)
        goal = self.sheet.agreed[0]["title"]
        data["overall"] = {
            "rating": rating,
            "comment": text(tone or f"overall-{level(rating)}", chance, language, goal=goal),
        }
        if kind != "upward" and happens(chance, 0.6):
            data["strengths"] = text("strengths", chance, language)
        if kind != "upward" and happens(chance, 0.5):
            data["growth"] = text("growth", chance, language)
        if kind == "manager" and happens(chance, 0.4):
            data["potential"] = {"rating": _seen(chance, 3, 0.3)}
        return data


def reviews(org: Org, person: Person, sheet: Sheet) -> Iterator[tuple[Place, Data]]:
    """Everything that lies in a person's folder of reviews, without the frozen result."""
    chance = generator(org.seed, "reviews", person.number)
    yield from _feedback(org, person, sheet, chance)
    team = org.teams[person.team]
    full = team.full
    if person.manager is None or not happens(chance, 0.96 if full else 0.62):
        return  # the head has no manager; others are late or were forgotten
    writer = _Writer(org, person, sheet)
    handed_in = workday(some_day(chance, _OPENS + dt.timedelta(days=10), _CLOSES))
    if full:
        if happens(chance, 0.9):
            day = None if happens(chance, 0.04) else workday(some_day(chance, _OPENS, _CLOSES))
            yield ("self", None, None), writer.review("self", person, day)
        yield from _peers(org, person, writer, chance)
        yield from _others(org, person, writer, chance)
    yield from _handover(person, writer, chance)
    manager = org.people[person.manager]
    draft = happens(chance, 0.02)
    yield ("manager", None, None), writer.review("manager", manager, None if draft else handed_in)
    if not draft and happens(chance, 0.9 if full else 0.35):
        yield from _after(person, writer, chance, handed_in)


def _peers(
    org: Org, person: Person, writer: _Writer, chance: Random
) -> Iterator[tuple[Place, Data]]:
    known = [id for id in org.peers_of(person) if org.people[id].here(H1_STARTS, H1_ENDS)]
    near = known[:9]
    count = min(len(near), chance.choices((1, 2, 3, 4), (4, 56, 32, 8))[0])
    if not count:
        return
    named = sorted(chance.sample(near, count))
    yield ("nominations", None, None), {"peers": named}
    for id in named:
        if happens(chance, 0.9):
            day = workday(some_day(chance, _OPENS, _OPENS + dt.timedelta(days=9)))
            yield ("peer", id, None), writer.review("peer", org.people[id], day)


def _others(
    org: Org, person: Person, writer: _Writer, chance: Random
) -> Iterator[tuple[Place, Data]]:
    there = [id for id in person.reports if org.people[id].here(H1_STARTS, H1_ENDS)]
    for id in sorted(chance.sample(there, min(len(there), chance.randrange(4)))):
        day = workday(some_day(chance, _OPENS, _CLOSES))
        yield ("upward", id, None), writer.review("upward", org.people[id], day)
    if person.function in ("sales", "support", "product") and happens(chance, 0.15):
        id = chance.choice(("acme", "blue-fir", "city-library", "delta-foods", "east-harbour"))
        yield (
            ("external", id, None),
            {
                "submitted": workday(some_day(chance, _OPENS, _CLOSES)),
                "overall": {"rating": _seen(chance, 4, 0.2), "comment": text("customer", chance)},
            }
            | {"customer": id.replace("-", " ").title()},
        )


def _handover(person: Person, writer: _Writer, chance: Random) -> Iterator[tuple[Place, Data]]:
    if person.former:
        day = workday(some_day(chance, _OPENS, _CLOSES))
        yield (
            ("handover", person.former, None),
            {
                "submitted": day,
                "overall": {"rating": writer.overall, "comment": text("competency", chance)},
            },
        )


def _feedback(
    org: Org, person: Person, sheet: Sheet, chance: Random
) -> Iterator[tuple[Place, Data]]:
    near = org.peers_of(person)
    if near and happens(chance, 0.08):
        author = org.people[chance.choice(near)]
        day = workday(some_day(chance, H1_STARTS + dt.timedelta(days=40), H1_ENDS))
        data: Data = {"note": text("praise", chance, author.language)}
        if happens(chance, 0.5):
            data["about"] = chance.choice([goal["id"] for goal in sheet.agreed] + ["collaboration"])
        yield ("feedback", author.id, day), data


def _after(
    person: Person, writer: _Writer, chance: Random, handed_in: dt.date
) -> Iterator[tuple[Place, Data]]:
    """Meeting, acknowledgement, plan and appeal."""
    held = handed_in + dt.timedelta(days=chance.randrange(3, 18))
    meeting: Data = {"held": held, "attended": [person.id, person.manager]}
    meeting["summary"] = text("meeting", chance, growth=text("growth", chance))
    unhappy = writer.overall <= 2 and happens(chance, 0.5)
    if happens(chance, 0.92):
        meeting["acknowledgement"] = {
            "by": person.id,
            "on": held + dt.timedelta(days=chance.randrange(6)),
            "agrees": not unhappy,
        }
    yield ("meeting", None, None), meeting
    if writer.overall <= 2 or happens(chance, 0.05):
        worst = min(writer.sheet.agreed, key=lambda goal: writer.sheet.reached[goal["id"]])
        yield (
            ("plan", None, None),
            {
                "actions": [
                    {
                        "id": "first-step",
                        "what": text("plan", chance),
                        "owner": person.id if happens(chance, 0.7) else person.manager,
                        "due": dt.date(2026, 9, 30) + dt.timedelta(days=chance.randrange(60)),
                        "status": chance.choice(("open", "open", "done")),
                    }
                ],
                "carry": [worst["id"]],
            },
        )
    if unhappy and happens(chance, 0.5):
        yield ("appeal", None, None), _appeal(writer, chance, held)


def _appeal(writer: _Writer, chance: Random, held: dt.date) -> Data:
    raised = min(held + dt.timedelta(days=4), dt.date(2026, 7, 31))
    data: Data = {"raised": raised, "reasons": text("appeal", chance)}
    dismissed = happens(chance, 0.6)
    decision: Data = {"by": next(iter(writer.org.people)), "on": dt.date(2026, 8, 4)}
    decision["outcome"] = "dismissed" if dismissed else "granted"
    if not dismissed:
        decision["rating"] = min(5, writer.overall + 1)
    decision["why"] = "The review stands." if dismissed else "The contracts of June count."
    return data | {"decision": decision}
