"""Tables as CSV, JSON, Excel and Parquet; each way is a function from tables to files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from perfgit.exports.catalogue import VERSION, described
from perfgit.exports.table import Cell, Facts, Table
from perfgit.i18n import say
from perfgit.problem import PerfgitError

Files = Iterator[tuple[str, bytes]]
"""Name and bytes of each file, one at a time."""

MOST_ROWS_OF_A_SHEET = 1_048_575
"""Excel's bound, less the row of names."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BEGINNING = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- written into files so that they are the same every time


def csv_of(table: Table, facts: Facts) -> bytes:
    """One table as CSV: UTF-8, names in the first row, days as YYYY-MM-DD.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (CWE-1236).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")  # as RFC 4180: so a lone \r is quoted, too
    writer.writerow([column.name for column in table.columns])
    for row in table.rows(facts):
        writer.writerow([_as_csv(cell) for cell in row])
    return out.getvalue().encode()


def _as_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return cell.isoformat() if isinstance(cell, dt.date) else _number(cell)


def _number(cell: float) -> str:
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def json_of(table: Table, facts: Facts) -> bytes:
    """One table as an object: version, table, columns with their meaning, rows as objects."""
    names = [column.name for column in table.columns]
    return as_json(
        {
            "version": VERSION,
            "table": table.name,
            "columns": [
                {"name": one.name, "type": one.type, "meaning": one.doc} for one in table.columns
            ],
            "rows": [dict(zip(names, row, strict=True)) for row in table.rows(facts)],
        }
    )


def as_json(data: object) -> bytes:
    """Data as JSON for people and programs, days as YYYY-MM-DD."""
    text = json.dumps(data, ensure_ascii=False, indent=1, default=lambda day: day.isoformat())
    return text.encode() + b"\n"


def _as_csv_files(tables: Sequence[Table], facts: Facts) -> Files:
    for table in tables:
        yield f"{table.name}.csv", csv_of(table, facts)
    yield "README.md", described().encode()


def _as_json_files(tables: Sequence[Table], facts: Facts) -> Files:
    for table in tables:
        yield f"{table.name}.json", json_of(table, facts)
    yield "README.md", described().encode()


def _as_workbook(tables: Sequence[Table], facts: Facts) -> Files:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        book.set_properties({"created": _BEGINNING})
        head = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in tables:
            sheet = book.add_worksheet(table.name[:31])
            for at, column in enumerate(table.columns):
                sheet.write_string(0, at, column.name, head)
                sheet.write_comment(0, at, column.doc)
            number = 0
            for number, row in enumerate(table.rows(facts), 1):
                if number > MOST_ROWS_OF_A_SHEET:
                    raise PerfgitError(
                        say("{table} has too many rows for Excel.", table=table.name),
                        say("Export as csv or parquet."),
                    )
                for at, cell in enumerate(row):
                    _put(sheet, number, at, cell, day)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(number, 1), len(table.columns) - 1)
    yield "perfgit.xlsx", out.getvalue()


def _put(sheet: Any, row: int, at: int, cell: Cell, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, at, cell)
    elif isinstance(cell, str):
        sheet.write_string(row, at, cell[:32_767])  # the most that a cell holds
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, at, cell, day)
    else:
        sheet.write_number(row, at, cell)


def _as_parquet(tables: Sequence[Table], facts: Facts) -> Files:
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ImportError:
        raise PerfgitError(
            say("Parquet needs the package pyarrow, which is not installed."),
            say('Install it: pip install "perfgit[parquet]", or export as csv.'),
        ) from None
    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "day": pa.date32(),
        "flag": pa.bool_(),
    }
    for table in tables:
        schema = pa.schema(
            [
                pa.field(one.name, types[one.type], metadata={"meaning": one.doc})
                for one in table.columns
            ]
        )
        columns = list(zip(*table.rows(facts), strict=True)) or [()] * len(table.columns)
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        out = io.BytesIO()
        parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), out)
        yield f"{table.name}.parquet", out.getvalue()


WAYS: dict[str, Callable[[Sequence[Table], Facts], Files]] = {
    "csv": _as_csv_files,
    "json": _as_json_files,
    "xlsx": _as_workbook,
    "parquet": _as_parquet,
}
