"""What Pydantic says of a file's shape, in the words of the field."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from perfgit.model import values
from perfgit.problem import DataPath, Problem
from perfgit.words import listing, say, suggestion

MOST_PER_FILE = 20
_SHOWN = 40

_PATTERNS = {
    values.Slug: "An id has lower-case letters a-z, digits and hyphens, 64 at most: emea-arr.",
    values.GoalRef: (
        "A reference reads like a path: strategy/ID, company/ID, teams/TEAM/ID or people/PERSON/ID."
    ),
    values.ValueKey: "Write goal/key-result, or goal alone where the measure stands on the goal.",
}


def _pattern_of(annotated: object) -> str:
    return str(get_args(annotated)[1].pattern)


_HELP_BY_PATTERN = {_pattern_of(kind): text for kind, text in _PATTERNS.items()}
_HELP_BY_PATTERN |= {
    r"^[1-9]\d? (day|days|week|weeks|month|months)$": "For example: 2 weeks, 10 days, 1 month.",
    r"^[^@\s]+@[^@\s]+$": "For example: alice@lighthouse.example.",
    r"\S": "Write a text, or leave the field out.",
    values.ONE_LINE: "Write one line of text, or leave the field out.",
    "^[A-Za-z0-9_-]{1,39}$": "The GitHub login has letters, digits and hyphens, without the @.",
}


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
    problems = [
        _problem(errors, place, on_key, model, file) for (place, on_key), errors in found.items()
    ]
    if len(problems) > MOST_PER_FILE:
        left = len(problems) - MOST_PER_FILE
        last = Problem(
            "schema",
            file,
            say("{count:,} more problems of this kind in this file.", count=left),
            say("Mend the first ones and check again."),
        )
        problems = [*problems[:MOST_PER_FILE], last]
    return problems


def _other_part_went_deeper(found: dict[tuple[DataPath, bool], list[Any]], place: DataPath) -> bool:
    """Whether a part of a union fitted better: `[1]` is a wrong list of steps, not a wrong number."""
    return all(one["type"] in _NAMES for one in found[place, False]) and any(
        len(other) > len(place) and other[: len(place)] == place for other, _ in found
    )


def _data_path(loc: Sequence[str | int], data: object) -> DataPath:
    """Pydantic's location without the parts that are not in the file: tags of unions, `[key]`."""
    path: list[str | int] = []
    for step in loc:
        if isinstance(data, dict):
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
    kind, context = first["type"], first.get("ctx", {})
    if len(errors) > 1 and len({one["loc"] for one in errors}) > 1 and kind != "missing":
        message, help = _of_union(errors, first)
    elif kind == "missing":
        names = [str(one["loc"][-1]) for one in errors if one["type"] == "missing"]
        message = say("Missing here: {names}.", names=listing(names))
        help = say("Add it; `perfgit schema` describes every field.")
    elif kind == "extra_forbidden":
        name = str(first["loc"][-1])[:_SHOWN]
        message = say('Unknown field "{name}".', name=name)
        return Problem(
            "unknown-field",
            file,
            message,
            suggestion(name, _fields_at(model, list(first["loc"][:-1]))),
            place,
            on_key=True,
        )
    else:
        message, help = _sentence(kind, context, first["input"], first["msg"])
    return Problem("schema", file, message, help, place, on_key=on_key)


def _of_union(errors: list[Any], first: Any) -> tuple[str, str]:
    value = first["input"] if len({id(one["input"]) for one in errors}) == 1 else None
    wanted = list(dict.fromkeys(_NAMES[one["type"]] for one in errors if one["type"] in _NAMES))
    given = _given(value) if value is not None else say("this")
    return (
        say("{given} does not fit here.", given=given),
        say("Write {wanted}.", wanted=listing(wanted)) if wanted else first["msg"],
    )


_NAMES = {
    "bool_type": "true or false",
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "date_type": "a day as YYYY-MM-DD, without quotation marks",
}


def _given(value: object) -> str:
    """What stands in the file, short enough for one line."""
    if value is None:
        return say("Nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:_SHOWN]}..."' if len(value) > _SHOWN else f'"{value}"'
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return say("A number of more than {most} digits", most=_SHOWN)
    if isinstance(value, list):
        return say("A list")
    if isinstance(value, dict):
        return say("A mapping")
    return str(value)[:_SHOWN]


def _sentence(kind: str, context: dict[str, Any], value: object, said: str) -> tuple[str, str]:
    given = _given(value)
    if kind in _NAMES:
        return (
            say("{given} is not {wanted}.", given=given, wanted=say(_NAMES[kind])),
            say("Write {wanted}.", wanted=say(_NAMES[kind])),
        )
    if kind == "literal_error":
        options = [option.strip("' ") for option in context["expected"].replace(" or ", ", ").split(",")]
        return (
            say("{given} is not one of the valid values.", given=given),
            say("Valid here: {names}.", names=listing(options)),
        )
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        options = ["number", "keep", "milestones", "yes_no", "scale"]
        wrong = str(context.get("tag", ""))[:_SHOWN]
        help = suggestion(wrong, options) if wrong else say("Valid: {names}.", names=listing(options))
        return say("The measure needs a valid `kind`."), help
    if kind == "string_pattern_mismatch":
        help = _HELP_BY_PATTERN.get(context["pattern"], "It must match {pattern}.")
        return (
            say("{given} is not written as it has to be here.", given=given),
            say(help, pattern=context["pattern"]) if "{pattern}" in help else say(help),
        )
    if kind in ("less_than_equal", "greater_than_equal"):
        bound, name = (
            (context["le"], say("at most")) if "le" in context else (context["ge"], say("at least"))
        )
        return (
            say("{given} is out of bounds.", given=given),
            say("The value is {name} {bound}.", name=name, bound=f"{bound:,}"),
        )
    if kind == "finite_number":
        return say("{given} is not a number that can be counted with.", given=given), say(
            "Write digits; leave the field out where there is no value."
        )
    if kind in ("string_too_long", "too_long"):
        return (
            say("This is too long."),
            say("At most {most:,} characters or entries.", most=context["max_length"]),
        )
    if kind in ("string_too_short", "too_short"):
        return say("This is too short."), say("At least {least}.", least=context["min_length"])
    return say("{said}.", said=said.rstrip(".")), say("`perfgit schema` describes every field.")


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
