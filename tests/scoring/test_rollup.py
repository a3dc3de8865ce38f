"""Roll-up of progress: exact, independent of order, and proof against loops."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perfgit.scoring.rollup import roll_up

shares = st.fractions(min_value=0, max_value=2, max_denominator=60)
weights = st.fractions(min_value=0, max_value=100, max_denominator=4)


@st.composite
def graphs(draw, acyclic):
    count = draw(st.integers(1, 9))
    own = {goal: draw(st.none() | shares) for goal in range(count)}
    below = {}
    for goal in range(count):
        lowest = goal + 1 if acyclic else 0
        ids = draw(st.lists(st.integers(lowest, count + 1), max_size=4, unique=True))
        below[goal] = [(id, draw(weights)) for id in ids]
    return own, below


def naive(goal, own, below):
    """The definition, word by word."""
    if own[goal] is not None:
        return own[goal]
    parts = [(naive(id, own, below), weight) for id, weight in below[goal] if id in own]
    parts = [(value, weight) for value, weight in parts if value is not None]
    if not parts:
        return None
    total = sum(weight for _, weight in parts)
    if total == 0:
        return sum(value for value, _ in parts) / len(parts)
    return sum(value * weight for value, weight in parts) / total


@given(graphs(acyclic=True))
def test_equals_the_definition(graph):
    own, below = graph
    assert roll_up(own, below) == {goal: naive(goal, own, below) for goal in own}


@given(graphs(acyclic=False))
def test_stays_within_what_was_measured(graph):
    own, below = graph
    measured = [value for value in own.values() if value is not None]
    for goal, value in roll_up(own, below).items():
        if own[goal] is not None:
            assert value == own[goal]
        elif value is not None:
            assert min(measured) <= value <= max(measured)


@given(graphs(acyclic=False), st.randoms(use_true_random=False))
def test_order_of_reading_does_not_matter(graph, random):
    own, below = graph
    shuffled = list(own)
    random.shuffle(shuffled)
    again = roll_up(
        {goal: own[goal] for goal in shuffled},
        {goal: sorted(below[goal], key=lambda _: random.random()) for goal in shuffled},
    )
    assert again == roll_up(own, below)


@given(graphs(acyclic=False), st.integers(1, 50))
def test_only_the_proportion_of_weights_counts(graph, factor):
    own, below = graph
    scaled = {
        goal: [(id, weight * factor) for id, weight in pairs] for goal, pairs in below.items()
    }
    assert roll_up(own, scaled) == roll_up(own, below)


def test_a_circle_takes_its_value_from_outside():
    own = {"a": None, "b": None, "c": Fraction(1, 2)}
    one = Fraction(1)
    found = roll_up(own, {"a": [("b", one), ("c", one)], "b": [("a", one)]})
    assert found == {"a": Fraction(1, 2), "b": None, "c": Fraction(1, 2)}


def test_a_goal_that_supports_itself():
    assert roll_up({"a": None}, {"a": [("a", Fraction(1))]}) == {"a": None}


def test_a_chain_longer_than_the_limit_on_recursion():
    count = 50_000
    own = dict.fromkeys(range(count)) | {count: Fraction(1, 3)}
    found = roll_up(own, {n: [(n + 1, Fraction(1))] for n in range(count)})
    assert found[0] == Fraction(1, 3)


def test_three_supporters_by_hand():
    own = {"top": None, "x": Fraction(1), "y": Fraction(1, 2), "z": None}
    below = {"top": [("x", Fraction(60)), ("y", Fraction(40)), ("z", Fraction(90))]}
    assert roll_up(own, below)["top"] == Fraction(80, 100)
