"""What a record names: found from the types of its fields, by a plan made once for each model.

A field typed `PersonId`, `GoalId`, ... carries a mark (`Refers`). The plan of a model visits only
the fields below which a mark stands, so that a record without references costs next to nothing.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from perfgit.model.values import ReferenceKind, Refers
from perfgit.problem import DataPath


class Reference(NamedTuple):
    """One thing that is named: its kind, how it is written, and where; `on_key`: as a key."""

    kind: ReferenceKind
    id: str
    at: DataPath
    on_key: bool = False


class Naming(NamedTuple):
    """A field that names things of one kind: a single one, a list, or the keys of a mapping.

    Whether all of them are known is seen from `ids` at once; `each` says where each stands.
    """

    kind: ReferenceKind
    ids: Sequence[str] | dict[str, Any]
    at: DataPath
    single: bool = False

    def each(self) -> Iterator[Reference]:
        """The references one by one."""
        if self.single:
            yield Reference(self.kind, next(iter(self.ids)), self.at)
        elif isinstance(self.ids, dict):
            for key in self.ids:
                yield Reference(self.kind, key, (*self.at, key), on_key=True)
        else:
            for number, id in enumerate(self.ids):
                yield Reference(self.kind, id, (*self.at, number))


_Visit = Callable[[Any, DataPath, list[Naming]], None]
_Steps = tuple[tuple[str, str, _Visit], ...]


def namings(record: BaseModel) -> list[Naming]:
    """Every field of a record, and of the records in it, that names something."""
    found: list[Naming] = []
    _walk(_plan(type(record)), record, (), found)
    return found


def fields_that_name(model: type[BaseModel]) -> list[tuple[str, str]]:
    """The fields of a model below which something is named: each with its name in the file."""
    return [(name, written) for name, written, _ in _plan(model)]


@cache
def _plan(model: type[BaseModel]) -> _Steps:
    """Attribute, name in the file and visit of each field below which something is named."""
    fields = (
        (name, field.alias or name, _visit(field.annotation, tuple(field.metadata)))
        for name, field in model.model_fields.items()
    )
    return tuple((name, written, visit) for name, written, visit in fields if visit)


def _walk(steps: _Steps, record: BaseModel, at: DataPath, found: list[Naming]) -> None:
    values = record.__dict__
    for name, written, visit in steps:
        value = values[name]
        if value:
            visit(value, (*at, written), found)


def _kind(annotation: object, metadata: Sequence[object] = ()) -> ReferenceKind | None:
    """What a text of this type names."""
    if get_origin(annotation) is Annotated:
        metadata = (*get_args(annotation)[1:], *metadata)
    return next((mark.kind for mark in metadata if isinstance(mark, Refers)), None)


def _visit(annotation: object, metadata: Sequence[object] = ()) -> _Visit | None:
    """The function that finds what a value of a type names; None where there is nothing to find."""
    kind = _kind(annotation, metadata)
    if kind:
        return _single(kind)
    arguments = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Annotated:
            return _visit(arguments[0])
        case origin if origin in (Union, types.UnionType):
            return _of_union(arguments)
        case origin if origin in (list, tuple):
            return _of_list(arguments[0])
        case origin if origin is dict:
            return _of_mapping(*arguments)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _of_model(annotation)
    return None


def _single(kind: ReferenceKind) -> _Visit:
    def visit(value: Any, at: DataPath, found: list[Naming]) -> None:
        found.append(Naming(kind, (value,), at, single=True))

    return visit


def _of_model(model: type[BaseModel]) -> _Visit | None:
    steps = _plan(model)
    if not steps:
        return None

    def visit(value: Any, at: DataPath, found: list[Naming]) -> None:
        _walk(steps, value, at, found)

    return visit


def _of_list(item: object) -> _Visit | None:
    kind = _kind(item)
    if kind:
        return lambda value, at, found: found.append(Naming(kind, value, at))
    inner = _visit(item)
    if inner is None:
        return None

    def visit(value: Any, at: DataPath, found: list[Naming]) -> None:
        for number, one in enumerate(value):
            inner(one, (*at, number), found)

    return visit


def _of_mapping(key: object, item: object) -> _Visit | None:
    kind, inner = _kind(key), _visit(item)
    if kind is None and inner is None:
        return None

    def visit(value: Any, at: DataPath, found: list[Naming]) -> None:
        if kind:
            found.append(Naming(kind, value, at))
        if inner:
            for name, one in value.items():
                inner(one, (*at, name), found)

    return visit


def _of_union(parts: Sequence[object]) -> _Visit | None:
    """The visit of whichever part a value is of; one that could be two is of the first."""
    visits = [(_class_of(part), inner) for part in parts if (inner := _visit(part))]
    if not visits:
        return None

    def visit(value: Any, at: DataPath, found: list[Naming]) -> None:
        for class_, visit_part in visits:
            if isinstance(value, class_):
                visit_part(value, at, found)
                return

    return visit


def _class_of(annotation: object) -> type:
    """The class of the values of a type."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    found = get_origin(annotation) or annotation
    return found if isinstance(found, type) else object
