"""What the files of one owner in one cycle give by themselves, before goals are connected.

A part depends on nothing but the dossier, the policy, the cycle's own file and the day. So parts
are read by several processes, and apart from each other.
"""

from __future__ import annotations

import datetime as dt
import pickle
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from perfgit.company.as_of import as_of
from perfgit.company.company import Company, Ref, parse_ref
from perfgit.company.visibility import RatedIn, Visibility
from perfgit.exports.api import rows_of
from perfgit.insight.checkins import checkins_of
from perfgit.measures.exact import ZERO, Fraction, exact
from perfgit.model.goals import HistoryEntry
from perfgit.scoring.counting import bounds
from perfgit.site.views.due import DueItem, due_context, due_of
from perfgit.site.views.goals import goal_views
from perfgit.site.views.owner import OwnerView
from perfgit.site.views.reviews import said


class Node(NamedTuple):
    """What a goal means to the goals that it supports.

    `settled` is the latest agreement about it. `counted` is its own achievement (None: it has no key results, so others carry it); `told`,
    whether anything has been reported.
    """

    goal: str
    supports: tuple[Ref, ...]
    weight: Fraction
    counted: Fraction | None
    told: bool
    dropped: bool
    measured: bool
    title: str
    settled: HistoryEntry | None
    counts: tuple[tuple[Ref, Fraction], ...] = ()
    """How much each goal that supports it counts; none: all alike."""
    helpers: tuple[str, ...] = ()
    left: bool = False
    """Whether it is the goal of somebody who has left, which carries nothing up any more."""


class Part(NamedTuple):
    """An `OwnerView` in pickled and packed form, and what the whole company needs to know of it.

    `rows` are those of the API's tables, packed; None where only pages are asked for.
    """

    view: bytes
    rated: RatedIn | None
    nodes: tuple[Node, ...]
    due: tuple[DueItem, ...]
    rows: bytes | None


def part_of(
    company: Company,
    visibility: Visibility,
    cycle: str,
    owner: str,
    today: dt.date,
    *,
    rows: bool,
) -> Part:
    """Read what everyone may read of an owner in a cycle."""
    data = company.cycles[cycle].data
    assert data is not None
    dossier = as_of(company.dossier(cycle, owner), today)
    person = company.person(dossier.person) if dossier.person else None
    shown = visibility.shown(dossier)
    sheet = dossier.sheet
    doc = shown.doc("goals")
    view = OwnerView(
        owner,
        goal_views(
            shown,
            data,
            bounds(company, dossier, today),
            today,
            visibility.counted(dossier, data, today),
            person.joined if person else None,
        ),
        tuple(shown.sheet.history) if shown.sheet else (),
        checkins_of(shown, today),
        visibility.participation(dossier),
        said(shown, company.policy),
        bool(sheet and any(goal.dropped is None for goal in sheet.goals)),
        doc.path if doc else None,
        tuple(sorted(one.path for one in shown.all_docs() if one.problems)),
    )
    due = due_of(due_context(company, today), cycle, dossier)
    packed = zlib.compress(pickle.dumps(view, pickle.HIGHEST_PROTOCOL), 1)
    made = rows_of(company, visibility, dossier) if rows else None
    left = bool(dossier.person) and not due_context(company, today).org.is_active(
        dossier.person or ""
    )
    goals = {goal.id: goal for goal in sheet.goals} if sheet else {}
    counts = {
        id: tuple((parse_ref(text, cycle), exact(count)) for text, count in goal.counts.items())
        for id, goal in goals.items()
    }
    return Part(packed, visibility.rated(dossier), _nodes(view, counts, left=left), due, made)


def _nodes(
    view: OwnerView, counts: Mapping[str, tuple[tuple[Ref, Fraction], ...]], *, left: bool
) -> tuple[Node, ...]:
    last = {one.goal: one for one in sorted(view.history, key=lambda one: one.on)}
    return tuple(
        Node(
            goal.ref.goal,
            goal.supports,
            goal.share or ZERO,
            goal.counted,
            goal.progress is not None,
            goal.dropped,
            bool(goal.key_results),
            goal.title,
            last.get(goal.ref.goal),
            counts.get(goal.ref.goal, ()),
            goal.helpers,
            left,
        )
        for goal in view.goals
    )
