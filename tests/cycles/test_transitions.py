"""`perfgit cycle next|open|freeze|status`: planned first, written when asked, safe to repeat."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.company.company import Company
from perfgit.cycles.next import moved, next_id, next_title
from perfgit.files.trees import WorkingTree
from perfgit.model.org import Cycle, Stage, Stages
from perfgit.rules.engine import check
from tests import ROOT
from tests.conftest import Run

DECEMBER = ("--today", "2026-12-20")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("org", "goals", "reviews"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def errors(root: Path) -> list[str]:
    found = check(WorkingTree(root)).problems
    return [f"{one.file}: {one.message}" for one in found if one.severity == "error"]


def test_from_one_cycle_into_the_next(root: Path, perfgit: Run) -> None:
    before = files(root)
    dry = perfgit("cycle", "next", "2026-h2", "--root", root)
    assert dry.returncode == 0, dry.stderr
    assert "`--write` does it" in dry.stdout
    assert files(root) == before
    assert perfgit("cycle", "next", "2026-h2", "--write", "--root", root).returncode == 0
    assert set(files(root)) - set(before) == {"org/cycles/2027-h1.yml"}
    again = perfgit("cycle", "next", "2026-h2", "--write", "--root", root)
    assert again.returncode == 2 and "is there already" in again.stderr

    plan = root / "reviews/2026-h2/people/alice/plan.yml"
    plan.parent.mkdir(parents=True, exist_ok=True)
    plan.write_text("carry: [emea-arr]\n")
    early = perfgit("cycle", "open", "2027-h1", "--root", root, "--today", "2026-06-01")
    assert early.returncode == 1 and "Planning opens only on 2026-12-15" in early.stderr
    done = perfgit("cycle", "open", "2027-h1", "--write", "--root", root, *DECEMBER)
    assert done.returncode == 0, done.stderr
    assert "alice carries over emea-arr" in done.stdout
    assert errors(root) == []
    company = Company(WorkingTree(root))
    sheet = company.dossier("2027-h1", "people/alice").sheet
    assert sheet and sheet.goals == [], "agreed is what she proposes and her manager approves"
    text = (root / "goals/2027-h1/people/alice/goals.yml").read_text()
    assert "# Your plan carries over emea-arr: `perfgit goal carry`." in text
    assert "# key_results:" in text, "what is usual for the role stands there as comments"
    opened = files(root)
    repeated = perfgit("cycle", "open", "2027-h1", "--write", "--root", root, *DECEMBER)
    assert "0 sheets to begin with" in repeated.stdout
    assert files(root) == opened


def test_an_interrupted_opening_goes_on(root: Path, perfgit: Run) -> None:
    perfgit("cycle", "next", "2026-h2", "--write", "--root", root)
    perfgit("cycle", "open", "2027-h1", "alice", "bruno", "--write", "--root", root, *DECEMBER)
    some = files(root)
    mine = root / "goals/2027-h1/people/alice/goals.yml"
    mine.write_text("# mine\ngoals: []\n")
    done = perfgit("cycle", "open", "2027-h1", "--write", "--root", root, *DECEMBER)
    assert done.returncode == 0, done.stderr
    assert mine.read_text() == "# mine\ngoals: []\n"
    people = len(list((root / "goals/2027-h1/people").iterdir()))
    assert people == 25 and len(files(root)) == len(some) + 23


def test_opening_late_for_everybody_is_braked(root: Path, perfgit: Run) -> None:
    perfgit("cycle", "next", "2026-h2", "--write", "--root", root)
    late = ("--today", "2027-03-01", "--root", root, "--write")
    done = perfgit("cycle", "open", "2027-h1", *late)
    assert done.returncode == 1 and "Brake" in done.stderr
    assert not (root / "goals/2027-h1").exists()
    assert perfgit("cycle", "open", "2027-h1", "yusuf", *late).returncode == 0
    assert perfgit("cycle", "open", "2027-h1", "--force", *late).returncode == 0


def test_freezing_closes_planning_today_and_keeps_comments(root: Path, perfgit: Run) -> None:
    file = root / "org/cycles/2026-h2.yml"
    old = file.read_text()
    at = ("--root", root, "--today", "2026-07-10")
    assert perfgit("cycle", "freeze", "2026-h2", *at).returncode == 0
    assert file.read_text() == old
    done = perfgit("cycle", "freeze", "2026-h2", "--write", *at)
    assert done.returncode == 0, done.stderr
    reason = "changes:\n  - {on: 2026-07-10, what: Planning closes, why: The goals are agreed.}\n"
    wanted = old.replace("closes: 2026-07-15", "closes: 2026-07-10")
    assert file.read_text() == wanted.replace("closed: null", f"{reason}closed: null")
    late = perfgit("cycle", "freeze", "2026-h2", "--write", "--root", root, "--today", "2026-08-01")
    assert late.returncode == 0 and "nothing changes" in late.stdout
    closed = perfgit("cycle", "freeze", "2026-h1", "--write", "--root", root)
    assert closed.returncode == 1 and "was closed" in closed.stderr


def test_freezing_is_braked_without_goals_and_refused_with_errors(root: Path, perfgit: Run) -> None:
    sheets = sorted((root / "goals/2026-h2").rglob("goals.yml"))
    whole = "".join(path.read_text() for path in sheets)
    leaves = [one for one in sheets if f"people/{one.parent.name}/" not in whole]
    for path in [one for one in leaves if one.parent.parent.name == "people"][:5]:
        shutil.rmtree(path.parent)
    at = ("--write", "--root", root, "--today", "2026-07-10")
    braked = perfgit("cycle", "freeze", "2026-h2", *at)
    assert braked.returncode == 1 and "5 of 24 people have no goals" in braked.stderr
    sheet = root / "goals/2026-h2/people/omar/goals.yml"
    sheet.write_text(sheet.read_text().replace("weight:", "weigth:", 1))
    refused = perfgit("cycle", "freeze", "2026-h2", "--force", *at)
    assert refused.returncode == 1
    assert "1 error (goals/2026-h2/people/omar/goals.yml:5 [unknown-field])" in refused.stderr


def test_status_counts_what_is_there(perfgit: Run) -> None:
    done = perfgit("cycle", "status", "2026-h1", "--format", "json", "--root", ROOT, *DECEMBER)
    found = json.loads(done.stdout)
    company = Company(WorkingTree(ROOT))
    dossiers = [company.dossier("2026-h1", owner) for owner in company.owners("2026-h1")]
    assert found["closed"] == "2026-07-31"
    assert found["meetings"] == sum(1 for one in dossiers if one.meeting)
    assert found["results"] == sum(1 for one in dossiers if one.result)
    assert found["reviews"]["self"] == sum(
        1 for one in dossiers if one.self_review and one.self_review.submitted
    )
    running = perfgit("cycle", "status", "--root", ROOT, *DECEMBER)
    assert "Second half of 2026 (2026-h2): coach, evaluate" in running.stdout
    assert perfgit("cycle", "status", "2026-h9", "--root", ROOT).returncode == 2


def test_closing_again_with_many_changes_is_braked(root: Path, perfgit: Run) -> None:
    for path in sorted(root.glob("reviews/2026-h1/people/*/manager.yml"))[:6]:
        text = path.read_text()
        path.write_text(
            text + "\nstrengths: Something was added afterwards.\n"
            if "\nstrengths:" not in text
            else text + "\n# later\n"
        )
    at = ("2026-h1", "--write", "--root", root)
    frozen = {path: data for path, data in files(root).items() if path.endswith("result.yml")}
    braked = perfgit("cycle", "close", *at)
    assert braked.returncode == 1 and "Brake: 6 results" in braked.stderr
    assert frozen == {path: data for path, data in files(root).items() if path in frozen}
    assert (
        perfgit("cycle", "close", *at, "--force", "--why", "The texts were wrong.").returncode == 0
    )
    assert frozen != {path: data for path, data in files(root).items() if path in frozen}


@pytest.mark.parametrize(
    ("id", "then"),
    [
        ("2026-h1", "2026-h2"),
        ("2026-h2", "2027-h1"),
        ("2026-q4", "2027-q1"),
        ("2026-t3", "2027-t1"),
        ("2026", "2027"),
        ("9999", "10000"),
        ("2026-h3", None),
        ("spring", None),
    ],
)
def test_the_next_id(id: str, then: str | None) -> None:
    assert next_id(id) == then


@pytest.mark.parametrize(
    ("title", "id", "then"),
    [
        ("First half of 2026", "2026-h1", "Second half of 2026"),
        ("Second half of 2026", "2026-h2", "First half of 2027"),
        ("2026年上半年", "2026-h1", "2026年下半年"),
        ("Q4 2026", "2026-q4", "Q1 2027"),
        ("Year 2026", "2026", "Year 2027"),
        ("The great leap", "2026-h2", "2027-h1"),
    ],
)
def test_the_next_title(title: str, id: str, then: str) -> None:
    assert next_title(title, id, next_id(id) or "") == then


@given(st.integers(2000, 2090), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, 6, 12]))
def test_cycles_of_whole_months_follow_each_other_without_gap(
    year: int, month: int, months: int
) -> None:
    starts = dt.date(year, month, 1)
    end = year * 12 + month - 1 + months
    ends = dt.date(end // 12, end % 12 + 1, 1) - dt.timedelta(days=1)
    stage = Stage(opens=starts, closes=ends)
    stages = Stages(plan=stage, coach=stage, evaluate=stage, feedback=stage)
    one = Cycle(title="A", starts=starts, ends=ends, stages=stages, closed=ends)
    for _ in range(24):
        then = moved(one, "B")
        assert then.starts == one.ends + dt.timedelta(days=1)
        assert then.starts.day == 1
        length = (then.ends - then.starts).days + 1
        assert abs(length - months * 30.44) < 4
        assert then.closed is None
        assert then.stages.plan.opens == then.starts and then.stages.plan.closes == then.ends
        one = then


def test_freezing_early_shortens_no_later_planning() -> None:
    doc = Company(WorkingTree(ROOT)).cycles["2026-h2"]
    assert doc.data
    early = doc.data.stages.model_copy(
        update={"plan": Stage(opens=dt.date(2026, 6, 15), closes=dt.date(2026, 7, 10))}
    )
    plan = moved(doc.data.model_copy(update={"stages": early}), "Next").stages.plan
    assert plan == moved(doc.data, "Next").stages.plan
