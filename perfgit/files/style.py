"""New values as ruamel.yaml writes them in the style of our files."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarint import ScalarInt
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from perfgit.files.render import FLOW, on_one_line, scalar

_BELOW = re.compile(
    r"^((?: *- +)* *)[^\s#-][^\n]*:[^\S\n]*(?:#[^\n]*)?\n(?:[^\S\n]*(?:#[^\n]*)?\n)*"
    r"(?=( *)(- +)?[^\s#])",
    re.MULTILINE,
)
"""A key with nothing behind it, and the indentation of what stands below."""


class _Grouped(float):
    """A number with decimals and underscores, as it was written: `1_000.50`."""

    text: str


class _Constructor(RoundTripConstructor):
    def construct_yaml_float(self, node: Any) -> Any:
        found = super().construct_yaml_float(node)
        if "_" not in node.value:
            return found
        grouped = _Grouped(found)
        grouped.text = node.value
        return grouped


class _Representer(RoundTripRepresenter):
    def represent_grouped(self, value: _Grouped) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:float", value.text)


_Constructor.add_constructor("tag:yaml.org,2002:float", _Constructor.construct_yaml_float)
_Representer.add_representer(_Grouped, _Representer.represent_grouped)


def writer_like(text: str) -> YAML:
    """A reader and writer that indents as a text does; by two where it does not say."""
    yaml = YAML(typ="rt")
    yaml.Constructor, yaml.Representer = _Constructor, _Representer
    yaml.preserve_quotes = True
    yaml.width = 4096
    mappings: Counter[int] = Counter()
    lists: Counter[tuple[int, int]] = Counter()
    for found in _BELOW.finditer(text):
        deeper = len(found[2]) - len(found[1])
        if found[3] and deeper >= 0:
            lists[deeper + len(found[3]), deeper] += 1
        elif deeper > 0:
            mappings[deeper] += 1
    content, dash = lists.most_common(1)[0][0] if lists else (4, 2)
    mapping = mappings.most_common(1)[0][0] if mappings else 2
    yaml.indent(mapping=mapping, sequence=content, offset=dash)
    return yaml


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
