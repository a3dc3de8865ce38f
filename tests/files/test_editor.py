"""Edits keep what they do not touch; files are written whole, or not at all."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from perfgit.files.editor import Editor
from perfgit.files.reader import read
from perfgit.files.render import record_data, render
from perfgit.files.writer import Writer
from perfgit.model.org import Away, Person
from perfgit.problem import PerfgitError

PERSON = """\
# Alice leads EMEA.
name:   Alice Martin     # as she writes it
github: 'alice-m'

manager: bruno
level: 3                 # since May
away: [ {from: 2026-08-01, to: 2026-08-21, deputy: chen} ]
former_managers:
- {id: erik, until: 2026-04-30}   # moved to support
# the end
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "org/people").mkdir(parents=True)
    (tmp_path / "org/people/alice.yml").write_bytes(PERSON.encode())
    return tmp_path


PATH = "org/people/alice.yml"


def test_a_value_is_set_and_nothing_else_moves(root: Path) -> None:
    editor = Editor(root, PATH)
    editor.set(("level",), 4)
    assert editor.save() is True
    assert (root / PATH).read_text() == PERSON.replace("level: 3 ", "level: 4 ")
    assert editor.save() is False


def test_a_new_key_stands_where_the_model_has_it(root: Path) -> None:
    editor = Editor(root, PATH)
    editor.set(("left",), dt.date(2026, 12, 1))
    editor.set(("team",), "sales")
    editor.save()
    lines = (root / PATH).read_text().splitlines()
    assert [line.partition(":")[0] for line in lines if line[:1].isalpha()] == [
        "name", "github", "team", "manager", "level", "left", "away", "former_managers",
    ]  # fmt: skip
    left = [line for line in PERSON.splitlines() if line not in lines]
    assert left == []


def test_append_begins_or_lengthens_a_list(root: Path) -> None:
    editor = Editor(root, PATH)
    editor.append(("former_managers",), {"id": "zoe", "until": dt.date(2026, 5, 1)})
    editor.append(("keys",), "ssh-ed25519 AAAA")
    editor.save()
    data = read((root / PATH).read_bytes(), PATH).data
    assert [one["id"] for one in data["former_managers"]] == ["erik", "zoe"]
    assert data["keys"] == ["ssh-ed25519 AAAA"]
    assert "# moved to support" in (root / PATH).read_text()
    assert "name:   Alice Martin     # as she writes it" in (root / PATH).read_text()


def test_remove(root: Path) -> None:
    editor = Editor(root, PATH)
    editor.remove(("level",))
    editor.remove(("former_managers", 0))
    editor.save()
    data = read((root / PATH).read_bytes(), PATH).data
    assert "level" not in data
    assert data["former_managers"] == []


def test_line_ends_and_byte_order_mark_stay(root: Path) -> None:
    raw = b"\xef\xbb\xbf" + PERSON.replace("\n", "\r\n").encode()
    (root / PATH).write_bytes(raw)
    editor = Editor(root, PATH)
    editor.set(("level",), 5)
    editor.save()
    assert (root / PATH).read_bytes() == raw.replace(b"level: 3", b"level: 5")


def test_a_file_that_changed_meanwhile_is_not_overwritten(root: Path) -> None:
    editor = Editor(root, PATH)
    editor.set(("level",), 4)
    (root / PATH).write_text("name: Somebody else\n")
    with pytest.raises(PerfgitError, match="has changed since it was read"):
        editor.save()
    assert (root / PATH).read_text() == "name: Somebody else\n"


def test_an_edit_made_from_an_older_file_is_refused(root: Path) -> None:
    seen = Editor(root, PATH).read_as
    assert Editor(root, PATH, expected=seen).read_as == seen
    (root / PATH).write_text(PERSON.replace("bruno", "dana"))
    with pytest.raises(PerfgitError, match="has changed since it was read"):
        Editor(root, PATH, expected=seen)


@pytest.mark.parametrize(
    ("at", "value", "message"),
    [
        (("github_id",), "4", 'github_id: "4" is not a whole number'),
        (("level",), True, "level"),
        (("wage",), 4, 'Unknown field "wage"'),
        (("away", 0, "to"), "soon", "away.0.to"),
        (("name",), "\ud800", "surrogates|Half a character"),
    ],
)
def test_what_does_not_fit_the_model_is_not_written(
    root: Path, at: tuple[str | int, ...], value: object, message: str
) -> None:
    editor = Editor(root, PATH)
    with pytest.raises(PerfgitError, match=message):
        editor.set(at, value)
        editor.save()
    assert (root / PATH).read_text() == PERSON


