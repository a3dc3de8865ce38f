"""Rules about cycles and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Any

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import say, suggestion
from perfgit.model.org import Cycle, Person
from perfgit.problem import DataPath, Problem
from perfgit.rules.references import Target
from perfgit.rules.rule import Rule


def _stage_order(company: Company) -> Iterator[Problem]:
    for doc in company.cycles.values():
        if doc.data:
            yield from _order_of_cycle(doc, doc.data)


def _order_of_cycle(doc: AnyDoc, cycle: Cycle) -> Iterator[Problem]:
    stages = [
        (name, getattr(cycle.stages, name)) for name in ("plan", "coach", "evaluate", "feedback")
    ]
    if cycle.ends < cycle.starts:
        yield doc.problem(
            say("The cycle ends before it starts."), say("Correct one of the days."), ("ends",)
        )
    for name, stage in stages:
        if stage.closes < stage.opens:
            yield doc.problem(
                say("The stage {name} closes before it opens.", name=name),
                say("Correct one of the days."),
                ("stages", name, "closes"),
            )
    for (earlier, first), (later, second) in pairwise(stages):
        if second.opens < first.opens:
            yield doc.problem(
                say("The stage {later} opens before {earlier}.", later=later, earlier=earlier),
                say("The stages open in the order plan, coach, evaluate, feedback."),
                ("stages", later, "opens"),
            )
    if cycle.peers.min > cycle.peers.max:
        yield doc.problem(
            say("More peers are needed than allowed."),
            say("Lower min or raise max."),
            ("peers", "min"),
        )


def _day_order(company: Company) -> Iterator[Problem]:
    for doc in company.people.values():
        if doc.data:
            yield from _order_of_person(doc, doc.data)


def _order_of_person(doc: AnyDoc, person: Person) -> Iterator[Problem]:
    if person.joined and person.left and person.left < person.joined:
        yield doc.problem(
            say("The last day lies before the first."), say("Correct one of the days."), ("left",)
        )
    for index, away in enumerate(person.away):
        if away.to < away.from_:
            yield doc.problem(
                say("The time away ends before it begins."),
                say("Correct one of the days."),
                ("away", index, "to"),
            )


def _overlaps(company: Company) -> Iterator[Problem]:
    cycles = sorted(company.cycles_in_order(), key=lambda pair: (pair[1].starts, pair[0]))
    for place, (later, second) in enumerate(cycles):
        for earlier, first in reversed(cycles[:place]):
            within = first.holds(second) or second.holds(first)
            if second.starts <= first.ends and not within:
                yield company.cycles[later].problem(
                    say("The cycle starts before {other} has ended.", other=earlier),
                    say("Move the start or the other's end; or let one lie within the other."),
                    ("starts",),
                )
                break


def _unknown_cycles(company: Company) -> Iterator[Problem]:
    for name in company.cycle_folders():
        if name in company.cycles:
            continue
        file = next(
            f"{root}/{name}"
            for root in ("goals", "reviews")
            if any(entry.name == name for entry in company.tree.entries(root))
        )
        message, help = _no_cycle(company, name, company.cycles)
        yield Problem("", file, message, help, cause=f"cycle:{name}")
    yield from _CYCLES.in_org(company)


def _no_cycle(company: Company, id: str, known: Collection[str]) -> tuple[str, str]:
    return (
        say('There is no cycle "{id}".', id=id),
        suggestion(id, known) + say(" Or add org/cycles/{id}.yml.", id=id),
    )


_CYCLES = Target("cycle", lambda company: company.cycles, _no_cycle)


def _outside_cycle(company: Company, dossier: Dossier) -> Iterable[Problem]:
    cycle_doc = company.cycles.get(dossier.cycle)
    if cycle_doc is None or cycle_doc.data is None:
        return
    cycle = cycle_doc.data
    first = min(cycle.starts, cycle.stages.plan.opens)
    last = max(cycle.ends, cycle.stages.feedback.closes)
    for kind in ("checkin", "feedback"):
        for doc in dossier.docs.get(kind, ()):
            if doc.place.day and not first <= doc.place.day <= last:
                yield doc.problem(
                    say("{day} lies outside the cycle.", day=doc.place.day), _span(first, last)
                )
    sheet, doc_of_sheet = dossier.sheet, dossier.doc("goals")
    if sheet and doc_of_sheet:
        for index, goal in enumerate(sheet.goals):
            if goal.due and not first <= goal.due <= last:
                yield doc_of_sheet.problem(
                    say("The goal is due on {day}, outside the cycle.", day=goal.due),
                    _span(first, last),
                    ("goals", index, "due"),
                )


def _span(first: dt.date, last: dt.date) -> str:
    return say("The cycle goes from {first} to {last}.", first=first, last=last)


def _future_days(company: Company, dossier: Dossier) -> Iterator[Problem]:
    yield from _after(company.known_today, dossier.all_docs())


def _future_sessions(company: Company) -> Iterator[Problem]:
    yield from _after(company.known_today, company.org_docs)


def _after(today: dt.date | None, docs: Iterable[AnyDoc]) -> Iterator[Problem]:
    """What was handed in, held or checked in after a day; nothing where no day is known."""
    if today is None:
        return
    for doc in docs:
        said: list[tuple[DataPath, Any]] = [((), doc.place.day)]
        said += [((name,), getattr(doc.data, name, None)) for name in ("submitted", "held")]
        for at, day in said:
            if isinstance(day, dt.date) and day > today:
                yield doc.problem(
                    say("{day} is still to come: today is {today}.", day=day, today=today),
                    say("Put the day on which it happened."),
                    at,
                )


RULES = (
    Rule(
        "stage-order",
        """A cycle's stages open in order (plan, coach, evaluate, feedback), and no period ends
before it starts.

Stages may overlap: coaching goes on while reviews are written.""",
        company=_stage_order,
    ),
    Rule(
        "day-order",
        """A person's days are in order: joined before left, away from before to.

A deputy stands in on the days between the two.""",
        company=_day_order,
    ),
    Rule(
        "cycle-overlap",
        """A cycle starts after the one before it has ended, or lies within it.

Half-years may lie within their year: `who` says of whom each asks what. Cycles that reach into each other
count some days twice.""",
        "warning",
        company=_overlaps,
    ),
    Rule(
        "outside-cycle",
        """Check-ins, feedback and due dates lie within their cycle.

A cycle reaches from its start, or from the opening of planning where that is earlier, to its end
or the end of the feedback stage.""",
        dossier=_outside_cycle,
        reads=("goals", "checkin", "feedback"),
    ),
    Rule(
        "future-day",
        """Nothing was handed in, held or checked in on a day that is still to come.

A day ahead would count as the latest word when it comes. `check` never looks at the clock: this is asked
only where the day is given (`check --today DATE`).""",
        company=_future_sessions,
        dossier=_future_days,
    ),
    Rule(
        "unknown-cycle",
        """Every folder below `goals/` and `reviews/` is called like a cycle of `org/cycles/`.

The cycle's file says when it starts and which stages it has; without it nothing in the folder has
a place in time.""",
        company=_unknown_cycles,
        dossier=_CYCLES.in_dossier,
    ),
)
