"""Every kind of measure through everything that reads, counts, asks, writes or shows measures.

What a kind looks like is taken from the kind itself (`examples`, `reading`), so a new kind is in
every test as soon as `KINDS` lists it, and fails where a consumer cannot do with it.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
import yaml

from perfgit.authoring.identity import named
from perfgit.authoring.values import typed
from perfgit.company.company import Company
from perfgit.exports.goals import TABLES
from perfgit.exports.table import everything
from perfgit.files.layout import KINDS as FILES
from perfgit.files.render import record_data, render
from perfgit.files.schemas import schema_of
from perfgit.files.sentences import sentence
from perfgit.files.trees import OverlayTree
from perfgit.forms.design import BY_KIND
from perfgit.forms.fill import Day, change_of
from perfgit.forms.markup import issue_forms
from perfgit.forms.submitted import Filled
from perfgit.gate.sheets import sheet_changes
from perfgit.i18n import LANGUAGES, Language, say, speaking
from perfgit.measures import kinds
from perfgit.measures.exact import ONE, ZERO
from perfgit.measures.measure import Measure
from perfgit.measures.scale import ScaleMeasure
from perfgit.model.goals import GoalSheet
from perfgit.model.policy import Achievement
from perfgit.model.values import Value
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree
from perfgit.scoring.counting import bounds
from perfgit.scoring.pace import pace_of_measure
from perfgit.site.charts.sparkline import spark_of
from perfgit.site.pages.all import pages
from perfgit.site.pages.render import Renderer, frame_of
from perfgit.site.pages.skeletons import checkin as checkin_skeleton
from perfgit.site.theme import formats
from perfgit.site.views.company import SiteView
from perfgit.site.views.goals import goal_views
from tests.conftest import Run

TODAY = dt.date(2026, 11, 1)
FOLDER = "goals/2026-h2/people/alice"
SHEET = f"{FOLDER}/goals.yml"
FIRST, LAST = f"{FOLDER}/checkins/2026-08-15.yml", f"{FOLDER}/checkins/2026-10-01.yml"


class Case(NamedTuple):
    """A measure of a kind as it is typed, with a value on the way and one at the end."""

    id: str
    kind: str
    line: str
    measure: Measure
    middle: Value
    last: Value


def _case(kind: type[Measure], number: int, line: str) -> Case:
    measure = kinds.read(kinds.from_words(line))
    middle, last = (measure.reading(share, Random(1)) for share in (0.4, 1.0))
    return Case(f"{kinds.name_of(kind)}-{number}", kinds.name_of(kind), line, measure, middle, last)


CASES = [
    _case(kind, number, line)
    for kind in kinds.KINDS
    for number, line in enumerate(kind.examples, 1)
]


def id_of(case: Case) -> str:
    return case.id.replace("_", "-")


def goal(case: Case, measure: Measure | None = None) -> dict[str, Any]:
    """A goal with one key result, as a sheet holds it."""
    result = {"id": "result", "title": f"Seen by {case.kind}"}
    return {
        "id": id_of(case),
        "title": f"Measured by {case.kind}",
        "supports": ["strategy/market-leader"],
        "key_results": [result | {"measure": record_data(measure or case.measure)}],
    }


def company_files() -> dict[str, bytes]:
    """Alice's sheet with a goal for every case, and two check-ins."""
    values = {f"{id_of(case)}/result": case for case in CASES}
    files = {
        SHEET: {"goals": [goal(case) for case in CASES]},
        FIRST: {"values": {key: case.middle for key, case in values.items()}},
        LAST: {"values": {key: case.last for key, case in values.items()}},
        "org/policy.yml": yaml.safe_load(base_tree().read("org/policy.yml") or b"")
        | {"limits": {"goals_per_person": 50}},
    }
    return {path: render(data).encode() for path, data in files.items()}


@pytest.fixture(scope="module")
def made() -> Company:
    """The small company with goals of every kind, and without reviews that name others."""
    gone = dict.fromkeys(
        (
            *(f"reviews/2026-h2/people/alice/{name}.yml" for name in _REVIEWS),
            "reviews/2026-h2/people/alice/handover/mei.yml",
        )
    )
    return Company(OverlayTree(base_tree(), gone | company_files()))


_REVIEWS = [
    "self",
    "manager",
    "peers/chen",
    "external/acme",
    "upward/dana",
    "meeting",
    "plan",
    "appeal",
    "feedback/2026-09-03-chen",
    "feedback/2026-09-20-dana",
]


