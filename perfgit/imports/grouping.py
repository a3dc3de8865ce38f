"""The rows of a table of goals, sorted into sheets; rows that belong nowhere are reported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from perfgit.company.resolver import Resolver, people_called, teams_called
from perfgit.i18n import say, speaking, suggestion
from perfgit.imports.fresh import cycle_data, cycle_id
from perfgit.imports.key_results import Cells, key_result
from perfgit.imports.report import Report
from perfgit.imports.store import Store
from perfgit.imports.table import Row
from perfgit.model.cells import one_line, slug

REFUSED = frozenset(
    {
        "not accepted",
        "rejected",
        "declined",
        "refused",
        "withdrawn",
        "cancelled",
        "canceled",
        "dropped",
        "draft",
    }
)
"""Statuses that say: this was not agreed."""

_NOT = frozenset({"", "no", "false", "0"})
AGREED = frozenset({"", "accepted", "agreed", "approved", "active", "open", "done", "completed"})


@dataclass(slots=True)
class TableGoal:
    """A goal of the table: its id, its rows and what they say in figures."""

    id: str
    rows: list[Row] = field(default_factory=list)
    weight: float | None = None
    results: list[tuple[dict[str, Any], float | None]] = field(default_factory=list)
    """Each key result without weight, and the weight that the table gives it."""

    def first(self, column: str) -> str:
        """The first cell of a column that says something."""
        return next((row[column] for row in self.rows if row[column]), "")


Sheets = dict[tuple[str, str], dict[str, TableGoal]]


def grouped(store: Store, rows: list[Row], skip: frozenset[str]) -> Sheets:
    """The rows by cycle, owner and goal, in the order of the table."""
    report = store.report
    cycles: dict[str, bool] = {}
    ids: set[tuple[str, str, str]] = set()
    unknown_statuses: Counter[str] = Counter()
    sheets: Sheets = {}
    owners = {
        "people": Resolver(people_called(store.company)),
        "teams": Resolver(teams_called(store.company)),
    }
    for row in rows:
        shown = row["status"] or ("dropped" if row["dropped"].lower() not in _NOT else "")
        status = " ".join(shown.lower().split())
        if status in REFUSED | skip:
            report.leave_out(
                row.line,
                f"status: {shown}",
                say('Status "{status}": not taken.', status=one_line(shown, 40)),
            )
            continue
        owner = _owner(owners, row, report)
        cycle = cycle_id(row["cycle"])
        if owner is None or not _has_cycle(store, row, cycle, cycles):
            continue
        id = slug(row["goal"] or row["title"])
        if not id or not (row["title"] or id in sheets.get((cycle, owner), {})):
            report.refuse(row.line, "no-goal", say("The goal has no id or no title: not taken."))
            continue
        if row["goal"] and id != row["goal"] and (cycle, owner, id) not in ids:
            report.change(
                row.line,
                "id-made",
                say('Id "{given}" became "{id}".', given=one_line(row["goal"], 60), id=id),
            )
        ids.add((cycle, owner, id))
        if status not in AGREED:
            unknown_statuses[row["status"]] += 1
        sheets.setdefault((cycle, owner), {}).setdefault(id, TableGoal(id)).rows.append(row)
    for given, count in unknown_statuses.items():
        report.note(
            0,
            "status",
            say(
                '{count} rows with status "{status}" are taken: what is on main is agreed. `--skip-status "{status}"` leaves them out.',
                count=count,
                status=one_line(given, 40),
            ),
        )
    return _readable(sheets, report)


def _readable(sheets: Sheets, report: Report) -> Sheets:
    """The sheets without the rows that cannot be read, and without what these leave empty."""
    for goals in sheets.values():
        for goal in goals.values():
            _read(goal, report)
            if goal.rows and not goal.first("title"):
                for row in goal.rows:
                    report.refuse(
                        row.line, "no-goal", say("The goal has no id or no title: not taken.")
                    )
                goal.rows.clear()
    kept = {
        key: {id: goal for id, goal in goals.items() if goal.rows} for key, goals in sheets.items()
    }
    return {key: goals for key, goals in kept.items() if goals}


def _read(goal: TableGoal, report: Report) -> None:
    taken: set[str] = set()
    rows, goal.rows = goal.rows, []
    for row in rows:
        cells = Cells(row, report)
        weight, part = cells.weight("weight"), cells.weight("key_result_weight")
        result = None if cells.failed else key_result(row, taken, cells)
        if cells.failed:
            continue
        goal.rows.append(row)
        if goal.weight is None:
            goal.weight = weight
        if result:
            goal.results.append((result, part))


_EXPORTED = {"person": "people", "team": "teams"}
"""What `perfgit export` calls the kinds of owners, and their folders."""
Owners = dict[str, Resolver]


def _owner(owners: Owners, row: Row, report: Report) -> str | None:
    """The owner as a path, or None (reported) where there is no such person or team.

    Without a folder before it (`Ann Ash`, `Sales`) it has to be one person or one team.
    """
    given = row["owner"]
    if folder := _EXPORTED.get(row["owner_kind"]):
        given = f"{folder}/{given}"
    if given == "company" or row["owner_kind"] == "company":
        return "company"
    kind, _, name = given.partition("/")
    if kind not in owners or not name:
        found = [f"{kind}/{id}" for kind, known in owners.items() for id in known.candidates(given)]
        if len(found) == 1:
            return found[0]
        report.refuse(
            row.line,
            "unknown-owner",
            say(
                '"{owner}" is no owner (company, teams/ID or people/ID): not taken.',
                owner=one_line(given, 60),
            ),
        )
        return None
    ids = owners[kind].candidates(name)
    if len(ids) == 1:
        return f"{kind}/{ids[0]}"
    report.refuse(
        row.line,
        "unknown-owner",
        say(
            "There is no {owner}: not taken. {help}",
            owner=f"{kind}/{one_line(name, 60)}",
            help=suggestion(name, ids or owners[kind].ids),
        ),
    )
    return None


def _has_cycle(store: Store, row: Row, cycle: str, cycles: dict[str, bool]) -> bool:
    """Whether the cycle exists or can be made from its id; it is made then."""
    if cycle not in cycles:
        cycles[cycle] = cycle in store.company.cycles
        with speaking(store.company.info.locale):  # the title is written into a file
            data = None if cycles[cycle] else cycle_data(cycle)
        if data and store.put("cycle", f"org/cycles/{cycle}.yml", data, row.line):
            cycles[cycle] = True
            store.report.note(
                row.line,
                "new-cycle",
                say(
                    "org/cycles/{cycle}.yml was not there and is made, with usual stages.",
                    cycle=cycle,
                ),
            )
    if not cycles[cycle]:
        store.report.refuse(
            row.line,
            "unknown-cycle",
            say(
                'There is no org/cycles/ file for "{cycle}", and its id does not say when it is (2026, 2026-h1, 2026-q3): not taken.',
                cycle=one_line(row["cycle"], 40),
            ),
        )
    return cycles[cycle]
