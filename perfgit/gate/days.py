"""Days that are told of as past must have come: what is dated ahead would count before it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from perfgit.gate.change import Change
from perfgit.gate.pairs import Pair, refused
from perfgit.gate.reviews import REVIEWS
from perfgit.gate.words import label
from perfgit.i18n import say
from perfgit.problem import DataPath

_EACH: Final = "*"
_FACTS: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(REVIEWS, (("submitted",),)),
    "checkin": (("obstacles", _EACH, "answer", "on"), ("misfits", _EACH, "answer", "on")),
    "goals": (("history", _EACH, "on"), ("goals", _EACH, "dropped", "on")),
    "meeting": (("held",), ("acknowledgement", "on")),
    "appeal": (("raised",), ("decision", "on")),
    "calibration": (("held",),),
    "retrospective": (("held",),),
    "policy": (("changes", _EACH, "on"),),
    "cycle": (("closed",), ("changes", _EACH, "on")),
}
"""Where the days of what has happened stand in each kind of file."""

_BY_NAME = ("checkin", "feedback")
"""Kinds of files that are named after the day of what they tell."""


def days_to_come(pair: Pair) -> Iterator[Change]:
    """The days ahead that a file brings, each refused."""
    today = pair.org.today
    found: list[tuple[DataPath, dt.date]] = []
    if pair.old is None and pair.new is not None and pair.place.kind in _BY_NAME:
        found = [((), pair.place.day)] if pair.place.day else []
    found += [one for one in _days(pair, pair.new) if one not in _days(pair, pair.old)]
    for at, day in found:
        if day > today:
            field = label(tuple(map(str, at))) or say("the file's name")
            words = say("{field} is {day}, which has not come yet", field=field, day=day)
            change = Change(pair.path, words, None, pair.place, at)
            yield refused(
                change,
                say("{day} has not come yet: today is {today}.", day=day, today=today),
                say("Write the day on which it happened, or propose it once that day has come."),
            )


def _days(pair: Pair, record: Any) -> list[tuple[DataPath, dt.date]]:
    if record is None:
        return []
    data = record.model_dump(by_alias=True)
    steps = _FACTS.get(pair.place.kind, ())
    return [found for names in steps for found in _at(data, names, ())]


def _at(value: Any, names: tuple[str, ...], at: DataPath) -> Iterator[tuple[DataPath, dt.date]]:
    if isinstance(value, dt.date) and not names:
        yield at, value
    elif names and names[0] == _EACH and isinstance(value, list):
        for index, one in enumerate(value):
            yield from _at(one, names[1:], (*at, index))
    elif names and isinstance(value, dict) and names[0] in value:
        yield from _at(value[names[0]], names[1:], (*at, names[0]))
