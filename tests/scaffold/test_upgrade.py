"""From format 1 to format 2: read alike before and after, comments kept, inputs of results left."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.scaffold.upgrade import upgrade
from tests.conftest import Run

SHEET = "goals/2026-h2/people/alice/goals.yml"
FROZEN = "goals/2026-h1/people/alice/goals.yml"
APPEAL = "reviews/2026-h2/people/alice/appeal.yml"
POLICY = """\
# Our rules.
roles: {hr: [mei], executive: [greta], admin: [chen]}
scale:
  - {value: 1, label: Below}      # seldom
  - {value: 2, label: Meets}
  - {value: 3, label: Above}
rating_from: {1: 0, 2: 0.6, 3: 1}
limits: {goals_per_person: 4, key_results_per_goal: 4}
"""


def first_format() -> dict[str, bytes]:
    """Files of format 1 to lay over the small company."""
    tree = base_tree()

    def text(path: str, *pairs: tuple[str, str]) -> bytes:
        found = (tree.read(path) or b"").decode()
        for old, new in pairs:
            assert old in found
            found = found.replace(old, new)
        return found.encode()

    return {
        "org/company.yml": text("org/company.yml", ("format: 2\n", "# Ours.\n")),
        "org/policy.yml": POLICY.encode(),
        SHEET: text(SHEET, (", fails_at: 5}", "}  # from the CRM")),
        APPEAL: text(APPEAL, ("outcome: dismissed", "outcome: upheld")),
    }


@pytest.fixture
def old(company: Path) -> Path:
    for path, data in first_format().items():
        (company / path).write_bytes(data)
    return company


def test_format_1_is_read_as_it_was_meant() -> None:
    company = Company(OverlayTree(base_tree(), first_format()))
    assert company.policy.rating_from == {1: 0, 2: 0.6, 3: 1}
    dossier = company.dossier("2026-h2", "people/alice")
    assert dossier.sheet
    measures = [result.measure for goal in dossier.sheet.goals for result in goal.key_results]
    # At most 2.5 fails at twice the bound.
    assert [one.cell("fails_at") for one in measures if one.cell("at_most")] == [5]
    assert dossier.appeal and dossier.appeal.decision
    assert dossier.appeal.decision.outcome == "dismissed"


def test_without_a_policy_format_1_has_its_own_defaults() -> None:
    gone = {"org/policy.yml": None}
    old = Company(OverlayTree(base_tree(), gone | {"org/company.yml": b"name: A\n"}))
    assert old.policy.rating_from == {1: 0, 2: 0.5, 3: 0.7, 4: 0.95, 5: 1.1}
    assert Company(OverlayTree(base_tree(), gone)).policy.rating_from[4] == 0.9


def test_upgrading(old: Path, perfgit: Run) -> None:
    before, problems = Company(WorkingTree(old)), check(WorkingTree(old)).problems
    shown = perfgit("upgrade", "--root", old)
    assert shown.returncode == 0, shown.stderr
    assert "rewritten: org/policy.yml" in shown.stdout
    assert "No score moves." in shown.stdout
    assert (old / "org/policy.yml").read_text() == POLICY
    done = perfgit("upgrade", "--root", old, "--write")
    assert done.returncode == 0, done.stderr
    text = (old / "org/policy.yml").read_text()
    assert "# Our rules." in text
    assert "# seldom" in text
    assert "{value: 2, label: Meets, from: 0.6}" in text
    assert "rating_from" not in text
    sheet = (old / SHEET).read_text()
    assert "fails_at: 5}" in sheet
    assert "# from the CRM" in sheet
    assert "outcome: dismissed" in (old / APPEAL).read_text()
    assert "# Ours." in (old / "org/company.yml").read_text()
    after = Company(WorkingTree(old))
    assert after.info.format == 2
    assert after.info.id
    assert after.policy == before.policy
    # The reviews of this company know five ratings, its first policy three: that stays to be mended.
    left = [one for one in problems if one.rule != "old-format"]
    assert [one.rule for one in problems if one.rule == "old-format"] == ["old-format"]
    assert [(one.rule, one.file, one.message) for one in check(WorkingTree(old)).problems] == [
        (one.rule, one.file, one.message) for one in left
    ]
    assert "already" in perfgit("upgrade", "--root", old, "--write").stdout


def test_an_interrupted_one_is_finished(old: Path) -> None:
    """Whatever was written first, the rest still reads alike, and the same command ends it."""
    whole = upgrade(Company(WorkingTree(old))).files
    assert list(whole)[-1] == "org/company.yml"
    for count in range(1, len(whole)):
        part = OverlayTree(WorkingTree(old), dict(list(whole.items())[:count]))
        rest = upgrade(Company(part)).files
        assert list(rest)[:-1] == list(whole)[count:-1]
        assert {path: rest[path] for path in rest if path != "org/company.yml"} == {
            path: whole[path] for path in rest if path != "org/company.yml"
        }


def test_an_input_of_a_result_is_left(old: Path) -> None:
    sheet = old / FROZEN
    sheet.write_text(sheet.read_text() + "# at most\n")
    frozen = b"goals:\n- {id: calm, title: Calm, measure: {kind: keep, at_most: 2}}\n"
    sheet.write_bytes(frozen)
    found = upgrade(Company(WorkingTree(old)))
    assert FROZEN in found.left
    assert FROZEN not in found.files


def test_a_newer_format_is_told_by_every_command(company: Path, perfgit: Run) -> None:
    file = company / "org/company.yml"
    file.write_text(file.read_text().replace("format: 2", "format: 3"))
    for command in ("check", "score", "todo", "upgrade"):
        done = perfgit(command, "--root", company)
        assert done.returncode == 2, done.stdout
        assert "The files have format 3; this version of perfgit knows formats up to 2." in (
            done.stderr
        )
    (problem,) = {one.message for one in check(WorkingTree(company)).problems}
    assert "format 3" in problem
