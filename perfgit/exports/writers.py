"""Tables as CSV, JSON, Excel and Parquet; each way packs rows and makes files of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from perfgit.company.company import Company
from perfgit.exports.catalogue import VERSION, described
from perfgit.exports.table import AnyTable, Cell, Row, packed
from perfgit.files.garbage import garbage_left
from perfgit.i18n import say
from perfgit.parallel import Progress
from perfgit.problem import PerfgitError

Files = Iterator[tuple[str, bytes]]
"""Name and bytes of each file, one at a time."""

P = TypeVar("P")
Parts = Mapping[str, Sequence[P]]
"""What was packed of the rows of each table, in their order."""


class Way(NamedTuple):
    """How tables are written."""

    pack: Callable[[AnyTable, Iterator[Row]], Any]
    """Some rows of a table, in a form that is cheap to send from a process."""
    files: Callable[[Sequence[AnyTable], Parts[Any]], Files]


MOST_ROWS_OF_A_SHEET = 1_048_575
"""Excel's bound, less the row of names."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_BEGINS = dt.date(1900, 3, 1)
"""Before it, spreadsheets count days each in their own way, or not at all; then it is a text."""
_BEGINNING = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- written into files so that they are the same every time


def files_of(
    company: Company, tables: Sequence[AnyTable], to: str, progress: Progress | None = None
) -> Files:
    """Everything that lies in the repository as files, in one of `WAYS`.

    Args:
        company: The company.
        tables: The tables that are wanted.
        to: The way.
        progress: Told how many dossiers have been read.
    """
    pack, files = WAYS[to]
    with garbage_left():
        yield from files(tables, packed(company, tables, pack, progress))


def _csv_rows(_: AnyTable, rows: Iterator[Row]) -> bytes:
    """Rows as CSV: UTF-8, days as YYYY-MM-DD.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (CWE-1236).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")  # as RFC 4180: so a lone \r is quoted, too
    writer.writerows([_as_csv(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _csv_files(tables: Sequence[AnyTable], parts: Parts[bytes]) -> Files:
    """One file a table, names in the first row."""
    for table in tables:
        names = _csv_rows(table, iter([tuple(column.name for column in table.columns)]))
        yield f"{table.name}.csv", names + b"".join(parts[table.name])
    yield "README.md", described().encode()


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


def _json_rows(table: AnyTable, rows: Iterator[Row]) -> bytes:
    """Rows as objects, as they stand in the table's file."""
    names = [column.name for column in table.columns]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return as_json({"rows": found})[len(_ROWS) : -len(_END)] if found else b""


def _json_files(tables: Sequence[AnyTable], parts: Parts[bytes]) -> Files:
    """One object a table: version, table, columns with their meaning, rows as objects."""
    for table in tables:
        head = {
            "version": VERSION,
            "table": table.name,
            "columns": [
                {"name": one.name, "type": one.type, "meaning": one.doc} for one in table.columns
            ],
            "rows": [],
        }
        data = as_json(head)
        rows = b",\n".join(filter(None, parts[table.name]))
        if rows:
            data = data.removesuffix(b"[]\n}\n") + b"[\n" + rows + _END
        yield f"{table.name}.json", data
    yield "README.md", described().encode()


def as_json(data: object) -> bytes:
    """Data as JSON for people and programs, days as YYYY-MM-DD."""
    text = json.dumps(data, ensure_ascii=False, indent=1, default=lambda day: day.isoformat())
    return text.encode() + b"\n"


_ROWS, _END = b'{\n "rows": [\n', b"\n ]\n}\n"


def _as_rows(_: AnyTable, rows: Iterator[Row]) -> list[Row]:
    return list(rows)


def _workbook(tables: Sequence[AnyTable], parts: Parts[list[Row]]) -> Files:
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
            for number, row in enumerate(chain.from_iterable(parts[table.name]), 1):
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
    elif isinstance(cell, dt.date) and cell < _EXCEL_BEGINS:
        sheet.write_string(row, at, cell.isoformat())
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, at, cell, day)
    else:
        sheet.write_number(row, at, cell)


def _parquet(tables: Sequence[AnyTable], parts: Parts[list[Row]]) -> Files:
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
        rows = chain.from_iterable(parts[table.name])
        columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        out = io.BytesIO()
        parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), out)
        yield f"{table.name}.parquet", out.getvalue()


WAYS: dict[str, Way] = {
    "csv": Way(_csv_rows, _csv_files),
    "json": Way(_json_rows, _json_files),
    "xlsx": Way(_as_rows, _workbook),
    "parquet": Way(_as_rows, _parquet),
}
