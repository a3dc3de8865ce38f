"""The fast reader: bytes to plain data, or the reasons why not.

`yaml-rs` reads every file. It is a hundred times as fast as ruamel.yaml and reads nearly
everything alike; the few spellings that it takes differently, or that plain data never needs
(anchors, tags, several documents), are found by `needs_strict`. A file that needs it is read once more by
its events (`strict.py`), and either refused with a place or put right, so that every accepted file
reads exactly as ruamel.yaml reads it (tests/files/test_reader_fuzz.py). Where it alone cannot read a
file, ruamel.yaml is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml_rs

from perfgit.files.bounds import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_ENTRIES,
    TOO_DEEP,
    TOO_MANY_DIGITS,
    not_yaml,
    unreadable_text,
)
from perfgit.i18n import say
from perfgit.problem import Problem

__all__ = ["Reading", "needs_strict", "read"]

_NO_ALIASES = yaml_rs.AliasLimits(max_total_replayed_events=0, max_replay_stack_depth=0)


_NODE = rb"%s(?:(?<=[\n\-:?,\[{}\]]%s)|(?<=[^0-9A-Za-z]\s%s)|(?<![\s\S]%s))"  # not: R & D
_DAY_TEXT = rb"%s\s*[-+]?(?:\d{4}-\d|\d\d?:\d\d:)"
_BLOCK = (  # `|` or `>` where a value begins, but no block; a block like a day, or an empty one
    rb"%s(?:(?<=[:,\[{?\-]%s)|(?<=[:,\[{?\-]\s%s)|(?<=[\s:]\s%s)|(?<=\n%s)|(?<![\s\S]%s))"
    rb"(?:(?![-+\d]*(?: +#[^\n]*)? *\r?\n)|[^\n]*\n\s*(?:\Z|\d{4}-\d\d-|\d\d?:\d\d:|\n +))"
)
_SIGNS: dict[int, re.Pattern[bytes]] = {
    sign[0]: re.compile(pattern)
    for sign, pattern in (
        (b"&", _NODE.replace(b"%s", b"&")),  # anchors
        (b"*", _NODE.replace(b"%s", rb"\*")),  # aliases
        (b"!", _NODE.replace(b"%s", b"!")),  # tags
        (b"?", _NODE.replace(b"%s", rb"\?")),  # keys that are lists or mappings
        (b'"', _DAY_TEXT % b'"'),  # texts that look like days or times
        (b"'", _DAY_TEXT % b"'"),
        (b"|", _BLOCK.replace(b"%s", rb"\|")),
        (b">", _BLOCK.replace(b"%s", b">")),
        (b"<", b"<<"),  # merge keys
        (b"=", rb"=(?=[\s,\]}]|$)(?<![^\s\[{,:]=)"),  # a value that YAML reserves
        (b"%", rb"%(?<![^\n]%)"),  # directives
        (  # numbers that are none: `_1`, `1e_3`, `1e1_0`
            b"_",
            (
                rb"_(?:(?<![0-9A-Za-z_]_)|(?<=[\d.][eE]_)|(?<=\d_)(?:(?!\d\d\d(?!\d))|(?<=\d{4}_)"
                rb"|(?<=[eE]\d_)|(?<=[eE][-+\d]\d_)|(?<=[eE][-+\d]\d\d_)|(?<=[eE][-+]\d\d\d_)))"
            ),
        ),
        (b"\r", rb"\r(?!\n)"),
        (b"\xc2", rb"\xc2[\x80-\x9f]"),  # UNPRINTABLE, as bytes of UTF-8
        (b"\xe2", rb"\xe2(?:\x80[\xa8-\xae]|\x81[\xa6-\xa9])"),
        (b"\xef", rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])"),
        *((bytes([code]), b"") for code in {*range(32), 127, *b"\\\t"} - set(b"\n\r")),
    )
}
_BRACKETS = b"[]{}\n"
_INNOCENT = bytes(set(range(256)) - set(_SIGNS) - set(_BRACKETS))
# Each pattern first passes by what is usual, then looks for what is unusual.
_COLON = re.compile(  # times; `a:]`, `[::a]`, `: - `; keys that are lists or nothing
    rb":(?!(?<=[a-z0-9]:)(?: [^\s:?\-]|\n))"
    rb"(?:[:,\]}]|\d\d:|[ \t]+(?::|[-?]\s)|(?<=[\"']:)\S|(?<=[}\]{,\[ \n]:))"
).search
_HYPHEN = re.compile(  # documents; days that are not in the calendar; times of a day; `- - -`
    rb"-(?! ?[a-z{])(?:(?<=\n-)--|(?<=0000-)|[ \t]+[-?:](?:\s|$)|(?=\d\d?-)"
    rb"(?:(?:0[2469]|11)-31|02-(?:29|30)|(?:1[3-9]|[2-9]\d|00)-"
    rb"|\d\d-(?:3[2-9]|[4-9]\d|00)|\d\d?-\d\d?(?:[Tt]\d|[ \t]+\d\d?:\d\d)))"
).search
_ZERO = re.compile(rb"0[xXoObB](?<![^\s,\[{:+\-]0.)").search  # numbers that are not decimal
_DOT = re.compile(  # documents; numbers that are none
    rb"\.(?![\n ])(?:(?<=\n\.)\.\.|[iI][nN][fF]|[nN][aA][nN]|(?<![0-9_]\.)[\d_])"
).search
_BLOCK_SIGNS = set(b"|>")
_TWO_DIGITS = re.compile(rb"[\d_]{2}")
_DOCUMENT = (b"---", b"...")
_LONG = 4_000
"""Bytes from which a file can be deep, or long, enough to hurt."""


def needs_strict(raw: bytes) -> bool:
    """Whether a file is worth a second look: a false alarm costs half a millisecond.

    Reading time is spent here for every file, so the bytes that make most alarms impossible are
    asked for first, and each pattern begins with a byte that can be searched for.
    """
    kept = raw.translate(None, _INNOCENT)
    signs = kept.translate(None, _BRACKETS)
    if signs:
        found = set(signs)
        for sign in found:
            if _SIGNS[sign].search(raw):
                return True
        if raw[-1:] != b"\n" and found & _BLOCK_SIGNS:
            return True  # a block of text that ends with the file, without a line end
        kept = kept.translate(None, signs)
    return bool(
        _COLON(raw)
        or _HYPHEN(raw)
        or _ZERO(raw)
        or _DOT(raw)
        or raw[:3] in _DOCUMENT
        or (kept.replace(b"[]", b"").replace(b"{}", b"").strip(b"\n") and _nests_oddly(kept))
        or (len(raw) > _LONG and _hurts(raw))
    )


def _nests_oddly(brackets: bytes) -> bool:
    """Whether brackets nest too deep, or close on another line; `brackets` is nothing but these."""
    for _ in range(MAX_DEPTH):
        left = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(left) == len(brackets):
            return left.count(b"\n") != len(left)
        brackets = left
    return True


def _hurts(raw: bytes) -> bool:
    """Whether a long file could cost a parser far more than its length."""
    if raw.count(b"\n") + raw.count(b",") > MAX_ENTRIES:
        return True
    every = raw[:: MAX_DIGITS // 2]  # many digits leave two next to each other here
    return (
        bool(_TWO_DIGITS.search(every))
        and TOO_MANY_DIGITS.search(raw.decode("latin-1")) is not None
    )


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
    if b"<<<<<<< " in raw and (found := _CONFLICT.search(raw)):
        return Reading(problems=[_conflict(raw, found.start(), file)])
    if text.startswith("\ufeff"):
        raw, text = raw[3:], text[1:]
    if needs_strict(raw):
        return _second_look(text, file)
    try:
        return Reading(yaml_rs.loads(text, alias_limits=_NO_ALIASES))
    except (ValueError, TypeError) as error:  # TypeError: a key that holds a mapping
        return _diagnosis(text, file, str(error))


_CONFLICT = re.compile(rb"^<<<<<<< ", re.MULTILINE)
"""What git leaves where two changes meet; at the start of a line it is never plain data."""


def _conflict(raw: bytes, at: int, file: str) -> Problem:
    return Problem(
        "merge-conflict",
        file,
        say("Two versions stand here, and nobody has decided between them."),
        say("Keep what is right and delete the lines with <<<<<<<, ======= and >>>>>>>."),
        line=raw.count(b"\n", 0, at) + 1,
        column=1,
    )


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


def _second_look(text: str, file: str) -> Reading:
    """The data as its events say, where the fast reader agrees on structure and texts."""
    from perfgit.files.strict import Refused, agree, build  # few files need it: libyaml starts late

    problem = unreadable_text(text, file)
    if problem:
        return Reading(problems=[problem])
    try:
        built = build(text, file)
    except Refused as refused:
        return Reading(problems=[refused.problem])
    try:
        data = yaml_rs.loads(text, alias_limits=_NO_ALIASES)
    except (ValueError, TypeError) as error:
        return _third_opinion(text, file, built, str(error))
    if not agree(data, built):
        reason = say("two parsers read it differently")
        return Reading(problems=[not_yaml(file, reason, 1, 1)])
    return Reading(built)


def _diagnosis(text: str, file: str, reason: str) -> Reading:
    """Why the fast reader could not read a text, at the place where it stumbled.

    Where it alone stumbles (quoted text that goes on in column 1), the others' reading counts.
    """
    from perfgit.files.strict import Refused, build

    if TOO_DEEP.search(text):
        refused = unreadable_text(text, file)
        if refused:
            return Reading(problems=[refused])
    try:
        built = build(text, file)
    except Refused as refused:
        return Reading(problems=[refused.problem])
    return _third_opinion(text, file, built, reason)


_SHORT = 20_000
"""Characters that ruamel.yaml may be asked to read; it is slow."""


def _third_opinion(text: str, file: str, built: object, reason: str) -> Reading:
    """What libyaml has read and the fast reader has not, where ruamel.yaml reads the same."""
    from perfgit.files.strict import agree

    if len(text) <= _SHORT and unreadable_text(text, file) is None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            if agree(YAML(typ="safe", pure=True).load(text), built):
                return Reading(built)
        except (YAMLError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            pass  # then nobody but libyaml can
    return Reading(problems=[_as_reported(text, file, reason)])


def _as_reported(text: str, file: str, reason: str) -> Problem:
    """What the fast reader said, at the place that it named."""
    from perfgit.files.marks import inside

    found = re.search(r"line (\d+),? column (\d+)", reason)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    line, column = inside(text, line, column)
    said = [part for part in reason.splitlines() if part and not _CITED.match(part)]
    return not_yaml(file, said[0] if said else reason.partition("\n")[0], line, column)


_CITED = re.compile(r"YAML parse error at|\s*\d*\s*\|")
