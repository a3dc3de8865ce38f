"""Formats of a company's files: what an older one says, read in the words of today.

Nothing else knows that there ever was another format.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from perfgit.files.entries import Tree, Unreadable
from perfgit.files.reader import read
from perfgit.i18n import say
from perfgit.measures import kinds
from perfgit.model.policy import DEFAULT_SCALE
from perfgit.problem import PerfgitError, Problem

FORMAT = 2
"""The format that is written."""

COMPANY_FILE = "org/company.yml"

_FIRST_SCALE = {1: 0, 2: 0.5, 3: 0.7, 4: 0.95, 5: 1.1}
"""Format 1's lowest score for each rating, where the policy had none of its own."""

_FIRST_OUTCOMES = {"upheld": "dismissed", "changed": "granted"}

_formats: WeakKeyDictionary[Tree, int] = WeakKeyDictionary()


def identity() -> dict[str, Any]:
    """What a new company's `org/company.yml` begins with: the format, and a random id."""
    return {"format": FORMAT, "id": secrets.token_hex(8)}


def format_of(tree: Tree) -> int:
    """The format of a tree's files; 1 where `org/company.yml` names none. Read once a tree."""
    if tree not in _formats:
        _formats[tree] = _read_format(tree)
    return _formats[tree]


def _read_format(tree: Tree) -> int:
    try:
        raw = tree.read(COMPANY_FILE) or b""
    except Unreadable:
        raw = b""
    reading = read(raw, COMPANY_FILE)
    if isinstance(reading.data, dict):
        found = reading.data.get("format")
        return found if isinstance(found, int) and found > 0 else 1
    named = re.search(rb"^format: *([1-9]\d{0,2})\s*(?:#|$)", raw, re.MULTILINE)
    return int(named[1]) if named else 1  # the rest of the file is damaged


def too_new(tree: Tree) -> Problem | None:
    """The problem of a tree whose format this version does not know."""
    found = format_of(tree)
    if found <= FORMAT:
        return None
    return Problem(
        "schema",
        COMPANY_FILE,
        say(
            "The files have format {format}; this version of perfgit knows formats up to {ours}.",
            format=found,
            ours=FORMAT,
        ),
        say("Install a newer version of perfgit."),
        ("format",),
        cause="format",
    )


def check_format(tree: Tree) -> None:
    """Raise PerfgitError where a tree's format is newer than this version knows."""
    if problem := too_new(tree):
        raise PerfgitError(problem.message, problem.help)


def current(tree: Tree, kind: str, data: object, raw: bytes) -> object:
    """What a file of a kind says, in the words of today; `raw` are its bytes."""
    convert = _CONVERSIONS.get(kind)
    if convert is None or not any(word in raw for word in convert.words):
        return data
    if kind not in _READ_IN_EVERY_FORMAT and format_of(tree) != 1:
        return data
    return convert.of(data)


def first_policy(data: object) -> object:
    """A policy of format 1 in the words of today: `rating_from` becomes the steps' `from`.

    What does not fit together stays as it is, so that its shape is told.
    """
    if not isinstance(data, dict):
        return data
    lowest = data.get("rating_from", _FIRST_SCALE)
    scale = data.get(
        "scale", [{"value": n, "label": label} for n, (label, _) in enumerate(DEFAULT_SCALE, 1)]
    )
    if not (isinstance(lowest, dict) and isinstance(scale, list)):
        return data
    if not all(isinstance(step, dict) and "from" not in step for step in scale):
        return data
    if {step.get("value") for step in scale} != set(lowest):
        return data
    kept = {key: value for key, value in data.items() if key != "rating_from"}
    return kept | {"scale": [step | {"from": lowest[step["value"]]} for step in scale]}


def _appeal(data: object) -> object:
    decision = data.get("decision") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(decision, dict):
        return data
    outcome = decision.get("outcome")
    word = _FIRST_OUTCOMES.get(outcome) if isinstance(outcome, str) else None
    return data | {"decision": decision | {"outcome": word}} if word else data


def _measured(data: object, *ways: str) -> object:
    """The data with every measure of what the ways lead to read anew."""
    if not isinstance(data, dict):
        return data
    found = dict(data)
    if isinstance(data.get("measure"), dict):
        found["measure"] = kinds.of_format_1(data["measure"])
    for way in ways:
        if isinstance(data.get(way), list):
            found[way] = [_measured(one, *ways) for one in data[way]]
    return found


class _Conversion:
    """How files of a kind are read anew, and the words without which none needs it."""

    def __init__(self, of: Callable[[Any], object], *words: bytes) -> None:
        self.of, self.words = of, words


_CONVERSIONS = {
    "policy": _Conversion(first_policy, b""),
    "appeal": _Conversion(_appeal, *(word.encode() for word in _FIRST_OUTCOMES)),
    "goals": _Conversion(lambda data: _measured(data, "goals", "key_results"), b"keep"),
    "role": _Conversion(lambda data: _measured(data, "kpis"), b"keep"),
}
_READ_IN_EVERY_FORMAT = frozenset({"appeal"})
"""An appeal can be an input of a frozen result, which is never rewritten."""
