"""Key results from rows."""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

from perfgit.i18n import listing, say
from perfgit.imports.report import Report
from perfgit.imports.table import Row
from perfgit.measures.kinds import from_row
from perfgit.model.cells import MAX_TITLE, distinct, number, number_help, one_line, slug
from perfgit.model.goals import MeasureSource

Data = dict[str, Any]


def key_result(row: Row, taken: set[str], report: Report) -> Data | None:
    """The key result of a row, without weight; None where the row has none."""
    title = one_line(row["key_result"])
    kind = row["measure"]
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
    measure = from_row(kind, _Cells(row, report))
    found: Data = {"id": distinct(words, taken), "title": title, "measure": measure}
    source = row["source"].lower()
    if source in get_args(MeasureSource):
        found["source"] = source
    elif source:
        report.change(
            row.line,
            "source-left-out",
            say(
                'source left out: "{value}" is not one of {values}.',
                value=one_line(row["source"], 40),
                values=listing(get_args(MeasureSource)),
            ),
        )
    if row["evidence"]:
        found["evidence"] = one_line(row["evidence"])
    return found


class _Cells(NamedTuple):
    """A row as kinds of measures read it."""

    row: Row
    report: Report

    def text(self, column: str) -> str:
        return self.row[column]

    def number(self, column: str) -> float | None:
        if not self.row[column]:
            return None
        found = number(self.row[column])
        if found is None:
            self.changed(
                "bad-number",
                say(
                    '{column} left out: "{value}" is not a number. {help}',
                    column=column,
                    value=one_line(self.row[column], 40),
                    help=number_help(self.row[column]),
                ),
            )
        return found

    def changed(self, reason: str, message: str) -> None:
        self.report.change(self.row.line, reason, message)
