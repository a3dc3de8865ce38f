"""Goal sheets from a table with one row per key result."""

from __future__ import annotations

from typing import Any

from perfgit.i18n import say
from perfgit.imports.grouping import TableGoal, grouped
from perfgit.imports.limits import raise_limits
from perfgit.imports.references import References
from perfgit.imports.report import Report
from perfgit.imports.store import Store
from perfgit.imports.table import Columns, Row
from perfgit.imports.weights import shared_out, total
from perfgit.model.cells import day, one_line, several_lines

Data = dict[str, Any]

GOALS = Columns(
    (
        "cycle",
        "owner",
        "owner_kind",
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
        "source",
        "evidence",
        "status",
        "helpers",
        "dropped",
    ),
    ("cycle", "owner", "title"),
    # The export's key results: their titles would be taken for those of goals.
    foreign=frozenset({"key", "kind"}),
)


def import_goals(store: Store, rows: list[Row], skip: frozenset[str] = frozenset()) -> None:
    """`goals/CYCLE/OWNER/goals.yml` for every owner, and cycles that are not there yet."""
    sheets = grouped(store, rows, skip)
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
        store.report.things["key_results"] += sum(results)
        most_results = max(most_results, *results)
        if owner.startswith("people/"):
            most_goals = max(most_goals, len(made))
    raise_limits(store, {"goals_per_person": most_goals, "key_results_per_goal": most_results})


def _goal(store: Store, cycle: str, owner: str, goal: TableGoal, known: References) -> Data:
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
    if goal.results:
        shared = shared_out([weight for _, weight in goal.results])
        _say_total(shared, first.line, say('the key results of "{goal}"', goal=goal.id), report)
        data["key_results"] = [
            result | {"weight": weight}
            for (result, _), weight in zip(goal.results, shared, strict=True)
        ]
    return data


def _weigh(made: list[Data], goals: list[TableGoal], report: Report) -> None:
    """Give every goal of a sheet its weight."""
    shared = shared_out([goal.weight for goal in goals])
    _say_total(shared, goals[0].rows[0].line, say("the goals of the sheet"), report)
    for data, weight in zip(made, shared, strict=True):
        data["weight"] = weight


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
