"""Wrong types in every field of every model: a problem at the field, and nothing coerced.

Both the files and what is right are worked out from the annotations of the models, not by asking
Pydantic: so a field that begins to coerce, or a bound that is lost, fails here.
"""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import find
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from perfgit.files.documents import load, with_places
from perfgit.files.layout import KINDS, Kind, Layout, Place
from tests.files.fuzzing import OneFile

DAY = dt.date(2026, 8, 15)
HUGE = 10**400
ODD = {
    "true": True,
    '"40"': "40",
    "40": 40,
    "1.5": 1.5,
    "[]": [],
    "{}": {},
    "null": None,
    "2026-08-15": DAY,
    '"2026-08-15"': "2026-08-15",
    ".nan": float("nan"),
    ".inf": float("inf"),
    "1" + "0" * 390: int("1" + "0" * 390),
    '" "': " ",
}
TEXTS = (
    "a", "en", "a/b", "company/a", "2 weeks", "a@b.c", "0" * 40, "perfgit 1.0.0", "1.5", "Europe/Berlin",
)  # fmt: skip

Path = tuple[str | int, ...]


class Hint:
    """An annotation taken apart: its core, and the constraints that stand around it."""

    def __init__(self, annotation: Any, metadata: tuple[Any, ...] = ()) -> None:
        found: list[Any] = []
        while get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            found = [*more, *found]
        self.core: Any = annotation
        self.origin = get_origin(annotation)
        self.arguments = get_args(annotation)
        self.constraints: list[Any] = []
        for one in (*found, *metadata):
            self.constraints += one.metadata if isinstance(one, FieldInfo) else [one]

    def bound(self, name: str) -> Any:
        """A constraint by name, whichever way it was written."""
        for one in self.constraints:
            value = getattr(one, name, None)
            if value is None and hasattr(one, "__dict__"):
                value = vars(one).get(name)
            if value is not None:
                return value
        return None

    def options(self) -> list[Hint]:
        """The parts of a union, or the type itself; constraints of the whole hold for each."""
        parts = self.arguments if self.origin in (Union, types.UnionType) else (self.core,)
        return [Hint(part, tuple(self.constraints)) for part in parts if part is not type(None)]


def fields(model: type[BaseModel]) -> Iterator[tuple[str, Hint]]:
    hints = typing.get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        yield field.alias or name, Hint(hints[name], tuple(field.metadata))


def sample(hint: Hint) -> Any:
    """A valid value of a type, with every field filled."""
    core = hint.core
    if hint.origin in (Union, types.UnionType):
        return sample(hint.options()[0])
    if hint.origin is Literal:
        return hint.arguments[0]
    if hint.origin is list:
        return [sample(Hint(hint.arguments[0]))] * (hint.bound("min_length") or 1)
    if hint.origin is dict:
        return {sample(Hint(hint.arguments[0])): sample(Hint(hint.arguments[1]))}
    if isinstance(core, type) and issubclass(core, BaseModel):
        return {name: sample(inner) for name, inner in fields(core)}
    if core is str:
        usual = next((text for text in TEXTS if allows(hint, text)), None)
        return usual or find(st.from_regex(hint.bound("pattern")), lambda text: allows(hint, text))
    return {bool: True, int: 2, float: 1.25, dt.date: dt.date(2026, 7, 1), type(None): None}[core]


def allows(hint: Hint, value: Any) -> bool:
    """Whether a field takes a value without converting it."""
    if hint.origin in (Union, types.UnionType):
        optional = type(None) in hint.arguments and value is None
        return optional or any(allows(part, value) for part in hint.options())
    core = hint.core
    if hint.origin is Literal:
        return any(value == option and type(value) is type(option) for option in hint.arguments)
    if hint.origin is list:
        return isinstance(value, list) and len(value) >= (hint.bound("min_length") or 0)
    if hint.origin is dict:
        return isinstance(value, dict)
    if core is type(None):
        return value is None
    if isinstance(core, type) and issubclass(core, BaseModel):
        return isinstance(value, dict) and all(
            not field.is_required() for field in core.model_fields.values()
        )
    if core is bool:
        return isinstance(value, bool)
    if core is dt.date:
        return isinstance(value, dt.date)
    if core is str:
        pattern, most = hint.bound("pattern"), hint.bound("max_length")
        return (
            isinstance(value, str)
            and (pattern is None or re.search(pattern, value) is not None)
            and (most is None or len(value) <= most)
        )
    if isinstance(value, bool) or not isinstance(value, int if core is int else int | float):
        return False
    least, most = hint.bound("ge"), hint.bound("le")
    return (
        (least is None or value >= least) and (most is None or value <= most) and value - value == 0
    )


Changes = list[tuple[Path, Any]]


def places(hint: Hint, here: Path = ()) -> Iterator[tuple[Path, Hint, Changes]]:
    """Every field below a type: its path, its type, and what has to stand there for it to exist."""
    if hint.origin in (Union, types.UnionType):
        for part in hint.options():
            for path, inner, changes in places(part, here):
                yield path, inner, [(here, sample(part)), *changes]
    elif hint.origin is list:
        inner = Hint(hint.arguments[0])
        yield (*here, 0), inner, []
        yield from places(inner, (*here, 0))
    elif hint.origin is dict:
        key, inner = sample(Hint(hint.arguments[0])), Hint(hint.arguments[1])
        yield (*here, key), inner, []
        yield from places(inner, (*here, key))
    elif isinstance(hint.core, type) and issubclass(hint.core, BaseModel):
        for name, inner in fields(hint.core):
            yield (*here, name), inner, []
            yield from places(inner, (*here, name))


