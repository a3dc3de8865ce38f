"""The rows of the long tables as data, for readers who filter and sort.

The pages hold every row as HTML, `ROWS` on each. A browser that runs `theme/js/tables.js` fetches the
rows when the reader first filters or sorts: `head.json` with the columns, then pieces of at most
`MOST` bytes. The data hold what the pages show and nothing else: they come from the same views.

A row is a list with one cell a column. What it holds depends on the column's kind:

- `link`: the text, and the address; an empty one where there is no page
- `choice`: a number, the place in the column's `values`, which are in the order of meaning
- `local`: a number, the place in the values that lie in the same piece

and, last, the row's place in the order of its first column. A value is key, text, and what the
column needs beside it (an address, or places on a bar of 1000).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from perfgit.i18n import say
from perfgit.measures.exact import Fraction
from perfgit.scoring.pace import Pace
from perfgit.site.pages.page import Page
from perfgit.site.theme import formats
from perfgit.site.views.cards import PersonCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.goals import GoalView

MOST = 250_000
"""Bytes of a piece, about; nothing that is loaded at once is larger."""
PACES = ("off_track", "at_risk", "on_track", "done", "none", "dropped")
CONFIDENCES = ("low", "medium", "high", "none")

HALF = Fraction(1, 2)

Value = tuple[Any, ...]
Sortable = tuple[Any, Value]
"""By what a value is sorted, and the value."""


class Column(NamedTuple):
    """A column; `of` gives the cell of a row, or what sorts it with its value for a choice."""

    key: str
    kind: str
    of: Callable[[Any], Any]


def pages_of(folder: str, columns: Sequence[Column], rows: Sequence[Any]) -> Iterator[Page]:
    """The data of a table, as files below a folder.

    Args:
        folder: Where they go, relative to the top of the site.
        columns: The columns; the first one is a link.
        rows: The rows in the order in which the pages show them.
    """
    cells = [_cells(column, rows) for column in columns]
    names = [row[0] for row in cells[0][1]]
    order = sorted(range(len(rows)), key=lambda at: (names[at].casefold(), at))
    place = [0] * len(rows)
    for rank, at in enumerate(order):
        place[at] = rank
    pieces = list(_pieces(columns, [found for _, found in cells], place))
    head = {
        "version": 1,
        "total": len(rows),
        "columns": [
            {"key": column.key, "kind": column.kind, "values": values}
            for column, (values, _) in zip(columns, cells, strict=True)
        ],
        "pieces": len(pieces),
    }
    yield _page(f"{folder}head.json", head)
    for number, piece in enumerate(pieces):
        yield _page(f"{folder}{number}.json", piece)


def _cells(column: Column, rows: Sequence[Any]) -> tuple[list[Value], list[Any]]:
    """The values of a choice in their order, and every row's cell."""
    found = [column.of(row) for row in rows]
    if column.kind != "choice":
        return [], found
    known: dict[Value, Any] = {}
    for by, value in found:
        known.setdefault(value, by)
    values = sorted(known, key=lambda value: (known[value] is None, known[value] or 0, value[0]))
    at = {value: index for index, value in enumerate(values)}
    return values, [at[value] for _, value in found]


def _pieces(
    columns: Sequence[Column], cells: Sequence[Sequence[Any]], place: Sequence[int]
) -> Iterator[dict[str, Any]]:
    local = [index for index, column in enumerate(columns) if column.kind == "local"]
    rows: list[list[Any]] = []
    values: dict[int, dict[Value, int]] = {index: {} for index in local}
    size = 0
    for row in zip(*cells, place, strict=True):
        made = list(row)
        for index in local:
            held = values[index]
            if row[index] not in held:
                size += len(_json(row[index])) + 1
            made[index] = held.setdefault(row[index], len(held))
        size += len(_json(made)) + 1
        rows.append(made)
        if size > MOST:
            yield _piece(columns, values, rows)
            rows, values, size = [], {index: {} for index in local}, 0
    if rows:
        yield _piece(columns, values, rows)


def _piece(
    columns: Sequence[Column], values: dict[int, dict[Value, int]], rows: list[list[Any]]
) -> dict[str, Any]:
    return {
        "values": {columns[index].key: list(held) for index, held in values.items()},
        "rows": rows,
    }


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _page(url: str, data: Any) -> Page:
    text = _json(data).decode()
    return Page(url, "parts/data.html", "", "", {"data": Markup(text)})  # noqa: S704 -- it is no HTML


