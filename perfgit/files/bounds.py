"""Bounds on what a file may hold, and what has to be refused before any parser sees it."""

from __future__ import annotations

import re

from perfgit.i18n import say
from perfgit.model.cells import UNPRINTABLE
from perfgit.problem import Problem

MAX_DEPTH = 30
MAX_DIGITS = 400
MAX_ENTRIES = 20_000
"""Lines and commas of a file. The largest that a model takes, 2,000 calibrated ratings, has half."""

_LONE_RETURN = re.compile(r"\r(?!\n)")

TOO_DEEP = re.compile(rf"(?:[\[{{][^\[{{\]}}]*){{{MAX_DEPTH}}}|(?:[-?:][ \t]+){{{MAX_DEPTH}}}")
"""Nesting that no file of ours needs and that overflows parsers written with recursion."""

TOO_MANY_DIGITS = re.compile(rf"[\d_]{{{MAX_DIGITS}}}")


def unreadable_text(text: str, file: str) -> Problem | None:
    """What has to be refused before any parser sees it, or nothing."""
    if text.count("\n") + text.count(",") > MAX_ENTRIES:
        return Problem(
            "too-large",
            file,
            say("This file has more than {most:,} lines and entries.", most=MAX_ENTRIES),
            say("No file of perfgit is that long: split it, or link to what is elsewhere."),
            line=1,
            column=1,
        )
    found = UNPRINTABLE.search(text) or _LONE_RETURN.search(text)
    if found:
        return _at(
            file,
            text,
            found.start(),
            say("The invisible character U+{code:04X} may not stand here.", code=ord(found[0])),
            say("Delete it; in a text, write what you mean with visible characters."),
        )
    found = TOO_DEEP.search(text)
    if found:
        return too_deep(file, *place_of(text, found.start()))
    found = TOO_MANY_DIGITS.search(text)
    if found:
        return _at(
            file,
            text,
            found.start(),
            say("A number may not have {most} digits or more.", most=MAX_DIGITS),
            say("Write the number with the digits that matter."),
        )
    return None


def place_of(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in a text."""
    return text.count("\n", 0, position) + 1, position - (text.rfind("\n", 0, position) + 1) + 1


def _at(file: str, text: str, position: int, message: str, help: str) -> Problem:
    line, column = place_of(text, position)
    return Problem("unsafe-yaml", file, message, help, line=line, column=column)


def too_deep(file: str, line: int, column: int) -> Problem:
    """The problem of lists and mappings that nest too deep."""
    return Problem(
        "unsafe-yaml",
        file,
        say("Lists and mappings may not nest more than {most} deep.", most=MAX_DEPTH),
        say("No file needs that; `perfgit schema` describes what it may hold."),
        line=line,
        column=column,
    )


def not_yaml(file: str, reason: str, line: int, column: int) -> Problem:
    """The problem of a text that is not YAML."""
    return Problem(
        "not-yaml",
        file,
        say("This is not YAML: {reason}.", reason=reason.strip().rstrip(".")[:200]),
        say("Look at the indentation, and put texts with : or # in quotation marks."),
        line=line,
        column=column,
    )
