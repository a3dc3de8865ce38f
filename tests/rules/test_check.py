"""`perfgit check` as people, programs, GitHub and code scanning see it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from perfgit.files.trees import OverlayTree, Tree, WorkingTree, walk
from perfgit.problem import Problem
from perfgit.rules.engine import Report, check
from perfgit.rules.examples import base_tree
from perfgit.rules.reporting import GITHUB_LIMIT, as_json, first_few, github, sarif, text
from tests.conftest import Run

SHEET = "goals/2026-h2/people/alice/goals.yml"


def over_base(changes: dict[str, str | bytes | None]) -> OverlayTree:
    raw = {
        path: value.encode() if isinstance(value, str) else value for path, value in changes.items()
    }
    return OverlayTree(base_tree(), raw)


def read(path: str) -> str:
    found = base_tree().read(path)
    assert found is not None
    return found.decode()


def test_a_company_in_order(company: Path, perfgit: Run) -> None:
    done = perfgit("check", cwd=company)
    assert done.returncode == 0
    assert re.fullmatch(
        r"Everything is in order: \d+ files, \d+ rules, \d\.\d s\.\n", done.stdout
    ), done.stdout


def test_errors_exit_with_1_and_show_line_caret_and_help(company: Path, perfgit: Run) -> None:
    path = company / SHEET
    path.write_text(path.read_text().replace("title: Customer churn", "titel: Customer churn"))
    done = perfgit("check", cwd=company / "goals")  # the root is found from below
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    place = next(index for index, line in enumerate(lines) if "unknown-field" in line)
    assert lines[place].startswith(f"{SHEET}:13:9: error: ")
    excerpt, caret = lines[place + 1], lines[place + 2]
    assert excerpt.endswith("titel: Customer churn")
    assert excerpt[caret.index("^") :] == "titel: Customer churn"
    assert 'Did you mean "title"?' in lines[place + 3]
    assert done.stderr == ""


def test_warnings_alone_exit_with_0(company: Path, perfgit: Run) -> None:
    (company / "org/teams/support.yml").write_text("name: Support\nlead: dana\nparent: sales\n")
    (company / "org/teams/finance.yml").write_text("name: Finance\nlead: dana\n")
    done = perfgit("check", cwd=company)
    assert done.returncode == 0
    assert "0 errors, 1 warning " in done.stdout
    assert "lead-outside-team" in done.stdout


def test_wrong_usage_exits_with_2_and_says_what_to_do(tmp_path: Path, perfgit: Run) -> None:
    nowhere = perfgit("check", cwd=tmp_path)
    assert nowhere.returncode == 2
    assert "no folder above holds org/" in nowhere.stderr
    assert "--root" in nowhere.stderr
    missing = perfgit("check", "--root", tmp_path / "missing")
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr
    misspelt = perfgit("chekc", cwd=tmp_path)
    assert misspelt.returncode == 2
    assert 'Did you mean "check"?' in misspelt.stderr
    rule = perfgit("explain", "weight-total", cwd=tmp_path)
    assert rule.returncode == 2
    assert 'Did you mean "weights-total"?' in rule.stderr


def test_nothing_to_check_is_an_error(tmp_path: Path, perfgit: Run) -> None:
    (tmp_path / "org").mkdir()
    done = perfgit(
        "check",
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "nothing-to-check" in done.stdout


def test_json_is_one_object_with_a_version(company: Path, perfgit: Run) -> None:
    (company / SHEET).write_text("goals: 3\n")
    done = perfgit("check", "--format", "json", cwd=company)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["version"] == 1
    assert found["files"] > 30
    assert set(found["problems"][0]) >= {
        "rule",
        "severity",
        "file",
        "line",
        "column",
        "message",
        "help",
    }
    assert found["problems"][0]["rule"] == "schema"
    assert (found["problems"][0]["line"], found["problems"][0]["column"]) == (1, 8)


def test_one_missing_person_is_one_problem() -> None:
    report = check(over_base({"org/people/chen.yml": None}))
    assert [one.rule for one in report.problems] == ["unknown-person"]
    problem = report.problems[0]
    assert '"chen"' in problem.message
    assert "more places" in problem.message
    assert len(problem.also) >= 4
    assert "org/people/chen.yml" in problem.help


def test_a_misspelt_folder_of_a_person_is_one_problem() -> None:
    sheet = read(SHEET)
    report = check(
        over_base(
            {
                "goals/2026-h2/people/alise/goals.yml": sheet.replace("emea-arr", "arr2"),
                "goals/2026-h2/people/alise/checkins/2026-09-01.yml": "note: Hello.\n",
            }
        )
    )
    assert [one.rule for one in report.problems] == ["unknown-person"]
    assert 'Did you mean "alice"?' in report.problems[0].help


def test_a_folder_that_cannot_be_a_cycle_is_told_not_a_traceback() -> None:
    found = check(over_base({"goals/Bad_Cycle/company/goals.yml": "goals: []\n"})).problems
    # The folder is no cycle, and nothing reads the file in it: two problems.
    assert [(one.rule, one.file) for one in found] == [
        ("unknown-cycle", "goals/Bad_Cycle"),
        ("unknown-file", "goals/Bad_Cycle/company/goals.yml"),
    ]


def test_a_broken_sheet_does_not_make_its_checkins_wrong() -> None:
    report = check(over_base({SHEET: "goals: [\n"}))
    assert [(one.rule, one.file) for one in report.problems] == [("not-yaml", SHEET)]


def test_a_missing_sheet_is_one_problem_per_goal_that_is_named() -> None:
    report = check(over_base({SHEET: None}))
    assert {one.rule for one in report.problems} == {"unknown-goal"}
    assert len(report.problems) == 2


def test_all_problems_are_reported_in_one_run() -> None:
    report = check(
        over_base(
            {
                SHEET: read(SHEET).replace("weight: 60", "weight: 61"),
                "org/teams/sales.yml": "name: Sales\nlead: bruno\nparent: ledership\n",
                "org/people/dana.yml": "name: [\n",
                "reviews/2026-h2/people/alice/nominations.yml": "peers: [alice, chen]\n",
            }
        )
    )
    assert {one.rule for one in report.problems} == {
        "weights-total",
        "unknown-team",
        "not-yaml",
        "self-named-peer",
    }


def test_links_are_never_followed(company: Path) -> None:
    target = company / "org/people/chen.yml"
    secret = company.parent / "secret.yml"
    secret.write_text("name: Somebody\nmanager: greta\n")
    target.unlink()
    target.symlink_to(secret)
    folder = company / "goals/2026-h2/people/bruno"
    folder.symlink_to(company / "goals/2026-h2/people/alice")
    found = {(one.rule, one.file) for one in check(WorkingTree(company)).problems}
    assert ("not-a-regular-file", "org/people/chen.yml") in found
    assert ("not-a-regular-file", "goals/2026-h2/people/bruno") in found


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode on Windows")
def test_a_name_that_is_not_utf8_is_a_problem_not_a_traceback(company: Path, perfgit: Run) -> None:
    (company / "org/people" / os.fsdecode(b"\xff\xfe.yml")).write_text("name: X\n")
    done = perfgit("check", cwd=company)
    assert done.returncode == 1
    assert "unknown-file" in done.stdout
    assert "Traceback" not in done.stderr


def test_text_cannot_steer_the_terminal(company: Path, perfgit: Run) -> None:
    (company / "org/people" / "x\x1b[2J.yml").write_text("name: X\n")
    (company / SHEET).write_text('goals: "\x1b]0;owned\x07"\n')
    done = perfgit("check", cwd=company)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout


def test_caret_below_wide_characters() -> None:
    tree = over_base(
        {"org/teams/sales.yml": "{name: 销售部门, lead: nobody, parent: leadership}\n"}
    )
    shown = text(check(tree), tree).splitlines()
    excerpt = next(index for index, line in enumerate(shown) if "销售部门" in line)
    before = shown[excerpt].index("nobody")
    assert shown[excerpt + 1].index("^") == before + len("销售部门")


def many(count: int, severity: str) -> list[Problem]:
    return [
        Problem(
            "schema",
            f"org/people/p{n}.yml",
            "100% wrong:\nno",
            "a, b",
            line=n + 1,
            column=1,
            severity=severity,
        )  # type: ignore[arg-type]
        for n in range(count)
    ]


def test_github_gets_ten_of_each_kind_and_the_count_of_the_rest() -> None:
    report = Report((*many(25, "error"), *many(3, "warning")), 5, 50, 0.1)
    lines = github(report, base_tree()).splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == GITHUB_LIMIT
    assert "16 more" in errors[-1]
    assert sum(line.startswith("::warning ") for line in lines) == 3


def test_github_escapes_what_would_end_an_annotation() -> None:
    report = Report(
        (Problem("schema", "a:b,c%.yml", "x\n::error::y", "", line=1, column=2),), 1, 1, 0.1
    )
    line = github(report, base_tree()).splitlines()[0]
    assert line.startswith("::error file=a%3Ab%2Cc%25.yml,line=1,col=2,title=perfgit schema::x%0A")


def test_github_shows_the_problem_with_most_consequences_first() -> None:
    few = many(12, "error")
    root = Problem("unknown-person", "org/people/z.yml", "cause", line=1, column=1, also=("a", "b"))
    shown = github(Report((*few, root), 1, 1, 0.1), base_tree()).splitlines()
    assert "org/people/z.yml" in shown[0]


def test_sarif_names_each_rule_once_and_points_at_it() -> None:
    tree = over_base({SHEET: "goals: 3\n", "org/teams/sales.yml": "nam: x\n"})
    found = json.loads(sarif(check(tree), tree))
    run = found["runs"][0]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(names) == len(set(names))
    for result in run["results"]:
        assert names[result["ruleIndex"]] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1


def test_base_leaves_out_what_was_wrong_before(
    company: Path, perfgit: Run, git: Callable[..., str]
) -> None:
    sheet = company / SHEET
    sheet.write_text(sheet.read_text().replace("weight: 60", "weight: 61"))
    git(company, "init", "-q")
    git(company, "add", "-A")
    git(company, "commit", "-qm", "wrong already")
    assert perfgit("check", cwd=company).returncode == 1
    assert perfgit("check", "--base", "HEAD", cwd=company).returncode == 0
    (company / "org/teams/sales.yml").write_text("name: Sales\nlead: bruno\nparent: nothere\n")
    done = perfgit("check", "--base", "HEAD", "--format", "json", cwd=company)
    assert [one["rule"] for one in json.loads(done.stdout)["problems"]] == ["unknown-team"]
    assert perfgit("check", "--base", "", cwd=company).returncode == 2
    wrong = perfgit("check", "--base", "no-such-branch", cwd=company)
    assert wrong.returncode == 2
    assert "no-such-branch" in wrong.stderr


def test_the_same_tree_gives_the_same_answer(company: Path) -> None:
    (company / SHEET).write_text("goals: 3\n")
    tree: Tree = WorkingTree(company)
    first, second = check(tree), check(WorkingTree(company))
    assert first.problems == second.problems
    assert as_json(first, tree).split('"seconds"')[0] == as_json(second, tree).split('"seconds"')[0]


def test_many_dossiers_in_two_processes_give_the_same_as_one(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perfgit.rules import run

    (company / SHEET).write_text("goals: 3\n")
    alone = check(WorkingTree(company)).problems
    monkeypatch.setattr(run, "PARALLEL_FROM", 1)
    monkeypatch.setattr(run, "TOGETHER", 1)
    assert check(WorkingTree(company)).problems == alone


@pytest.mark.parametrize("name", ["2026-H2", "bad name", "x" * 65])
def test_a_folder_that_can_be_no_cycle_is_told(name: str) -> None:
    path = f"goals/{name}/people/alice/goals.yml"
    found = check(over_base({path: read(SHEET)})).problems
    assert {(one.rule, one.file) for one in found} >= {("unknown-cycle", f"goals/{name}")}
    assert {one.file for one in found} == {f"goals/{name}", path}


def _sharded(changes: dict[str, bytes | None]) -> OverlayTree:
    """The base company with people's folders by the first two letters, and changes over it."""
    base = base_tree()
    moved: dict[str, bytes | None] = {}
    for top in ("org", "goals", "reviews"):
        for path in walk(base, top):
            before, people, after = path.partition("/people/")
            if people:
                moved[path] = None
                moved[f"{before}/people/{after[:2]}/{after}"] = base.read(path)
    policy = base.read("org/policy.yml") or b""
    moved["org/policy.yml"] = policy + b"folders: {shard: 2}\n"
    result = "reviews/2026-h1/people/al/alice/result.yml"  # its inputs lie elsewhere now
    moved[result] = None
    cycle = base.read("org/cycles/2026-h1.yml") or b""
    moved["org/cycles/2026-h1.yml"] = cycle + b"who: {without: {alice: Moved.}}\n"
    return OverlayTree(base, moved | changes)


