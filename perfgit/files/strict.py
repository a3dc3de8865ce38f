"""The second look at a file that is unusual or broken, by libyaml's events.

One pass over the events finds whatever plain data never needs, each with its place, and builds the
data anew: libyaml says where scalars begin and end, ruamel.yaml's own resolver says what they mean.
So what comes out is what ruamel.yaml reads, at a fiftieth of its cost.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from functools import cache
from typing import Any

import yaml

from perfgit.files.bounds import (
    MAX_DEPTH,
    not_yaml,
    place_of,
    too_deep,
)
from perfgit.files.marks import events, inside
from perfgit.i18n import say
from perfgit.problem import Problem


class Refused(Exception):  # noqa: N818 -- a verdict on a file, not a fault
    """A file that cannot be accepted, and the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def build(text: str, file: str) -> object:
    """The data of a file, from libyaml's events.

    Raises Refused where the text is not YAML or not plain data.
    """
    try:
        return _Builder(text, file).data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and mark.index >= len(text.rstrip()) and error.context_mark:
            mark = error.context_mark  # where it was opened, rather than the end of the file
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        line, column = inside(text, line, column)
        reason = error.problem or say("it ends too early")
        raise Refused(not_yaml(file, reason, line, column)) from None
    except yaml.YAMLError as error:
        raise Refused(not_yaml(file, str(error).partition("\n")[0], 1, 1)) from None


_NOTHING = object()


