"""What the handbook says holds: its examples pass, its arithmetic adds up, templates hold no words."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from perfgit.files.documents import load
from perfgit.files.layout import Layout
from perfgit.files.trees import OverlayTree
from perfgit.measures.keep import KeepMeasure
from perfgit.measures.number import NumberMeasure
from perfgit.model.policy import Achievement
from perfgit.rules.examples import base_tree
from perfgit.site.pages.render import THEME
from tests import ROOT

HANDBOOK = ROOT / "site/handbook"
EXAMPLES = re.findall(
    r"\*\*`([^`\n]+)`\*\*\n\n```yaml\n(.*?)```",
    (HANDBOOK / "files.md").read_text("utf-8"),
    re.DOTALL,
)


def test_there_are_examples():
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("path", "text"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_an_example_is_a_valid_file(path, text):
    place = Layout().place(path)
    assert place
    doc = load(OverlayTree(base_tree(), {path: text.encode()}), path, place)
    assert doc.data is not None, doc.problems


def test_the_arithmetic_of_the_handbook():
    text = (HANDBOOK / "scores.md").read_text("utf-8")
    revenue = NumberMeasure(kind="number", baseline=8e6, commit=10e6, target=12e6, stretch=13e6)
    reached = revenue.progress(10.9e6, Achievement())
    assert reached == Fraction(835, 1000)
    assert "**83.5 %**" in text
    churn = KeepMeasure(kind="keep", at_most=2.5).progress(2.3, Achievement())
    assert Fraction(7, 10) * reached + Fraction(3, 10) * churn == Fraction(8845, 10000)
    assert "**88.45 %**" in text


@pytest.mark.parametrize("path", sorted(THEME.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_holds_no_bare_word(path):
    """Words for people go through `_`, so that a catalogue can translate them."""
    text = path.read_text("utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<!doctype html>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert re.findall(r"[^\W\d_]{2,}", text) == []