def test_folders_by_first_letters() -> None:
    assert check(_sharded({})).problems == ()
    lost = "goals/2026-h2/people/alice/checkins/2026-09-01.yml"
    wrong = "goals/2026-h2/people/zz/alice/checkins/2026-09-01.yml"
    person = "org/people/alan.yml"
    found = check(_sharded({lost: b"note: x\n", wrong: b"note: x\n", person: b"name: Alan\n"}))
    assert sorted((one.rule, one.file) for one in found.problems) == sorted(
        ("unknown-file", path) for path in (lost, wrong, person)
    )


def test_every_file_is_read_or_reported() -> None:
    """No place in the data folders where a file could lie unseen."""
    base = base_tree()
    folders = {
        "org",
        "goals",
        "reviews",
        "goals/2026-h2/teams/sales/deep/er",
        "reviews/2026-h2/teams",
    }
    for top in ("org", "goals", "reviews"):
        folders |= {path.rpartition("/")[0] for path in walk(base, top)}
    for folder in sorted(folders):
        path = f"{folder}/Stray.txt"
        found = check(OverlayTree(base, {path: b"x"})).problems
        assert [(one.rule, one.file) for one in found] == [("unknown-file", path)], folder


def test_a_misspelt_field_is_not_missing_as_well() -> None:
    found = check(
        over_base({"org/teams/sales.yml": "nam: Sales\nlead: bruno\nparent: leadership\n"})
    )
    assert [(one.rule, one.line, one.column) for one in found.problems] == [("unknown-field", 1, 1)]
    two = check(over_base({"org/teams/sales.yml": "label: Sales\nlead: bruno\n"}))
    assert [one.rule for one in two.problems] == ["schema", "unknown-field"]


