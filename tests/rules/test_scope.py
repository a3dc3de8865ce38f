"""What a change brings is the same whether everything is looked at or what it can touch."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.files.trees import LINK, OverlayTree, Tree, WorkingTree, walk
from perfgit.problem import Problem
from perfgit.rules.engine import new_problems
from perfgit.rules.examples import FOLDER, base_tree
from perfgit.rules.fold import folded
from perfgit.rules.run import Run
from perfgit.rules.scope import EVERYTHING, scope_of

Files = dict[str, bytes | None]

SHEETS = {
    "goals/2026-h2/people/bruno/goals.yml": b"""goals:
  - {id: calls, title: Calls, supports: [people/alice/emea-arr], weight: 60}
  - {id: visits, title: Visits, supports: [teams/sales/new-logos, "2026-h1:people/alice/emea"], weight: 40}
""",
    "goals/2026-h1/people/chen/goals.yml": b"""goals:
  - {id: tools, title: Tools, supports: ["2026-h2:people/bruno/calls"], weight: 100}
""",
    "reviews/2026-h2/people/chen/self.yml": b"competencies:\n  ownership: {rating: 4}\n",
}
BASE: dict[str, bytes] = {
    path: base_tree().read(path) or b""
    for top in ("org", "goals", "reviews")
    for path in walk(base_tree(), top)
} | SHEETS
EMPTY = WorkingTree(FOLDER / "empty")

PEOPLE = ("alice", "bruno", "chen", "dana", "greta", "mei", "nobody", "Alice")
GOALS = ("emea-arr", "playbook", "new-logos", "emea-first", "calls", "visits", "tools", "a")
OWNERS = ("company", "teams/sales", "people/alice", "people/bruno", "people/chen")
REFS = (
    *(
        f"{cycle}{owner}/{goal}"
        for cycle in ("", "2026-h1:", "2026-h2:")
        for owner in OWNERS
        for goal in GOALS
    ),
    *("strategy/market-leader", "strategy/calm-ops", "strategy/none"),
)
WORDS = (
    *PEOPLE, *GOALS, "sales", "leadership", "market-leader", "calm-ops", "ownership",
    "2026-h1", "2026-h2", "2026-12-31", "2026-01-01", "2", "60", "100", "]", "nonsense:",
)  # fmt: skip
CYCLES = ("2026-h1", "2026-h2", "2026-H2", "2027-h1", "bad name")
NAMES = ("goals.yml", "self.yml", "odd.yml", "ODD.yml", "checkins/2026-08-20.yml", ".gitkeep")


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    """A goal sheet that supports anything."""
    goals = draw(
        st.lists(
            st.tuples(st.sampled_from(GOALS), st.lists(st.sampled_from(REFS), max_size=2)),
            min_size=1,
            max_size=3,
        )
    )
    lines = [
        f"  - {{id: {id}, title: T, weight: {100 // len(goals)}, supports: {refs!r}}}"
        for id, refs in goals
    ]
    return "\n".join(["goals:", *lines, ""]).encode()


@st.composite
def paths(draw: st.DrawFn) -> str:
    """Where a file may lie, or may not."""
    root = draw(st.sampled_from(("goals", "goals", "reviews")))
    cycle = draw(st.sampled_from(CYCLES))
    holder = draw(st.sampled_from(("people", "people", "teams", "company", "People")))
    owner = "" if holder == "company" else "/" + draw(st.sampled_from((*PEOPLE, "sales")))
    return f"{root}/{cycle}/{holder}{owner}/{draw(st.sampled_from(NAMES))}"


@st.composite
def edits(draw: st.DrawFn, most: int) -> Callable[[Files], Files]:
    """A few changes, each made to what is there by then."""
    kinds = draw(
        st.lists(
            st.sampled_from(("word", "word", "sheet", "sheet", "add", "delete", "break", "move")),
            max_size=most,
        )
    )
    picks = [(kind, draw(st.integers(0, 10_000)), draw(paths()), draw(sheets()),
              draw(st.sampled_from(WORDS))) for kind in kinds]  # fmt: skip

    def apply(files: Files) -> Files:
        made: Files = {}
        for kind, number, path, sheet, word in picks:
            there = {at: data for at, data in (files | made).items() if data is not None}
            names = sorted(there)
            old = names[number % len(names)]
            own = [at for at in names if at.endswith("/goals.yml")] or names
            if kind == "word":
                found = list(re.finditer(rb"[a-z0-9][a-z0-9-]*", there[old]))
                if found:
                    spot = found[number % len(found)]
                    data = there[old]
                    made[old] = data[: spot.start()] + word.encode() + data[spot.end() :]
            elif kind == "sheet":
                made[own[number % len(own)] if number % 3 else path] = sheet
            elif kind == "add":
                made[path] = there[old]
            elif kind == "delete":
                made[old] = None
            elif kind == "break":
                made[old] = (b"a: [\n", b"goals: []\n", LINK)[number % 3]
            else:
                made[old], made[path] = None, there[old]
        return _without_clashes(files, made)

    return apply


def _without_clashes(files: Files, made: Files) -> Files:
    """Only what can lie in one tree: no file lies where another's folder is."""
    there = {path for path, data in (files | made).items() if data is not None}
    folders = {path[:at] for path in there for at in range(len(path)) if path[at] == "/"}
    return {path: data for path, data in made.items() if path not in folders}


