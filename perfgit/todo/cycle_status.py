"""Where a cycle stands: in figures, and what is late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from perfgit.company.company import Company, cycle_of
from perfgit.company.dossier import REVIEW_KINDS
from perfgit.company.participants import takes_part
from perfgit.files.garbage import garbage_left
from perfgit.parallel import Progress
from perfgit.todo.due import DueReader, WithItems, of_hr
from perfgit.todo.item import Item

STAGES = ("plan", "coach", "evaluate", "feedback")


class Standing(NamedTuple):
    """The figures of a cycle on a day."""

    cycle: str
    title: str
    stages: tuple[str, ...]
    """The stages that are open."""
    closed: dt.date | None
    people: int
    with_goals: int
    with_checkins: int
    reviews: dict[str, int]
    """Reviews that are handed in, by kind."""
    meetings: int
    acknowledged: int
    appeals: int
    results: int
    due: dict[str, int]
    """What is due, by duty."""
    late: dict[str, int]


def standing(
    company: Company, id: str, today: dt.date, progress: Progress | None = None
) -> Standing:
    """The figures of a cycle; `progress` is told how many dossiers have been read.

    Raises PerfgitError where there is no such cycle.
    """
    cycle = cycle_of(company, id)
    with garbage_left():
        reader = DueReader(company, today)
        parts = list(reader.each(_counted, progress=progress, cycle=id))
        hr = [one for one in of_hr(company, reader.org) if one.cycle == id]
    closed = cycle.closed if cycle.closed and cycle.closed <= today else None
    begun = cycle.stages.plan.opens <= today
    items = [*hr, *(one for _, found in parts for one in found if begun)]
    count: Counter[str] = Counter()
    for part, _ in parts:
        count.update(part)
    open_ = tuple(
        name
        for name in STAGES
        if getattr(cycle.stages, name).opens <= today <= getattr(cycle.stages, name).closes
    )
    people = sum(
        1
        for one, doc in company.people.items()
        if doc.data
        and takes_part(company, cycle, one)
        and not (doc.data.left and doc.data.left < min(today, cycle.ends))
        and not (doc.data.joined and doc.data.joined > cycle.ends)
    )
    return Standing(
        id,
        cycle.title,
        open_,
        closed,
        people,
        count["goals"],
        count["checkins"],
        {kind: count[f"reviews/{kind}"] for kind in REVIEW_KINDS if count[f"reviews/{kind}"]},
        count["meetings"],
        count["acknowledged"],
        count["appeals"],
        count["results"] if closed else 0,
        dict(sorted(Counter(one.duty for one in items).items())),
        dict(sorted(Counter(one.duty for one in items if one.overdue(today)).items())),
    )


def _counted(dossiers: WithItems) -> tuple[Counter[str], list[Item]]:
    count: Counter[str] = Counter()
    due: list[Item] = []
    for dossier, items in dossiers:
        due += items
        if dossier.person is None:
            continue
        sheet, meeting = dossier.sheet, dossier.meeting
        count["goals"] += bool(sheet and any(goal.dropped is None for goal in sheet.goals))
        count["checkins"] += bool(dossier.checkins)
        count["meetings"] += meeting is not None
        count["acknowledged"] += bool(meeting and meeting.acknowledgement)
        count["appeals"] += dossier.appeal is not None
        count["results"] += dossier.result is not None
        for kind, doc in dossier.all_reviews():
            count[f"reviews/{kind}"] += bool(doc.data and doc.data.submitted)
    return count, due