def test_a_wrong_shape_does_not_hide_what_else_is_wrong_in_the_file() -> None:
    sheet = read(SHEET).replace("weight: 60", "wieght: 60", 1)
    sheet = sheet.replace("supports: [strategy/market-leader]", "supports: [strategy/market-leder]")
    sheet = sheet.replace("weight: 70\n", "weight: '70'\n        owner: nobody\n")
    person = "name: Dana\nteam: seles\nmanager: bruno\nrole: no-role\nlevle: 3\n"
    review = "submitted: yesterday\ngoals: {emea-arrr: {rating: 4}}\ncompetencies: {calm: {}}\n"
    changes = {
        SHEET: sheet,
        "org/people/dana.yml": person,
        "reviews/2026-h2/people/alice/peers/chen.yml": review,
    }
    found = check(over_base(dict(changes))).problems
    assert {(one.rule, one.file, one.line) for one in found if one.file in changes} >= {
        ("unknown-field", SHEET, 5),
        ("schema", SHEET, 11),  # the weight that is a text
        ("unknown-person", SHEET, 12),
        ("unknown-reference", SHEET, 19),
        ("unknown-team", "org/people/dana.yml", 2),
        ("unknown-role", "org/people/dana.yml", 4),
        ("unknown-field", "org/people/dana.yml", 5),
        ("schema", "reviews/2026-h2/people/alice/peers/chen.yml", 1),
        ("unknown-competency", "reviews/2026-h2/people/alice/peers/chen.yml", 3),
    }


