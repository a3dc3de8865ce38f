"""Key results from rows."""

from __future__ import annotations

from typing import Any

from perfgit.files.cells import MAX_TITLE, distinct, number, one_line, slug
from perfgit.i18n import nearest, say
from perfgit.imports.report import Report
from perfgit.imports.table import Row

Data = dict[str, Any]

KINDS = ("yes_no", "number", "keep", "at_most", "at_least", "milestones", "scale")


def key_result(row: Row, taken: set[str], report: Report) -> Data | None:
    """The key result of a row, without weight; None where the row has none."""
    title = one_line(row["key_result"])
    kind = row["measure"].lower().replace("-", "_").replace(" ", "_")
    if not title:
        if kind or row["target"]:
            title = one_line(row["title"])
        else:
            return None
    if len(row["key_result"]) > MAX_TITLE:
        report.change(
            row.line,
            "title-shortened",
            say("The key result's title is shortened to {most} characters.", most=MAX_TITLE),
        )
    words = slug(" ".join(title.split()[:6])[:48], "result")
    return {"id": distinct(words, taken), "title": title, "measure": _measure(row, kind, report)}


def _measure(row: Row, kind: str, report: Report) -> Data:
    if not kind:
        kind = "number" if row["target"] else "yes_no"
    if kind not in KINDS:
        guess = nearest(kind, KINDS)
        report.change(
            row.line,
            "unknown-measure",
            say(
                'There is no measure "{kind}"{guess}: taken as yes_no.',
                kind=kind[:40],
                guess=say(' (perhaps "{guess}")', guess=guess) if guess else "",
            ),
        )
        kind = "yes_no"
    made = {
        "number": _number,
        "keep": _keep,
        "at_most": _keep,
        "at_least": _keep,
        "milestones": _milestones,
        "scale": _scale,
    }.get(kind)
    measure = made(row, kind, report) if made else None
    if made and measure is None:
        report.change(
            row.line,
            "measure-incomplete",
            say("{kind} needs a target that fits: taken as yes_no.", kind=kind),
        )
    return measure or {"kind": "yes_no"}


def _value(row: Row, column: str, report: Report) -> float | None:
    if not row[column]:
        return None
    found = number(row[column])
    if found is None:
        report.change(
            row.line,
            "bad-number",
            say(
                '{column} left out: "{value}" is not a number.',
                column=column,
                value=one_line(row[column], 40),
            ),
        )
    return found


def _with_unit(row: Row, kind: str) -> Data:
    unit = one_line(row["unit"], 40)
    return {"kind": kind} | ({"unit": unit} if unit else {})


def _number(row: Row, kind: str, report: Report) -> Data | None:
    target = _value(row, "target", report)
    if target is None:
        return None
    baseline = _value(row, "baseline", report) or 0
    if baseline == target:
        report.change(
            row.line,
            "no-distance",
            say("Baseline and target are both {value}: taken as a value to keep.", value=target),
        )
        return _with_unit(row, "keep") | {"at_least": target}
    return _with_unit(row, kind) | {"baseline": baseline, "target": target}


def _keep(row: Row, kind: str, report: Report) -> Data | None:
    target = _value(row, "target", report)
    if target is None:
        return None
    baseline = _value(row, "baseline", report)
    rises = kind == "at_least" or (kind == "keep" and baseline is not None and baseline < target)
    return _with_unit(row, "keep") | {"at_least" if rises else "at_most": target}


def _milestones(row: Row, kind: str, report: Report) -> Data | None:
    taken: set[str] = set()
    steps = [
        {"id": distinct(slug(title[:48], "step"), taken), "title": one_line(title)}
        for title in row["target"].split(";")
        if title.strip()
    ]
    return {"kind": kind, "steps": steps} if 0 < len(steps) <= 50 else None


def _scale(row: Row, kind: str, report: Report) -> Data | None:
    steps: list[Data] = []
    taken: set[str] = set()
    for part in row["target"].split(";"):
        title, equals, worth = part.rpartition("=")
        value = number(worth.strip())
        rising = value is not None and (not steps or value > steps[-1]["value"])
        if not equals or not title.strip() or value is None or not rising or not 0 <= value <= 2:
            return None
        id = distinct(slug(title.strip()[:48], "step"), taken)
        steps.append({"id": id, "title": one_line(title), "value": value})
    return {"kind": kind, "steps": steps} if 2 <= len(steps) <= 20 else None
