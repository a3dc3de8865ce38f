"""Key results from rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from perfgit.i18n import listing, say
from perfgit.imports.report import Report
from perfgit.imports.table import Row
from perfgit.measures.kinds import from_row, from_words
from perfgit.model.cells import MAX_TITLE, distinct, number, number_help, one_line, slug
from perfgit.model.goals import MeasureSource
from perfgit.problem import PerfgitError

Data = dict[str, Any]


@dataclass(slots=True)
class Cells:
    """A row as kinds of measures read it; `failed` once it has been refused."""

    row: Row
    report: Report
    failed: bool = False

    def text(self, column: str) -> str:
        """The cell of a column; a target in percent has its unit."""
        if (
            column == "unit"
            and not self.row["unit"]
            and self.row["target"].endswith(("%", "\uff05"))
        ):
            return "percent"
        return self.row[column]

    def number(self, column: str) -> float | None:
        """The number of a cell; where it is none, the row is refused."""
        if not self.row[column]:
            return None
        found = number(self.row[column])
        if found is None:
            self.refused(
                "bad-number",
                say(
                    '{column} "{value}" is not a number: not taken. {help}',
                    column=column,
                    value=one_line(self.row[column], 40),
                    help=number_help(self.row[column]),
                ),
            )
        return found

    def weight(self, column: str) -> float | None:
        """The weight of a cell, in percent; where it is none, the row is refused."""
        if not self.row[column]:
            return None
        found = number(self.row[column])
        if found is None or not 0 <= found <= 100:
            self.refused(
                "bad-number",
                say(
                    '{column} "{value}" is not a number from 0 to 100: not taken.',
                    column=column,
                    value=one_line(self.row[column], 40),
                ),
            )
            return None
        return found

    def changed(self, reason: str, message: str) -> None:
        """Report that the row is not taken as it stands."""
        self.report.change(self.row.line, reason, message)

    def refused(self, reason: str, message: str) -> None:
        """Report that the row is not taken."""
        self.failed = True
        self.report.refuse(self.row.line, reason, message)


def key_result(row: Row, taken: set[str], cells: Cells) -> Data | None:
    """The key result of a row, without weight; None where the row has none, or is refused."""
    report = cells.report
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
    measure = _in_words(kind, row) or from_row(kind, cells)
    if measure is None:
        return None
    words = slug(" ".join(title.split()[:6])[:48], "result")
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


def _in_words(kind: str, row: Row) -> Data | None:
    """The measure whose words stand in the target, as `perfgit goal new` reads them."""
    if kind or not row["target"] or number(row["target"]) is not None:
        return None
    if row["baseline"] or row["unit"]:
        return None  # the words say these themselves; two that differ are refused
    try:
        return from_words(row["target"])
    except PerfgitError:
        return None