def for_template(*, over: bool = False) -> dict[str, Any]:
    """What the templates of long tables need; `over` once the cycle is."""
    chosen: tuple[Pace, ...] = ("off_track", "at_risk", "on_track", "done")
    words = [(one, formats.pace_word(one, over=over)) for one in chosen]
    return {"half": HALF, "paces_to_choose": words}


def goals_folder(cycle: str) -> str:
    """Where the data of a cycle's goals lie."""
    return f"data/goals/{cycle}/"


PEOPLE_FOLDER = "data/people/"


def goals_data(site: SiteView, cycle: CycleView, rows: Sequence[GoalView]) -> Iterator[Page]:
    """The goals of a cycle."""

    def link(goal: GoalView) -> tuple[str, str]:
        return goal.title, site.goal_url(goal.ref) or ""

    def owner(goal: GoalView) -> Value:
        card = site.card(goal.ref.owner)
        name = card.name if card else goal.ref.owner
        return goal.ref.owner, name, site.owner_url(goal.ref.owner, cycle.id)

    def team(goal: GoalView) -> Sortable:
        kind, _, id = goal.ref.owner.partition("/")
        person = site.person(id) if kind == "people" else None
        return _team(site, person.team if person else id if kind == "teams" else None)

    def pace(goal: GoalView) -> Sortable:
        if goal.dropped:
            return PACES.index("dropped"), ("dropped", say("Dropped"))
        key = goal.pace or "none"
        return PACES.index(key), (key, formats.pace_word(goal.pace, over=goal.over))

    def confidence(goal: GoalView) -> Sortable:
        key = (None if goal.dropped else goal.confidence) or "none"
        return CONFIDENCES.index(key), (key, formats.confidence_word(key))

    def due(goal: GoalView) -> Sortable:
        return goal.due, (
            goal.due.isoformat(),
            formats.day(goal.due),
            formats.thousandths(goal.gone),
        )

    columns = [
        Column("goal", "link", link),
        Column("owner", "local", owner),
        Column("team", "choice", team),
        Column("weight", "choice", lambda goal: _share(goal.share)),
        Column("progress", "choice", lambda goal: _share(None if goal.dropped else goal.progress)),
        Column("pace", "choice", pace),
        Column("confidence", "choice", confidence),
        Column("due", "choice", due),
    ]
    yield from pages_of(goals_folder(cycle.id), columns, rows)


def people_data(site: SiteView, rows: Sequence[PersonCard]) -> Iterator[Page]:
    """The people of today."""
    views = {one.owner: site.cycle.owner(one.owner) if site.cycle else None for one in rows}

    def manager(person: PersonCard) -> Sortable:
        found = site.person(person.manager)
        if found is None:
            return None, ("", formats.NOTHING)
        return (found.name.casefold(), found.id), (found.id, found.name, found.url)

    def role(person: PersonCard) -> Sortable:
        about = person.about
        return about.casefold() or None, (about, about or formats.NOTHING)

    def count(person: PersonCard) -> Sortable:
        view = views[person.owner]
        many = len(view.active) if view else 0
        return many, (str(many), formats.number(many) if view else formats.NOTHING)

    def progress(person: PersonCard) -> Sortable:
        view = views[person.owner]
        return _share(view.progress if view else None)

    def last(person: PersonCard) -> Sortable:
        view = views[person.owner]
        day = view.checkins.last if view else None
        return day, (day.isoformat() if day else "", formats.day(day))

    columns = [
        Column("name", "link", lambda one: (one.name, one.url)),
        Column("role", "choice", role),
        Column("team", "choice", lambda one: _team(site, one.team)),
        Column("manager", "choice", manager),
    ]
    if site.visibility.goals:
        columns += [Column("goals", "choice", count), Column("progress", "choice", progress)]
    if site.visibility.checkins:
        columns.append(Column("last", "choice", last))
    yield from pages_of(PEOPLE_FOLDER, columns, rows)


def _team(site: SiteView, id: str | None) -> Sortable:
    card = site.directory.teams.get(id) if id else None
    if card is None:
        return None, ("", formats.NOTHING)
    return (card.name.casefold(), card.id), (card.id, card.name, card.url)


def _share(share: Any) -> Sortable:
    text = formats.percent(share)
    if share is None:
        return None, ("", text)
    at = formats.thousandths(share)
    return share, (text, text, at)
