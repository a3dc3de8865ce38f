"""`perfgit import`: what is taken, what is changed, and what is refused, row by row."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.files.reader import read
from perfgit.files.trees import WorkingTree
from perfgit.imports.fresh import cycle_data
from perfgit.imports.weights import shared_out
from perfgit.model.cells import number, slug
from perfgit.rules.engine import check
from tests.conftest import Run


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def load(root: Path, path: str):
    reading = read((root / path).read_bytes(), path)
    assert not reading.problems
    return reading.data


PEOPLE = "id,name,github,manager\nalice,Alice Martin,alice-m,\nbob,Bob,bob-b,alice\n"
GOALS = "cycle,owner,goal,title,supports,weight,key_result,measure,baseline,target,key_result_weight,status,helpers,due\n"


@pytest.fixture
def root(tmp_path: Path, table, perfgit: Run) -> Path:
    folder = tmp_path / "north-star"
    done = perfgit("import", "people", table(PEOPLE, "people.csv"), "--root", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_fresh_company_passes_its_check(root: Path) -> None:
    found = load(root, "org/company.yml")
    assert re.fullmatch("[0-9a-f]{16}", found.pop("id"))
    assert found == {
        "format": 2,
        "name": "North Star",
        "locale": "en",
        "timezone": "UTC",
    }
    assert load(root, "org/people/bob.yml") == {
        "name": "Bob",
        "github": "bob-b",
        "manager": "alice",
    }
    assert check(WorkingTree(root)).problems == ()


def test_dry_run_writes_nothing(tmp_path: Path, table, perfgit: Run) -> None:
    folder = tmp_path / "new"
    done = perfgit("import", "people", table(PEOPLE), "--root", folder, "--dry-run")
    assert done.returncode == 0
    assert "4 would be written" in done.stdout
    assert not folder.exists()


def test_cells_that_cannot_be_taken_name_their_row(tmp_path: Path, table, perfgit: Run) -> None:
    file = table(
        "Id;Name;E-mail;github;level;joined;manager;nickname\n"
        "Zoë Ünal;Zoë Ünal;zoe@x.example;zoe;3;2024-02-30;zoe-uenal;z\n"
        "zoe-uenal;Twin;;zoe;3;2024-02-30;zoe-uenal;\n"
        ";王伟;;;;;;\n"
        "carl;Carl;;;;;;;;x\n"
        "dora;Dora;;zoe;31;2024-01-31;carl;\n"
    )
    done = perfgit("import", "people", file, "--root", tmp_path / "new")
    assert done.returncode == 1
    for wanted in (
        'table.csv:1: The column "nickname" is left out.',
        'table.csv:3: joined left out: "2024-02-30" is not a day as YYYY-MM-DD.',
        "table.csv:3: manager left out: nobody is their own manager.",
        'table.csv:2: The id "zoe-uenal" is that of line 3: not taken.',
        'table.csv:4: No id can be made of "王伟": not taken.',
        "table.csv:5: 10 cells where the header has 8; the row is not taken.",
        'table.csv:6: level left out: "31" is no whole number from 0 to 30 and no name of a level.',
        "table.csv:6: github left out: zoe is that of zoe-uenal.",
        "2 of 5 rows taken: 2 people.",
    ):
        assert wanted in done.stdout
    assert load(tmp_path / "new", "org/people/dora.yml") == {
        "name": "Dora",
        "manager": "carl",
        "joined": dt.date(2024, 1, 31),
    }


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "table.csv is empty"),
        (b"id,email\na,b\n", "table.csv:1: these columns are missing: name"),
        (b"id,name,id\n", 'the column "id" is there twice'),
        (b"id,name\na,b\xff\n", "table.csv:2: byte 0xff is not UTF-8"),
        ("id,name\na,b\n".encode("utf-16")[:-1], "table.csv is no whole UTF-16"),
        (b"id,name\na,b\nc,\x00\n", "table.csv:3: a NUL byte"),
        (b'id,name\na,"b\nc\n', "table.csv:2: unexpected end of data"),
        (b'id,name\na,"b"c\n', "table.csv:2: "),
        (b"id,name\na," + b"x" * 300_000 + b"\n", "table.csv:2: field larger than field limit"),
    ],
)
def test_a_table_that_cannot_be_read(
    raw: bytes, message: str, tmp_path: Path, table, perfgit: Run
) -> None:
    done = perfgit("import", "people", table(raw), "--root", tmp_path / "new")
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()


def test_key_results_as_exported_are_not_taken_for_goals(root: Path, table, perfgit: Run) -> None:
    file = table("cycle,owner_kind,owner,goal,key,title,kind\n2026,person,bob,g,g/new,New,number\n")
    done = perfgit("import", "goals", file, "--root", root)
    assert done.returncode == 2
    assert "is another table" in done.stderr
    assert not (root / "goals").exists()


def test_no_such_file(tmp_path: Path, perfgit: Run) -> None:
    done = perfgit("import", "people", tmp_path / "none.csv", "--root", tmp_path / "new")
    assert done.returncode == 2
    assert "No such file" in done.stderr


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "，"])
def test_spreadsheets_of_china(
    encoding: str, mark: str, tmp_path: Path, table, perfgit: Run
) -> None:
    """In headers, encoding and marks of a spreadsheet there; wang's row of 上级 says nobody."""
    rows = "工号,姓名,邮箱,部门,上级,岗位,入职日期,备注\nwang,王建国,w@x.example,,无,总经理-gm,2020年1月5日,\nli,李雷,,,王建国,,2021/3/4,\n"
    file = table(rows.replace(",", mark).encode(encoding))
    done = perfgit("import", "people", file, "--root", tmp_path / "new", "--format", "json")
    notes = json.loads(done.stdout)["notes"]
    assert load(tmp_path / "new", "org/people/wang.yml") == {
        "name": "王建国",
        "email": "w@x.example",
        "role": "gm",
        "joined": dt.date(2020, 1, 5),
    }
    assert load(tmp_path / "new", "org/people/li.yml") == {
        "name": "李雷",
        "manager": "wang",
        "joined": dt.date(2021, 3, 4),
    }
    assert [note["message"] for note in notes if note["reason"] == "unknown-column"] == [
        'The column "备注" is left out.'
    ]
    assert ("encoding" in {note["reason"] for note in notes}) == (encoding == "gb18030")


