"""People, teams and strategy from tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from perfgit.i18n import say
from perfgit.imports.references import Names
from perfgit.imports.report import Report
from perfgit.imports.store import Store
from perfgit.imports.table import Columns, Row
from perfgit.model.cells import day, distinct, number, one_line, several_lines, slug

Data = dict[str, Any]

PEOPLE = Columns(
    (
        "id",
        "name",
        "email",
        "github",
        "github_id",
        "manager",
        "team",
        "role",
        "level",
        "joined",
        "left",
    ),
    ("id", "name"),
    {"person": "id"},
)
TEAMS = Columns(("id", "name", "parent", "lead"), ("id", "name"), {"team": "id"})
STRATEGY = Columns(("id", "title", "why", "horizon", "until"), ("id", "title"), {"objective": "id"})
HORIZONS = ("long", "medium", "short")

_EMAIL = re.compile(r"[^@\s]{1,120}@[^@\s]{1,120}")
_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,39}")


def _ids(rows: Iterable[Row], name_column: str, report: Report) -> list[tuple[Row, str]]:
    """The rows with their ids made slugs; a second row with one id is not taken."""
    found: list[tuple[Row, str]] = []
    seen: dict[str, int] = {}
    for row in rows:
        given = row["id"]
        id = slug(given or row[name_column])
        if not id:
            report.refuse(
                row.line,
                "no-id",
                say(
                    'No id can be made of "{text}": not taken.',
                    text=one_line(given or row[name_column], 40),
                ),
            )
            continue
        if id in seen:
            report.refuse(
                row.line,
                "id-clash",
                say('The id "{id}" is that of line {line}: not taken.', id=id, line=seen[id]),
            )
            continue
        if not row[name_column]:
            report.refuse(row.line, "no-name", say("No {column}: not taken.", column=name_column))
            continue
        if id != given:
            report.change(
                row.line,
                "id-made",
                say('Id "{given}" became "{id}".', given=one_line(given, 60), id=id),
            )
        seen[id] = row.line
        found.append((row, id))
    return found


def import_people(store: Store, rows: list[Row]) -> None:
    """`org/people/ID.yml` for every row, and roles that are not there yet."""
    report = store.report
    accounts: dict[tuple[str, str], str] = {}
    for id, doc in store.company.people.items():
        if doc.data:
            for column, value in (
                ("email", doc.data.email),
                ("github", doc.data.github),
                ("github_id", doc.data.github_id),
            ):
                if value:
                    accounts[column, str(value).lower()] = id
    roles: dict[str, str] = {}
    rows_by_id = _ids(rows, "name", report)
    known = {
        "manager": _names(store.company.people, ((id, row["name"]) for row, id in rows_by_id)),
        "team": _names(store.company.teams),
    }
    for row, id in rows_by_id:
        data = _person(row, id, accounts, report)
        _refer(data, row, known, id, report)
        _put_role(data, row, store, roles)
        # In the order of the model, so that files read like those that people write.
        ordered = {
            key: data[key]
            for key in ("name", *PEOPLE.names[2:5], "team", "manager", *PEOPLE.names[7:])
            if key in data
        }
        if store.put("person", store.company.layout.path("person", id=id), ordered, row.line):
            report.taken += 1
            report.things["people"] += 1
    for role, title in sorted(roles.items()):
        path = f"org/roles/{role}.yml"
        if not store.exists(path):
            store.put("role", path, {"title": one_line(title)}, 0)
            report.note(0, "new-role", say("{path} was not there and is made.", path=path))


def _person(row: Row, id: str, accounts: dict[tuple[str, str], str], report: Report) -> Data:
    data: Data = {"name": one_line(row["name"])}
    for column, pattern in (("email", _EMAIL), ("github", _LOGIN)):
        value = row[column]
        if value and not pattern.fullmatch(value):
            _left_out(row, column, say('"{value}" is not valid', value=one_line(value, 60)), report)
        elif value:
            data[column] = value
    for column, least, most in (("github_id", 1, 2**53), ("level", 0, 30)):
        if not row[column]:
            continue
        whole = number(row[column])
        if not isinstance(whole, int) or not least <= whole <= most:
            why = say(
                '"{value}" is not a whole number from {least} to {most}',
                value=one_line(row[column], 40),
                least=least,
                most=most,
            )
            _left_out(row, column, why, report)
        else:
            data[column] = whole
    for column in ("email", "github", "github_id"):
        other = (
            accounts.setdefault((column, str(data[column]).lower()), id) if column in data else id
        )
        if other != id:
            value = data.pop(column)
            _left_out(
                row, column, say("{value} is that of {other}", value=value, other=other), report
            )
    for column in ("joined", "left"):
        if row[column]:
            _put_day(data, column, row, report)
    return data


def _names(docs: Mapping[str, Any], rows: Iterable[tuple[str, str]] = ()) -> Names:
    there = ((id, getattr(doc.data, "name", "")) for id, doc in docs.items())
    return Names([*rows, *there])


def _refer(data: Data, row: Row, known: dict[str, Names], own: str, report: Report) -> None:
    """Put what cells refer to into the data; what leads nowhere is reported."""
    for column, names in known.items():
        if not row[column]:
            continue
        id, why = names.find(row[column])
        if id == own and column == "manager":
            id, why = None, say("nobody is their own manager")
        if id == own and column == "parent":
            id, why = None, say("a team is not part of itself")
        if id:
            data[column] = id
        else:
            _left_out(row, column, why, report)


def _put_role(data: Data, row: Row, store: Store, made: dict[str, str]) -> None:
    """The role by id or title, or one that is made from the cell."""
    if not row["role"]:
        return
    there = [(id, doc.data.title) for id, doc in store.company.roles.items() if doc.data]
    id, _ = Names(there, complete=True).find(row["role"])
    if id is None and (id := slug(row["role"])):
        made.setdefault(id, row["role"])
    if id:
        data["role"] = id
    else:
        why = say('no id can be made of "{text}"', text=one_line(row["role"], 40))
        _left_out(row, "role", why, store.report)


def _put_day(data: Data, column: str, row: Row, report: Report) -> None:
    found = day(row[column])
    if found:
        data[column] = found
        return
    value = one_line(row[column], 40)
    reason = say('"{value}" is not a day as YYYY-MM-DD', value=value)
    _left_out(row, column, reason, report)


def _left_out(row: Row, column: str, why: str, report: Report) -> None:
    report.change(
        row.line, f"{column}-left-out", say("{column} left out: {why}.", column=column, why=why)
    )


def import_teams(store: Store, rows: list[Row]) -> None:
    """`org/teams/ID.yml` for every row."""
    report = store.report
    rows_by_id = _ids(rows, "name", report)
    known = {
        "lead": _names(store.company.people),
        "parent": _names(store.company.teams, ((id, row["name"]) for row, id in rows_by_id)),
    }
    for row, id in rows_by_id:
        data: Data = {"name": one_line(row["name"])}
        _refer(data, row, known, id, report)
        if store.put("team", store.company.layout.path("team", id=id), data, row.line):
            report.taken += 1
            report.things["teams"] += 1


def import_strategy(store: Store, rows: list[Row]) -> None:
    """`goals/strategy.yml` with an objective for every row."""
    report = store.report
    objectives: list[Data] = []
    taken: set[str] = set()
    for row, id in _ids(rows, "title", report):
        one: Data = {"id": distinct(id, taken), "title": one_line(row["title"])}
        horizon, until, why = row["horizon"].lower(), row["until"], several_lines(row["why"])
        if horizon in HORIZONS:
            one["horizon"] = horizon
        elif horizon:
            value = one_line(row["horizon"], 40)
            reason = say('"{value}" is not long, medium or short', value=value)
            _left_out(row, "horizon", reason, report)
        if until:
            _put_day(one, "until", row, report)
        if why:
            one["why"] = why
        objectives.append(one)
    if not objectives:
        return
    if store.put("strategy", "goals/strategy.yml", {"objectives": objectives}, 0):
        report.taken += len(objectives)
        report.things["objectives"] += len(objectives)