def test_litter_on_disk_is_nobodys_business(company: Path) -> None:
    litter = ("org/.DS_Store", "org/people/alice.yml~", "goals/2026-h2/people/alice/.goals.yml.swp")
    for path in litter:
        (company / path).write_text("x")
    assert not check(WorkingTree(company)).problems
    (company / "org/people/nora.yaml").write_text("name: Nora\n")  # which is no litter
    assert [one.file for one in check(WorkingTree(company)).problems] == ["org/people/nora.yaml"]


def test_a_repository_within_is_one_problem(company: Path, git: Callable[..., str]) -> None:
    for within in ("org/tools", "goals/2026-h2/people/alice/notes"):
        for number in range(30):
            file = company / within / f"a/{number}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("x")
        git(company / within, "init", "-q")
    found = check(WorkingTree(company)).problems
    assert [(one.rule, one.file) for one in found] == [
        ("not-a-regular-file", "goals/2026-h2/people/alice/notes"),
        ("not-a-regular-file", "org/tools"),
    ]


@pytest.mark.parametrize("name", ["a\n::error::x.yml", "a\rx.yml", "a\x1b[31mx.yml"])
def test_a_path_cannot_steer_the_terminal(name: str) -> None:
    report = check(over_base({f"org/people/{name}": "x"}))
    told = text(report, base_tree())
    assert "\x1b[31mx" not in told and "\r" not in told
    assert len([line for line in told.splitlines() if "unknown-file" in line]) == 1
    assert not any(line.startswith("::") for line in told.splitlines())
    assert len(github(report, base_tree()).splitlines()) == 2  # one problem, and the count


