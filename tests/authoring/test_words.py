"""Measures in words, typed values, and weights that always total 100."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from perfgit.authoring.change import MissingError, RefusedError
from perfgit.authoring.identity import Marks
from perfgit.authoring.key_results import key_result_from
from perfgit.authoring.values import pairs, typed
from perfgit.authoring.weights import balanced, scaled
from perfgit.i18n import speaking
from perfgit.measures.kinds import AnyMeasure, from_words
from perfgit.measures.measure import Measure
from perfgit.model.org import Person
from perfgit.problem import PerfgitError

MEASURE: TypeAdapter[Measure] = TypeAdapter(AnyMeasure)
numbers = st.one_of(
    st.integers(-(10**12), 10**12),
    st.decimals(-(10**9), 10**9, places=2).map(float),
)
units = st.sampled_from([None, "EUR", "customers", "percent", "天", "days a month"])
titles = st.text(st.sampled_from("abcXYZ äé中文 -"), min_size=1, max_size=20).filter(
    lambda text: text.strip()
)
ids = st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=6, unique=True)


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    kind = draw(st.sampled_from(["number", "keep", "milestones", "yes_no", "scale"]))
    data: dict[str, object] = {"kind": kind}
    if kind == "number":
        data |= {"baseline": draw(numbers), "target": draw(numbers), "unit": draw(units)}
        data |= {name: draw(st.one_of(st.none(), numbers)) for name in ("commit", "stretch")}
    elif kind == "keep":
        data |= {draw(st.sampled_from(["at_most", "at_least"])): draw(numbers), "unit": draw(units)}
    elif kind != "yes_no":
        names = draw(st.lists(titles, min_size=2, max_size=5))
        steps = [{"id": f"s{n}", "title": name.strip()} for n, name in enumerate(names)]
        if kind == "scale":
            data["steps"] = [one | {"value": n / 4} for n, one in enumerate(steps)]
        else:
            weighed = draw(st.booleans())
            data["steps"] = [
                one | ({"weight": 10 + n} if weighed else {}) for n, one in enumerate(steps)
            ]
    return MEASURE.validate_python({key: one for key, one in data.items() if one is not None})


def plain(measure: Measure) -> dict[str, object]:
    """A measure without the ids of its steps, which are made from the titles."""
    data = measure.model_dump(exclude_none=True)
    for step in data.get("steps", []):
        del step["id"]
    return data


@given(measures())
def test_a_measure_in_words_is_read_as_it_was(measure: Measure) -> None:
    again = MEASURE.validate_python(from_words(measure.words()))
    assert plain(again) == plain(measure)


@given(measures(), st.data())
def test_a_value_as_typed_is_read_as_it_was(measure: Measure, data: st.DataObject) -> None:
    steps = [one.id for one in getattr(measure, "steps", [])]
    value = data.draw(
        {
            "number": numbers,
            "keep": numbers,
            "yes_no": st.booleans(),
            "milestones": st.lists(st.sampled_from(steps or ["x"]), unique=True),
            "scale": st.sampled_from(steps or ["x"]),
        }[measure.kind]
    )
    assert measure.value_from(typed(value)) == value


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text: str) -> None:
    for reader in (from_words, lambda text: key_result_from(text, set())):
        try:
            found = reader(text)
        except PerfgitError as error:
            assert error.help
        else:
            assert found
    with pytest.raises(PerfgitError):
        pairs([text.replace("=", ""), "a=b", "a=c"], "--value")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NPS | at least 40 | 30", {"measure": {"kind": "keep", "at_least": 40}, "weight": 30}),
        ("合同 ｜ 是/否 ｜ customer", {"measure": {"kind": "yes_no"}, "source": "customer"}),
        (
            "Lag | 8 → 3 days, stretch 2 | evidence: the dashboard",
            {
                "measure": {
                    "kind": "number", "unit": "days", "baseline": 8, "target": 3, "stretch": 2,
                },
                "evidence": "the dashboard",
            },
        ),
        ("ARR | 8_000_000 to 12_000_000 EUR | weight 70", {"weight": 70}),
        ("Churn | <= 2.5 %", {"measure": {"kind": "keep", "unit": "percent", "at_most": 2.5}}),
    ],
)  # fmt: skip
def test_key_results_in_a_line(line: str, expected: dict[str, object]) -> None:
    found = key_result_from(line, set())
    assert expected.items() <= found.items()


weights = st.one_of(st.integers(1, 100), st.integers(1, 9999).map(lambda n: n / 100))


@given(ids, st.data(), st.integers(1, 100))
def test_scaled_weights_total_the_room(names: list[str], data: st.DataObject, room: int) -> None:
    old = {name: data.draw(weights) for name in names}
    new = scaled(old, room)
    assert sum(Decimal(repr(one)) for one in new.values()) == room
    assert list(new) == list(old)
    if room >= len(names):
        assert all(one > 0 for one in new.values())
        for one in names:
            for other in names:
                if old[one] < old[other]:
                    assert new[one] <= new[other] + 1


@given(ids, st.data(), st.integers(0, 99))
def test_balanced_weights_total_100(names: list[str], data: st.DataObject, given_: int) -> None:
    old = {name: data.draw(weights) for name in names}
    new = balanced(old | {"new": None}, {"new": given_})
    assert new["new"] == given_
    assert sum(Decimal(repr(one)) for one in new.values()) == 100


def test_weights_that_cannot_be_are_refused() -> None:
    with pytest.raises(RefusedError):
        balanced({"a": 60, "b": 40, "new": None}, {"new": 100})
    with pytest.raises(RefusedError):
        balanced({"a": 60}, {"a": 60})
    assert balanced({"a": None, "b": None}, {}) == {"a": None, "b": None}
    assert issubclass(MissingError, PerfgitError)


def test_a_noreply_address_is_no_other_persons() -> None:
    alice = Person(name="Alice", github="alice-m", github_id=1003, joined=dt.date(2023, 3, 1))
    assert Marks(("1003+renamed@users.noreply.github.com",)).of(alice)
    assert not Marks(("999+alice-m@users.noreply.github.com",)).of(alice)
    assert Marks(("alice-m@users.noreply.github.com",)).of(alice)
    assert not Marks(("",), ("",)).of(alice)


@pytest.mark.parametrize(
    ("locale", "text", "wrong", "help"),
    [
        # in German 1.000 is a thousand, in a file it is one
        ("de", "1.000 -> 2.000 EUR", "1.000", "Write 1000 or 1, whichever it is."),
        ("en", "1.000 -> 2.000 EUR", "1.000", "Write 1000 or 1, whichever it is."),
        ("de", "0 -> 11,200 EUR", "11,200", "Write 11200 or 11.2, whichever it is."),
        ("de", "at most 2.345 percent", "2.345", "Write 2345 or 2.3450, whichever it is."),
        ("de", "at least 1.234,56 EUR", "1.234,56", "Write 1234.56."),
        ("de", "0 -> 1.234.567 EUR", "1.234.567", "Write 1234567."),
        ("zh-Hans", "0 -> 12, commit 2.500", "2.500", ""),
    ],
)
def test_a_number_with_two_meanings_is_refused(
    locale: str, text: str, wrong: str, help: str
) -> None:
    with speaking(locale), pytest.raises(PerfgitError) as error:
        from_words(text)
    assert wrong in error.value.message
    assert help in error.value.help


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [("en", "11,200", 11_200), ("en", "2.345", 2.345), ("zh-Hans", "11,200 EUR", 11_200),
     ("de", "2.3450", 2.345), ("de", "0.125", 0.125), ("fr", "12\u202f000", 12_000),
     ("sv", "\u221220", -20), ("de-CH", "12’000", 12_000), ("xx-YY", "1_000.5", 1000.5)],
)  # fmt: skip
def test_a_number_with_one_meaning_is_taken(locale: str, text: str, value: float) -> None:
    measure = MEASURE.validate_python(from_words("0 -> 12 EUR"))
    with speaking(locale):
        assert measure.value_from(text) == value


@given(measures(), st.sampled_from(["de", "fr", "zh-Hans"]))
def test_own_words_have_one_meaning_in_every_locale(measure: Measure, locale: str) -> None:
    with speaking(locale):
        assert plain(MEASURE.validate_python(from_words(measure.words()))) == plain(measure)
