"""Tables as spreadsheets and people make them: nothing of a row is dropped in silence."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.files.reader import read
from perfgit.imports.report import Report
from perfgit.imports.tables import TABLES, import_table
from perfgit.model.cells import day, number
from tests.conftest import Run

TEAMS = "id,name\nsales,销售部\nops,运营部\n"


def load(root: Path, path: str) -> dict[str, object]:
    data: dict[str, object] = read((root / path).read_bytes(), path).data
    return data


def take(folder: Path, kind: str, text: str, *, dry_run: bool = False) -> Report:
    file = folder.parent / f"{kind}.csv"
    file.write_text(text, encoding="utf-8")
    report = Report(kind, file.name)
    import_table(TABLES[kind], file, folder, report, dry_run=dry_run)
    return report


def said(report: Report) -> str:
    return "\n".join(f"{note.line} {note.reason}: {note.message}" for note in report.notes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "star"


def test_names_are_references_where_ids_are_not(folder: Path) -> None:
    """wang is head by id; li names 王建国 and 销售部 as people say them."""
    take(folder, "teams", TEAMS)
    people = "id,name,manager,team,role\nli,李雷,王建国,销售部,\nwang,王建国,,sales,\nhan,韩,Nobody,研发部,销售经理\n"
    report = take(folder, "people", people)
    assert load(folder, "org/people/li.yml") == {"name": "李雷", "team": "sales", "manager": "wang"}
    assert load(folder, "org/people/wang.yml") == {"name": "王建国", "team": "sales"}
    assert load(folder, "org/people/han.yml") == {"name": "韩"}
    for wanted in ("4 manager-left-out", "4 team-left-out", "4 role-left-out"):
        assert wanted in said(report)


def test_a_name_of_two_people_is_no_reference(folder: Path) -> None:
    people = "id,name,manager\nwei-a,王伟,\nwei-b,王伟,wei-a\nli,李雷,王伟\n"
    report = take(folder, "people", people)
    assert load(folder, "org/people/li.yml") == {"name": "李雷"}
    assert "wei-a, wei-b" in said(report)


def test_an_id_of_another_table_stays_for_check_to_find(folder: Path) -> None:
    take(folder, "people", "id,name,manager\nli,李雷,wang\n")
    assert load(folder, "org/people/li.yml") == {"name": "李雷", "manager": "wang"}


@pytest.mark.parametrize(
    "text",
    [
        "id,name,team,,\na,Ann,t,,\n",  # empty columns from a spreadsheet
        "sep=;\nid;name;team\na;Ann;t\n",
        "id,name,team,email,github\na,Ann,t\n",  # only empty cells are missing at the end
        "id,name,team\na,Ann,t,,\n",
        "person,name,team\na,Ann,t\n",  # as `perfgit export` writes it
    ],
)
def test_spreadsheets_are_taken_as_they_come(folder: Path, text: str) -> None:
    report = take(folder, "people", text)
    assert load(folder, "org/people/a.yml") == {"name": "Ann", "team": "t"}
    assert (report.rows, report.taken, said(report)) == (1, 1, "")


def test_more_cells_than_columns_are_refused(folder: Path) -> None:
    report = take(folder, "people", "id,name,,\na,Ann,x,\nb,Bob,,,y\n")
    assert "2 cell-without-column" in said(report)
    assert "3 ragged" in said(report)


@pytest.mark.parametrize(
    ("text", "value"), [("\u221220", -20), ("12\u202f000", 12_000), ("12\u00a0000", 12_000)]
)
def test_numbers_as_pages_print_them(text: str, value: float) -> None:
    assert number(text) == value


def test_the_last_day_source_and_evidence_have_columns(folder: Path) -> None:
    take(folder, "people", "id,name,joined,left\na,Ann,2024-01-02,2026-06-30\n")
    assert "left: 2026-06-30" in (folder / "org/people/a.yml").read_text()
    goals = (
        "cycle,owner,goal,title,key_result,measure,target,source,evidence\n"
        "2026,people/a,g,Grow,New,number,12,customer,CRM report\n"
        "2026,people/a,g,Grow,Old,number,12,hearsay,\n"
    )
    report = take(folder, "goals", goals)
    new, old = load(folder, "goals/2026/people/a/goals.yml")["goals"][0]["key_results"]  # type: ignore[index]
    assert (new["source"], new["evidence"]) == ("customer", "CRM report")
    assert "source" not in old
    assert "3 source-left-out" in said(report)


def test_people_and_teams_come_back_from_their_export(
    company: Path, tmp_path: Path, perfgit: Run
) -> None:
    done = perfgit("export", "--root", company, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for kind in ("teams", "people"):
        text = (tmp_path / f"out/{kind}.csv").read_text("utf-8-sig")
        report = take(tmp_path / "again", kind, text)
        assert report.rows == report.taken > 0
        columns = {"name", "lead", "parent", "team", "manager", "role", "level", "joined", "left"}
        for path in (company / "org" / kind).glob("*.yml"):
            again = load(tmp_path / "again", f"org/{kind}/{path.name}")
            before = read(path.read_bytes(), path.name).data
            kept = {"email", "github", "github_id", "also_in"} | columns
            assert again == {key: value for key, value in before.items() if key in kept}


def test_what_is_no_figure_and_no_measure_is_refused_with_its_cells(folder: Path) -> None:
    """Only the last row says what it means; weights of the others would have been made up."""
    take(folder, "people", "id,name\na,Ann\n")
    header = "cycle,owner,goal,title,weight,key_result,measure,baseline,target,key_result_weight\n"
    rows = (
        "2026,people/a,g1,One,,Kind,nmber,,12,\n"
        "2026,people/a,g2,Two,,Target,number,,ten,\n"
        "2026,people/a,g3,Three,,Baseline,number,low,12,\n"
        "2026,people/a,g4,Four,abc,Weight,number,,12,\n"
        "2026,people/a,g5,Five,,Part,number,,12,half\n"
        "2026,people/a,g6,Six,,Good,number,,12,\n"
    )
    report = take(folder, "goals", header + rows)
    goals = load(folder, "goals/2026/people/a/goals.yml")["goals"]
    assert [goal["id"] for goal in goals] == ["g6"]  # type: ignore[attr-defined]
    refused = [note for note in report.as_json()["notes"] if note["weight"] == "refused"]
    assert [note["row"] for note in refused] == [2, 3, 4, 5, 6]
    assert (report.rows, report.taken) == (6, 1)
    assert [",".join(note["cells"]) + "\n" for note in refused] == rows.splitlines(keepends=True)[
        :5
    ]
    assert 'perhaps "number"' in said(report)


def test_a_level_may_have_a_name_and_a_person_several_teams(folder: Path) -> None:
    take(folder, "teams", TEAMS)
    take(
        folder, "people", "id,name,team,manager,level\na,Ann,运营部、sales,无,2.3\nb,Bo,ops,a; c,\n"
    )
    assert load(folder, "org/people/a.yml") == {
        "name": "Ann",
        "team": "ops",
        "also_in": ["sales"],
        "level": "2.3",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-12-31", "2026-12-31"),
        ("2026/1/5", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("5.1.2026", "2026-01-05"),
        ("1/15/2020", "2020-01-15"),
        ("15/1/2020", "2020-01-15"),
        ("3/4/2026", "None"),  # the third of April, or the fourth of March
        ("2024-02-30", "None"),
        ("31.12.26", "None"),
    ],
)
def test_days_as_people_write_them(text: str, found: str) -> None:
    assert str(day(text)) == found


def test_targets_cycles_and_owners_in_the_words_of_people(folder: Path) -> None:
    take(folder, "people", "id,name,email\na,王建国,w@x.example\n")
    header = "cycle,owner,goal,title,key_result,target,baseline\n"
    rows = (
        "Q3 2026,people/王建国,g,Grow,Uptime,at least 95 %,\n"
        "2026H1,people/w@x.example,g,Grow,Rate,12%,\n"
        "2026-q3,people/a,g,Grow,Bugs,some,\n"
    )
    report = take(folder, "goals", header + rows)
    quarter, half = (
        load(folder, f"goals/{cycle}/people/a/goals.yml")["goals"][0]["key_results"]  # type: ignore[index]
        for cycle in ("2026-q3", "2026-h1")
    )
    assert [one["measure"] for one in quarter] == [
        {"kind": "keep", "unit": "percent", "at_least": 95}
    ]
    assert half[0]["measure"] == {
        "kind": "number", "unit": "percent", "baseline": 0, "target": 12
    }  # fmt: skip
    assert [note.line for note in report.notes if note.weight == "refused"] == [4]


def test_without_ids_they_are_made_of_names_else_of_addresses(folder: Path) -> None:
    report = take(folder, "people", "name,email\nAnn Ash,\n王伟,wang.wei@x.example\n李雷,\n")
    names = sorted(path.name for path in (folder / "org/people").iterdir())
    assert names == ["ann-ash.yml", "wang-wei.yml"]
    assert [note.line for note in report.notes if note.weight == "refused"] == [4]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_named_levels_other_teams_and_numbers_of_accounts_are_exported(
    kind: str, folder: Path, tmp_path: Path, perfgit: Run
) -> None:
    people = "id,name,team,also_in,level,github_id\na,Ann,ops,sales lab,IC3,12\nb,Bo,,,3,\n"
    take(folder, "people", people)
    done = perfgit("export", "--root", folder, "--to", kind, "--table", "people", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    if kind == "csv":
        take(tmp_path / "again", "people", (tmp_path / "people.csv").read_text("utf-8-sig"))
        for name in ("a", "b"):
            path = f"org/people/{name}.yml"
            assert load(tmp_path / "again", path) == load(folder, path)


def test_goals_come_back_from_their_export_with_their_owners(
    folder: Path, tmp_path: Path, perfgit: Run
) -> None:
    """a is a person and a team: only `owner_kind` tells whose goals are whose."""
    take(folder, "people", "id,name\na,Ann\n")
    take(folder, "teams", "id,name\na,A\n")
    goals = (
        "cycle,owner,goal,title,why,weight,due\n"
        "2026,people/a,g,Grow,Because,60,2026-10-01\n2026,people/a,h,Hold,,40,\n"
        "2026,teams/a,t,Team,,100,\n2026,company,c,All,,100,\n"
    )
    take(folder, "goals", goals)
    done = perfgit("export", "--root", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for kind in ("people", "teams", "goals"):
        text = (tmp_path / f"out/{kind}.csv").read_text("utf-8-sig")
        take(tmp_path / "again", kind, text)
    sheets = sorted(path.relative_to(folder) for path in folder.glob("goals/2026/**/goals.yml"))
    assert len(sheets) == 3
    for sheet in sheets:
        assert load(tmp_path / "again", str(sheet)) == load(folder, str(sheet))


def test_a_goal_that_was_dropped_is_not_taken_up_again(folder: Path) -> None:
    take(folder, "people", "id,name\na,Ann\n")
    header = "cycle,owner_kind,owner,goal,title,dropped\n"
    report = take(folder, "goals", header + "2026,person,a,g,Grow,2026-05-01\n")
    assert "2 status: dropped" in said(report)
    assert not (folder / "goals").exists()


CELLS = st.sampled_from(
    ["", "a", "bo", "Ann", "王伟", "2024-01-02", "31.12.2024", "3", "x y", "sales", "销售部", "−2"]
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=0, max_size=12), min_size=1, max_size=6))
def test_nothing_is_dropped_in_silence(rows: list[list[str]]) -> None:
    """Each cell of a row stands in a file, is a slug or a number in it, or its line is reported."""
    header = ["id", "name", "email", "github", "manager", "team", "role", "level", "joined", "left"]
    text = io.StringIO()
    csv.writer(text).writerows([header, *(row or [""] for row in rows)])
    with tempfile.TemporaryDirectory() as place:
        told = take(Path(place) / "star", "people", text.getvalue(), dry_run=True)
        report = take(Path(place) / "star", "people", text.getvalue())
        assert (told.notes, told.written) == (report.notes, report.written)
        lines = {note.line for note in report.notes}
        files = "\n".join(  # a role's name stands in the role's file
            path.read_text() for path in sorted((Path(place) / "star/org").rglob("*.yml"))
        )
        for line, row in enumerate(rows, 2):
            if line in lines:
                continue
            shown = [cell for cell in row if cell]
            assert all(
                cell in files or cell == row[0] or str(day(cell)) in files for cell in shown
            ), (line, row, files)


GOAL_COLUMNS = {
    "cycle": ["2026", "Q3 2026", "spring"],
    "owner": ["people/a", "Ann", "company", "ghost", ""],
    "goal": ["g", "h", "", "目标"],
    "title": ["Grow", "Hold", ""],
    "weight": ["", "40", "abc", "101"],
    "key_result": ["", "New", "Old"],
    "measure": ["", "number", "nmber", "yes_no"],
    "target": ["", "12", "ten", "at least 95 %"],
    "helpers": ["", "a", "Bob Miller", "无"],
    "status": ["", "Draft", "Odd"],
}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*map(st.sampled_from, GOAL_COLUMNS.values())), min_size=1, max_size=6))
def test_every_row_of_goals_is_taken_or_named(rows: list[tuple[str, ...]]) -> None:
    """Taken rows and the lines refused or left out are all the rows; a dry run says the same."""
    text = io.StringIO()
    csv.writer(text).writerows([GOAL_COLUMNS, *rows])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "star"
        take(folder, "people", "id,name\na,Ann\n")
        told = take(folder, "goals", text.getvalue(), dry_run=True)
        report = take(folder, "goals", text.getvalue())
        assert told.as_json() == report.as_json()
        lost = {note.line for note in report.notes if note.weight in {"refused", "left out"}}
        assert report.taken + len(lost) == report.rows == len(rows)
        results = "\n".join(path.read_text() for path in folder.glob("goals/**/goals.yml"))
        for line, row in enumerate(rows, 2):
            cells = dict(zip(GOAL_COLUMNS, row, strict=True))
            if line not in lost and cells["key_result"]:
                assert f"title: {cells['key_result']}" in results
