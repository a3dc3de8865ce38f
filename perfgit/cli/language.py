"""The language of the command line: which one, and help texts in it."""

from __future__ import annotations

import gettext
import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

import click

from perfgit.i18n import BY_CODE, CATALOGUES, DOMAIN, ENGLISH, language, say, use

VARIABLE = "PERFGIT_LANG"
_LOCALE = re.compile(rb"^locale:[ \t]*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.MULTILINE)
_MOST = 65_536
_KEPT = "\b\n"
"""A line before a paragraph whose lines click leaves alone."""
_OF_TEXT, _OF_OPTION = 76, 46
"""Columns of a line of help."""
_CLOSING = "，。；：、）》”"
_PIECE = re.compile(r"[^\s\u1100-\uffff]+ ?|.")
"""A word of a language that has spaces, or a character."""
_OWN = "_perfgit_english"

OF_CLICK: tuple[tuple[str, ...], ...] = (
    ("Usage:",),
    ("Options",),
    ("Commands",),
    ("Aborted!",),
    ("Error: {message}",),
    ("Try '{command} {option}' for help.",),
    ("Show this message and exit.",),
    ("Invalid value: {message}",),
    ("Invalid value for {param_hint}: {message}",),
    ("Missing argument",),
    ("Missing option",),
    ("Missing parameter",),
    ("Missing command.",),
    ("No such option {name!r}.",),
    ("No such command {name!r}.",),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Choose from:\n\t{choices}",),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("{value!r} is not a valid {number_type}.",),
    ("{value} is not in the range {range}.",),
    ("default: {default}",),
    ("required",),
    ("(dynamic)",),
    (
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
    ),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    ("Option {name!r} does not take a value.",),
)
"""What click itself says and our commands can make it say."""


def company_above(folder: Path) -> Path | None:
    """The nearest folder that holds `org/`: this one or one above it."""
    return next((above for above in (folder, *folder.parents) if (above / "org").is_dir()), None)


def locale_for(root: Path | None) -> str:
    """The locale to speak: PERFGIT_LANG, or the company's, or English.

    The machine's LANG has no say: what a command prints in a pull request's check is the same
    wherever it runs. The company's file is only searched for the line, since even `--help` waits
    for this; whether it is valid is asked elsewhere.
    """
    if wanted := os.environ.get(VARIABLE):
        return wanted
    if root is None:
        return ENGLISH
    try:
        with (root / "org" / "company.yml").open("rb") as file:
            found = _LOCALE.search(file.read(_MOST))
    except OSError:
        return ENGLISH
    return found[1].decode() if found else ENGLISH


def speak_for(root: Path | None) -> None:
    """Speak the language of the company in a folder, click's own words included."""
    use(locale_for(root))
    if language() != ENGLISH:
        # click asks the standard library, which asks the environment
        os.environ["LANGUAGE"] = BY_CODE[language()].folder.name
        gettext.bindtextdomain(DOMAIN, CATALOGUES)
        gettext.textdomain(DOMAIN)


def translate(command: click.Command) -> None:
    """Put the help of a command, its options and the commands below it into the language."""
    for one in _with_help(command):
        if english := _english(one):
            columns = _OF_OPTION if isinstance(one, click.Option) else _OF_TEXT
            one.help = english if language() == ENGLISH else _said(english, columns)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            translate(below)


def texts_of(command: click.Command, context: click.Context) -> Iterator[str]:
    """Every English paragraph of help of a command and of those below it."""
    for one in _with_help(command):
        yield from (text for text, _ in _paragraphs(_english(one)) if text)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if below := command.get_command(context, name):
                yield from texts_of(below, context)


def _paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a help text, and whether the lines of each stay as they are."""
    for part in text.split("\n\n"):
        kept = part.startswith(_KEPT)
        yield (part.removeprefix(_KEPT) if kept else part.replace("\n", " ")), kept


def _said(text: str, columns: int) -> str:
    """A help text in the language spoken.

    click breaks lines at spaces and counts characters; Chinese has no spaces, and a character takes
    two columns. So the lines are broken here.
    """
    parts = ((say(part), kept) for part, kept in _paragraphs(text))
    return "\n\n".join(_KEPT + (part if kept else _folded(part, columns)) for part, kept in parts)


def _folded(text: str, columns: int) -> str:
    """The text in lines; none begins with a mark that closes something."""
    lines, width = [""], 0
    for piece in re.findall(_PIECE, text):
        wide = sum(2 if east_asian_width(char) in "WF" else 1 for char in piece)
        if width + wide > columns and piece not in _CLOSING:
            lines.append("")
            width = 0
        lines[-1] += piece
        width += wide
    return "\n".join(line.rstrip() for line in lines)


def _with_help(command: click.Command) -> list[click.Command | click.Option]:
    return [command, *(one for one in command.params if isinstance(one, click.Option))]


def _english(one: click.Command | click.Option) -> str:
    """The help as it is written in the code, however often it has been translated since."""
    text = vars(one).setdefault(_OWN, one.help)
    return inspect.cleandoc(text) if isinstance(text, str) else ""
