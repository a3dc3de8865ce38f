"""A few thousand damaged files in every run of the tests; `make fuzz` tries 200,000."""

from __future__ import annotations

import datetime as dt

import pytest

from perfgit.files.layout import Place
from perfgit.files.reader import needs_strict, read
from tests.files.fuzzing import Sample, broken_property, by_ruamel, corpus, mutant, same

COUNT = 6000
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_damaged_files_keep_every_property(part: int) -> None:
    broken = {
        index: found
        for index in range(part, COUNT, PARTS)
        if (found := broken_property(*mutant(str(index))))
    }
    assert broken == {}


def test_mutations_are_of_both_kinds_and_differ() -> None:
    made = [mutant(str(index)) for index in range(400)]
    accepted = sum(not read(raw, "x").problems for _, raw in made)
    assert 100 < accepted < 300
    assert len({raw for _, raw in made}) > 390
    assert mutant("7") == mutant("7")


@pytest.mark.parametrize("sample", corpus()[::7], ids=lambda sample: sample.path)
def test_valid_files_read_like_ruamel(sample: Sample) -> None:
    assert same(read(sample.raw, sample.path).data, by_ruamel(sample.raw))


def test_few_valid_files_are_odd() -> None:
    odd = [sample.path for sample in corpus() if needs_strict(sample.raw)]
    assert len(odd) < len(corpus()) / 50


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0), (True, 1), ("1", 1), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ([1], (1,)),
        (dt.date(2026, 1, 1), "2026-01-01"), (0.0, -0.0), (dt.date(2026, 1, 1), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
    ],
)  # fmt: skip
def test_what_counts_as_another_reading(one: object, other: object) -> None:
    assert not same(one, other)
    assert not same({"a": [one]}, {"a": [other]})


TEAM = Sample("org/teams/a.yml", Place("team", id="a"), b"")


@pytest.mark.parametrize(
    "raw", [b"name: x\n", b"name: 2026-08-15 10:00:00\n", b"name: [\n", b"\xff"]
)
def test_a_file_that_keeps_every_property(raw: bytes) -> None:
    assert broken_property(TEAM, raw) is None


def test_a_reading_that_differs_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfgit.files.reader.needs_strict", lambda raw: False)
    differs = broken_property(TEAM, b"name: '2026-08-15'\n")
    assert differs == "read otherwise than by ruamel.yaml"
    assert "refuses" in (broken_property(TEAM, b"name: 2026-02-30\n") or "")


@pytest.mark.parametrize(
    "text",
    [
        "a: 0X1f", "a: 0B1", "a: _1", "a: 1e_3", "a: 1e1_0", "a: .5e1", "a: .InF", "a: -.5", "a: ._5", "a: '12:30:45'",
        'a: "2026-08-15"', "a: 12:30:45", "a: 2026-02-30", "a: 0000-01-01", "a: 2026-08-15 1:00:00", "a: {what: >, b: c}",
        "a: {?: b}", "a: {:x}", "a: [b:, c]", "a: {b\n c: d}", "a: \tb", "a: b\tc", "[a]: b", "{a: b}: c", "a: =", "a: |\n",
        "a: >\n  b", "a: !!str 1", "a: &b c", "a: *b", "? a\n: b", "a: b\r c: d", "---\na: b", "a: b\n...\n", "%YAML 1.1\n---\na: b",
        'a: "\\x41"', "a: b\x07", "a: b\u2028c", "a: b\x85c", "a: |\n  2026-08-15\n", "a: 0o17", "a: - b", "<<: a",
    ],
)  # fmt: skip
def test_a_spelling_that_needs_a_second_look(text: str) -> None:
    raw = text.encode()
    assert needs_strict(raw)
    reading = read(raw, "x")
    assert reading.problems or same(reading.data, by_ruamel(raw))


@pytest.mark.parametrize(
    "text",
    [
        'goals:\n  - id: a\n    title: "A title that\ngoes on here"\n',
        "goals:\n  - id: a\n    why: 'It goes on\nin column 1'\n    weight: 30\n",
        'name: "one\n\ntwo"\n',
        'a: {b: "one\ntwo", c: 1}\n',
    ],
)
def test_quoted_text_that_goes_on_in_column_1_is_read(text: str) -> None:
    reading = read(text.encode(), "x")
    assert reading.problems == []
    assert same(reading.data, by_ruamel(text.encode()))
