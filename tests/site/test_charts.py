"""Charts: nothing outside the drawing, in proportion, the same bytes for the same values."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from perfgit.measures.exact import Fraction
from perfgit.site.charts import spark
from perfgit.site.charts.bars import Bar, bars
from perfgit.site.charts.chart import Part, shortened
from perfgit.site.charts.lines import Axis, Series, lines
from perfgit.site.charts.scale import Scale, covering, known, ticks
from perfgit.site.charts.stacks import Stack, edges, stacks

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


def boxes(svg):
    """Each rectangle as (class, left, right, top, bottom), across in thousandths."""
    root = ET.fromstring(svg)
    found = []
    for one in root.iter("rect"):
        left, width = (round(float(one.attrib[key].rstrip("%")) * 10) for key in ("x", "width"))
        top, height = int(one.attrib["y"]), int(one.attrib["height"])
        found.append((one.attrib["class"], left, left + width, top, top + height))
    return root, found


def inside(root, found):
    height = int(root.attrib["height"])
    for _, left, right, top, bottom in found:
        assert 0 <= left <= right <= 1000
        assert 0 <= top <= bottom <= height
    for one in root.iter("text"):
        assert 0 <= float(one.attrib["x"].rstrip("%")) <= 100
        assert 0 <= int(one.attrib["y"]) <= height


@given(st.lists(st.none() | numbers | fractions, max_size=20))
def test_bars_are_in_proportion_and_stay_inside(values):
    rows = [Bar(f"row {index}", value, str(index)) for index, value in enumerate(values)]
    chart = bars("one", "Title", "What it says", rows, ("Row", "Value"))
    root, found = boxes(chart.svg)
    inside(root, found)
    exact = [known(value) for value in values]
    drawn = {top // 46: right - left for name, left, right, top, _ in found if name == "bar-own"}
    low, high = min([0, *filter(None, exact)]), max([0, *filter(None, exact)])
    for index, value in enumerate(exact):
        if value is None or value == 0:
            assert index not in drawn
        else:
            length = 1000 * abs(value) / (high - low)
            assert abs(drawn[index] - length) <= 1
    assert len(chart.rows) == len(values)


@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=3), max_size=12), st.booleans()
)
def test_stacks_are_in_proportion_without_gaps(table, alike):
    parts = [Part(name, "part-good") for name in "abc"]
    rows = [Stack(str(index), tuple(counts), "") for index, counts in enumerate(table)]
    chart = stacks("one", "Title", "Says", rows, parts, "Row", alike=alike)
    root, found = boxes(chart.svg)
    inside(root, found)
    widest = max(map(sum, table), default=0)
    for index, counts in enumerate(table):
        whole = sum(counts) if alike else widest
        here = [one for one in found if one[3] // 66 == index and one[0].startswith("seg")]
        for (_, _, right, _, _), (_, left, _, _, _) in itertools.pairwise(here):
            assert right == left
        if sum(counts):
            end = here[-1][2] if here else 0
            assert abs(end - Fraction(1000 * sum(counts), whole)) <= Fraction(1, 2)
        if here:
            assert here[0][1] == 0
            assert any(counts)


@given(st.lists(st.integers(0, 10**9), max_size=10))
def test_no_part_is_off_by_more_than_a_thousandth(counts):
    places = edges(counts)
    assert places == sorted(places)
    for count, (left, right) in zip(counts, itertools.pairwise(places), strict=True):
        if sum(counts):
            assert abs(right - left - Fraction(1000 * count, sum(counts))) <= 1


shares = st.fractions(0, 1).map(lambda one: Fraction(one.numerator, one.denominator))
series = st.lists(st.tuples(shares, fractions), max_size=20).map(lambda one: tuple(sorted(one)))


@given(st.lists(series, max_size=4))
def test_lines_stay_inside(found):
    drawn = [Series(Part(f"line {index}", "line-0"), one) for index, one in enumerate(found)]
    marks = ((Fraction(0), "start"), (Fraction(1, 2), "half"), (Fraction(1), "end"))
    axis = Axis(marks, str)
    chart = lines("one", "Title", "Says", drawn, axis, (("Day",), ()))
    root = ET.fromstring(chart.svg)
    inside(root, [])
    for one in root.iter("polyline"):
        for place in one.attrib["points"].split():
            x, y = map(int, place.split(","))
            assert 0 <= x <= 1000
            assert 0 <= y <= 1000
    for one in root.iter("circle"):
        assert 0 <= float(one.attrib["cx"].rstrip("%")) <= 100
        assert 20 <= int(one.attrib["cy"]) <= 240
    assert chart.svg == lines("one", "Title", "Says", drawn, axis, (("Day",), ())).svg


def test_a_chart_is_told_linked_and_inert():
    evil = '"><script>alert(1)</script>'
    linked = bars("x", evil, evil, [Bar(evil, 1, evil, "../teams/a/")], ("Team", "Count")).svg
    root = ET.fromstring(linked)
    assert root.attrib["role"] == "group"  # links inside an image would not be there for readers
    assert [one.tag for one in root][:2] == ["title", "desc"]
    assert root.attrib["aria-labelledby"] == root[0].attrib["id"]
    link = next(root.iter("a"))
    assert link.attrib["href"] == "../teams/a/"
    assert evil in str(link.findtext("title"))
    plain = ET.fromstring(bars("x", "T", "D", [Bar("a", 1, "1")], ("A", "B")).svg)
    assert plain.attrib["role"] == "img"
    for svg in (linked, spark([1], title=evil)):
        assert "<script" not in svg
        assert "style=" not in svg


@given(st.text(max_size=80), st.text(max_size=20))
def test_labels_have_room_beside_their_figures(label, figure):
    short = shortened(label, figure)
    width = sum(2 if east_asian_width(one) in "WF" else 1 for one in short)
    beside = sum(2 if east_asian_width(one) in "WF" else 1 for one in figure)
    assert width <= max(40 - beside - 2, 13) or (not figure and width <= 40)
    assert short == label or short.endswith("…")
    assert label.startswith(short.removesuffix("…"))


def test_chinese_labels_are_shortened_by_their_width():
    assert shortened("目" * 30, "100%") == "目" * 16 + "…"
    assert shortened("Sales EMEA", "100%") == "Sales EMEA"