@pytest.fixture
def folder(company: Path) -> Path:
    """The same in a folder."""
    for name in _REVIEWS:
        (company / f"reviews/2026-h2/people/alice/{name}.yml").unlink()
    (company / "reviews/2026-h2/people/alice/handover/mei.yml").unlink()
    for path, data in company_files().items():
        (company / path).parent.mkdir(parents=True, exist_ok=True)
        (company / path).write_bytes(data)
    return company


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_schema_and_sentences(case: Case) -> None:
    sheet = next(one for one in FILES if one.name == "goals")
    written = json.dumps(schema_of(sheet))
    assert f'"const": "{case.kind}"' in written
    _, help = sentence("union_tag_invalid", {"tag": "nothing-like-it"}, None, "")
    assert case.kind in help


def test_check_finds_nothing_wrong(made: Company) -> None:
    found = [one for one in check(made.tree).problems if one.severity == "error"]
    assert not found


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_check_finds_a_wrong_value(case: Case) -> None:
    """A list with a step that no measure has fits no kind."""
    files = {SHEET: {"goals": [goal(case)]}, FIRST: {"values": {f"{id_of(case)}/result": ["nix"]}}}
    tree = OverlayTree(base_tree(), {path: render(one).encode() for path, one in files.items()})
    found = [one for one in check(tree).problems if one.file == FIRST and one.rule == "wrong-value"]
    assert len(found) == 1
    assert found[0].help
    with pytest.raises(TypeError):
        case.measure.progress(["nix"] if case.kind != "milestones" else "nix", Achievement())


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_score_and_pace(case: Case) -> None:
    """A reading at the target counts more than one at the start, and no more than the cap."""
    anchors = Achievement()
    low, high = (
        case.measure.progress(case.measure.reading(share, Random(1)), anchors) for share in (0, 1.0)
    )
    assert ZERO <= low < high
    assert pace_of_measure(case.measure, ONE, ONE) == "done"
    assert list(case.measure.flaws("goal")) == []


def test_explanation_tells_every_value(folder: Path, perfgit: Run) -> None:
    done = perfgit("score", "alice", "--explain", "--cycle", "2026-h2", "--root", folder)
    assert done.returncode == 0, done.stderr
    for case in CASES:
        told = next(line for line in done.stdout.splitlines() if f"Seen by {case.kind}" in line)
        assert "check-in" in told
        assert "does not fit" not in told


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_check_in(case: Case, folder: Path, perfgit: Run) -> None:
    day = "2026-11-01"
    value = f"{id_of(case)}/result={typed(case.middle)}"
    done = perfgit("checkin", "--as", "alice", "--today", day, "--value", value, "--root", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    written = yaml.safe_load((folder / FOLDER / f"checkins/{day}.yml").read_text())
    assert written["values"][f"{id_of(case)}/result"] == case.middle
    assert case.measure.value_from(typed(case.last)) == case.last


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in kinds.KINDS for name in kind.row_names]
)
def test_import(kind: type[Measure], name: str, folder: Path, perfgit: Run, tmp_path: Path) -> None:
    """Of the targets that tables give, one at least is of this kind; what does not fit is refused."""
    found: list[str] = []
    for number, target in enumerate(("10", "low=0; good=1", "90=0.7; 95=1")):
        head = "cycle,owner,goal,title,measure,unit,target\n"
        row = f"2026-h2,people/chen,goal-{number},Goal,{name},EUR,{target}\n"
        (tmp_path / "goals.csv").write_text(head + row)
        path = folder / "goals/2026-h2/people/chen/goals.yml"
        path.unlink(missing_ok=True)
        done = perfgit("import", "goals", tmp_path / "goals.csv", "--root", folder)
        assert "unknown" not in done.stdout
        assert done.returncode == (0 if path.exists() else 1), done.stdout + done.stderr
        if not path.exists():
            assert "goals.csv:2: " in done.stdout
            assert "not taken" in done.stdout
            continue
        sheet = yaml.safe_load(path.read_text())
        found.append(sheet["goals"][0]["key_results"][0]["measure"]["kind"])
    assert kinds.name_of(kind) in found


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_export(case: Case, made: Company) -> None:
    table = next(one for one in TABLES if one.name == "key_results")
    names = [column.name for column in table.columns]
    row = next(
        found
        for cells in table.rows(everything(made))
        if (found := dict(zip(names, cells, strict=True)))["key"] == f"{id_of(case)}/result"
        and found["cycle"] == "2026-h2"
    )
    assert row["kind"] == case.kind
    assert case.kind in next(one.doc for one in table.columns if one.name == "kind")
    assert row["value"] is not None
    assert row["achievement"] is not None
    data = record_data(case.measure)
    for column in type(case.measure).columns:
        assert row[column.name] == data.get(column.name)


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_page(case: Case, made: Company) -> None:
    site = SiteView(made, TODAY)
    page = next(one for one in pages(site) if one.url == "people/alice/")
    html = Renderer(site, frame_of(site, [])).html(page)
    for text in (formats.value(case.measure, case.last), formats.target(case.measure)):
        assert text
        assert text in html
    cycle = made.cycles["2026-h2"].data
    assert cycle is not None
    dossier = made.dossier("2026-h2", "people/alice")
    views = goal_views(dossier, cycle, bounds(made, dossier, TODAY), TODAY)
    view = next(one for one in views if one.ref.goal == id_of(case))
    assert view.pace
    assert "<svg" in spark_of(view.key_results[0])
    skeleton = yaml.safe_load(next(iter(checkin_skeleton("Alice", TODAY, [view]))))
    assert skeleton["values"] == {f"{id_of(case)}/result": case.last}


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_form(case: Case, made: Company) -> None:
    """What the web form shows as an example becomes a measure, and a value becomes a check-in."""
    asked = yaml.safe_load(issue_forms("en")[".github/ISSUE_TEMPLATE/goal.yml"])
    shown = next(one for one in asked["body"] if one.get("id") == "key_results")
    assert case.line in shown["attributes"]["description"]
    me, day = named(made, "alice"), Day(dt.date(2026, 7, 1), dt.date(2026, 7, 1))
    filled = Filled(BY_KIND["goal"], {"goal": "New", "key_results": f"Seen | {case.line}"})
    sheet = yaml.safe_load(change_of(made, me, filled, day).after or b"")
    assert sheet["goals"][-1]["key_results"][0]["measure"]["kind"] == case.kind
    values = f"{id_of(case)}/result = {typed(case.middle)}"
    filled = Filled(BY_KIND["checkin"], {"values": values})
    coach = Day(dt.date(2026, 11, 1), dt.date(2026, 11, 1))
    checkin = yaml.safe_load(change_of(made, me, filled, coach).after or b"")
    assert checkin["values"] == {f"{id_of(case)}/result": case.middle}