class _Builder:
    """Plain data from events; every refusal names its place."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._events = events(text)
        self._text = text
        self._spans: list[tuple[int, int, bool]] = []

    def data(self) -> object:
        """The whole document."""
        top: object = _NOTHING
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    self._refuse(event, say("A directive (%)"))
                elif top is not _NOTHING:
                    self._refuse(event, say("A second document"))
            elif isinstance(event, yaml.DocumentEndEvent) and event.explicit:
                self._refuse(event, say("The end of a document (...)"))
            elif isinstance(event, yaml.NodeEvent):
                if isinstance(event, yaml.ScalarEvent) and event.style in _BLOCKS:
                    reason = say("a file begins with a name and a colon")
                    raise Refused(not_yaml(self._file, reason, *_place(event)))
                top = self._value(event, 0)
        if "\t" in self._text:
            self._look_at_tabs()
        return None if top is _NOTHING else top

    def _value(self, event: yaml.Event, depth: int) -> object:
        self._look(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth >= MAX_DEPTH:
            raise Refused(too_deep(self._file, *_place(event)))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(depth)
        return self._mapping(depth)

    def _list(self, depth: int) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, depth + 1))
        return found

    def _mapping(self, depth: int) -> dict[object, object]:
        found: dict[object, object] = {}
        lines: dict[object, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event)
            if key in found:
                self._twice(event, lines[key])
            lines[key] = _place(event)[0]
            found[key] = self._value(next(self._events), depth + 1)
        return found

    def _key(self, event: yaml.Event) -> object:
        self._look(event)
        if isinstance(event, yaml.ScalarEvent):
            if event.start_mark and event.end_mark and event.start_mark.line != event.end_mark.line:
                reason = say("a key stands on one line, with its colon")
                raise Refused(not_yaml(self._file, reason, *_place(event)))
            return self._scalar(event)
        line, column = _place(event)
        message = say("A list or a mapping may not be a key.")
        help = say("Use a plain name before the colon; put a text in quotation marks.")
        raise Refused(Problem("unsafe-yaml", self._file, message, help, line=line, column=column))

    def _twice(self, event: yaml.Event, first: int) -> None:
        line, column = _place(event)
        message = say(
            'The key "{key}" stands here a second time; the first is in line {line}.',
            key=str(getattr(event, "value", ""))[:80],
            line=first,
        )
        help = say("Keep one of the two.")
        raise Refused(Problem("duplicate-key", self._file, message, help, line=line, column=column))

    def _look(self, event: yaml.Event) -> None:
        """Refuse what plain data never needs."""
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, say("An alias (*{name})", name=str(event.anchor)[:60]))
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            self._refuse(event, say("An anchor (&{name})", name=str(event.anchor)[:60]))
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            self._refuse(event, say("A tag ({name})", name=str(event.tag)[:60]))
        elif isinstance(event, yaml.ScalarEvent) and not event.style and not event.implicit[0]:
            self._refuse(event, say("A tag (!)"))
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style:
            self._refuse(event, say("A merge key (<<)"))

    def _refuse(self, event: yaml.Event, what: str) -> None:
        line, column = _place(event)
        raise Refused(
            Problem(
                "unsafe-yaml",
                self._file,
                say("{what} may not stand here.", what=what),
                say("Write the value out where it is needed; a text goes in quotation marks."),
                line=line,
                column=column,
            )
        )

    def _look_at_tabs(self) -> None:
        """Refuse tabs, except in texts with marks of their own, and in comments."""
        text, spans = self._text, self._spans
        at = text.find("\t")
        while at >= 0:
            before = (
                spans[bisect_right(spans, (at, len(text), True)) - 1] if spans else (0, 0, True)
            )
            if at < before[1]:
                allowed = before[2]
            else:
                comment = text.rfind("#", max(before[1], text.rfind("\n", 0, at) + 1), at)
                allowed = comment >= 0
            if not allowed:
                raise Refused(
                    not_yaml(
                        self._file, say("a tab stands where YAML wants spaces"), *place_of(text, at)
                    )
                )
            at = text.find("\t", at + 1)

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        if event.start_mark and event.end_mark:
            start, end = event.start_mark.index, event.end_mark.index
            if event.style in _BLOCKS:
                start = self._block_text(event, start)
            self._spans.append((start, end, bool(event.style)))
        if event.style:
            return event.value
        try:
            meant = meaning(event.value)
        except ValueError as error:
            raise Refused(self._impossible(event, str(error))) from None
        if isinstance(meant, dt.datetime):
            raise Refused(self._impossible(event, say("no field holds a time of day")))
        return meant

    def _block_text(self, event: yaml.ScalarEvent, start: int) -> int:
        """Where the text of a block begins: behind the line with `|` or `>`."""
        begins = self._text.find("\n", start)
        if begins < 0:
            return len(self._text)
        if _BLANK_WITH_SPACES.match(self._text, begins):
            reason = say("the first line of a text after | or > is blank, but not empty")
            raise Refused(not_yaml(self._file, reason, _place(event)[0] + 1, 1))
        return begins

    def _impossible(self, event: yaml.ScalarEvent, why: str) -> Problem:
        line, column = _place(event)
        shown = event.value[:40]
        if _LIKE_DAY.match(event.value):
            rule, message = "schema", say("{day} is not a day: {why}.", day=shown, why=why)
            help = say("Write a day of the calendar as YYYY-MM-DD, a text in quotation marks.")
        else:
            rule, message = "not-yaml", say("{value} cannot be read: {why}.", value=shown, why=why)
            help = say("Write a number with digits, a text in quotation marks.")
        return Problem(rule, self._file, message, help, line=line, column=column)


_BLOCKS = ("|", ">")
_BLANK_WITH_SPACES = re.compile(r"\r?\n(?:\r?\n)* +\r?\n")
"""Parsers differ in what they make of it, and no reader sees it."""

_LIKE_DAY = re.compile(r"\d{4}-\d")


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


@cache
def _ruamel() -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True)


def meaning(text: str) -> object:
    """What ruamel.yaml takes a plain scalar for; raises ValueError where it has no value."""
    from ruamel.yaml.nodes import ScalarNode

    ruamel = _ruamel()
    tag = ruamel.resolver.resolve(ScalarNode, text, (True, False))
    kind = str(tag).rpartition(":")[2]
    if kind == "str":
        return text
    construct = getattr(ruamel.constructor, f"construct_yaml_{kind}", None)
    if construct is None:
        raise ValueError(say("YAML keeps it for itself"))
    try:
        return construct(ScalarNode(tag, text))
    except (OverflowError, IndexError) as error:
        raise ValueError(str(error)) from None


def agree(read: object, built: object) -> bool:
    """Whether the fast reader found the same structure and the same texts.

    Where it takes a scalar for a number or a day that YAML 1.2 takes for a text, the text stands.
    """
    if isinstance(built, dict):
        return (
            isinstance(read, dict)
            and len(read) == len(built)
            and all(
                agree(key, key2) and agree(value, value2)
                for (key, value), (key2, value2) in zip(read.items(), built.items(), strict=True)
            )
        )
    if isinstance(built, list):
        return isinstance(read, list) and len(read) == len(built) and all(map(agree, read, built))
    if isinstance(read, list | dict):
        return False
    if isinstance(read, str):
        if isinstance(built, str):  # a block that ends with the file, without a line end
            return read in (built, f"{built}\n")
        return _means(read, built)
    return True


def _means(text: str, built: object) -> bool:
    try:
        return bool(meaning(text) == built)
    except ValueError:
        return False