@pytest.mark.parametrize(
    "header",
    [
        "Employee ID,First Name [Required],Last Name [Required],Email Address,Manager Email,Hire Date",
        "Employee_ID,Given Name,Surname,Work Email,Reporting Manager,Start Date",
        "Personalnummer,Vorname,Nachname,E-Mail,Vorgesetzte,Eintrittsdatum",
    ],
)
def test_headers_of_usual_exports(header: str, tmp_path: Path, table, perfgit: Run) -> None:
    rows = "\n1,Ann,Ash,ann@x.example,,2020-01-15\n2,Bob,Birch,,ann@x.example,\n"
    done = perfgit("import", "people", table(header + rows), "--root", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert load(tmp_path / "new", "org/people/1.yml") == {
        "name": "Ann Ash",
        "email": "ann@x.example",
        "joined": dt.date(2020, 1, 15),
    }
    assert load(tmp_path / "new", "org/people/2.yml") == {"name": "Bob Birch", "manager": "1"}


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_excel_writes_it_so(
    prefix: bytes, ends: bytes, tmp_path: Path, table, perfgit: Run
) -> None:
    file = table(prefix + b"id,name" + ends + b'a,"Ann ""A"" Lee"' + ends + ends)
    assert perfgit("import", "people", file, "--root", tmp_path / "new").returncode == 0
    assert load(tmp_path / "new", "org/people/a.yml") == {"name": 'Ann "A" Lee'}


def test_roles_that_are_missing_are_made(tmp_path: Path, table, perfgit: Run) -> None:
    done = perfgit(
        "import",
        "people",
        table("id,name,role\na,Ann,Account Executive\n"),
        "--root",
        tmp_path / "n",
    )
    assert "org/roles/account-executive.yml was not there and is made." in done.stdout
    assert load(tmp_path / "n", "org/roles/account-executive.yml") == {"title": "Account Executive"}


def test_goals_become_sheets(root: Path, table, perfgit: Run) -> None:
    file = table(
        GOALS
        + "2026-h2,people/bob,grow,Grow,,,Revenue,number,100,250.5,,,alice nobody,2026-12-31\n"
        + "2026-h2,people/bob,grow,,,,Churn,at_most,,2.5,50,,,\n"
        + "2026-h2,people/bob,grow,,,,Playbook,milestones,,Outline; Draft; Final,,,,\n"
        + "2026-h2,people/bob,learn,Learn,people/bob/grow roadmap,,,,,,,Proposed,,2031-01-01\n"
        + "2026-h2,people/bob,no,No,,,x,yes_no,,,,Not accepted,,\n"
        + "2026-h2,people/carl,x,X,,,x,yes_no,,,,,,\n"
        + "next,people/bob,y,Y,,,x,yes_no,,,,,,\n"
        + "2026-h2,company,z,Z,,,Words,count,,12,,,,\n"
    )
    done = perfgit("import", "goals", file, "--root", root)
    assert done.returncode == 1
    for wanted in (
        'table.csv:2: helper left out: nothing has the id or the name "nobody".',
        'table.csv:5: supports left out: "roadmap" is no reference',
        'table.csv:5: due left out: "2031-01-01" is no day of 2026-h2.',
        'table.csv:6: Status "Not accepted": not taken.',
        "table.csv:7: There is no people/carl: not taken.",
        'table.csv:8: There is no org/cycles/ file for "next"',
        'table.csv:9: There is no measure "count"',
        "4 of 8 rows taken: 1 sheet, 2 goals, 3 key results.",
        "Not taken: unknown-owner 1, unknown-cycle 1, unknown-measure 1.",
    ):
        assert wanted in done.stdout, wanted
    grow, learn = load(root, "goals/2026-h2/people/bob/goals.yml")["goals"]
    assert [grow["weight"], learn["weight"]] == [50, 50]
    assert grow["helpers"] == ["alice"]
    assert learn["supports"] == ["people/bob/grow"]
    assert [(one["id"], one["weight"]) for one in grow["key_results"]] == [
        ("revenue", 25),
        ("churn", 50),
        ("playbook", 25),
    ]
    assert grow["key_results"][0]["measure"] == {"kind": "number", "baseline": 100, "target": 250.5}
    assert grow["key_results"][1]["measure"] == {"kind": "keep", "at_most": 2.5}
    assert [step["id"] for step in grow["key_results"][2]["measure"]["steps"]] == [
        "outline",
        "draft",
        "final",
    ]
    assert check(WorkingTree(root)).errors == 0


def test_a_goal_may_support_its_own_forerunner(root: Path, table, perfgit: Run) -> None:
    file = table(
        GOALS
        + "2025-h2,people/bob,grow,Grow,,,x,yes_no,,,,,,\n"
        + "2026-h1,people/bob,grow,Grow,2025-h2:people/bob/grow people/bob/grow,,x,yes_no,,,,,,\n"
    )
    done = perfgit("import", "goals", file, "--root", root)
    assert "table.csv:3: supports left out: a goal cannot support itself." in done.stdout
    goal = load(root, "goals/2026-h1/people/bob/goals.yml")["goals"][0]
    assert goal["supports"] == ["2025-h2:people/bob/grow"]
    assert check(WorkingTree(root)).errors == 0


def test_skip_status(root: Path, table, perfgit: Run) -> None:
    file = table(GOALS + "2026,people/bob,a,A,,,x,yes_no,,,,Proposed,,\n")
    perfgit("import", "goals", file, "--root", root, "--skip-status", "proposed")
    assert not (root / "goals").exists()


def test_files_that_differ_are_kept_or_edited(root: Path, table, perfgit: Run) -> None:
    path = root / "org/people/bob.yml"
    path.write_text(
        path.read_text().replace("manager: alice", "manager: alice   # since May\nlevel: 2")
    )
    newer = table(PEOPLE.replace("bob,Bob,bob-b", "bob,Robert,bob-b"))
    before = path.read_bytes()
    done = perfgit("import", "people", newer, "--root", root)
    assert done.returncode == 1
    assert "org/people/bob.yml is there and says something else: kept." in done.stdout
    assert path.read_bytes() == before
    done = perfgit("import", "people", newer, "--root", root, "--update", "--dry-run")
    assert path.read_bytes() == before
    done = perfgit("import", "people", newer, "--root", root, "--update")
    assert done.returncode == 0
    assert path.read_text() == before.decode().replace("name: Bob", "name: Robert")


def test_update_adds_goals_beside_others(root: Path, table, perfgit: Run) -> None:
    rows = (
        GOALS + "2026,people/bob,a,A,,60,x,yes_no,,,,,,\n2026,people/bob,b,B,,40,x,yes_no,,,,,,\n"
    )
    perfgit("import", "goals", table(rows), "--root", root)
    more = rows.replace("b,B,,40", "b,B,,30") + "2026,people/bob,c,C,,10,x,yes_no,,,,,,\n"
    assert perfgit("import", "goals", table(more), "--root", root, "--update").returncode == 0
    goals = load(root, "goals/2026/people/bob/goals.yml")["goals"]
    assert [(goal["id"], goal["weight"]) for goal in goals] == [("a", 60), ("b", 30), ("c", 10)]


def test_limits_of_a_policy_of_ones_own_are_left_alone(root: Path, table, perfgit: Run) -> None:
    policy = root / "org/policy.yml"
    policy.write_text(policy.read_text().replace("hr: []", "hr: [alice]"))
    before = policy.read_bytes()
    rows = "".join(f"2026,people/bob,a,A,,,kr {n},yes_no,,,,,,\n" for n in range(9))
    done = perfgit("import", "goals", table(GOALS + rows), "--root", root)
    assert "is 7, the goals need 9: `perfgit check` will ask." in done.stdout
    assert policy.read_bytes() == before


def test_never_through_a_link(root: Path, tmp_path: Path, table, perfgit: Run) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "org/teams").symlink_to(outside)
    done = perfgit("import", "teams", table("id,name\na,A\n"), "--root", root)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert list(outside.iterdir()) == []


