"""What a judgement of a rating counts as."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.files.render import render
from perfgit.files.trees import OverlayTree
from perfgit.measures.exact import exact
from perfgit.model.policy import Policy
from perfgit.rules.engine import check
from perfgit.rules.examples import base_tree


def policy(starts: list[float], counts: dict[int, float] | None = None) -> Policy:
    steps = [
        {"value": place, "label": f"R{place}", "from": start}
        | ({"counts_as": counts[place]} if counts and place in counts else {})
        for place, start in enumerate(starts)
    ]
    return Policy.model_validate({"scale": steps})


@pytest.mark.parametrize(
    ("starts", "wanted"),
    [
        # The default: middles (.5+.7)/2, (.7+.9)/2, (.9+1.1)/2; ends 2 x .5 - .6 and 2 x 1.1 - 1.0.
        ([0, 0.5, 0.7, 0.9, 1.1], ["2/5", "3/5", "4/5", "1", "6/5"]),
        # The sample's 0.95: (.7+.95)/2, (.95+1.1)/2, and 2 x 1.1 - 1.025.
        ([0, 0.5, 0.7, 0.95, 1.1], ["2/5", "3/5", "33/40", "41/40", "47/40"]),
        # Two values: halfway to floor 0 and cap 1.2.
        ([0, 0.7], ["7/20", "19/20"]),
    ],
)
def test_left_out_by_hand(starts: list[float], wanted: list[str]) -> None:
    assert [Fraction(str(one)) for one in policy(starts).judgements.values()] == [
        Fraction(one) for one in wanted
    ]


@given(st.sets(st.integers(2, 118), min_size=1, max_size=8))
def test_left_out_it_lies_in_its_band(hundredths: set[int]) -> None:
    """Between floor and cap, in the rating's own band, and rising with the ratings."""
    starts = [0.0, *(one / 100 for one in sorted(hundredths))]
    judged = list(policy(starts).judgements.values())
    ends = [exact(one) for one in (*starts[1:], 1.2)]
    for low, here, high in zip(starts, judged, ends, strict=True):
        assert exact(low) <= here <= high
    assert all(low < high for low, high in pairwise(judged))


@pytest.mark.parametrize(
    ("scale", "place"),
    [
        ([(0, None), (0.5, 0.5), (0.5, None)], ("scale", 2, "from")),
        ([(0.1, None), (0.5, None)], ("scale", 0, "from")),
        ([(0, None), (1.3, None)], ("scale", 1, "from")),
        ([(0, None), (0.5, 0.7), (0.7, None)], ("scale", 1, "counts_as")),
        # 0.695 is shown as 0.70, which earns the next rating.
        ([(0, None), (0.5, 0.695), (0.7, None)], ("scale", 1, "counts_as")),
        ([(0, None), (0.5, None), (0.7, 1.3)], ("scale", 2, "counts_as")),
    ],
)
def test_out_of_order(scale: list[tuple[float, float | None]], place: tuple[object, ...]) -> None:
    steps = [
        {"value": 3 + n, "label": f"R{n}", "from": start}
        | ({} if counts is None else {"counts_as": counts})
        for n, (start, counts) in enumerate(scale)
    ]
    files = {"org/policy.yml": render({"scale": steps}).encode()}
    found = check(OverlayTree(base_tree(), files)).problems
    assert [one.at for one in found if one.rule == "scale-order"] == [place]


def test_a_cap_of_1_without_stretch() -> None:
    data = {"achievement": {"floor": 0, "cap": 1, "commit": 0.7, "stretch": None}}
    scale = [{"value": 3 + n, "label": "R", "from": start} for n, start in enumerate((0, 0.5, 0.9))]
    raw = render(data | {"scale": scale}).encode().replace(b"stretch: }", b"stretch: null}")
    found = check(OverlayTree(base_tree(), {"org/policy.yml": raw})).problems
    assert not [one for one in found if one.rule in ("scale-order", "schema")]