def model_of(hint: Hint) -> type[BaseModel] | None:
    """The (first) model that a field holds."""
    for part in hint.options():
        if isinstance(part.core, type) and issubclass(part.core, BaseModel):
            return part.core
        if part.origin in (Union, types.UnionType):
            return model_of(part)
    return None


class Raw(str):
    """Something to be written as it is."""

    __slots__ = ()


class Writer:
    """A file in block style, and where each value and each key stands in it."""

    def __init__(self, data: Any) -> None:
        self.lines: list[str] = []
        self.at: dict[Path, tuple[int, int]] = {}
        self.keys: dict[Path, tuple[int, int]] = {}
        self._write(data, (), 0)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def _write(self, data: Any, here: Path, indent: int) -> None:
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        for step, value in pairs:
            path = (*here, step)
            head = f"{step}:" if isinstance(data, dict) else "-"
            self.keys[path] = (len(self.lines) + 1, indent + 1)
            if isinstance(value, dict | list) and value:
                self.lines.append(" " * indent + head)
                self.at[path] = (len(self.lines) + 1, indent + 3)
                self._write(value, path, indent + 2)
            else:
                self.at[path] = (len(self.lines) + 1, indent + len(head) + 2)
                self.lines.append(f"{' ' * indent}{head} {self._scalar(value)}")

    @staticmethod
    def _scalar(value: Any) -> str:
        if isinstance(value, Raw):
            return str(value)
        if isinstance(value, str):
            return f'"{value}"'
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        return str(value)


def changed(data: Any, path: Path, value: Any) -> Any:
    """The data with another value at a path; nothing that is shared is changed."""
    if not path:
        return value
    step, *rest = path
    if isinstance(data, dict):
        return {**data, step: changed(data.get(step), tuple(rest), value)}
    return [
        changed(one, tuple(rest), value) if index == step else one for index, one in enumerate(data)
    ]


def path_of(kind: Kind) -> tuple[str, Place]:
    ids = {"cycle": "2026-h2", "team": "a", "person": "a", "id": "b", "day": "2026-08-15"}
    path = kind.patterns[-1].format(**ids)
    place = Layout().place(path)
    assert place
    return path, place


def value_at(record: Any, path: Path) -> Any:
    for step in path:
        if isinstance(record, BaseModel):
            names = {field.alias or name: name for name, field in type(record).model_fields.items()}
            record = getattr(record, names[str(step)])
        else:
            record = record[step]
    return record


CASES = [
    (kind, path, hint, changes)
    for kind in KINDS
    for path, hint, changes in places(Hint(kind.model))
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_sample_of_a_kind_is_valid(kind: Kind) -> None:
    path, place = path_of(kind)
    doc = load(OneFile(path, Writer(sample(Hint(kind.model))).text.encode()), path, place)
    assert doc
    assert doc.problems == ()


@pytest.mark.parametrize(
    ("kind", "at", "hint", "changes"),
    CASES,
    ids=[f"{kind.name}-{'.'.join(map(str, at))}" for kind, at, _, _ in CASES],
)
def test_wrong_types_in_every_field(kind: Kind, at: Path, hint: Hint, changes: Changes) -> None:
    path, place = path_of(kind)
    base = sample(Hint(kind.model))
    for where, value in changes:
        base = changed(base, where, value)
    for spelled, value in ODD.items():
        if at == ("format",) and type(value) is int:
            continue  # a number of ours or of a newer perfgit's, which has words of its own
        written = Writer(changed(base, at, Raw(spelled)))
        tree = OneFile(path, written.text.encode())
        doc = load(tree, path, place)
        assert doc
        case = f"{spelled[:20]} at {at} of {kind.name}"
        if allows(hint, value):
            assert doc.problems == (), case
            got = value_at(doc.data, at)
            if isinstance(value, dict | list):
                continue
            assert got == value, case
            assert type(got) is type(value) or (type(got), type(value)) == (float, int), case
            continue
        assert doc.data is None, case
        found = with_places(tree, doc.problems)
        assert [(one.line, one.column) for one in found] == [written.at[at]], (case, found)
        assert found[0].rule == "schema", case
        assert found[0].help, case


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_unknown_field_in_every_mapping(kind: Kind) -> None:
    path, place = path_of(kind)
    mappings = [((), Hint(kind.model), []), *places(Hint(kind.model))]
    for at, hint, changes in mappings:
        model = model_of(hint)
        if model is None:
            continue
        base = sample(Hint(kind.model))
        for where, value in changes:
            base = changed(base, where, value)
        written = Writer(changed(base, at, {**sample(Hint(model)), "wieght": 1}))
        tree = OneFile(path, written.text.encode())
        doc = load(tree, path, place)
        assert doc
        found = with_places(tree, doc.problems)
        assert [(one.rule, one.line, one.column) for one in found] == [
            ("unknown-field", *written.keys[*at, "wieght"])
        ], (at, found)


def test_every_field_was_tried() -> None:
    assert len(CASES) > 300
    assert {kind.name for kind, _, _, _ in CASES} == {kind.name for kind in KINDS}


def test_a_field_named_as_the_kind_of_its_measure_is_no_tag() -> None:
    """Pydantic's places name the kind before the field: measure, number, target."""
    sheet = next(kind for kind in KINDS if kind.name == "goals")
    path, place = path_of(sheet)
    measure = "{kind: number, number: 1, baseline: 0, target: x}"
    text = f"goals:\n- {{id: a, title: A, measure: {measure}}}\n"
    doc = load(OneFile(path, text.encode()), path, place)
    assert doc
    where = ("goals", 0, "measure")
    assert {(one.at, one.rule) for one in doc.problems} == {
        ((*where, "target"), "schema"),
        ((*where, "number"), "unknown-field"),
    }