def test_json_has_every_note(root: Path, table, perfgit: Run) -> None:
    file = table(GOALS + "2026,people/eve,a,A,,,x,yes_no,,,,,,\n" * 300)
    found = json.loads(perfgit("import", "goals", file, "--root", root, "--format", "json").stdout)
    assert found["version"] == 1
    assert len(found["notes"]) == 300
    assert found["notes"][7] == {
        "row": 9,
        "reason": "unknown-owner",
        "weight": "refused",
        "message": found["notes"][0]["message"],
        "cells": ["2026", "people/eve", "a", "A", "", "", "x", "yes_no", "", "", "", "", "", ""],
    }


def test_the_report_has_one_line_a_reason_and_the_rare_ones_first(
    tmp_path: Path, table, perfgit: Run
) -> None:
    rows = "".join(f"P{n},Person {n},3/4/2020,\n" for n in range(30)) + "z,Zoe,,not a login\n"
    file = table("id,name,joined,github\n" + rows)
    done = perfgit("import", "people", file, "--root", tmp_path / "new")
    lines = done.stdout.splitlines()
    assert 'github left out: "not a login"' in lines[0]
    assert lines[1:5:2] == [
        'table.csv:2: Id "P0" became "p0".',
        'table.csv:2: joined left out: "3/4/2020" is not a day as YYYY-MM-DD.',
    ]
    assert lines[2].startswith("  and 29 like it (id-made;")
    assert lines[2].endswith("in lines 3-31.")
    assert lines[5] == "31 of 31 rows taken: 31 people."


