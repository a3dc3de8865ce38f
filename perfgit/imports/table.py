"""A CSV file as rows with line numbers, or one clear sentence about why it cannot be read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from perfgit.i18n import listing, nearest, say
from perfgit.imports.headers import FIRST, LAST, column_of
from perfgit.imports.report import Report
from perfgit.problem import PerfgitError

MAX_FILE = 100 * 1024 * 1024
MAX_FIELD = 200_000
"""Characters in one field; the longest text that a file of ours may hold is a tenth of that."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have, and those that it needs."""

    names: tuple[str, ...]
    needed: tuple[str, ...]
    aliases: dict[str, str] = field(default_factory=dict)
    """What `perfgit export` calls a column, where that is another name."""
    foreign: frozenset[str] = frozenset()
    """Columns that together show that this is another table, which would be misread."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line where it starts, and its cells by column, without spaces around them."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_table(path: Path, columns: Columns, report: Report) -> list[Row]:
    """The rows of a table; what is odd about columns and rows goes into the report.

    Raises PerfgitError where the file as a whole cannot be read, with the line.
    """
    text = _text(path, report)
    records = _records(text, path)
    header = next(records, None)
    if header is None:
        raise PerfgitError(
            say("{file} is empty.", file=path.name),
            say("The first line names the columns: {names}.", names=",".join(columns.names)),
        )
    names = _header(header[1], columns, path, report)
    rows: list[Row] = []
    for line, given in records:
        cells = [cell.strip() for cell in given]
        while cells and not cells[-1]:  # spreadsheets end rows early, or late
            del cells[-1]
        if not cells:
            continue
        report.rows += 1
        report.cells[line] = given
        if len(cells) > len(names):
            report.refuse(
                line,
                "ragged",
                say(
                    "{given} cells where the header has {wanted}; the row is not taken.",
                    given=len(cells),
                    wanted=len(names),
                ),
            )
            continue
        known: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            if name:
                known[name] = cell
            elif name is None and cell:
                report.change(
                    line,
                    "cell-without-column",
                    say('"{value}" is left out: its column has no name.', value=cell[:40]),
                )
        whole = " ".join(filter(None, (known.get(FIRST), known.get(LAST))))
        if whole and not known.get("name"):
            known["name"] = whole
        rows.append(Row(line, known))
    return rows


def _text(path: Path, report: Report) -> str:
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_FILE else b""
    except OSError as error:
        raise PerfgitError(
            say("{file} cannot be read: {why}.", file=path, why=error.strerror or error)
        ) from None
    if size > MAX_FILE:
        raise PerfgitError(
            say("{file} has {size:,} bytes; that is no table of a company.", file=path, size=size)
        )
    text = _decoded(raw, path, report)
    nul = text.find("\0")
    if nul >= 0:
        raise PerfgitError(
            say("{file}:{line}: a NUL byte.", file=path.name, line=text.count("\n", 0, nul) + 1),
            say("This is no text file, or it is damaged. Export the table again."),
        )
    return text


def _decoded(raw: bytes, path: Path, report: Report) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030 (said in the report)."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise PerfgitError(
                say("{file} is no whole UTF-16.", file=path.name),
                say('Save it as UTF-8; in Excel: "CSV UTF-8 (comma delimited)".'),
            ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = error
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    # Almost any bytes are some text of GB18030; only one of usual Chinese signs is believed.
    if re.search("[\u4e00-\u9fff]{2}", text) and not re.search("[\ue000-\uf8ff]", text):
        report.note(
            0, "encoding", say("Read as GB18030: look whether the names of the report are right.")
        )
        return text
    raise PerfgitError(
        say(
            "{file}:{line}: byte 0x{byte:02x} is not UTF-8.",
            file=path.name,
            line=raw.count(b"\n", 0, wrong.start) + 1,
            byte=wrong.object[wrong.start],
        ),
        say('Save it as UTF-8; in Excel: "CSV UTF-8 (comma delimited)".'),
    ) from None


def _records(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of every record."""
    first, _, rest = text.partition("\n")
    line = 1
    if told := re.fullmatch(r'"?sep=([,;\t])"?\r?', first):  # a spreadsheet's own note
        delimiter, text, line = told[1], rest, 2
    else:
        delimiter = max(",;\t，", key=first.count)
    before = line - 1
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise PerfgitError(
                say("{file}:{line}: {why}.", file=path.name, line=line, why=str(error)),
                say("A field in quotation marks ends with one, and holds others doubled."),
            ) from None
        yield line, cells
        line = reader.line_num + 1 + before


def _header(cells: list[str], columns: Columns, path: Path, report: Report) -> list[str | None]:
    """The name of each column; empty where the column is not read, None where it has no name."""
    plain = {cell.strip().lower() for cell in cells}
    if columns.foreign and columns.foreign <= plain:
        raise PerfgitError(
            say("{file} is another table than this command takes.", file=path.name),
            say("Columns: {names}.", names=listing(columns.names, most=20)),
        )
    names: list[str | None] = []
    for cell in cells:
        if not cell.strip():
            names.append(None)
            continue
        name = column_of(cell, columns.names, columns.aliases)
        if name in names:
            raise PerfgitError(
                say('{file}:1: the column "{name}" is there twice.', file=path.name, name=name[:40])
            )
        if name in columns.names or ("name" in columns.names and name in (FIRST, LAST)):
            names.append(name)
            continue
        names.append("")
        guess = nearest(name, [known for known in columns.names if known not in names])
        report.note(
            1,
            "unknown-column",
            say('The column "{name}" is left out.', name=cell.strip()[:40])
            + (say(' Did you mean "{guess}"?', guess=guess) if guess else ""),
        )
    apart = FIRST in names or LAST in names
    missing = [
        name for name in columns.needed if name not in names and not (name == "name" and apart)
    ]
    if missing:
        raise PerfgitError(
            say(
                "{file}:1: these columns are missing: {names}.",
                file=path.name,
                names=listing(missing),
            ),
            say("Columns: {names}.", names=listing(columns.names, most=20)),
        )
    return names
