"""Which numbers go into a result: each example worked out by hand.

The scale of the base company: 3 from 0.7, 4 from 0.95, 5 from 1.1; so a 3 counts 0.825 (the middle),
a 4 counts 1.025. Goals 70, competencies 30; manager 70, peers 30.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc, Doc
from perfgit.files.layout import Place
from perfgit.files.trees import OverlayTree
from perfgit.measures.exact import Fraction
from perfgit.model.policy import Policy
from perfgit.model.reviews import Review, ScoringPolicy
from perfgit.rules.examples import base_tree
from perfgit.scoring.result import Score, score

PERSON = "2026-h2/people/alice"
SHEET, CHECKIN = f"goals/{PERSON}/goals.yml", f"goals/{PERSON}/checkins/"
SELF, MANAGER = f"reviews/{PERSON}/self.yml", f"reviews/{PERSON}/manager.yml"
PEERS = f"reviews/{PERSON}/peers/"
NUMBER = "measure: {kind: number, baseline: 0, target: 100}"
DATA = f"goals:\n  - {{id: calls, title: Calls, {NUMBER}, source: data}}\n"
JUDGED = f"goals:\n  - {{id: calls, title: Calls, {NUMBER}, source: judgement}}\n"


def result(
    files: dict[str, str], *, missing: str = "renormalise", today: dt.date | None = None
) -> Score:
    """Alice's result with these files and no others in the cycle."""
    base = base_tree()
    policy = (base.read("org/policy.yml") or b"").decode()
    changes: dict[str, bytes | None] = {
        path: None for folder in ("goals", "reviews") for path in base.walk(f"{folder}/{PERSON}")
    }
    changes |= {path: text.encode() for path, text in files.items()}
    assert "missing_source: renormalise" in policy
    changes["org/policy.yml"] = policy.replace("renormalise", missing).encode()
    company = Company(OverlayTree(base, changes))
    dossier = company.dossier("2026-h2", "people/alice")
    assert not [problem for doc in dossier.all_docs() for problem in doc.problems]
    return score(company, dossier, today=today)


def review(text: str, day: str = "2027-01-08") -> str:
    return f"submitted: {day}\n{text}\n"


def test_three_reviewers_who_say_four_give_four() -> None:
    """Goals 1.025; eight competencies of nine are 4, one is 3: (8 x 1.025 + 0.825) / 9 = 9.025 / 9.

    0.7 x 1.025 + 0.3 x 9.025 / 9 = 0.7175 + 0.300833... = 1.018333...: a 4.
    """
    nine = ", ".join(f"c{number}: {{rating: {3 if number == 8 else 4}}}" for number in range(9))
    said = review(f"goals: {{calls: {{rating: 4}}}}\ncompetencies: {{{nine}}}")
    found = result(
        {SHEET: JUDGED, MANAGER: said, f"{PEERS}chen.yml": said, f"{PEERS}dana.yml": said}
    )
    assert found.score == Fraction("0.7175") + Fraction("2.7075") / 9
    assert found.rating == 4
    assert found.achievement == Fraction("1.025")  # and not 0, since no value was reported


def test_a_self_review_never_moves_the_number() -> None:
    """The last check-in says 60; a 95 that only the person gave does not count."""
    files = {
        SHEET: DATA,
        f"{CHECKIN}2026-12-20.yml": "values: {calls: 60}\n",
        MANAGER: review("competencies: {ownership: {rating: 4}}"),
    }
    alone = result(files)
    told = result(files | {SELF: review("goals: {calls: {final: {calls: 95}}}")})
    assert (
        alone.score == told.score == Fraction("0.42") + Fraction("0.3075")
    )  # 0.7 x 0.6, 0.3 x 1.025


@pytest.mark.parametrize(
    ("days", "counted"),
    [
        ({"2026-06-30": 90}, "0"),  # before the cycle's start: nothing was reported in it
        ({"2026-12-15": 40, "2026-12-31": 50}, "0.5"),
        ({"2026-12-31": 50, "2027-01-09": 70}, "0.5"),  # after the day of the manager's review
    ],
)
def test_the_days_that_count(days: dict[str, int], counted: str) -> None:
    files = {f"{CHECKIN}{day}.yml": f"values: {{calls: {value}}}\n" for day, value in days.items()}
    found = result(files | {SHEET: DATA, MANAGER: review("competencies: {ownership: {rating: 4}}")})
    assert found.achievement == Fraction(counted)


