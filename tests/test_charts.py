"""Charts: nothing outside the drawing, in proportion, the same bytes for the same values."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from perfgit.scoring.exact import Fraction
from perfgit.site.charts import spark
from perfgit.site.charts.scale import Scale, covering, known, ticks

LARGE = 10.0**15
numbers = st.one_of(
    st.floats(-LARGE, LARGE), st.integers(-(10**15), 10**15), st.sampled_from([0, 0.0, -0.0, 1])
)
fractions = st.fractions(-(10**15), 10**15, max_denominator=10**6).map(
    lambda one: Fraction(one.numerator, one.denominator)
)


@given(st.lists(fractions, min_size=1, max_size=20), st.integers(0, 500), st.integers(501, 2000))
def test_every_value_has_a_place_on_its_line_in_the_order_of_the_values(values, start, end):
    scale = covering(values, start, end)
    places = [scale.at(value) for value in sorted(values)]
    assert all(start <= place <= end for place in places)
    assert places == sorted(places)
    if scale.low != scale.high:
        assert (places[0], places[-1]) == (start, end)


@given(fractions, fractions, fractions)
def test_equal_distances_are_drawn_alike(low, high, value):
    if low < value < high:
        scale = Scale(low, high, 0, 1000)
        exact = (value - low) / (high - low) * 1000
        assert abs(scale.at(value) - exact) <= Fraction(1, 2)


@given(fractions, fractions)
def test_ticks_are_few_round_and_cover(low, high):
    found = ticks(low, high)
    assert 2 <= len(found) <= 6
    assert found[0] <= low
    assert found[-1] >= high
    steps = {after - before for before, after in itertools.pairwise(found)}
    assert len(steps) == 1
    step = steps.pop()
    digits = str(step.numerator if step.denominator == 1 else step.denominator).rstrip("0")
    assert digits in ("1", "2", "5")


def test_what_is_no_number_has_no_place():
    assert known(math.nan) is None
    assert known(math.inf) is None
    assert known(None) is None
    assert known(True) is None
    assert known(0.1) == Fraction(1, 10)


def parsed(svg):
    root = ET.fromstring(svg)
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    return root, width, height


@given(
    st.lists(st.one_of(numbers, st.none(), st.just(math.nan)), max_size=300),
    st.none() | numbers,
    st.none() | numbers,
)
def test_a_spark_stays_in_its_picture(values, target, baseline):
    svg = spark(values, target, baseline, title="T", desc="D")
    if not any(known(value) is not None for value in values):
        assert svg == ""
        return
    root, width, height = parsed(svg)
    places = [tuple(map(int, one.split(","))) for one in re.findall(r"\d+,\d+", svg)]
    circle = next(one for one in root if one.tag == "circle")
    x, y, r = (int(circle.attrib[key]) for key in ("cx", "cy", "r"))
    assert r <= x <= width - r
    assert r <= y <= height - r
    assert all(0 <= left <= width and 0 <= up <= height for left, up in places)
    assert places == sorted(places, key=lambda place: place[0])
    assert len(places) <= 130
    assert "nan" not in svg
    assert "inf" not in svg
    assert svg == spark(values, target, baseline, title="T", desc="D")


def test_a_spark_is_told_and_its_words_are_inert():
    svg = spark([1, 2], title='<script>"x"', desc="a & b")
    root, _, _ = parsed(svg)
    assert root.attrib["role"] == "img"
    assert root[0].text == '<script>"x"'
    assert root[1].text == "a & b"
    assert "style=" not in svg
    assert parsed(spark([1, 2]))[0].attrib["aria-hidden"] == "true"


def test_a_spark_keeps_the_distances_of_days():
    days = [dt.date(2026, 1, 1), dt.date(2026, 1, 2), dt.date(2026, 1, 11)]
    line = re.search(r'points="([^"]*)"', spark([1, 2, 3], days=days))
    assert line
    across = [int(one.split(",")[0]) for one in line[1].split()]
    assert across == [40, 128, 920]
