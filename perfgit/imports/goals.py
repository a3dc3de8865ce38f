"""Goal sheets from a table with one row per key result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from perfgit.files.reader import read
from perfgit.imports.cells import day, number, one_line, several_lines, slug
from perfgit.imports.fresh import POLICY_FILE, cycle_data, policy_text
from perfgit.imports.measures import key_result
from perfgit.imports.references import References
from perfgit.imports.report import Report
from perfgit.imports.store import Store
from perfgit.imports.table import Columns, Row
from perfgit.imports.weights import shared_out, total
from perfgit.words import say, suggestion

Data = dict[str, Any]

GOALS = Columns(
    (
        "cycle",
        "owner",
        "goal",
        "title",
        "why",
        "supports",
        "weight",
        "due",
        "key_result",
        "measure",
        "unit",
        "baseline",
        "target",
        "key_result_weight",
        "status",
        "helpers",
    ),
    ("cycle", "owner", "goal", "title"),
)

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

AGREED = frozenset({"", "accepted", "agreed", "approved", "active", "open", "done", "completed"})


@dataclass(slots=True)
class _Goal:
    id: str
    rows: list[Row] = field(default_factory=list)

    def first(self, column: str) -> str:
        """The first cell of a column that says something."""
        return next((row[column] for row in self.rows if row[column]), "")


Sheets = dict[tuple[str, str], dict[str, _Goal]]


def import_goals(store: Store, rows: list[Row], skip: frozenset[str] = frozenset()) -> None:
    """`goals/CYCLE/OWNER/goals.yml` for every owner, and cycles that are not there yet."""
    sheets = _grouped(store, rows, skip)
    known = References(store.company, {key: set(goals) for key, goals in sheets.items()})
    most_results = most_goals = 0
    for (cycle, owner), goals in sheets.items():
        made = [_goal(store, cycle, owner, goal, known) for goal in goals.values()]
        _weigh(made, list(goals.values()), store.report)
        path = store.company.layout.path("goals", cycle=cycle, owner=owner)
        line = next(iter(goals.values())).rows[0].line
        if not store.put("goals", path, {"goals": made}, line):
            continue
        store.report.taken += sum(len(goal.rows) for goal in goals.values())
        store.report.things["sheets"] += 1
        store.report.things["goals"] += len(made)
        results = [len(goal.get("key_results", ())) for goal in made]
        store.report.things["key results"] += sum(results)
        most_results = max(most_results, *results)
        if owner.startswith("people/"):
            most_goals = max(most_goals, len(made))
    _raise_limits(store, {"goals_per_person": most_goals, "key_results_per_goal": most_results})


def _grouped(store: Store, rows: list[Row], skip: frozenset[str]) -> Sheets:
    """The rows by cycle, owner and goal, in the order of the table."""
    report = store.report
    cycles: dict[str, bool] = {}
    ids: set[tuple[str, str, str]] = set()
    odd: Counter[str] = Counter()
    sheets: Sheets = {}
    for row in rows:
        status = " ".join(row["status"].lower().split())
        if status in REFUSED | skip:
            report.leave_out(
                row.line,
                f"status: {row['status']}",
                say('Status "{status}": not taken.', status=one_line(row["status"], 40)),
            )
            continue
        owner = _owner(store, row)
        cycle = slug(row["cycle"])
        if owner is None or not _has_cycle(store, row, cycle, cycles):
            continue
        id = slug(row["goal"] or row["title"])
        if not id or not (row["title"] or id in sheets.get((cycle, owner), {})):
            report.refuse(row.line, "no-goal", say("The goal has no id or no title: not taken."))
            continue
        if id != row["goal"] and (cycle, owner, id) not in ids:
            report.change(
                row.line,
                "id-made",
                say('Id "{given}" became "{id}".', given=one_line(row["goal"], 60), id=id),
            )
        ids.add((cycle, owner, id))
        if status not in AGREED:
            odd[row["status"]] += 1
        sheets.setdefault((cycle, owner), {}).setdefault(id, _Goal(id)).rows.append(row)
    for given, count in odd.items():
        report.note(
            0,
            "status",
            say(
                '{count} rows with status "{status}" are taken: what is on main is agreed. `--skip-status "{status}"` leaves them out.',
                count=count,
                status=one_line(given, 40),
            ),
        )
    return sheets


def _owner(store: Store, row: Row) -> str | None:
    """The owner as a path, or None (reported) where there is no such person or team."""
    kind, _, name = row["owner"].partition("/")
    id = slug(name)
    if row["owner"] == "company":
        return "company"
    company = store.company
    owners = {"people": list(company.people), "teams": list(company.teams)}
    known = owners.get(kind)
    if known is None or not id:
        store.report.refuse(
            row.line,
            "unknown-owner",
            say(
                '"{owner}" is no owner (company, teams/ID or people/ID): not taken.',
                owner=one_line(row["owner"], 60),
            ),
        )
        return None
    if id not in known:
        store.report.refuse(
            row.line,
            "unknown-owner",
            say(
                "There is no {owner}: not taken. {help}",
                owner=f"{kind}/{id}",
                help=suggestion(id, known),
            ),
        )
        return None
    return f"{kind}/{id}"


def _has_cycle(store: Store, row: Row, cycle: str, cycles: dict[str, bool]) -> bool:
    """Whether the cycle exists or can be made from its id; it is made then."""
    if cycle not in cycles:
        cycles[cycle] = cycle in store.company.cycles
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


def _goal(store: Store, cycle: str, owner: str, goal: _Goal, known: References) -> Data:
    report, first = store.report, goal.rows[0]
    data: Data = {"id": goal.id, "title": one_line(goal.first("title"))}
    why = several_lines(goal.first("why"))
    if why:
        data["why"] = why
    supports = known.supports(goal.rows, cycle, f"{owner}/{goal.id}", report)
    if supports:
        data["supports"] = supports
    data["weight"] = None  # holds its place; shared out when the sheet is whole
    due = goal.first("due")
    if due:
        found = day(due)
        if found and known.within(store, cycle, found):
            data["due"] = found
        else:
            report.change(
                first.line,
                "due-left-out",
                say(
                    'due left out: "{due}" is no day of {cycle}.',
                    due=one_line(due, 40),
                    cycle=cycle,
                ),
            )
    helpers = known.helpers(goal.rows, report)
    if helpers:
        data["helpers"] = helpers
    taken: set[str] = set()
    results: list[tuple[Row, Data]] = []
    for row in goal.rows:
        one = key_result(row, taken, report)
        if one:
            results.append((row, one))
    if results:
        weights = [_weight(row, "key_result_weight", report) for row, _ in results]
        shared = shared_out(weights)
        _say_total(shared, first.line, say('the key results of "{goal}"', goal=goal.id), report)
        for (_, one), weight in zip(results, shared, strict=True):
            one["weight"] = weight
        data["key_results"] = [one for _, one in results]
    return data


def _weigh(made: list[Data], goals: list[_Goal], report: Report) -> None:
    """Give every goal of a sheet its weight."""
    given = []
    for goal in goals:
        row = next((row for row in goal.rows if row["weight"]), None)
        given.append(_weight(row, "weight", report) if row else None)
    shared = shared_out(given)
    _say_total(shared, goals[0].rows[0].line, say("the goals of the sheet"), report)
    for data, weight in zip(made, shared, strict=True):
        data["weight"] = weight


def _weight(row: Row, column: str, report: Report) -> float | None:
    if not row[column]:
        return None
    found = number(row[column])
    if found is None or not 0 <= found <= 100:
        report.change(
            row.line,
            "bad-number",
            say(
                '{column} "{value}" is not a number from 0 to 100: shared out.',
                column=column,
                value=one_line(row[column], 40),
            ),
        )
        return None
    return found


def _say_total(weights: list[float], line: int, what: str, report: Report) -> None:
    if total(weights) != 100:
        report.change(
            line,
            "weights-total",
            say(
                "The weights of {what} total {total}, not 100; kept as given, `perfgit check` will ask.",
                what=what,
                total=float(total(weights)),
            ),
        )


def _raise_limits(store: Store, needed: dict[str, int]) -> None:
    """Raise the limits of a policy that nobody has touched yet to what the goals need."""
    fresh: Any = read(policy_text().encode(), POLICY_FILE).data
    doc = store.company.policy_doc
    current: Any = read(doc.raw, POLICY_FILE).data if doc and doc.raw else fresh
    untouched = isinstance(current, dict) and {**current, "limits": 0} == {**fresh, "limits": 0}
    limits = current["limits"] if untouched else dict(store.company.policy.limits)
    for name, count in needed.items():
        if count <= limits[name]:
            continue
        if not untouched:
            store.report.note(
                0,
                "limits",
                say(
                    "limits.{name} in {path} is {limit}, the goals need {count}: `perfgit check` will ask.",
                    name=name,
                    path=POLICY_FILE,
                    limit=limits[name],
                    count=count,
                ),
            )
            continue
        editor = store.editor(POLICY_FILE)
        if editor:
            editor.set(("limits", name), min(count, 100))
            editor.save()
        store.report.note(
            0,
            "limits",
            say(
                "limits.{name} in {path} is raised from {limit} to {count}: the goals have that many. Lower it when they are tidied up.",
                name=name,
                path=POLICY_FILE,
                limit=limits[name],
                count=count,
            ),
        )