def exact_total(weights: list[float]) -> Decimal:
    """As the rule weights-total adds up."""
    return sum((Decimal(repr(weight)) for weight in weights), Decimal(0))


@given(st.integers(1, 200))
def test_blank_weights_total_100(count: int) -> None:
    weights = shared_out([None] * count)
    assert exact_total(weights) == 100
    assert max(weights) - min(weights) < 0.0101
    assert weights == sorted(weights, reverse=True)


def test_thirds() -> None:
    assert shared_out([None, None, None]) == [33.34, 33.33, 33.33]
    assert shared_out([50, None, None]) == [50, 25, 25]
    assert shared_out([70, 60, None]) == [70, 60, 0]


@given(
    st.lists(st.one_of(st.none(), st.decimals(0, 12, places=3).map(float)), min_size=1, max_size=8)
)
def test_given_weights_stay_and_blanks_fill_up(given_weights: list[float | None]) -> None:
    weights = shared_out(given_weights)
    assert all(was is None or was == now for was, now in zip(given_weights, weights, strict=True))
    if None in given_weights:
        assert exact_total(weights) == 100


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("emea-arr", "emea-arr"),
        ("0xPoe", "0xpoe"),
        ("Jürgen Weiß", "juergen-weiss"),
        ("François  L'Été", "francois-l-ete"),
        ("  --A__b--  ", "a-b"),
        ("王伟", ""),
        ("x" * 100, "x" * 64),
        ("Annual recurring revenue per customer, all regions and all products in EUR", None),
    ],
)
def test_slugs(text: str, id: str | None) -> None:
    made = slug(text)
    assert made == id if id is not None else (len(made) <= 64 and not made.endswith("-"))


