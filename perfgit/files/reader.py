"""The fast reader: bytes to plain data, or the reasons why not.

`yaml-rs` reads every file. It is a hundred times as fast as ruamel.yaml and reads nearly
everything alike; the few spellings that it takes differently, or that plain data never needs
(anchors, tags, several documents), are found by `is_odd`. A file that is odd is read once more by its events, and either refused with a place or put right, so
that every accepted file reads exactly as ruamel.yaml reads it (tests/test_reader_fuzz.py).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import yaml
import yaml_rs

from perfgit.files.marks import Mark, events, marks
from perfgit.problem import Problem
from perfgit.words import say

MAX_DEPTH = 30
MAX_DIGITS = 400

_NO_ALIASES = yaml_rs.AliasLimits(max_total_replayed_events=0, max_replay_stack_depth=0)

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters, odd line ends, and the marks that make text read in another order."""

TOO_DEEP = re.compile(r"(?:[\[{][^\[{\]}]*){%d}|(?:[-?:][ \t]+){%d}" % (MAX_DEPTH, MAX_DEPTH))
"""Nesting that no file of ours needs and that overflows parsers written with recursion."""

TOO_MANY_DIGITS = re.compile(r"[\d_]{%d}" % MAX_DIGITS)


_NODE_START = re.compile(r"(?m:^|[-:?\[{,])[ \t]*[&*!](?=\S)")
_LIKE_DATE = r"\s*[-+_]?(?:\d{4}-\d|\d\d?:\d)"
_SIGNS: tuple[tuple[bytes, re.Pattern[str]], ...] = (
    (b"&", _NODE_START),  # anchors
    (b"*", _NODE_START),  # aliases
    (b"!", _NODE_START),  # tags
    (b"?", re.compile(r"(?:^|[\s{\[,:?-])\?(?:\s|$)")),  # keys that are lists or mappings
    (b'"', re.compile('"' + _LIKE_DATE)),  # texts that look like dates or times
    (b"'", re.compile("'" + _LIKE_DATE)),
    (b"|", re.compile(r"\|[^\n]*\n" + _LIKE_DATE)),
    (b">", re.compile(r">[^\n]*\n" + _LIKE_DATE)),
    (b"<", re.compile("<<")),  # merge keys
    (b"=", re.compile(r"(?:^|[\s\[{,:])=(?:[\s,\]}]|$)")),  # a value that YAML reserves
    (b"\\", re.compile(r"\\")),  # escapes
)
_EVERYWHERE = (
    re.compile(r"\n(?:---|\.\.\.|%)"),  # documents, directives
    re.compile(r":(?:\d|[ \t]+[-?:](?:\s|$))"),  # times; `: : :`
    re.compile(  # days that are not in the calendar; `- - -`
        r"-(?:(?:0[2469]|11)-31|02-30|02-29|(?:1[3-9]|[2-9]\d|00)-|\d\d-(?:3[2-9]|[4-9]\d|00)"
        r"|[ \t]+[-?:](?:\s|$))"
    ),
    re.compile(r"_(?<![\w]_)[\d_.]"),  # texts that look like numbers
    re.compile(r"0000-"),
)
_CONTROL = bytes({*range(32), 127} - set(b"\t\n\r"))
_SUSPICIOUS = b"".join(sign for sign, _ in _SIGNS) + _CONTROL
_INNOCENT = bytes(set(range(256)) - set(_SUSPICIOUS))
_LONG = 10_000


def is_odd(raw: bytes, text: str) -> bool:
    """Whether a file is worth a second look: false alarms cost a tenth of a millisecond.

    Reading time is spent here for every file, so the bytes that make most alarms impossible are
    asked for first.
    """
    signs = raw.translate(None, _INNOCENT)
    if signs:
        for sign, pattern in _SIGNS:
            if sign in signs and pattern.search(text):
                return True
        if signs.translate(None, _CONTROL) != signs:
            return True
    if text.startswith(("---", "...", "%")):
        return True
    for pattern in _EVERYWHERE:
        if pattern.search(text):
            return True
    if len(raw) > _LONG and TOO_MANY_DIGITS.search(text):
        return True
    return not raw.isascii() and UNPRINTABLE.search(text) is not None


