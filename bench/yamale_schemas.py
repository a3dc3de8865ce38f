"""Schemas for yamale, made from the models: the same fields, types and bounds."""

from __future__ import annotations

import datetime as dt
import types
import typing
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

_PLAIN = {str: "str()", int: "int()", float: "num()", bool: "bool()", dt.date: "day()"}


def schema_of(model: type[BaseModel]) -> str:
    """The schema of a file: its fields, and behind them the models that it includes."""
    includes: dict[str, str] = {}
    top = _fields(model, includes)
    below = [f"---\n{name}:\n{_indented(text)}" for name, text in includes.items()]
    return "\n".join([top, *below]) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _fields(model: type[BaseModel], includes: dict[str, str]) -> str:
    hints = typing.get_type_hints(model, include_extras=True)
    lines = []
    for name, field in model.model_fields.items():
        kind = _kind(hints[name], includes)
        if not field.is_required():
            kind = f"{kind[:-1]}{'' if kind.endswith('(') or kind[:-1].endswith('(') else ', '}required=False)"
        lines.append(f"{field.alias or name}: {kind}")
    return "\n".join(lines)


def _kind(annotation: Any, includes: dict[str, str]) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0], includes)
    if origin in (Union, types.UnionType):
        kinds = [_kind(part, includes) for part in arguments if part is not type(None)]
        return kinds[0] if len(kinds) == 1 else f"any({', '.join(kinds)})"
    if origin is Literal:
        return f"enum({', '.join(map(repr, arguments))})"
    if origin is list:
        return f"list({_kind(arguments[0], includes)})"
    if origin is dict:
        return f"map({_kind(arguments[1], includes)}, key={_kind(arguments[0], includes)})"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        name = annotation.__name__
        if name not in includes:
            includes[name] = ""
            includes[name] = _fields(annotation, includes)
        return f"include('{name}')"
    return _PLAIN[annotation]
