"""Web forms: made from the models; read strictly; what they say is data and nothing else."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.authoring.change import Change
from perfgit.authoring.identity import named
from perfgit.authoring.outlook import new_problems
from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.forms.design import BY_KIND, FORMS, LEFT_OUT, Form
from perfgit.forms.fill import Day, change_of
from perfgit.forms.markup import issue_forms
from perfgit.forms.submitted import Filled, read_form
from perfgit.i18n import say, speaking
from perfgit.problem import PerfgitError
from tests import ROOT

DAY = Day(dt.date(2026, 7, 1), dt.date(2026, 7, 1))
COACH = Day(dt.date(2026, 9, 1), dt.date(2026, 9, 1))
SHEET = "goals/2026-h2/people/alice/goals.yml"
VALID: dict[str, dict[str, str]] = {
    "goal": {
        "goal": "Five pilots",
        "supports": "strategy/market-leader",
        "key_results": "Pilots | 0 -> 5 customers | 70\nNPS | at least 40 | 30",
        "weight": "20",
    },
    "checkin": {"values": "emea-arr/arr = 8_400_000", "note": "So."},
    "feedback": {"person": "chen", "note": "Thank you."},
    "misfit": {"goal": "emea-arr", "why": "The market moved."},
}


@pytest.fixture(scope="module")
def company() -> Company:
    return Company(WorkingTree(ROOT))


def body(kind: str, answers: dict[str, str], locale: str = "en") -> str:
    """The issue's text as GitHub writes it."""
    with speaking(locale):
        parts = [
            f"### {say(field.label)}\n\n{answers.get(field.id) or _empty(field.options)}"
            for field in BY_KIND[kind].fields  # type: ignore[index]
        ]
    return "\n\n".join(parts)


def _empty(options: tuple[str, ...]) -> str:
    return "None" if options else "_No response_"


def filled(kind: str, locale: str = "en", **more: str) -> Filled:
    found = read_form(body(kind, VALID[kind] | more, locale))
    assert found is not None
    return found


def change(company: Company, kind: str, *, day: Day | None = None, **more: str) -> Change:
    me = named(company, "alice")
    day = day or (DAY if kind == "goal" else COACH)
    return change_of(company, me, filled(kind, **more), day)


def loaded(change: Change) -> Any:
    return yaml.safe_load(change.after)


@pytest.mark.parametrize("locale", ["en", "zh-Hans"])
def test_githubs_schema_is_kept(locale: str, tmp_path: Path) -> None:
    for path, text in issue_forms(locale).items():
        (tmp_path / Path(path).name).write_text(text, "utf-8")
    done = subprocess.run(
        [
            Path(sys.executable).parent / "check-jsonschema",
            "--builtin-schema",
            "vendor.github-issue-forms",
            *sorted(tmp_path.glob("*.yml")),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(tmp_path.glob("*.yml"))) == len(FORMS)


@pytest.mark.parametrize("locale", ["en", "zh-Hans"])
def test_github_takes_the_texts(locale: str) -> None:
    """Limits that GitHub's schema does not tell, and addresses of its own for prefilling."""
    for text in issue_forms(locale).values():
        form = yaml.safe_load(text)
        assert 3 <= len(form["name"]) <= 200 and 3 <= len(form["description"]) <= 200
        ids = [part["id"] for part in form["body"] if "id" in part]
        labels = [part["attributes"]["label"] for part in form["body"] if "id" in part]
        assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
        assert not {"title", "body", "labels", "template", "assignees", "projects"} & set(ids)


def test_the_repository_has_the_forms() -> None:
    for path, text in issue_forms("en").items():
        assert (ROOT / path).read_text("utf-8") == text


def test_every_field_of_the_models_is_asked_or_left_out_for_a_reason() -> None:
    asked = {field.of for form in FORMS for field in form.fields if field.of}
    for model in {of[0] for of in asked}:
        for name in model.model_fields:
            assert ((model, name) in asked) != ((model, name) in LEFT_OUT), (model, name)


def test_words_to_choose_from_are_the_models() -> None:
    for form in FORMS:
        for field in form.fields:
            assert set(field.options) == set(field.words), field.id


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
@pytest.mark.parametrize("locale", ["en", "zh-Hans"])
def test_a_form_gives_a_file_that_check_accepts(company: Company, form: Form, locale: str) -> None:
    me = named(company, "alice")
    made = change_of(company, me, filled(form.kind, locale), DAY if form.kind == "goal" else COACH)
    assert not [one for one in new_problems(company, made) if one.severity == "error"]


@pytest.mark.parametrize("shown", ["Training", "training", "培训"])
def test_a_choice_is_understood_in_any_language(company: Company, shown: str) -> None:
    made = change(company, "checkin", obstacle="No course.", needs=shown)
    assert loaded(made)["obstacles"][0]["needs"] == "training"


HOSTILE_TEXTS = {
    "yaml mapping": "x\n  weight: 100\ngoals: []",
    "yaml anchors": "&a [*a, *a] !!python/object:os.system",
    "yaml document": "---\ngoals: []\n...\n",
    "block marks": "|\n  x\n>-\n  y",
    "comment": "# nothing\n#",
    "markdown": "[x](javascript:alert(1)) <script>alert(1)</script> ![](//evil.example/x.png)",
    "fence": "```\n### not ours\n```\n~~~",
    "shell": "$(rm -rf /) `id` ; && ${{ github.token }} %0A::set-output name=x::y",
    "quotes": "\"' \\ \\n \\u0000 {{ x }} {% y %}",
    "another heading": "### Something of my own\n\nAnd more.",
    "chinese": "第一个试点已签约：进展顺利。“很好”",
    "spaces": "  indented\n\ttab\n   \n  end  ",
}


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS.keys())
def test_a_hostile_text_stays_a_text(company: Company, text: str) -> None:
    """Exactly one value differs from an honest form, and it is what was typed."""
    honest, made = change(company, "checkin"), change(company, "checkin", note=text)
    assert made.path == honest.path
    data = loaded(made)
    assert data["note"].split() == text.split()
    assert data | {"note": "So."} == loaded(honest)


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS.keys())
def test_a_hostile_title_makes_no_path_and_no_other_field(company: Company, text: str) -> None:
    title = " ".join(text.split())
    made = change(company, "goal", goal=title)
    assert made.path == SHEET
    goal = loaded(made)["goals"][-1]
    assert goal["title"] == title
    assert set(goal) == {"id", "title", "supports", "weight", "key_results"}


