"""`perfgit export`: one table, told alike in every format; nothing private beside the site."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path

import pyarrow.parquet as parquet  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from perfgit.cli.main import perfgit_command
from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.exports import api
from perfgit.exports.catalogue import TABLES, described
from perfgit.exports.table import AnyTable, Cell, Column, Facts, Table, everything
from perfgit.exports.writers import WAYS, files_of
from perfgit.files.trees import WorkingTree
from perfgit.model.policy import SiteVisibility
from perfgit.parallel import portions
from tests import ROOT

PYTHON: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "number": (int, float),
    "integer": int,
    "day": dt.date,
    "flag": bool,
}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return everything(Company(WorkingTree(ROOT)))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_fits_its_columns(table: AnyTable, facts: Facts) -> None:
    rows = list(table.rows(facts))
    assert rows, "the sample company has something in every table"
    for row in rows:
        assert len(row) == len(table.columns)
        for cell, column in zip(row, table.columns, strict=True):
            assert cell is None or isinstance(cell, PYTHON[column.type]), column.name
    assert all(column.doc.endswith(".") for column in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_come_from_dossiers_or_from_none(table: AnyTable, facts: Facts) -> None:
    rows = list(table.rows(facts))
    alone = list(table.rows(facts._replace(dossiers=tuple)))
    assert alone == ([] if table.of_dossiers else rows)


@pytest.mark.parametrize("to", sorted(WAYS))
def test_two_processes_write_what_one_writes(
    to: str, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = list(files_of(facts.company, TABLES, to))
    monkeypatch.setattr("perfgit.exports.table.PARALLEL_FROM", 1)
    monkeypatch.setattr("perfgit.parallel.cores", lambda: 2)
    monkeypatch.setattr("perfgit.exports.table.portions", lambda items, *_: portions(items, 10))
    assert list(files_of(facts.company, TABLES, to)) == alone


def test_every_file_is_one_row_somewhere(facts: Facts) -> None:
    tables = {table.name: list(table.rows(facts)) for table in TABLES}
    dossiers = list(facts.dossiers())
    assert len(tables["people"]) == len(facts.company.people)
    assert len(tables["goals"]) == sum(len(one.sheet.goals) for one in dossiers if one.sheet)
    assert len(tables["reviews"]) == sum(len(list(one.all_reviews())) for one in dossiers)
    assert len(tables["check_in_values"]) == sum(
        len(doc.data.values) for one in dossiers for doc in one.checkins if doc.data
    )
    assert {row[1] for row in tables["results"]} == {one.person for one in dossiers if one.result}


def test_all_formats_tell_the_same(facts: Facts) -> None:
    table = next(one for one in TABLES if one.name == "key_results")
    names = [column.name for column in table.columns]
    in_json = json.loads(dict(files_of(facts.company, [table], "json"))["key_results.json"])
    as_csv = dict(files_of(facts.company, [table], "csv"))["key_results.csv"].decode()
    in_csv = list(csv.DictReader(io.StringIO(as_csv)))
    data = dict(files_of(facts.company, [table], "parquet"))["key_results.parquet"]
    in_parquet = parquet.read_table(io.BytesIO(data)).to_pylist()
    rows = [dict(zip(names, row, strict=True)) for row in table.rows(facts)]
    assert in_json["rows"] == rows == in_parquet
    for row, text in zip(rows, in_csv, strict=True):
        for name in names:
            value = row[name]
            told = text[name].removeprefix("'") if isinstance(value, str) else text[name]
            if isinstance(value, float):
                assert float(told) == value
            else:
                assert told == ("" if value is None else str(value))


def test_a_workbook_has_a_sheet_for_every_table_and_is_the_same_each_time(facts: Facts) -> None:
    first, second = (
        dict(files_of(facts.company, TABLES, "xlsx"))["perfgit.xlsx"] for _ in range(2)
    )
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as book:
        named = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        goals = book.read(f"xl/worksheets/sheet{named.index('goals') + 1}.xml").decode()
    assert named == [table.name for table in TABLES]
    table = next(one for one in TABLES if one.name == "goals")
    assert goals.count("<row ") == len(list(table.rows(facts))) + 1


def _one(cell: Cell) -> AnyTable:
    columns: tuple[Column[Cell], ...] = (Column("c", "text", ".", lambda one: one),)
    return Table("one", "", columns, lambda _: iter([cell]), of_dossiers=False)


def _as_csv(table: AnyTable, facts: Facts) -> str:
    return dict(files_of(facts.company, [table], "csv"))[f"{table.name}.csv"].decode()


@given(st.text(min_size=1))
def test_no_text_becomes_a_formula_and_none_is_lost(facts: Facts, text: str) -> None:
    cell = list(csv.reader(io.StringIO(_as_csv(_one(text), facts), newline="")))[1][0]
    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_formulas_of_insiders_stay_texts(facts: Facts) -> None:
    evil = '=HYPERLINK("http://evil.example","pay")'
    with zipfile.ZipFile(
        io.BytesIO(dict(files_of(facts.company, [_one(evil)], "xlsx"))["perfgit.xlsx"])
    ) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert _as_csv(_one(evil), facts).splitlines()[1].startswith("\"'=HYPERLINK")


@pytest.mark.parametrize("reviews", ["everyone", "participation"])
@pytest.mark.parametrize("results", ["everyone", "distribution"])
@pytest.mark.parametrize("goals", ["everyone", "nobody"])
def test_the_api_has_only_what_the_policy_opens(goals: str, results: str, reviews: str) -> None:
    policy = SiteVisibility.model_validate({"goals": goals, "results": results, "reviews": reviews})
    company = Company(WorkingTree(ROOT))
    by_path = dict(api.files(company, Visibility(policy)))
    found = {path.rpartition("/")[2]: data for path, data in by_path.items()}
    assert ("goals.json" in found) == (goals == "everyone")
    assert ("check_in_values.json" in found) == (goals == "everyone")
    assert ("reviews.json" in found) == (reviews == "everyone")
    assert ("results.json" in found) == (results == "everyone")
    assert not found.keys() & {"meetings.json", "actions.json", "appeals.json", "calibration.json"}
    whole = b"".join(found.values()).decode()
    for private in ("potential_rating", "email", "level", "github", "joined"):
        assert f'"{private}"' not in whole
    assert ("objectives.json" in found) == (goals == "everyone")
    assert {f"api/v1/{one['file']}" for one in json.loads(found["index.json"])["tables"]} == (
        by_path.keys() - {"api/v1/index.json"}
    )
    for path, data in by_path.items():
        table = json.loads(data)
        cycle = path.split("/")[-2]
        assert all(
            row.get("cycle", cycle) == cycle for row in table.get("rows", ()) if "cycles/" in path
        )


def test_the_command_writes_and_prints(tmp_path: Path) -> None:
    run = CliRunner()
    at = ["--root", str(ROOT)]
    for to, files in (("csv", len(TABLES) + 1), ("json", len(TABLES) + 1), ("xlsx", 1)):
        done = run.invoke(perfgit_command, ["export", "--to", to, "--out", str(tmp_path / to), *at])
        assert done.exit_code == 0, done.output
        assert len(list((tmp_path / to).iterdir())) == files
    printed = run.invoke(perfgit_command, ["export", "--table", "teams", *at])
    assert printed.stdout_bytes == (tmp_path / "csv" / "teams.csv").read_bytes()
    wrong = run.invoke(perfgit_command, ["export", "--to", "xlsx", *at])
    assert wrong.exit_code == 2 and "--out" in wrong.output
    listed = run.invoke(perfgit_command, ["export", "--tables"])
    assert listed.output.strip() == described().strip()


@pytest.mark.parametrize(
    ("day", "cell"),
    [
        (dt.date(202, 1, 1), "<t>0202-01-01</t>"),
        (dt.date(1899, 12, 31), "<t>1899-12-31</t>"),
        (dt.date(1900, 2, 28), "<t>1900-02-28</t>"),
        (
            dt.date(1900, 3, 1),
            "<v>61</v>",
        ),  # day 1 is 1 January 1900, and Excel knows a 29 February
        (
            dt.date(2026, 12, 31),
            "<v>46387</v>",
        ),  # 127 years of 365 days, 31 leap days, and that 29 February
    ],
)
def test_days_that_no_spreadsheet_knows_are_texts(facts: Facts, day: dt.date, cell: str) -> None:
    book = dict(files_of(facts.company, [_one(day)], "xlsx"))["perfgit.xlsx"]
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        told = parts.read("xl/worksheets/sheet1.xml").decode()
        shared = parts.read("xl/sharedStrings.xml").decode() if cell.startswith("<t>") else ""
    assert cell in told + shared
