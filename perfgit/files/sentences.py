"""The sentences for what Pydantic finds: what is wrong, and what to write instead."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, get_args

from perfgit.i18n import later, listing, nearest, say
from perfgit.measures.kinds import BY_NAME
from perfgit.model import values

SHOWN = 40
"""Letters of a value that a message repeats."""

Sentences = tuple[str, str]
"""A message and its help."""


def _pattern_of(annotated: object) -> str:
    return str(get_args(annotated)[1].pattern)


_HELP_BY_PATTERN = {
    _pattern_of(values.Slug): later(
        "An id has lower-case letters a-z, digits and hyphens, 64 at most: emea-arr."
    ),
    _pattern_of(values.GoalRef): later(
        "A reference reads like a path: strategy/ID, company/ID, teams/TEAM/ID or people/PERSON/ID."
    ),
    _pattern_of(values.ValueKey): later(
        "Write goal/key-result, or goal alone where the measure stands on the goal."
    ),
    r"^[1-9]\d? (day|days|week|weeks|month|months)$": later(
        "For example: 2 weeks, 10 days, 1 month."
    ),
    r"^[^@\s]+@[^@\s]+$": later("For example: alice@lighthouse.example."),
    r"\S": later("Write a text, or leave the field out."),
    values.ONE_LINE: later("Write one line of text, or leave the field out."),
    "^[A-Za-z0-9_-]{1,39}$": later(
        "The GitHub login has letters, digits and hyphens, without the @."
    ),
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": later("Write the code of a language: en, de, zh-Hans."),
    r"^[A-Za-z0-9_+\-/]{1,64}$": later(
        "Write an IANA time zone: Europe/Berlin, Asia/Shanghai, UTC."
    ),
    r"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$": later("Write owner and name: lighthouse/performance."),
    r"^[a-z0-9.-]+(:\d{1,5})?$": later("Write the host alone, without https://: github.com."),
    r"^-?\d{1,16}(\.\d{1,40})?$": later('Write a decimal in quotation marks: "0.95".'),
    "^[0-9a-f]{40}([0-9a-f]{24})?$": later("Write the id that `git hash-object FILE` gives."),
    r"^perfgit \d+\.\d+\.\d+\S{0,20}$": later("perfgit writes this line itself: perfgit 1.0.0."),
}

NAMES = {
    "bool_type": later("true or false"),
    "float_type": later("a number"),
    "int_type": later("a whole number"),
    "int_parsing": later("a whole number"),
    "string_type": later("a text"),
    "list_type": later("a list"),
    "dict_type": later("a mapping (name: value)"),
    "model_type": later("a mapping (name: value)"),
    "model_attributes_type": later("a mapping (name: value)"),
    "date_type": later("a day"),
}
MAPPINGS = ("dict_type", "model_type", "model_attributes_type")

_HOW = {
    "bool_type": later("Write true or false, without quotation marks."),
    "float_type": later("Write digits, with a point for decimals and without the unit: 1250.5."),
    "int_type": later("Write a whole number in digits: 3."),
    "int_parsing": later("Write a whole number in digits: 3."),
    "list_type": later("Write a list: [a, b], or one entry a line, each behind a hyphen."),
    "date_type": later("Write a day as YYYY-MM-DD, without quotation marks: 2026-12-31."),
}
_LIKE = {
    "bool_type": re.compile(r"true|false"),
    "float_type": re.compile(r"-?\d[\d_]*(\.\d+)?"),
    "int_type": re.compile(r"-?\d+"),
    "int_parsing": re.compile(r"-?\d+"),
    "date_type": re.compile(r"\d{4}-\d\d-\d\d"),
}
"""Texts that would have been right without their quotation marks."""


def given(value: object) -> str:
    """What stands in the file, short enough for one line."""
    if value is None:
        return say("Nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        line, cut, _ = value[: SHOWN + 1].partition("\n")
        more = cut or len(value) > SHOWN
        return f'"{line[:SHOWN]}..."' if more else f'"{value}"'
    if isinstance(value, int) and abs(value) >= 10**SHOWN:
        return say("A number of more than {most} digits", most=SHOWN)
    if isinstance(value, list):
        return say("A list")
    if isinstance(value, dict):
        return say("A mapping")
    if isinstance(value, float) and value - value != 0:
        return {"nan": ".nan", "inf": ".inf", "-inf": "-.inf"}[str(value)]
    return str(value)[:SHOWN]


def of_missing(names: list[str]) -> Sentences:
    """Fields that have to be there."""
    return (
        say("Missing here: {names}.", names=listing(names)),
        say("Add {names}; `perfgit schema` describes every field.", names=listing(names)),
    )


def of_whole_file(value: object, fields: list[str]) -> Sentences:
    """A file that is no mapping."""
    if value is None:
        message = say("The file is empty.")
    else:
        message = say("{given} is not a whole file.", given=given(value))
    return message, say(
        "Begin with a name and a colon. Valid here: {names}.", names=listing(fields)
    )


def of_mapping(value: object, fields: list[str]) -> Sentences:
    """Something else where names and values belong."""
    message = say("{given} is not a mapping (name: value).", given=given(value))
    if not fields:
        return message, say("Write names and values, each behind a colon.")
    shown = ", ".join(f"{name}: ..." for name in fields[:3])
    return message, say("Write names and values: {{{shown}}}, or one a line.", shown=shown)


def of_union(errors: list[Any], first: Any) -> Sentences:
    """A value that fits none of the types that a field takes."""
    value = first["input"] if len({id(one["input"]) for one in errors}) == 1 else None
    wanted = list(dict.fromkeys(say(NAMES[one["type"]]) for one in errors if one["type"] in NAMES))
    shown = given(value) if value is not None else say("This")
    either = say(" or ").join(filter(None, [say(", ").join(wanted[:-1]), *wanted[-1:]]))
    return (
        say("{given} does not fit here.", given=shown),
        say("Write {wanted}.", wanted=either) if wanted else say("Write what fits here."),
    )


def sentence(kind: str, context: dict[str, Any], value: object, said: str) -> Sentences:
    """The message and the help for one of Pydantic's errors."""
    shown = given(value)
    if kind in NAMES:
        return _of_type(kind, value)
    if kind == "literal_error":
        return _of_choice(context["expected"], value)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _of_kind(context)
    if kind == "string_pattern_mismatch":
        message = say("{given} is not written as it has to be here.", given=shown)
        if isinstance(value, str) and not value.strip():
            message = say("This text is empty.")
        help = _HELP_BY_PATTERN.get(context["pattern"])
        return message, say(help) if help else say("It must match {p}.", p=context["pattern"])
    if kind in ("less_than_equal", "greater_than_equal"):
        name, bound = (
            (say("at most"), context["le"]) if "le" in context else (say("at least"), context["ge"])
        )
        return (
            say("{given} is out of bounds.", given=shown),
            say("The value is {name} {bound}.", name=name, bound=f"{bound:,.15g}"),
        )
    if kind == "finite_number":
        return say("{given} is not a number that can be counted with.", given=shown), say(
            "Write digits; leave the field out where there is no value."
        )
    if kind in ("string_too_long", "too_long", "string_too_short", "too_short"):
        return _of_length(kind, context, value)
    if kind == "invalid_key":
        return say("{given} may not be a name here.", given=shown), say(
            "Names are texts; decimals have a point (1.5), not a comma."
        )
    said = say(said).rstrip(".")
    return said[:1].upper() + said[1:] + ".", say("`perfgit schema` describes every field.")


