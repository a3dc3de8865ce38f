"""Where a cycle stands: in figures, and what is late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from perfgit.company.company import Company, cycle_of
from perfgit.company.dossier import REVIEW_KINDS
from perfgit.todo.due import due

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


def standing(company: Company, id: str, today: dt.date) -> Standing:
    """The figures of a cycle.

    Raises PerfgitError where there is no such cycle.
    """
    cycle = cycle_of(company, id)
    count: Counter[str] = Counter()
    reviews: Counter[str] = Counter()
    for owner in company.owners(id):
        if not owner.startswith("people/"):
            continue
        dossier = company.dossier(id, owner)
        sheet, meeting = dossier.sheet, dossier.meeting
        count["goals"] += bool(sheet and any(goal.dropped is None for goal in sheet.goals))
        count["checkins"] += bool(dossier.checkins)
        count["meetings"] += meeting is not None
        count["acknowledged"] += bool(meeting and meeting.acknowledgement)
        count["appeals"] += dossier.appeal is not None
        count["results"] += dossier.result is not None
        for kind, doc in dossier.all_reviews():
            reviews[kind] += bool(doc.data and doc.data.submitted)
    items = [one for one in due(company, today) if one.cycle == id]
    open_ = tuple(
        name
        for name in STAGES
        if getattr(cycle.stages, name).opens <= today <= getattr(cycle.stages, name).closes
    )
    people = sum(
        1
        for doc in company.people.values()
        if doc.data
        and not (doc.data.left and doc.data.left < min(today, cycle.ends))
        and not (doc.data.joined and doc.data.joined > cycle.ends)
    )
    return Standing(
        id,
        cycle.title,
        open_,
        cycle.closed,
        people,
        count["goals"],
        count["checkins"],
        {kind: reviews[kind] for kind in REVIEW_KINDS if reviews[kind]},
        count["meetings"],
        count["acknowledged"],
        count["appeals"],
        count["results"],
        dict(sorted(Counter(one.duty for one in items).items())),
        dict(sorted(Counter(one.duty for one in items if one.overdue(today)).items())),
    )