def tree(files: Files) -> Tree:
    return OverlayTree(EMPTY, {path: data for path, data in files.items() if data is not None})


def key(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.file, problem.message


def everything_new(before: Tree, after: Tree, *, errors_only: bool) -> list[Problem]:
    """What the whole check says of one tree and not of the other."""
    known = {key(problem) for problem in Run(before, EVERYTHING).found().problems}
    return [
        problem
        for problem in Run(after, EVERYTHING).found().problems
        if key(problem) not in known and (problem.severity == "error" or not errors_only)
    ]


@settings(max_examples=150)
@given(edits(4), edits(3), st.booleans())
def test_new_problems_are_those_of_the_whole_check(
    first: Callable[[Files], Files], second: Callable[[Files], Files], errors_only: bool
) -> None:
    files: Files = dict(BASE)
    files |= first(files)
    found = compare(files, second(files), errors_only=errors_only)
    assert not errors_only or {one.severity for one in found} <= {"error"}


def compare(files: Files, change: Files, *, errors_only: bool = False) -> list[Problem]:
    """The new problems of a change, found in its scope and in everything alike."""
    before, after = tree(files), tree(files | change)
    scope = scope_of(before, after, change, errors_only=errors_only)
    found = new_problems(before, after, scope, errors_only=errors_only).problems
    expected = folded(everything_new(before, after, errors_only=errors_only))
    assert sorted(map(key, found)) == sorted(map(key, expected)), scope
    return list(found)


GOAL = "goals/2026-h2/people/alice/goals.yml"
BRUNOS = "goals/2026-h2/people/bruno/goals.yml"


@pytest.mark.parametrize(
    ("files", "change", "rules"),
    [
        # Bruno's goal supports the one that Alice lets go.
        ({}, {GOAL: b"goals:\n  - {id: other, title: T, weight: 100, supports: [strategy/calm-ops]}\n"},
         {"unknown-reference", "unknown-goal", "unknown-key-result"}),
        # Nobody saw what a sheet that cannot be read does not have.
        ({GOAL: b"a: [\n"}, {GOAL: None}, {"unknown-reference"}),
        # A sheet that does not fit any more: what it supported wrongly was wrong before.
        ({}, {BRUNOS: BASE[BRUNOS].replace(b"id: calls", b"id: Calls")}, {"schema"}),
        # A person's last day makes the managers' files wrong.
        ({}, {"org/people/bruno.yml": BASE["org/people/bruno.yml"] + b"left: 2026-09-30\n"},
         {"manager-left"}),
        # A folder for a cycle that is not there, and a name that is another's in small letters.
        ({}, {"goals/2027-h1/people/alice/goals.yml": BASE[GOAL]}, {"unknown-cycle"}),
        ({"goals/2026-h2/people/Dana/x.yml": b""}, {"goals/2026-h2/people/dana/goals.yml": b"goals: []\n"},
         {"case-collision"}),
    ],
)  # fmt: skip
def test_what_is_wrong_elsewhere(files: Files, change: Files, rules: set[str]) -> None:
    found = {problem.rule for problem in compare({**BASE, **files}, change)}
    assert found >= rules - {"unknown-goal", "unknown-key-result"}, found


def test_a_circle_is_told_alike_from_wherever_one_comes() -> None:
    """Two circles share goals: which of them are told must not hang on who else is known."""

    def sheet(id: str, *refs: str) -> bytes:
        return f"goals:\n  - {{id: {id}, title: T, weight: 100, supports: {list(refs)}}}\n".encode()

    at = "goals/2026-h2/people/{}/goals.yml".format
    # a -> c; c <-> d; c -> e -> d: the circles are c d and c e d, and a leads to them.
    files: Files = {
        **BASE,
        at("alice"): sheet("a", "people/chen/c"),
        at("chen"): sheet("c", "people/dana/d", "people/greta/e"),
        at("dana"): sheet("d", "strategy/calm-ops"),
        at("greta"): sheet("e", "people/dana/d"),
    }
    loops = [
        problem.message
        for problem in compare(files, {at("dana"): sheet("d", "people/chen/c")})
        if problem.rule == "alignment-loop"
    ]
    assert loops == [
        "The goals support each other in a circle: people/chen/c → people/dana/d → people/chen/c."
    ]