@given(st.text(max_size=120))
def test_slugs_are_slugs(text: str) -> None:
    made = slug(text)
    assert made == "" or slug(made) == made


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("8_000", 8000), ("8,000,000", 8e6), ("2.5", 2.5), ("40 %", 40), ("-1", -1),
     ("1,5", None), ("1e3", 1000), ("1e99", None), ("nan", None), ("inf", None), ("x", None), ("٣", 3)],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("id", "starts", "ends"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-h2", "2024-07-01", "2024-12-31"),
        ("2024-q1", "2024-01-01", "2024-03-31"),
    ],
)
def test_cycles_from_ids(id: str, starts: str, ends: str) -> None:
    made = cycle_data(id)
    assert made is not None
    assert (str(made["starts"]), str(made["ends"])) == (starts, ends)


@pytest.mark.parametrize("id", ["spring", "2026-h3", "2026-q5", "1026", "2026-", ""])
def test_other_ids_say_nothing(id: str) -> None:
    assert cycle_data(id) is None


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_a_table(raw: bytes) -> None:
    import tempfile

    from perfgit.imports.org import PEOPLE as COLUMNS
    from perfgit.imports.report import Report
    from perfgit.imports.table import read_table
    from perfgit.problem import PerfgitError

    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        for start in (b"id,name\n", b""):
            file.seek(0)
            file.truncate()
            file.write(start + raw)
            file.flush()
            report = Report("people", "x.csv")
            try:
                rows = read_table(Path(file.name), COLUMNS, report)
            except PerfgitError as error:
                assert error.message
            else:
                assert len(rows) + sum(report.count("refused").values()) == report.rows


def test_objectives_have_their_horizon_and_end(root: Path, table, perfgit: Run) -> None:
    rows = (
        "id,title,why,horizon,until\n"
        "leader,Leader in DACH,Because.,Long,2028-12-31\n"
        "calm,Calm operations,,someday,soon\n"
    )
    done = perfgit("import", "strategy", table(rows), "--root", root)
    assert done.returncode == 0, done.stderr
    assert load(root, "goals/strategy.yml")["objectives"] == [
        {
            "id": "leader",
            "title": "Leader in DACH",
            "horizon": "long",
            "until": dt.date(2028, 12, 31),
            "why": "Because.",
        },
        {"id": "calm", "title": "Calm operations"},
    ]
    assert 'horizon left out: "someday" is not long, medium or short' in done.stdout
    assert 'until left out: "soon" is not a day as YYYY-MM-DD' in done.stdout
