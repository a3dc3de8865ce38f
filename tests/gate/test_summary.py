"""The summary: what a manager reads, and what nobody can smuggle into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown as html_of

from perfgit.gate.escape import code, escaped
from perfgit.gate.summary import markdown
from tests.gate.world import World, cases, judged, make_world

ALICE = "goals/2026-h2/people/alice/goals.yml"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("summary") / "repository")


def test_what_a_manager_reads(world: World) -> None:
    head = {
        ALICE: [
            ["weight: 60", "weight: 50"],
            ["weight: 40", "weight: 50"],
            ["target: 12_000_000", "target: 9_000_000"],
            ["stretch: 13_000_000", "stretch: 9_500_000"],
            ["supports: [strategy/north]", "supports: [teams/sales/new-logos]"],
        ]
    }
    verdict = judged(world, {"today": "2026-07-01", "head": head})
    text = markdown(verdict)
    for words in (
        "This waits for approval.",
        "`bruno-h` has to approve.",
        "Alice Martin · 2026-h2",
        'target of "ARR, EMEA" lowered from 12,000,000 to 9,000,000 EUR (easier to reach)',
        'weight of "Grow recurring revenue" changed: 60 → 50',
        "now supports teams",
        "| Grow recurring revenue | 60 | 50 |",
        "| Total | | 100 |",
    ):
        assert words in text, text
    assert "achievement by what was reported so far" in text
    assert "YAML" not in text


def test_ratings_and_managers_in_words(world: World) -> None:
    review = {
        "reviews/2026-h2/people/alice/self.yml": [["overall: {rating: 3", "overall: {rating: 4"]],
        "org/people/alice.yml": [["manager: bruno", "manager: erik"]],
    }
    verdict = judged(world, {"today": "2026-12-20", "head": review})
    said = [one.change for one in verdict.changes]
    assert said == [
        'manager of "Alice Martin" changed: bruno → erik',
        "submitted self review: overall.rating changed: 3 → 4",
    ]
    assert [one.line for one in verdict.changes] == [6, 7]


def test_what_belongs_together_stands_together(world: World) -> None:
    head = {
        ".github/a.yml": "x\n",
        "goals/2026-h2/people/alice/checkins/2026-09-01.yml": "values: {arr/emea: 9_900_000}\n",
        "mkdocs.yml": "x\n",
        "reviews/2026-h2/people/alice/plan.yml": "summary: x\n",
    }
    base = {f"reviews/2026-h2/people/alice/{kind}.yml": None for kind in ("self", "manager")}
    text = markdown(judged(world, {"base": base, "head": head}))
    assert text.count("####") == 2
    assert text.count("What it does: achievement") == 1
    assert text.count("#### Alice Martin · 2026-h2") == 1


def test_a_new_goal_and_a_dropped_one(world: World) -> None:
    case = next(one for one in cases("honest") if one["name"] == "a goal added")
    text = markdown(judged(world, case))
    assert 'goal "Run the fair" added, weight 10' in text
    assert "| Run the fair | – | 10 |" in text
    assert "history entry added" in text
    assert "approved by `bruno-h`" in text


def test_a_very_long_one(world: World) -> None:
    head = {
        f"goals/2026-h2/people/alice/checkins/2026-{month:02}-{day:02}.yml": "note: x\n"
        for month in range(7, 13)
        for day in range(1, 29)
    }
    goals = "".join(
        f"  - id: g{number}\n    title: {'Very long title ' * 15}\n    weight: 1\n"
        for number in range(200)
    )
    verdict = judged(world, {"author": "chen-h", "head": {**head, ALICE: "goals:\n" + goals}})
    assert len(markdown(verdict, limit=10**9)) > 40_000
    for limit in (60_000, 20_000, 3_000, 900):
        text = markdown(verdict, limit=limit)
        assert len(text) <= limit
        assert "This cannot be merged as it is." in text


@pytest.mark.parametrize("name", ["hostile", "honest"])
def test_every_summary_is_small_and_inert(world: World, name: str) -> None:
    for case in cases(name)[::5]:
        text = markdown(judged(world, case))
        assert len(text) < 20_000
        _inert(text)


HOSTILE_TEXTS = [
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![](https://evil.example/x.png)",
    "https://evil.example/login",
    "www.evil.example",
    "@bruno-h please approve",
    "closes #1",
    "a | b | c",
    "`code` and ``more``",
    "**approved by bruno**",
    "# Allowed",
    "- [x] approved",
    "<!-- perfgit -->",
    "<details><summary>x</summary>",
    "&lt;b&gt; &#64;x",
    "$\\unicode{x}$",
    ":rocket: ~~no~~ ==yes==",
    "::error file=a,line=1::boom",
    "GH-12 and gh-12",
    "lighthouse/performance#12 and 3f2c1a9d3f2c1a9d3f2c1a9d3f2c1a9d3f2c1a9d",
]


@pytest.mark.parametrize("evil", HOSTILE_TEXTS)
def test_names_that_inject(world: World, evil: str) -> None:
    quoted = '"' + evil.replace("\\", "\\\\").replace('"', '\\"') + '"'
    head = {
        ALICE: [["title: ARR, EMEA", f"title: {quoted}"], ["target: 12_", "target: 11_"]],
        "goals/2026-h2/people/alice/checkins/2026-09-01.yml": f"note: {quoted}\n",
    }
    text = markdown(judged(world, {"today": "2026-07-01", "author": "x`|@y", "head": head}))
    _inert(text)
    assert "11,000,000" in text, "what is harmless is told all the same"


@given(st.text(max_size=80))
def test_any_text_is_inert_and_stays_itself(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    _inert(f"- {line}")
    assert "\n" not in code(text)
    assert code(text).count("`") == 2


@given(st.text(alphabet="abgh1@#/.:-_*+`[](){}<>!|~^$= &\\", max_size=60))
def test_what_is_shown_is_what_was_written(text: str) -> None:
    shown = _Text()
    shown.feed(html_of(f"x {escaped(text)} y"))
    assert "".join(shown.parts).replace("\u200b", "").split() == f"x {text} y".split()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _inert(text: str) -> None:
    """No link, image, mention, issue number, HTML or code beyond what the summary itself writes."""
    outside = re.sub(r"`[^`\n]*`", "", text).replace("<sub>", "").replace("</sub>", "")
    assert not re.search(r"(?<!\\)<(?!sub>|/sub>)", outside), outside
    assert not re.search(r"@(?!&#8203;)", outside), outside
    assert not re.search(r"(?<![&#])#(?!&#8203;)(?!#*#? )", outside), outside
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)!\[", outside), outside
    assert not re.search(r"https?://|www\.\w|(?i:gh)-\d", outside), outside