def _of_type(kind: str, value: object) -> Sentences:
    wanted = say(NAMES[kind])
    if kind == "string_type":
        message = say("{given} is not {wanted}.", given=given(value), wanted=wanted)
        if isinstance(value, list | dict) or value is None:
            return message, say("Write a text.")
        if isinstance(value, int | float) and not isinstance(value, bool):
            # 007 and 1.10 are 7 and 1.1 by now
            return message, say(
                "Put quotation marks around it, as it is written, to make it a text."
            )
        spelled = given(value)
        return message, say('Put it in quotation marks to make it a text: "{text}".', text=spelled)
    if isinstance(value, str) and kind in _LIKE and _LIKE[kind].fullmatch(value) and _true(value):
        return (
            say(
                "{given} is not {wanted}: it stands in quotation marks.",
                given=given(value),
                wanted=wanted,
            ),
            say("Take the quotation marks away: {value}.", value=value),
        )
    return (
        say("{given} is not {wanted}.", given=given(value), wanted=wanted),
        say(_HOW[kind]) if kind in _HOW else say("Write {wanted}.", wanted=wanted),
    )


def _true(text: str) -> bool:
    """Whether a text that looks like a day is one of the calendar."""
    try:
        return not _LIKE["date_type"].fullmatch(text) or bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _of_choice(expected: str, value: object) -> Sentences:
    options = [option.strip("' ") for option in expected.replace(" or ", ", ").split(",")]
    help = say("Valid here: {names}.", names=listing(options))
    guess = nearest(value, options) if isinstance(value, str) else None
    if guess:
        help = say('Did you mean "{guess}"? {help}', guess=guess, help=help)
    return say("{given} is not one of the valid values.", given=given(value)), help


def _of_kind(context: dict[str, Any]) -> Sentences:
    help = say("Valid here: {names}.", names=listing(BY_NAME))
    if "tag" not in context:
        return say("The measure does not say its `kind`."), help
    wrong = str(context["tag"])[:SHOWN]
    guess = nearest(wrong, BY_NAME)
    if guess:
        help = say('Did you mean "{guess}"? {help}', guess=guess, help=help)
    return say('There is no measure of kind "{wrong}".', wrong=wrong), help


def _of_length(kind: str, context: dict[str, Any], value: object) -> Sentences:
    length = len(value) if isinstance(value, str | list | dict) else 0
    unit = say("characters") if kind.startswith("string") else say("entries")
    if kind.endswith("long"):
        return (
            say("This has {length:,} {unit}.", length=length, unit=unit),
            say("There may be {most:,} at most.", most=context["max_length"]),
        )
    return (
        say("This has {length:,} {unit}.", length=length, unit=unit),
        say("There have to be {least:,} at least.", least=context["min_length"]),
    )