class _Answers(NamedTuple):
    """Somebody who answers every question of a prompt alike, numbers one higher each time."""

    said: list[float]

    def text(self, name: str, question: str, *, required: bool = False) -> str:
        assert question
        return "EUR"

    def number(self, name: str, question: str) -> float:
        self.said.append(len(self.said) + 1)
        return self.said[-1]

    def optional_number(self, name: str, question: str) -> float | None:
        return None


@pytest.mark.parametrize("choice", kinds.choices(), ids=lambda choice: choice.word)
def test_prompts(choice: Any) -> None:
    words = kinds.asked(choice.word, _Answers([]))
    kind = next(kind for kind in kinds.KINDS if choice in kind.choices)
    assert kinds.from_words(words)["kind"] == kinds.name_of(kind)
    assert say(choice.label)


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_words_are_read_back(case: Case) -> None:
    again = kinds.read(kinds.from_words(case.measure.words()))
    assert again == case.measure


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_what_helps_show_is_read(language: Language) -> None:
    """An example in the words of a language is one that the reader takes."""
    with speaking(language.code):
        for kind in kinds.KINDS:
            for line in kind.examples:
                assert say(line) in kinds.examples()
                assert kinds.from_words(say(line))["kind"] == kinds.name_of(kind)


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_gates_words(case: Case) -> None:
    """A moved target is told with its name, and whether it became easier."""
    other = next(one for one in CASES if one.kind != case.kind)
    changes = _told(case, other.measure)
    assert changes
    assert all(one.words for one in changes)
    field = case.measure.target_field
    if field is not None:
        name, value = field
        (moved,) = _told(case, case.measure.model_copy(update={name: value + 1}))
        assert name in moved.words
        assert "raised" in moved.words
        assert (case.measure.value_unit or "") in moved.words
        assert moved.easier is not None


def _told(case: Case, after: Measure) -> list[Any]:
    old, new = (
        GoalSheet.model_validate({"goals": [goal(case, measure)]}) for measure in (None, after)
    )
    place = Company(base_tree()).layout.place(SHEET)
    assert place is not None
    return list(sheet_changes(SHEET, place, "goals", old, new, history=False))


@pytest.mark.parametrize("case", CASES, ids=id_of)
def test_the_next_cycle_begins_with_a_sound_measure(case: Case) -> None:
    for value in (case.middle, case.last):
        after = kinds.read(record_data(case.measure.continued(value)))
        assert after.kind == case.kind
        assert list(after.flaws("goal")) == []


def test_a_kind_without_questions_of_its_own_is_asked_for_in_a_line() -> None:
    asked: list[str] = []

    class Answers:
        def text(self, name: str, question: str, *, required: bool = False) -> str:
            asked.append(question)
            return "scale: poor = 0; fine = 1"

        def number(self, name: str, question: str) -> float:
            raise AssertionError(question)

        def optional_number(self, name: str, question: str) -> float | None:
            raise AssertionError(question)

    words = ScaleMeasure.asked("scale", Answers())
    assert asked == ["The measure, for example: scale: low = 0; good = 1"]
    assert ScaleMeasure.from_words(words) is not None
