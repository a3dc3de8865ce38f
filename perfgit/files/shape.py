"""What Pydantic says of a file's shape, in the words of the field."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from perfgit.files.sentences import (
    MAPPINGS,
    NAMES,
    SHOWN,
    of_mapping,
    of_missing,
    of_union,
    of_whole_file,
    sentence,
)
from perfgit.i18n import counted, nearest, say, suggestion
from perfgit.measures.kinds import BY_NAME
from perfgit.problem import DataPath, Problem

MOST_PER_FILE = 20


def shape_problems(
    error: ValidationError, data: object, model: type[BaseModel], file: str
) -> list[Problem]:
    """The problems of a file that does not fit its model, one for each place."""
    found: dict[tuple[DataPath, bool], list[Any]] = {}
    for one in error.errors(include_url=False):
        place = _data_path(one["loc"], data)
        if one["type"] == "union_tag_invalid":
            place = (*place, "kind")
        on_key = one["type"] == "extra_forbidden" or one["loc"][-1:] == ("[key]",)
        found.setdefault((place, on_key), []).append(one)
    for place, on_key in list(found):
        if not on_key and _other_part_went_deeper(found, place):
            del found[place, on_key]
    _leave_out_misspelt(found, model)
    problems = [
        _problem(errors, place, on_key, model, file)
        for (place, on_key), errors in islice(found.items(), MOST_PER_FILE)
    ]
    left = len(found) - len(problems)
    if left:
        problems.append(
            Problem(
                "schema",
                file,
                counted(
                    left,
                    "{count} more problem of this kind in this file.",
                    "{count} more problems of this kind in this file.",
                ),
                say("Mend the first ones and check again."),
            )
        )
    return problems


def _leave_out_misspelt(
    found: dict[tuple[DataPath, bool], list[Any]], model: type[BaseModel]
) -> None:
    """Where `titel` stands, a missing `title` is no problem of its own."""
    for place, on_key in list(found):
        first = found[place, on_key][0]
        if first["type"] != "extra_forbidden" or len(found) > MOST_PER_FILE:
            continue
        meant = nearest(str(first["loc"][-1]), _fields_at(model, list(first["loc"][:-1])))
        beside = (place[:-1], False)
        if meant and beside in found:
            found[beside] = [
                one
                for one in found[beside]
                if not (one["type"] == "missing" and one["loc"][-1] == meant)
            ]
            if not found[beside]:
                del found[beside]


def _other_part_went_deeper(found: dict[tuple[DataPath, bool], list[Any]], place: DataPath) -> bool:
    """Whether a part of a union fitted better: `[1]` is a wrong list of steps, not a wrong number."""
    return all(one["type"] in NAMES for one in found[place, False]) and any(
        len(other) > len(place) and other[: len(place)] == place for other, _ in found
    )


def _data_path(loc: Sequence[str | int], data: object) -> DataPath:
    """Pydantic's location without the parts that are not in the file: tags of unions, `[key]`."""
    path: list[str | int] = []
    for step, following in zip_longest(loc, loc[1:]):
        if isinstance(data, dict):
            if step in BY_NAME and data.get("kind") == step and isinstance(following, str):
                continue  # the tag of a measure, though a field may have the same name
            key = next((key for key in (step, _spelled(step)) if key in data), None)
            if key is not None:
                path.append(step)
                data = data[key]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path.append(step)
            data = data[step]
    return tuple(path)


def _spelled(step: str | int) -> object:
    """Pydantic writes a key that is not a text as text."""
    if isinstance(step, str) and _WHOLE.fullmatch(step):
        return int(step)
    return step


_WHOLE = re.compile(r"-?[0-9]{1,40}")


def _problem(
    errors: list[Any], place: DataPath, on_key: bool, model: type[BaseModel], file: str
) -> Problem:
    first = errors[0]
    kind, loc = first["type"], list(first["loc"])
    if len(errors) > 1 and len({one["loc"] for one in errors}) > 1 and kind != "missing":
        message, help = of_union(errors, first)
    elif kind == "missing":
        message, help = of_missing(
            [str(one["loc"][-1]) for one in errors if one["type"] == "missing"]
        )
    elif kind == "extra_forbidden":
        name = str(loc[-1])[:SHOWN]
        help = suggestion(name, _fields_at(model, loc[:-1]))
        message = say('Unknown field "{name}".', name=name)
        return Problem("unknown-field", file, message, help, place, on_key=True)
    elif not place and kind in MAPPINGS:
        message, help = of_whole_file(first["input"], _fields_at(model, []))
    elif kind in MAPPINGS:
        message, help = of_mapping(first["input"], _fields_at(model, loc))
    else:
        message, help = sentence(kind, first.get("ctx", {}), first["input"], first["msg"])
    return Problem("schema", file, message, help, place, on_key=on_key)


def _fields_at(annotation: object, loc: list[str | int]) -> list[str]:
    """The names of the fields that are valid at a location of Pydantic's."""
    for model in _models(annotation, loc):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def _models(annotation: object, loc: list[str | int]) -> Iterator[type[BaseModel]]:
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        yield from _models(arguments[0], loc)
    elif origin in (Union, types.UnionType):
        models = [part for part in arguments if part is not type(None)]
        tagged = [part for part in models if loc and _kind_of(part) == loc[0]]
        for part in tagged or models:
            yield from _models(part, loc[1:] if tagged else loc)
    elif origin is list:
        yield from _models(arguments[0], loc[1:])
    elif origin is dict:
        yield from _models(arguments[1], loc[1:])
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not loc:
            yield annotation
        for name, field in annotation.model_fields.items():
            if loc and (field.alias or name) == loc[0]:
                yield from _models(_hint(annotation, name), loc[1:])


def _hint(model: type[BaseModel], name: str) -> object:
    return typing.get_type_hints(model, include_extras=True)[name]


def _kind_of(model: object) -> str | None:
    field = getattr(model, "model_fields", {}).get("kind")
    if field is None or get_origin(field.annotation) is not Literal:
        return None
    return str(get_args(field.annotation)[0])
