"""What the files of one owner in one cycle give by themselves, before goals are connected.

A part depends on nothing but the dossier, the policy, the cycle's own file and the day. So parts
are read by several processes, and kept from one build to the next.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from perfgit.company.company import Company, Ref
from perfgit.company.visibility import RatedIn, Visibility
from perfgit.exports.api import rows_of
from perfgit.insight.checkins import checkins_of
from perfgit.measures.exact import ZERO, Fraction
from perfgit.model.goals import HistoryEntry
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


class Part(NamedTuple):
    """An `OwnerView` in pickled and packed form, and what the whole company needs to know of it.

    `words` is a digest of titles and reasons: what the search finds a goal by. `rows` are those of
    the API's tables, packed.
    """

    view: bytes
    digest: bytes
    rated: RatedIn | None
    nodes: tuple[Node, ...]
    words: bytes
    rows: bytes
    due: tuple[DueItem, ...]


Parts = Mapping[str, Mapping[str, Part]]
"""Parts by cycle and owner (`company`, teams, people, in this order)."""


def part_of(
    company: Company, visibility: Visibility, cycle: str, owner: str, today: dt.date
) -> Part:
    """Read what everyone may read of an owner in a cycle."""
    data = company.cycles[cycle].data
    assert data is not None
    dossier = company.dossier(cycle, owner)
    shown = visibility.shown(dossier)
    sheet = dossier.sheet
    doc = shown.doc("goals")
    view = OwnerView(
        owner,
        goal_views(shown, data, company.policy.achievement, today),
        tuple(shown.sheet.history) if shown.sheet else (),
        checkins_of(shown, today),
        visibility.participation(dossier),
        said(shown, company.policy),
        bool(sheet and any(goal.dropped is None for goal in sheet.goals)),
        doc.path if doc else None,
    )
    pickled = pickle.dumps(view, pickle.HIGHEST_PROTOCOL)
    rows = rows_of(company, visibility, shown)
    digest = hashlib.blake2b(pickled + rows, digest_size=16).digest()
    due = due_of(due_context(company, today), cycle, dossier)
    packed = zlib.compress(pickled, 1)
    rated = visibility.rated(dossier)
    return Part(packed, digest, rated, _nodes(view), _words(view), rows, due)


def _words(view: OwnerView) -> bytes:
    said = [
        (goal.ref, goal.title, goal.why, [one.title for one in goal.key_results])
        for goal in view.goals
    ]
    return hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=16).digest()


def _nodes(view: OwnerView) -> tuple[Node, ...]:
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
        )
        for goal in view.goals
    )


def read_parts(company: Company, today: dt.date) -> Parts:
    """Read all parts, one after the other."""
    visibility = Visibility(company.policy.site)
    return {
        cycle: {
            owner: part_of(company, visibility, cycle, owner, today)
            for owner in company.owners(cycle)
        }
        for cycle, _ in company.cycles_in_order()
    }