def test_days_to_come_are_looked_for_only_where_the_day_is_known(
    company: Path, perfgit: Run
) -> None:
    at = ("--root", company)
    assert perfgit("check", *at).returncode == 0
    assert perfgit("check", "--today", "2027-01-18", *at).returncode == 0
    # After the 7th: the manager's review (8th) and the meeting (18th); all else was before.
    done = perfgit("check", "--today", "2027-01-07", "--format", "json", *at)
    found = {
        (one["rule"], one["file"].rpartition("/")[2]) for one in json.loads(done.stdout)["problems"]
    }
    assert found == {("future-day", "manager.yml"), ("future-day", "meeting.yml")}
    early = ("--note", "x", "--as", "alice", "--today", "2026-11-20", *at)
    refused = perfgit("checkin", "--on", "2026-11-21", *early)
    assert refused.returncode == 2 and "2026-11-21 is still to come" in refused.stderr
    assert perfgit("checkin", "--on", "2026-11-20", *early).returncode == 0
    sheet = company / "goals/2026-h2/people/alice/checkins/2026-11-20.yml"
    assert sheet.is_file()
    late = perfgit("check", "--today", "2026-11-19", *at)
    assert f"{sheet.relative_to(company)}:1:1" in late.stdout


def test_of_a_whole_folder_the_first_few_are_told() -> None:
    tree = over_base({f"org/people/{name}.yml": "name: [\n" for name in "abcdefgh"})
    told = first_few(check(tree).problems, tree)
    # Eight files that are no YAML: five are shown, each with its line, and three are counted.
    assert told.count("[not-yaml]") == 5
    assert told.endswith("3 more: `perfgit check`.")
    assert first_few(check(tree).problems[:5], tree).count("more:") == 0
