"""People, teams and strategy from tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from perfgit.company.resolver import (
    Called,
    Resolver,
    people_called,
    roles_called,
    teams_called,
)
from perfgit.i18n import listing, say
from perfgit.imports.report import Report
from perfgit.imports.store import Store
from perfgit.imports.table import Columns, Row
from perfgit.model.cells import day, distinct, number, one_line, several_lines, slug
from perfgit.model.org import Level, Person

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
        "also_in",
        "role",
        "level",
        "joined",
        "left",
    ),
    ("name",),
    {"person": "id"},
)
TEAMS = Columns(("id", "name", "parent", "lead"), ("name",), {"team": "id"})
STRATEGY = Columns(("id", "title", "why", "horizon", "until"), ("id", "title"), {"objective": "id"})
HORIZONS = ("long", "medium", "short")

_EMAIL = re.compile(r"[^@\s]{1,120}@[^@\s]{1,120}")
_LEVEL: TypeAdapter[int | str] = TypeAdapter(Level)
_LOGIN = re.compile(r"[A-Za-z0-9_-]{1,39}")


def _ids(rows: Iterable[Row], name_column: str, report: Report) -> list[tuple[Row, str]]:
    """The rows with their ids made slugs; a second row with one id is not taken.

    A row whose id stands in the table so has it before one whose id has to be made.
    """
    found: list[tuple[Row, str]] = []
    seen: dict[str, int] = {}
    rows = list(rows)
    for row in rows:
        if row["id"] and slug(row["id"]) == row["id"] and row[name_column]:
            seen.setdefault(row["id"], row.line)
    for row in rows:
        given = row["id"]
        id = slug(given or row[name_column]) or slug(row["email"].partition("@")[0])
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
        if seen.get(id, row.line) != row.line:
            report.refuse(
                row.line,
                "id-clash",
                say('The id "{id}" is that of line {line}: not taken.', id=id, line=seen[id]),
            )
            continue
        if not row[name_column]:
            report.refuse(row.line, "no-name", say("No {column}: not taken.", column=name_column))
            continue
        if given and id != given:
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
        "manager": Resolver(
            [
                *(Called(id, row["name"], row["email"], row["github"]) for row, id in rows_by_id),
                *people_called(store.company),
            ],
            open_ended=True,
        ),
    }
    teams = Resolver(teams_called(store.company), open_ended=True)
    for row, id in rows_by_id:
        data = _person(row, id, accounts, report)
        _refer(data, row, known, id, report)
        _put_role(data, row, store, roles)
        _put_teams(data, row, teams, report)
        # In the order of the model, so that files read like those that people write.
        ordered = {key: data[key] for key in Person.model_fields if key in data}
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
    if row["github_id"]:
        whole = number(row["github_id"])
        if isinstance(whole, int) and 1 <= whole <= 2**53:
            data["github_id"] = whole
        else:
            why = say(
                '"{value}" is not a whole number from {least} to {most}',
                value=one_line(row["github_id"], 40),
                least=1,
                most=2**53,
            )
            _left_out(row, "github_id", why, report)
    if row["level"]:
        _put_level(data, row, report)
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


def _refer(data: Data, row: Row, known: dict[str, Resolver], own: str, report: Report) -> None:
    """Put what cells refer to into the data; what leads nowhere is reported."""
    for column, names in known.items():
        if not row[column]:
            continue
        id, why = names.one(row[column])
        if id == own and column == "manager":
            id, why = None, say("nobody is their own manager")
        if id == own and column == "parent":
            id, why = None, say("a team is not part of itself")
        if id:
            data[column] = id
        elif why:
            _left_out(row, column, why, report)


def _put_teams(data: Data, row: Row, teams: Resolver, report: Report) -> None:
    """The first team of the cell counts; the others, and those of `also_in`, are other teams."""
    team, others = teams.several(row["team"]), teams.several(row["also_in"])
    for column, match in (("team", team), ("also_in", others)):
        for why in match.whys:
            _left_out(row, column, why, report)
    if team.ids:
        data["team"] = team.ids[0]
    also_in = [id for id in dict.fromkeys((*team.ids[1:], *others.ids)) if id not in team.ids[:1]]
    if also_in:
        data["also_in"] = also_in
    if len(team.ids) > 1:
        report.note(
            row.line,
            "several-teams",
            say(
                "{team} is the team that counts; also in {others}.",
                team=team.ids[0],
                others=listing(also_in),
            ),
        )


def _put_role(data: Data, row: Row, store: Store, made: dict[str, str]) -> None:
    """The role by id or title, or one that is made from the cell."""
    if not row["role"]:
        return
    id, why = Resolver(roles_called(store.company)).one(row["role"])
    if id is None and not why:
        return
    if id is None and (id := slug(row["role"])):
        made.setdefault(id, row["role"])
    if id:
        data["role"] = id
    else:
        why = say('no id can be made of "{text}"', text=one_line(row["role"], 40))
        _left_out(row, "role", why, store.report)


def _put_level(data: Data, row: Row, report: Report) -> None:
    """A number from 0 to 30, or what the company calls it: L4, IC3."""
    whole = number(row["level"])
    try:
        level = whole if isinstance(whole, int) else one_line(row["level"])
        data["level"] = _LEVEL.validate_python(level)
    except ValidationError:
        value = one_line(row["level"], 40)
        why = say('"{value}" is no whole number from 0 to 30 and no name of a level', value=value)
        _left_out(row, "level", why, report)


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
        "lead": Resolver(people_called(store.company), open_ended=True),
        "parent": Resolver(
            [
                *(Called(id, row["name"]) for row, id in rows_by_id),
                *teams_called(store.company),
            ],
            open_ended=True,
        ),
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
