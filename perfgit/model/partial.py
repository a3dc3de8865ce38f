"""What a file names, where the file as a whole does not fit its model.

A wrong shape in one place says nothing of the references in another: so what fits is put into a record of
its own, which is asked for nothing but what it names.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from perfgit.model.references import fields_that_name

M = TypeVar("M", bound=BaseModel)


def partial_record(model: type[M], data: object) -> M:
    """A record, not validated, with as much of `data` as names something and fits by itself."""
    found: dict[str, Any] = {}
    for name, written in fields_that_name(model):
        field = model.model_fields[name]
        annotation: Any = field.annotation
        if field.metadata:
            annotation = Annotated[annotation, *field.metadata]
        value = data.get(written) if isinstance(data, dict) else None
        found[written] = None if value is None else _fitting(annotation, value)
    return model.model_construct(None, **found)


def _fitting(annotation: Any, data: object) -> Any:
    """As much of a value as fits a type; None where nothing does."""
    bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    arguments = get_args(bare)
    match get_origin(bare):
        case origin if origin in (Union, types.UnionType):
            fits = (_fitting(part, data) for part in arguments)
            return next((one for one in fits if one is not None), None)
        case origin if origin is list and isinstance(data, list):
            items = [_fitting(arguments[0], item) for item in data]
            return None if None in items else items  # places are counted: none may be left out
        case origin if origin is dict and isinstance(data, dict):
            keys = [key for key in data if _fitting(arguments[0], key) is not None]
            return {key: _fitting(arguments[1], data[key]) for key in keys}
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return partial_record(bare, data) if isinstance(data, dict) else _nothing(bare)
    try:
        return _adapter(annotation).validate_python(data, strict=True)
    except ValidationError:
        return None


@cache
def _nothing(model: type[BaseModel]) -> BaseModel:
    """What something that is no record names: once for all that stand in a long list."""
    return partial_record(model, None)


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)