@pytest.mark.parametrize("at", [("nothing", "here"), ("away", 3, "to"), (), ("name", 0)])
def test_paths_that_lead_nowhere(root: Path, at: tuple[str | int, ...]) -> None:
    with pytest.raises(PerfgitError):
        Editor(root, PATH).set(at, 1)


def test_broken_and_missing_files(root: Path) -> None:
    (root / PATH).write_text("name: [\n")
    with pytest.raises(PerfgitError, match=r"org/people/alice.yml:\d+:\d+: This is not YAML"):
        Editor(root, PATH)
    with pytest.raises(PerfgitError, match="There is no file"):
        Editor(root, "org/people/zoe.yml")
    with pytest.raises(PerfgitError, match="is no file of a company"):
        Editor(root, "README.md")


NASTY = [
    "yes", "2026-08-15", "12:30", "1e3", "_1", " a", "a ", "a: b", "a #b", "#", "'", '"', "\\", "😀", "中文 测试",
    "a\nb", "a\n", "\na", "a\n\n", "---", "--- a", "...", "<<", "=", "~", "null", "0x1f", "1_000", "a\tb", "{a}",
    "[b]", "a, b", "a:", "&a", "*a", "!t", "|", ">", "%a", "@a", "`a`", "x" * 150, "word " * 40 + "end", "a  b " * 40,
    "\x85", "\u2028", "\u202e", "\ufeff", "\x00", "it's", "C#", "x:y", "2 weeks", "0xpoe", "1:2:3", "- a", "? a", "",
    "on", "0.1", "-1", "a\r\nb", "a\n  b\n", "  a\nb", "a\n---\nb", "word " * 30 + "# x", "2001-12-14t21:59:43.10-05:00",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("ab:-# '\"\\\n\t{}[],0_1.5eé", max_size=120),
    st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join),
    st.lists(st.sampled_from(NASTY), max_size=4).map("\n".join),
)
scalars = st.one_of(
    texts,
    st.integers(-(10**15), 10**15),
    st.floats(-1e15, 1e15, allow_nan=False),
    st.booleans(),
    st.none(),
    st.dates(dt.date(1000, 1, 1)),
)
keys = st.one_of(texts, st.integers(0, 100), st.sampled_from(["goals", "key_results", "measure"]))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=10,
)


def same(left: object, right: object) -> bool:
    """Equal in value and type; a float without fraction may come back as a whole number."""
    if isinstance(left, dict) and isinstance(right, dict):
        return [*left] == [*right] and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and type(right) is int:
        return left == right
    return type(left) is type(right) and left == right


@given(st.dictionaries(keys, values, max_size=4))
@example({"a": ["- " * 20]})
def test_what_is_rendered_reads_back_in_both_readers(data: dict[object, object]) -> None:
    try:
        text = render(data)  # type: ignore[arg-type]
    except PerfgitError as error:
        assert "cannot be a key" in error.message or "attack on parsers" in error.message
        return
    reading = read(text.encode(), "x.yml")
    assert not reading.problems, text
    assert same(data, reading.data), text
    assert same(data, YAML(typ="safe", pure=True).load(text)), text


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts_in_every_position(text: str) -> None:
    for data in ({"a": text}, {"a": [text]}, {"a": {"b": text}}, {"goals": [{"id": text}]}):
        assert read(render(data).encode(), "x.yml").data == data


@given(st.sampled_from([t for t in NASTY if t.strip()]), st.sampled_from(["name", "keys"]))
def test_edits_with_nasty_texts(text: str, field: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "org/people").mkdir(parents=True)
        (root / PATH).write_text(PERSON)
        editor = Editor(root, PATH)
        try:
            if field == "name":
                editor.set(("name",), text)
            else:
                editor.append(("keys",), text)
            editor.save()
        except PerfgitError:  # not one line: the model's business
            assert (root / PATH).read_text() == PERSON
            return
        data = read((root / PATH).read_bytes(), PATH).data
        assert (data["name"] if field == "name" else data["keys"][0]) == text


