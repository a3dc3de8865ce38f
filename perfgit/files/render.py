"""Plain data as YAML that looks as if a person had written it.

Block style on the outside, short mappings and lists on one line, long texts as blocks, quotation
marks only where they are needed. ruamel.yaml could write it too, at a hundred times the cost; it is
kept for edits, where comments have to survive (`editor`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from perfgit.files.bounds import (
    MAX_DEPTH,
    MAX_DIGITS,
    TOO_DEEP,
    TOO_MANY_DIGITS,
)
from perfgit.i18n import say
from perfgit.model.cells import UNPRINTABLE
from perfgit.model.values import Record
from perfgit.problem import PerfgitError

WIDTH = 110
"""Columns that a line should not pass."""

FLOW = 100
"""Columns up to which a mapping or list stays on one line."""

_OPEN_OUT = frozenset({"goals", "key_results", "objectives", "competencies", "actions"})
"""Lists whose entries are things of their own: each of their fields gets a line."""


def record_data(record: Record, *, defaults: bool = False) -> dict[str, object]:
    """A record as plain data in the order of its model.

    Without what is None and, unless asked for, without defaults.
    """
    return record.model_dump(by_alias=True, exclude_none=True, exclude_defaults=not defaults)


def render(data: Mapping[str, object]) -> str:
    """Plain data (mappings, lists, texts, numbers, days) as the YAML text of a file.

    What is read back equals what was given; a float without fraction is written, and so read, as a
    whole number. Raises PerfgitError for what a file cannot hold.
    """
    lines: list[str] = []
    for key, value in data.items():
        _entry(lines, f"{_key(key)}:", value, "", str(key))
    text = "\n".join(lines) + "\n" if lines else "{}\n"
    if _looks_deep(text) or (len(text) > MAX_DIGITS and TOO_MANY_DIGITS.search(text)):
        raise PerfgitError(
            say("A text looks like an attack on parsers, and no reader would take the file."),
            say("Leave out rows of hyphens, brackets, or {most} digits.", most=MAX_DIGITS),
        )
    return text


def _looks_deep(text: str) -> bool:
    signs = text.count("[") + text.count("{") + text.count("- ") + text.count(": ")
    return signs >= MAX_DEPTH and bool(TOO_DEEP.search(text))


def _entry(lines: list[str], head: str, value: object, indent: str, name: str) -> None:
    """One `key: value` of a block mapping; `head` is what stands before the value."""
    start = f"{indent}{head}"
    if isinstance(value, str):
        _text(lines, start, value, indent)
    elif isinstance(value, dict):
        flow = on_one_line(value, FLOW - len(start))
        if flow is not None:
            lines.append(f"{start} {flow}")
        else:
            lines.append(start)
            for key, inner in value.items():
                _entry(lines, f"{_key(key)}:", inner, f"{indent}  ", str(key))
    elif isinstance(value, list):
        opened = name in _OPEN_OUT and any(isinstance(one, dict) for one in value)
        flow = None if opened else on_one_line(value, FLOW - len(start))
        if flow is not None:
            lines.append(f"{start} {flow}")
        else:
            lines.append(start)
            for one in value:
                _item(lines, one, f"{indent}  ", opened)
    else:
        lines.append(f"{start} {_plain(value)}")


def _item(lines: list[str], value: object, indent: str, opened: bool) -> None:
    """One `- value` of a block list."""
    if isinstance(value, str):
        _text(lines, f"{indent}-", value, indent)
        return
    if not isinstance(value, dict | list):
        lines.append(f"{indent}- {_plain(value)}")
        return
    flow = None if opened and value else on_one_line(value, FLOW - len(indent))
    if flow is not None:
        lines.append(f"{indent}- {flow}")
        return
    # A mapping's first key (or a list's first entry) stands on the line of the hyphen.
    inner: list[str] = []
    if isinstance(value, dict):
        for key, one in value.items():
            _entry(inner, f"{_key(key)}:", one, f"{indent}  ", str(key))
    else:
        for one in value:
            _item(inner, one, f"{indent}  ", False)
    inner[0] = f"{indent}- {inner[0].lstrip(' ')}"
    lines += inner


def _text(lines: list[str], start: str, value: str, indent: str) -> None:
    """A text after its key: plain, quoted, or as a block below."""
    if "\n" in value:
        block = _literal(value)
        if block:
            lines.append(f"{start} {block[0]}")
            lines += [f"{indent}  {line}" if line else "" for line in block[1]]
            return
    elif len(start) + len(value) >= WIDTH and _FOLDABLE(value) and not UNPRINTABLE.search(value):
        lines.append(f"{start} >-")
        _fold(lines, value, f"{indent}  ")
        return
    lines.append(f"{start} {scalar(value)}")


_FOLDABLE = re.compile(r"[^\s\-.%](?:[^\s]| (?=[^\s]))*", re.ASCII).fullmatch
_LITERAL = re.compile(r"[^\s](?:[^\n\r\t]|\n(?!\s|\Z)|\n+(?=\n*[^\s]))*", re.ASCII).fullmatch


def _literal(value: str) -> tuple[str, list[str]] | None:
    """Indicator and lines of a literal block, or nothing where a block could be misread."""
    body = value.removesuffix("\n")
    if body.endswith("\n") or not _LITERAL(body) or UNPRINTABLE.search(value):
        return None
    lines = body.split("\n")
    if any(line.endswith(" ") for line in lines):
        return None
    return ("|" if value.endswith("\n") else "|-"), lines


def _fold(lines: list[str], value: str, indent: str) -> None:
    room, line = WIDTH - len(indent), ""
    for word in value.split(" "):
        if line and len(line) + len(word) >= room:
            lines.append(indent + line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    lines.append(indent + line)


def on_one_line(value: object, room: int) -> str | None:
    """A value in flow style, or nothing where it takes more than `room` columns."""
    if isinstance(value, str):
        text = scalar(value, in_flow=True)
    elif isinstance(value, dict):
        parts: list[str] = []
        for key, one in value.items():
            shown = on_one_line(one, room)
            if shown is None:
                return None
            part = f"{_key(key)}: {shown}"
            room -= len(part) + 2
            parts.append(part)
        text = f"{{{', '.join(parts)}}}"
        return text if room >= 0 or not parts else None
    elif isinstance(value, list):
        parts = []
        for one in value:
            shown = on_one_line(one, room)
            if shown is None:
                return None
            room -= len(shown) + 2
            parts.append(shown)
        text = f"[{', '.join(parts)}]"
        return text if room >= 0 or not parts else None
    else:
        text = _plain(value)
    return text if len(text) <= room else None


@lru_cache(4096, typed=True)
def _key(key: object) -> str:
    if isinstance(key, str):
        if key == "on":  # a field of ours; only YAML 1.1 takes the bare word for a truth value
            return key
        shown = scalar(key, in_flow=True)
        if shown[0] in "\"'" and _LIKE_TIME(key):
            raise PerfgitError(
                say('"{key}" looks like a day or a time and cannot be a key.', key=key),
                say("Give the thing an id with a letter in front."),
            )
        return shown
    return _plain(key)


_LIKE_TIME = re.compile(r"\s*\d{4}-\d|\d\d?:\d\d").match


def _plain(value: object) -> str:
    """A number, day, truth value or nothing."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    raise PerfgitError(say("A file cannot hold {value}.", value=repr(value)[:80]))