REFUSED: dict[str, tuple[str, Callable[[str], str], str]] = {
    "heading missing": ("goal", lambda text: text.replace("### Weight\n", ""), "missing: Weight"),
    "heading twice": ("goal", lambda text: f"{text}\n\n### Weight\n\n100", "more than once"),
    "heading inside an answer": (
        "goal",
        lambda text: text.replace("_No response_", "Because.\n### Weight\n90", 1),
        "more than once",
    ),
    "headings swapped": (
        "misfit",
        lambda _: "### Why it no longer fits\n\nx\n\n### Which goal\n\nemea-arr",
        "not in the order",
    ),
    "something in front": ("goal", lambda text: f"Hello\n\n{text}", "before the first heading"),
    "control character": ("goal", lambda text: text.replace("Five", "Fi\x07ve"), "U+0007"),
    "nul": ("goal", lambda text: text.replace("Five", "Fi\x00ve"), "U+0000"),
    "right to left": ("goal", lambda text: text.replace("Five", "\u202eFive"), "U+202E"),
    "odd line end": ("goal", lambda text: text.replace("Five", "\u2028### Weight"), "U+2028"),
    "too long": ("goal", lambda text: f"{text}{'x' * 70_000}", "longer than"),
}


@pytest.mark.parametrize(("kind", "spoil", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_our_form_is_refused(kind: str, spoil: Callable[[str], str], said: str) -> None:
    with pytest.raises(PerfgitError, match=said.replace("+", r"\+")):
        read_form(spoil(body(kind, VALID[kind])))


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("goal", {"goal": "One\nTwo"}, "more than one line"),
        ("goal", {"goal": ""}, "is empty"),
        ("goal", {"weight": "many"}, "is not a number"),
        ("goal", {"weight": "nan"}, "is not a number"),
        ("goal", {"due": "../../etc/passwd"}, "is not a day"),
        ("goal", {"helpers": "../../../org/policy"}, "There is no person"),
        ("goal", {"key_results": "Pilots"}, "has no measure"),
        ("checkin", {"values": "emea-arr/arr"}, 'has no "="'),
        ("checkin", {"values": "../arr = 3"}, 'There is no "../arr"'),
        ("checkin", {"values": "emea-arr/arr = many"}, "does not fit"),
        ("checkin", {"values": "emea-arr/arr = 1\nemea-arr/arr = 2"}, "twice"),
        ("checkin", {"confidence": "emea-arr = sure"}, 'there is no "sure"'),
        ("checkin", {"obstacle": "x", "needs": "money"}, 'There is no "money"'),
        ("checkin", {"needs": "Training"}, "not said what is in the way"),
        ("feedback", {"person": "../bruno"}, "There is no person"),
        ("feedback", {"person": "alice"}, "somebody else"),
        ("feedback", {"about": "goals/x"}, 'There is no "goals/x"'),
        ("misfit", {"goal": "nothing"}, 'There is no "nothing"'),
        ("misfit", {"goal": "people/bruno/x"}, 'There is no "people/bruno/x"'),
    ],
)
def test_what_does_not_fit_is_told(
    company: Company, kind: str, more: dict[str, str], said: str
) -> None:
    with pytest.raises(PerfgitError) as found:
        change(company, kind, **more)
    assert said in found.value.message


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_any_browser(company: Company, end: str) -> None:
    text = body("goal", VALID["goal"]).replace("\n", end)
    assert read_form(text) == filled("goal")


@pytest.mark.parametrize("who", ["chen", "CHEN-lighthouse", "@chen-lighthouse", "Chen Wei"])
def test_people_are_found_as_one_calls_them(company: Company, who: str) -> None:
    if who == "Chen Wei":
        who = company.person("chen").name  # type: ignore[union-attr]
    made = change(company, "feedback", person=who)
    assert made.path == "reviews/2026-h2/people/chen/feedback/2026-09-01-alice.yml"


def test_after_planning_a_reason_is_asked_for(company: Company) -> None:
    with pytest.raises(PerfgitError, match="needs a reason"):
        change(company, "goal", day=COACH)
    made = change(company, "goal", day=COACH, reason="A new market.")
    assert loaded(made)["history"][-1]["why"] == "A new market."


@settings(max_examples=200)
@given(text=st.text(max_size=400), kind=st.sampled_from(sorted(BY_KIND)))
def test_any_text_is_read_or_refused(text: str, kind: str) -> None:
    """Whatever stands below a heading comes back as it is, or is refused; nothing else happens."""
    field = BY_KIND[kind].fields[0]  # type: ignore[index]
    try:
        found = read_form(body(kind, VALID[kind] | {field.id: text}))
    except PerfgitError:
        return
    assert found is not None and found.form.kind == kind
    others = {k: v for k, v in VALID[kind].items() if k != field.id}
    assert {k: v for k, v in found.answers.items() if k != field.id} == others
