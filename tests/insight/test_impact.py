"""`perfgit impact`: what a change touches, all the way down, and who has agreed again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.company.company import Company, Ref
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.insight.impact import Change, Sheets, impact, strategy_changes, totals
from tests import ROOT
from tests.conftest import Run


class _Graph:
    """Goals numbered 0..n-1 of one team, each supporting some others, as a company's files."""

    def __init__(self, edges: dict[int, list[int]], top: set[int]) -> None:
        self.edges, self.top = edges, top

    def company(self) -> Company:
        goals = "".join(
            f"  - id: g{one}\n    title: Goal {one}\n    supports: ["
            + ", ".join(
                [f"teams/t/g{other}" for other in others]
                + (["strategy/o"] if one in self.top else [])
            )
            + "]\n"
            for one, others in self.edges.items()
        )
        base = WorkingTree(ROOT / "perfgit/rules/examples/base")
        files = {
            "goals/2026-h1/teams/t/goals.yml": f"goals:\n{goals}".encode(),
            "goals/strategy.yml": b"objectives:\n  - id: o\n    title: O\n",
        }
        return Company(OverlayTree(base, files))

    def below(self) -> set[int]:
        """The goals from which a way of support leads to the objective, by plain search."""
        found = set(self.top)
        while True:
            more = {one for one, others in self.edges.items() if set(others) & found} - found
            if not more:
                return found
            found |= more


@st.composite
def graphs(draw: st.DrawFn) -> _Graph:
    size = draw(st.integers(1, 7))
    one = st.integers(0, size - 1)
    edges = {at: draw(st.lists(one, max_size=4, unique=True)) for at in range(size)}
    return _Graph(edges, draw(st.sets(one)))


@given(graphs())
def test_every_goal_below_is_found_once_whatever_the_circles(graph: _Graph) -> None:
    sheets = Sheets(graph.company(), "2026-h1")
    change = Change("2026-h1", (Ref("2026-h1", "strategy", "o"),), None, "")
    found = impact(sheets, change).touched
    mine = [int(one.ref.goal[1:]) for one in found if one.ref.owner == "teams/t"]
    assert sorted(mine) == sorted(graph.below())
    for one in found:
        assert one.through[0] == change.sources[0]
        assert one.through[-1] in {Ref("2026-h1", "strategy", "o"), *sheets.goals}
        assert len(set(one.through)) == len(one.through)
    assert [len(one.through) for one in found] == sorted(len(one.through) for one in found)


def test_an_entry_on_the_day_settles_and_one_before_does_not() -> None:
    sheets = Sheets(Company(WorkingTree(ROOT)), "2026-h2")
    (change,) = strategy_changes(Company(WorkingTree(ROOT)), "2026-h2")
    found = impact(sheets, change)
    open_ = {str(one.ref) for one in found.open}
    assert open_ == {"people/jurgen/tender", "people/jurgen/key-accounts"}
    goals, owners, left = totals([found, found])
    assert (goals, left) == (len(found.touched), 2)
    assert owners == len(found.owners())
    for one in found.touched:
        if one.settled and change.on:
            day = one.settled.on
            assert sheets.settled(one.ref, day) == one.settled
            later = day.replace(year=day.year + 1)
            assert sheets.settled(one.ref, later) is None


def test_shares_of_an_owner_never_exceed_their_sheet() -> None:
    company = Company(WorkingTree(ROOT))
    for cycle in company.cycles:
        sheets = Sheets(company, cycle)
        refs = tuple(Ref(cycle, "strategy", one.id) for one in company.strategy.objectives)
        touched = impact(sheets, Change(cycle, refs, None, "all of it"))
        assert all(0 < share <= 1 for share in touched.owners().values())


def test_the_command_says_who_has_still_to_agree(perfgit: Run) -> None:
    done = perfgit("impact", "--root", ROOT, "--open")
    assert done.returncode == 0, done.stderr
    assert "people/jurgen/tender" in done.stdout
    assert "people/alice/playbook" not in done.stdout
    assert "2 of them have still to be agreed again" in done.stdout


def test_json_names_the_way(perfgit: Run) -> None:
    done = perfgit("impact", "company/touchless", "--root", ROOT, "--format", "json")
    found = json.loads(done.stdout)
    assert found["version"] == 1
    (change,) = found["changes"]
    assert change["of"] == ["company/touchless"]
    assert change["on"] is None
    assert all(goal["through"][0] == "company/touchless" for goal in change["goals"])
    assert {goal["owner"] for goal in change["goals"]} == set(change["owners"])


def test_since_a_revision(perfgit: Run, company: Path, git: object) -> None:
    run = git
    assert callable(run)
    run(company, "init", "-q")
    run(company, "add", "-A")
    run(company, "commit", "-qm", "before")
    assert "has changed" in perfgit("impact", "--base", "HEAD", "--root", company).stdout
    strategy = company / "goals/strategy.yml"
    text = strategy.read_text()
    first = text.index("title: ")
    strategy.write_text(text[: first + 7] + "Quite another " + text[first + 7 :])
    done = perfgit("impact", "--base", "HEAD", "--root", company)
    assert done.returncode == 0, done.stderr
    assert "is changed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["markt-leader"], "There is no objective or goal"),
        (["--cycle", "2026-h9"], 'There is no cycle "2026-h9"'),
        (["--base", "no-such-rev"], "no-such-rev"),
    ],
)
def test_wrong_names_are_answered(perfgit: Run, arguments: list[str], said: str) -> None:
    done = perfgit("impact", *arguments, "--root", ROOT)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
