"""Where people, teams, goals, ... are named: the list is what a plain search of the text finds."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, create_model

from perfgit.company.company import Company
from perfgit.company.references import Occurrence, Thing, named_by, occurrences
from perfgit.files.layout import BY_NAME, Layout
from perfgit.files.marks import locate
from perfgit.files.trees import OverlayTree, Tree, WorkingTree, walk
from perfgit.model.org import Team
from perfgit.model.references import Reference, namings
from perfgit.model.reviews import Plan
from perfgit.model.values import (
    CompetencyId,
    CycleId,
    GoalId,
    GoalRef,
    ObjectiveId,
    PersonId,
    Record,
    RoleId,
    TeamId,
    TopicId,
    ValueKey,
)
from perfgit.rules.engine import check
from perfgit.rules.examples import FOLDER, base_tree

SAMPLE = Path(__file__).parents[2]
ACCOUNT = re.compile(r"^(email|github):")
"""Addresses and logins are made of ids."""

DEFINING = ("org/competencies.yml", "goals/strategy.yml")
"""What stands behind `id:` here is no reference."""


def text_of(tree: Tree, path: str) -> str:
    return (tree.read(path) or b"").decode()


def searched(tree: Tree, id: str) -> set[tuple[str, int]]:
    """Lines of files (from 1), and paths (line 0), in which an id stands as a word of its own."""
    word = re.compile(rf"(?<![\w.-]){re.escape(id)}(?![\w-])")
    in_path = re.compile(rf"(?:/|/\d{{4}}-\d\d-\d\d-){re.escape(id)}(?:\.yml)?(?:/|$)")
    found = set()
    for root in ("org", "goals", "reviews"):
        for path in walk(tree, root):
            lines = text_of(tree, path).splitlines()
            hits = {n for n, line in enumerate(lines, 1) if word.search(line)}
            if path in DEFINING:
                hits = {n for n in hits if f"id: {id}" not in lines[n - 1]}
            found |= {(path, n) for n in hits if not ACCOUNT.search(lines[n - 1])}
            found |= {(path, 0)} if in_path.search(path) else set()
    return found


def listed(company: Company) -> dict[Thing, set[tuple[str, int]]]:
    """The same, of everything that the company's files name."""
    found: dict[Thing, set[tuple[str, int]]] = defaultdict(set)
    dossiers = (
        company.dossier(cycle, owner)
        for cycle in company.cycle_folders()
        for owner in company.owners(cycle)
    )
    for doc in [*company.org_docs, *(doc for one in dossiers for doc in one.all_docs())]:
        named = list(named_by(company.layout, doc))
        places = [(place.at, place.on_key) for _, place in named if not place.in_path]
        lines = locate(text_of(company.tree, doc.path), places)
        for thing, place in named:
            line = 0 if place.in_path else lines[place.at, place.on_key][0]
            found[thing].add((place.path, line))
    return found


@pytest.mark.parametrize("folder", [FOLDER / "base", SAMPLE], ids=["base", "sample"])
def test_people_are_listed_wherever_the_text_has_them(folder: Path) -> None:
    tree = WorkingTree(folder)
    company = Company(tree)
    found = listed(company)
    assert len(company.people) >= 6
    for id in company.people:
        assert found[Thing("person", id)] == searched(tree, id), id


@pytest.mark.parametrize(
    ("kind", "id"),
    [
        ("team", "leadership"),
        ("role", "account-executive"),
        ("competency", "ownership"),
        ("objective", "calm-ops"),
        ("cycle", "2026-h1"),
    ],
)
def test_other_things_too(kind: str, id: str) -> None:
    tree = base_tree()
    assert listed(Company(tree))[Thing(kind, id)] == searched(tree, id)  # type: ignore[arg-type]


def test_a_goal_is_named_by_its_owner_and_by_others() -> None:
    company = Company(base_tree())
    alice, reviews = "goals/2026-h2/people/alice", "reviews/2026-h2/people/alice"
    found = list(occurrences(company, Thing("goal", "2026-h2:people/alice/emea-arr")))
    # By hand, from examples/base: the sheet's history, the check-in (two values, confidence and an
    # obstacle), both reviews by key, with two final values each, and one feedback.
    checkin = f"{alice}/checkins/2026-08-15.yml"
    final = [
        Occurrence(f"{reviews}/{who}.yml", ("goals", "emea-arr", "final", key), key, on_key=True)
        for who in ("self", "manager")
        for key in ("arr", "churn")
    ]
    assert sorted(found) == sorted(
        [
            Occurrence(f"{alice}/goals.yml", ("history", 0, "goal"), "emea-arr"),
            Occurrence(checkin, ("values", "emea-arr/arr"), "emea-arr/arr", on_key=True),
            Occurrence(checkin, ("values", "emea-arr/churn"), "emea-arr/churn", on_key=True),
            Occurrence(checkin, ("confidence", "emea-arr"), "emea-arr", on_key=True),
            Occurrence(checkin, ("obstacles", 0, "goal"), "emea-arr"),
            Occurrence(f"{reviews}/self.yml", ("goals", "emea-arr"), "emea-arr", on_key=True),
            Occurrence(f"{reviews}/manager.yml", ("goals", "emea-arr"), "emea-arr", on_key=True),
            *final,
            Occurrence(f"{reviews}/feedback/2026-09-20-dana.yml", ("about",), "emea-arr"),
        ]
    )
    above = occurrences(company, Thing("goal", "2026-h2:teams/sales/new-logos"))
    assert list(above) == [
        Occurrence(f"{alice}/goals.yml", ("goals", 0, "supports", 0), "teams/sales/new-logos")
    ]