@dataclass(slots=True)
class Reading:
    """What a file holds: plain data, or the problems that kept it from being read."""

    data: object = None
    problems: list[Problem] = field(default_factory=list)


def read(raw: bytes, file: str) -> Reading:
    """Parse a file's bytes; never raises for anything that a file can hold."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Reading(problems=[_not_utf8(raw, error, file)])
    if text.startswith("\ufeff"):
        text = text[1:]
    odd = is_odd(raw, text)
    if odd:
        refused = _refused(text, file)
        if refused:
            return Reading(problems=[refused])
    try:
        data = yaml_rs.loads(text, alias_limits=_NO_ALIASES)
    except ValueError as error:
        return Reading(problems=[_diagnosis(text, file, str(error))])
    if odd:
        return _as_written(text, data, file)
    return Reading(data)


def _not_utf8(raw: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = raw[: error.start]
    return Problem(
        "not-utf8",
        file,
        say("Byte 0x{byte:02x} is not UTF-8.", byte=raw[error.start]),
        say("Save the file as UTF-8 (in most editors: Save with encoding)."),
        line=before.count(b"\n") + 1,
        column=len(before) - (before.rfind(b"\n") + 1) + 1,
    )


def _at(rule: str, file: str, text: str, position: int, message: str, help: str) -> Problem:
    return Problem(
        rule,
        file,
        message,
        help,
        line=text.count("\n", 0, position) + 1,
        column=position - (text.rfind("\n", 0, position) + 1) + 1,
    )


def _refused(text: str, file: str) -> Problem | None:
    """The first thing in a file that plain data never needs, or nothing."""
    found = UNPRINTABLE.search(text)
    if found:
        return _at(
            "unsafe-yaml",
            file,
            text,
            found.start(),
            say("The invisible character U+{code:04X} may not stand here.", code=ord(found[0])),
            say("Delete it; in a text, write what you mean with visible characters."),
        )
    found = TOO_DEEP.search(text)
    if found:
        return _at(
            "unsafe-yaml",
            file,
            text,
            found.start(),
            say("Lists or mappings nest more than {most} deep here.", most=MAX_DEPTH),
            say("No file needs that; `perfgit schema` describes what it may hold."),
        )
    found = TOO_MANY_DIGITS.search(text)
    if found:
        return _at(
            "unsafe-yaml",
            file,
            text,
            found.start(),
            say("A number of {most} digits or more.", most=MAX_DIGITS),
            say("Write the number with the digits that matter."),
        )
    try:
        return _unsafe_event(text, file)
    except yaml.YAMLError:
        return None  # yaml-rs will refuse it too, or read it; `_as_written` looks again


_UNSAFE_HELP = "Write the value out where it is needed: plain data has no anchors, aliases or tags."


def _unsafe_event(text: str, file: str) -> Problem | None:
    documents = 0
    for event in events(text):
        what = None
        if isinstance(event, yaml.AliasEvent):
            what = say("alias *{name}", name=event.anchor)
        elif isinstance(event, yaml.NodeEvent) and event.anchor:
            what = say("anchor &{name}", name=event.anchor)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            what = say("tag {name}", name=str(event.tag)[:60])
        elif isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style:
            what = say("merge key <<")
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if event.version or event.tags:
                what = say("directive %")
            elif documents > 1:
                what = say("second document")
        if what and event.start_mark:
            return Problem(
                "unsafe-yaml",
                file,
                say("A {what} may not stand here.", what=what),
                say(_UNSAFE_HELP),
                line=event.start_mark.line + 1,
                column=event.start_mark.column + 1,
            )
    return None


def _diagnosis(text: str, file: str, reason: str) -> Problem:
    """Why a text could not be read, at the place where the reader stumbled."""
    if TOO_DEEP.search(text):
        refused = _refused(text, file)
        if refused:
            return refused
    try:
        unsafe = _unsafe_event(text, file)
        if unsafe:
            return unsafe
        seen: dict[tuple[object, ...], int] = {}
        for mark in marks(text):
            if not mark.is_key:
                continue
            if mark.path in seen:
                return Problem(
                    "duplicate-key",
                    file,
                    say(
                        'The key "{key}" stands here a second time; the first is in line {line}.',
                        key=str(mark.path[-1])[:80],
                        line=seen[mark.path],
                    ),
                    say("Keep one of the two."),
                    line=mark.line,
                    column=mark.column,
                )
            seen[mark.path] = mark.line
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        return _not_yaml(
            file, error.problem or reason, place.line + 1 if place else 1, place.column + 1 if place else 1
        )
    except yaml.YAMLError:
        pass
    found = re.search(r"line (\d+),? column (\d+)", reason)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    return _not_yaml(file, reason.partition("\n")[0], line, column)


def _not_yaml(file: str, reason: str, line: int, column: int) -> Problem:
    return Problem(
        "not-yaml",
        file,
        say("This is not YAML: {reason}.", reason=reason.strip().rstrip(".")[:200]),
        say("Look at the indentation, and put texts with : or # in quotation marks."),
        line=line,
        column=column,
    )


def _as_written(text: str, data: object, file: str) -> Reading:
    """Put right what yaml-rs reads differently from YAML 1.2: quoted texts that look like dates."""
    problem: Problem | None = None
    top = [data]
    try:
        for mark in marks(text):
            if mark.is_key:
                problem = problem or _odd_key(mark, file)
            elif isinstance(mark.event, yaml.ScalarEvent):
                problem = problem or _impossible(mark, file)
                value = _value_at(top, mark)
                meant = _meant(value, mark.event)
                if meant is not value:
                    _put(top, mark, meant)
    except yaml.YAMLError as error:
        problem = problem or _not_yaml(file, str(error).partition("\n")[0], 1, 1)
    except (KeyError, IndexError, TypeError):
        problem = problem or _not_yaml(file, say("two parsers read it differently"), 1, 1)
    return Reading(problems=[problem]) if problem else Reading(top[0])


def _meant(value: object, event: yaml.ScalarEvent) -> object:
    """The value as YAML 1.2 reads the scalar."""
    if isinstance(value, str) or value is None:
        return value
    if event.style or isinstance(value, dt.time) or event.value.startswith("_"):
        return event.value
    return value


def _odd_key(mark: Mark, file: str) -> Problem | None:
    event = mark.event
    if not isinstance(event, yaml.ScalarEvent):
        message = say("A key may not be a list or a mapping.")
    elif bool(event.style) and re.match(r"\s*\d{4}-\d|\d\d?:\d\d", event.value):
        message = say("A quoted date or time may not be a key.")
    else:
        return None
    return Problem(
        "unsafe-yaml", file, message, say("Use a plain name."), line=mark.line, column=mark.column
    )


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _impossible(mark: Mark, file: str) -> Problem | None:
    """A day that is not in the calendar, or a lone `=`, which YAML reserves."""
    event = mark.event
    if not isinstance(event, yaml.ScalarEvent) or bool(event.style):
        return None
    if event.value == "=":
        return _not_yaml(file, say('a lone "=" has no meaning'), mark.line, mark.column)
    if _DAY.fullmatch(event.value):
        try:
            dt.date.fromisoformat(event.value)
        except ValueError as error:
            return Problem(
                "schema",
                file,
                say("{day} is not in the calendar: {why}.", day=event.value, why=error),
                say("Write a day as YYYY-MM-DD."),
                line=mark.line,
                column=mark.column,
            )
    return None


def _value_at(top: list[object], mark: Mark) -> object:
    value = top[0]
    for step in mark.path:
        value = _step(value, step)
    return value


def _step(value: object, step: str | int) -> object:
    if isinstance(value, list):
        return value[int(step)]
    if isinstance(value, dict):
        return value[_key(value, step)]
    raise TypeError(step)


def _key(mapping: dict[object, object], name: str | int) -> object:
    """A mapping's key by its spelling in the file; keys may be numbers, dates or null."""
    if name in mapping:
        return name
    for key in mapping:
        if not isinstance(key, str) and _same_key(key, str(name)):
            return key
    raise KeyError(name)


def _same_key(key: object, spelled: str) -> bool:
    try:
        return bool(yaml_rs.loads(spelled) == key)
    except ValueError:
        return False


def _put(top: list[object], mark: Mark, meant: object) -> None:
    if not mark.path:
        top[0] = meant
        return
    holder: object = top[0]
    for step in mark.path[:-1]:
        holder = _step(holder, step)
    last = mark.path[-1]
    if isinstance(holder, list):
        holder[int(last)] = meant
    elif isinstance(holder, dict):
        holder[_key(holder, last)] = meant