def test_nothing_of_a_day_to_come_counts() -> None:
    files = {
        SHEET: DATA,
        f"{CHECKIN}2026-10-01.yml": "values: {calls: 30}\n",
        f"{CHECKIN}2026-11-01.yml": "values: {calls: 40}\n",
        MANAGER: review(
            "goals: {calls: {final: {calls: 50}}}\ncompetencies: {ownership: {rating: 4}}"
        ),
    }
    assert result(files).achievement == Fraction("0.5")
    before = result(files, today=dt.date(2026, 10, 15))
    assert (before.achievement, before.score) == (Fraction("0.3"), None)


def test_who_is_silent_about_goals_is_not_missing_there() -> None:
    """The peer hands in competencies only: the goal is the manager's alone, 1.025, even as `zero`."""
    files = {
        SHEET: JUDGED,
        MANAGER: review("goals: {calls: {rating: 4}}\ncompetencies: {ownership: {rating: 4}}"),
        f"{PEERS}chen.yml": review("competencies: {ownership: {rating: 4}}"),
    }
    for missing in ("renormalise", "zero", "block"):
        assert result(files, missing=missing).score == Fraction("1.025")


def test_what_nobody_judged_is_left_out_and_named() -> None:
    files = {SHEET: JUDGED, MANAGER: review("competencies: {ownership: {rating: 4}}")}
    found = result(files)
    assert found.score == Fraction("1.025")
    assert any("Calls" in note and "left out" in note for note in found.notes)


def test_one_who_is_not_missed_lowers_nothing() -> None:
    """A customer's voice weighs nothing here and the cycle asks for none: nothing is missing of it."""
    files = {
        SHEET: DATA,
        f"{CHECKIN}2026-12-20.yml": "values: {calls: 60}\n",
        MANAGER: review("competencies: {ownership: {rating: 4}}"),
    }
    # As zero, the peers' 30 % are taken from the competencies, never from data: 0.3 x 0.7 x 1.025.
    assert result(files, missing="zero").score == Fraction("0.42") + Fraction("0.21525")


@st.composite
def scales(draw: st.DrawFn) -> list[float]:
    """The lowest scores of five ratings, in hundredths between floor and cap."""
    rising = draw(st.lists(st.integers(1, 119), min_size=4, max_size=4, unique=True))
    return [0.0, *(one / 100 for one in sorted(rising))]


RATINGS = st.integers(1, 5)


@settings(max_examples=60)
@given(scales(), RATINGS, st.lists(RATINGS, max_size=4), st.integers(0, 100))
def test_a_mixture_lies_between_its_lowest_and_highest(
    starts: list[float], manager: int, peers: list[int], share: int
) -> None:
    """Where all ratings are equal it is that rating."""
    policy = Policy.model_validate(
        {
            "scale": [
                {"value": value, "label": "x", "from": start}
                for value, start in enumerate(starts, 1)
            ],
            "result": {
                "parts": {"goals": 0, "competencies": 100},
                "sources": {"manager": 100 - share, "peer": share},
            },
        }
    )
    counts = policy.judgements
    used = ScoringPolicy(
        achievement=policy.achievement,
        rating_from=policy.rating_from,
        counts_as={rating: float(value) for rating, value in counts.items()},
        result=policy.result,
    )
    docs: dict[str, list[AnyDoc]] = {}
    for kind, ratings in (("manager", [manager]), ("peer", peers)):
        docs[kind] = [
            Doc(
                f"{kind}-{number}.yml",
                Place(kind, "2026-h2", "people/alice", f"p{number}"),
                Review.model_validate(
                    {
                        "submitted": dt.date(2027, 1, 8),
                        "competencies": {"ownership": {"rating": rating}},
                    }
                ),
            )
            for number, rating in enumerate(ratings)
        ]
    company = Company(base_tree())
    found = score(company, Dossier("2026-h2", "people/alice", docs), used)
    heard = ([manager] if share < 100 else []) + (peers if share else [])
    if not heard:
        assert found.score is None
        return
    assert found.score is not None
    assert counts[min(heard)] <= found.score <= counts[max(heard)]
    if len(set(heard)) == 1:
        assert found.score == counts[heard[0]]