def test_lines_of_method_1_name_the_source_first() -> None:
    root = Path(__file__).parents[1] / "data" / "method-1"
    result = Company(WorkingTree(root)).dossier("2026-h1", "people/alice").doc("result")
    assert result is not None
    named = {thing for thing, _ in named_by(Layout(), result)}
    assert Thing("person", "chen") in named
    assert Thing("key-result", "2026-h1:people/alice/emea-arr/arr") in named
    assert Thing("goal", "2026-h1:people/alice/chen") not in named


def test_a_reviewer_is_named_in_a_result_only_where_several_have_written() -> None:
    data = (SAMPLE / "reviews/2026-h1/people/alice/result.yml").read_bytes()
    company = Company(OverlayTree(base_tree(), {"reviews/2026-h1/people/alice/result.yml": data}))
    result = company.dossier("2026-h1", "people/alice").doc("result")
    assert result is not None
    named = {thing for thing, _ in named_by(Layout(), result)}
    # Three peers wrote of her competencies, so lines say competencies/peer/chen/ownership; goals that
    # a source judged end in it (goals/demo-lab/peer), and what data say has none (goals/emea-arr/arr).
    assert Thing("person", "chen") in named
    assert Thing("goal", "2026-h1:people/alice/demo-lab") in named
    assert Thing("key-result", "2026-h1:people/alice/demo-lab/peer") not in named
    assert Thing("key-result", "2026-h1:people/alice/emea-arr/arr") in named
    assert Thing("goal", "2026-h1:people/alice/chen") not in named


NOWHERE = {
    "unknown-person": PersonId,
    "unknown-team": TeamId,
    "unknown-role": RoleId,
    "unknown-cycle": CycleId,
    "unknown-reference": ObjectiveId,
}
IN_DOSSIERS = NOWHERE | {"unknown-competency": TopicId, "unknown-goal": GoalId}


def extended(monkeypatch: pytest.MonkeyPatch, kind: str, model: type[Record], type_: Any) -> None:
    """Give a kind of file three fields of a type: one alone, a list, and a mapping by it."""
    fields: dict[str, Any] = {
        "one": (type_ | None, None),
        "many": (list[type_], []),
        "by": (dict[type_, int], {}),
    }
    wider = create_model("Wider", __base__=model, **fields)
    monkeypatch.setitem(BY_NAME, kind, replace(BY_NAME[kind], model=wider))


def found_in(path: str, more: str) -> list[tuple[str, str, int, int]]:
    text = text_of(base_tree(), path).rstrip() + f"\n{more}\n"
    problems = check(OverlayTree(base_tree(), {path: text.encode()})).problems
    last = text.count("\n")
    return [(one.rule, one.file, one.line - last, one.column) for one in problems]


FIELDS = {"one: nobody": 6, "many: [nobody]": 8, "by: {nobody: 1}": 6}
"""What is written on the last line, and the column where `nobody` begins."""


@pytest.mark.parametrize("more", FIELDS)
@pytest.mark.parametrize("rule", NOWHERE | {"unknown-competency": CompetencyId})
def test_a_new_field_in_the_organisation_is_checked(
    rule: str, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_ = (NOWHERE | {"unknown-competency": CompetencyId})[rule]
    extended(monkeypatch, "team", Team, type_)
    path = "org/teams/sales.yml"
    assert found_in(path, more) == [(rule, path, 0, FIELDS[more])]


@pytest.mark.parametrize("more", FIELDS)
@pytest.mark.parametrize("rule", IN_DOSSIERS)
def test_a_new_field_in_a_dossier_is_checked(
    rule: str, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    extended(monkeypatch, "plan", Plan, IN_DOSSIERS[rule])
    path = "reviews/2026-h2/people/alice/plan.yml"
    assert found_in(path, more) == [(rule, path, 0, FIELDS[more])]


@pytest.mark.parametrize(
    ("type_", "text", "rule"),
    [
        (GoalRef, "company/emea-first", None),
        (GoalRef, "company/nothing", "unknown-reference"),
        (GoalRef, "2026-h1:people/alice/pilots", None),
        (GoalRef, "2026-h1:people/alice/emea-arr", "unknown-reference"),
        (GoalRef, "strategy/calm-ops", None),
        (GoalRef, "strategy/nothing", "unknown-reference"),
        (ValueKey, "emea-arr/arr", None),
        (ValueKey, "emea-arr/nothing", "unknown-key-result"),
        (ValueKey, "nothing/arr", "unknown-goal"),
        (TopicId, "ownership", None),
        (TopicId, "playbook", None),
    ],
)
def test_new_fields_that_name_goals(
    type_: object, text: str, rule: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    extended(monkeypatch, "plan", Plan, type_)
    path = "reviews/2026-h2/people/alice/plan.yml"
    assert found_in(path, f"one: {text}") == ([(rule, path, 0, 6)] if rule else [])


def test_every_way_in_which_a_type_can_hold_a_reference() -> None:
    class Inner(Record):
        who: PersonId

    class Outer(Record):
        inner: Inner | None = None
        either: Inner | list[PersonId] | None = None
        by_team: dict[TeamId, list[Inner]] = Field(default_factory=dict)
        text: str = ""

    record = Outer(
        inner=Inner(who="a"),
        either=["b", "c"],
        by_team={"t": [Inner(who="d")]},
        text="nobody",
    )
    found = [one for naming in namings(record) for one in naming.each()]
    assert found == [
        Reference("person", "a", ("inner", "who")),
        Reference("person", "b", ("either", 0)),
        Reference("person", "c", ("either", 1)),
        Reference("team", "t", ("by_team", "t"), on_key=True),
        Reference("person", "d", ("by_team", "t", 0, "who")),
    ]
    other = Outer(either=Inner(who="e"))
    assert [(one.ids, one.at) for one in namings(other)] == [(("e",), ("either", "who"))]