def _number(value: float) -> str:
    if not isfinite(value):
        raise PerfgitError(say("{value} is not a number that can be counted with.", value=value))
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return f"{Decimal(text):f}" if "e-" in text and value > 1e-12 else text


_WORDS = frozenset(
    word
    for base in ("true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf")
    for word in (base, base.capitalize(), base.upper())
)
"""Words that some version of YAML takes for something other than a text."""

# Starts with a letter; no sign inside that YAML could take for its own. A colon or a number sign
# is harmless between other characters: `a:b`, `C#`.
_SAFE = re.compile(
    r"[^\W\d_](?:[^\s:#\"'\\{}\[\],&*!|>%@`]|[:#'](?=\w)(?<=\w[:#'])| (?=[^\s#:\-]))*"
)
_SAFE_IN_BLOCK = re.compile(
    r"[^\W\d_](?:[^\s:#\\]|[:#](?=\w)(?<=\w[:#])| (?=[^\s#:\-])| - ?(?=\w))*"
)
# A digit first: only where a later letter rules out every number, day and time.
_DIGIT_FIRST = re.compile(
    r"\d+(?:[a-z]*[g-mp-suvwy][a-z\d\-]*| [^\W\d_]{2,}[\w ]*(?<! ))", re.ASCII
)


@lru_cache(8192)
def scalar(value: str, *, in_flow: bool = False) -> str:
    """A text as it stands in YAML: plain where nobody could misread it, else in quotation marks."""
    pattern = _SAFE if in_flow else _SAFE_IN_BLOCK
    visible = value.isprintable() or not UNPRINTABLE.search(value)
    if visible and pattern.fullmatch(value) and value not in _WORDS:
        return value
    if _DIGIT_FIRST.fullmatch(value):
        return value
    if visible and not any(sign in value for sign in "\n\r\t"):
        if '"' not in value and "\\" not in value:
            return _encodable(f'"{value}"')
        quoted = value.replace("'", "''")
        return _encodable(f"'{quoted}'")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return _encodable(f'"{UNPRINTABLE.sub(_escape, escaped)}"')


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise PerfgitError(
            say("Half a character (U+{code:04X}) cannot be written.", code=ord(text[error.start]))
        ) from None
    return text
