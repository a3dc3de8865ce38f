"""New values as ruamel.yaml writes them in the style of our files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarint import ScalarInt
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from perfgit.files.render import FLOW, on_one_line, scalar


def styled(value: object) -> Any:
    """A new value as ruamel.yaml writes it in the style of our files."""
    if isinstance(value, dict):
        mapping = CommentedMap((key, styled(one)) for key, one in value.items())
        if on_one_line(value, FLOW) is not None:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        entries = CommentedSeq(styled(one) for one in value)
        if on_one_line(value, FLOW) is not None and not any(isinstance(one, dict) for one in value):
            entries.fa.set_flow_style()
        return entries
    if isinstance(value, str):
        shown = scalar(value)
        if "\n" in value and not shown.count("\\") > value.count("\n"):
            return LiteralScalarString(value)
        if shown.startswith('"'):
            return DoubleQuotedScalarString(value)
        return SingleQuotedScalarString(value) if shown.startswith("'") else value
    # ruamel.yaml makes an anchor of a day that stands in two places as one object
    return value.replace() if isinstance(value, dt.date) else value


def like(old: Any, new: object) -> Any:
    """A new value, a number with the underscores that its forerunner had: `12_500_000`."""
    spaces = getattr(old, "_underscore", None)
    if isinstance(old, ScalarInt) and spaces and type(new) is int:
        return ScalarInt(new, underscore=spaces)
    return styled(new)