def test_the_style_is_that_of_a_person() -> None:
    goal = {
        "id": "arr",
        "title": "Grow: 12 M€",
        "why": "First line.\nSecond line.",
        "supports": ["teams/sales/new-logos"],
        "weight": 33.34,
        "due": dt.date(2026, 12, 31),
        "measure": {"kind": "number", "unit": "EUR", "baseline": 8_000_000.0, "target": 12.5},
    }
    assert render({"goals": [goal], "history": []}) == (
        "goals:\n"
        "  - id: arr\n"
        '    title: "Grow: 12 M€"\n'
        "    why: |-\n"
        "      First line.\n"
        "      Second line.\n"
        "    supports: [teams/sales/new-logos]\n"
        "    weight: 33.34\n"
        "    due: 2026-12-31\n"
        "    measure: {kind: number, unit: EUR, baseline: 8000000, target: 12.5}\n"
        "history: []\n"
    )


def test_long_texts_are_folded() -> None:
    text = render({"vision": "word " * 60 + "end"})
    assert text.startswith("vision: >-\n  word word")
    assert max(map(len, text.splitlines())) <= 110


def test_records_keep_the_order_of_the_model() -> None:
    away = Away.model_validate(
        {"from": dt.date(2026, 1, 1), "to": dt.date(2026, 1, 2), "deputy": "b"}
    )
    person = Person(level=2, name="A", away=[away])
    assert record_data(person) == {
        "name": "A",
        "level": 2,
        "away": [{"from": dt.date(2026, 1, 1), "to": dt.date(2026, 1, 2), "deputy": "b"}],
    }


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), object(), b"x"]
)
def test_what_a_file_cannot_hold(value: object) -> None:
    with pytest.raises(PerfgitError):
        render({"a": value})


def test_never_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file.yml").write_text("theirs")
    root = tmp_path / "root"
    (root / "org").mkdir(parents=True)
    (root / "org/people").symlink_to(outside)
    (root / "org/file.yml").symlink_to(outside / "file.yml")
    with Writer(root) as writer:
        for path in (
            "org/people/new.yml",
            "org/file.yml",
            "../x.yml",
            "org/../../x.yml",
            "/x.yml",
            "org/",
        ):
            with pytest.raises(PerfgitError):
                writer.write(path, b"ours")
    assert [path.name for path in outside.iterdir()] == ["file.yml"]
    assert (outside / "file.yml").read_text() == "theirs"
    assert sorted(path.name for path in (root / "org").iterdir()) == ["file.yml", "people"]


def test_never_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Writer(tmp_path) as writer:
        writer.write("a/b.yml", b"old")
        real = os.write

        def full_disk(file: int, data: object) -> int:
            real(file, bytes(data)[:2])  # type: ignore[call-overload]
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", full_disk)
        with pytest.raises(PerfgitError, match="No space left on device"):
            writer.write("a/b.yml", b"new and longer")
        monkeypatch.undo()
    assert (tmp_path / "a/b.yml").read_bytes() == b"old"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.yml"]


SHEET = """\
goals:
    -   id: a
        title: A
        why: |
            Because.
        key_results:
            -   id: x
                title: X
                measure: {kind: number, baseline: 1_000.50, target: 2_000}
            -   id: y
                title: Y
                measure:
                    kind: number
                    baseline: 1_000.25
                    target: 2_000
"""


@pytest.mark.parametrize("text", [SHEET, SHEET.replace("-   ", "  - ")])
def test_four_spaces_and_underscores_stay(root: Path, text: str) -> None:
    """Two targets and a new goal: two lines change, and the new ones are indented like the rest."""
    path = "goals/2026-h2/people/alice/goals.yml"
    (root / path).parent.mkdir(parents=True)
    (root / path).write_text(text)
    editor = Editor(root, path)
    for place in (0, 1):
        editor.set(("goals", 0, "key_results", place, "measure", "target"), 2_500)
    editor.append(("goals",), {"id": "b", "title": "B"})
    editor.save()
    after = (root / path).read_text()
    assert after.startswith(text.replace("2_000", "2_500"))
    dash = text.splitlines()[1].partition("id")[0]
    assert after.removeprefix(text.replace("2_000", "2_500")) == f"{dash}id: b\n        title: B\n"
