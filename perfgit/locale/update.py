"""`make messages`: bring the catalogues up to date with the code, and compile them.

A message that is new stands in the catalogue without a translation; the tests then fail, and this
command lists it. A message that nobody says any more is taken out. Nothing is guessed ("fuzzy").
"""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from perfgit import i18n
from perfgit.i18n import BY_CODE, CATALOGUES, DOMAIN, ENGLISH
from perfgit.locale.extract import template

LANGUAGES = tuple(language.code for language in i18n.LANGUAGES if language.code != ENGLISH)
"""Those that have a catalogue: all but English, which the code is written in."""

_NO_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_HEAD = """\
# perfgit in another language. `perfgit generate` keeps this file up to date.
#
# Terms: goal, key result, ... (see docs/glossary.md): write here how each is called, so that it is
# called the same everywhere, and how readers are addressed.\
"""
"""What a new catalogue begins with; afterwards the head is its translators'."""
_BRACES = re.compile(r"[{][^}]*[}]")


def path_of(language: str) -> Path:
    """The catalogue of a language, as people edit it."""
    return BY_CODE[language].folder / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = path_of(language)
    if not path.is_file():
        locale = language.replace("-", "_")
        return Catalog(locale=locale, domain=DOMAIN, header_comment=_HEAD, charset="utf-8")
    return _parsed(path.read_bytes(), language)


def _parsed(text: bytes, language: str) -> Catalog:
    return read_po(io.BytesIO(text), locale=language.replace("-", "_"), domain=DOMAIN)


def updated(language: str) -> Catalog:
    """The catalogue of a language with exactly the messages that perfgit says now."""
    catalogue = read(language)
    catalogue.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = DOMAIN, "-"
    catalogue.last_translator, catalogue.language_team = DOMAIN, language
    catalogue.msgid_bugs_address, catalogue.fuzzy = "-", False
    catalogue.creation_date = catalogue.revision_date = _NO_DAY
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as a text; no line numbers and no days, so that it changes with words only."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=False, include_lineno=False)
    return out.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def faults(catalogue: Catalog) -> Iterator[tuple[Message, str]]:
    """Messages that are missing or unsure, or whose gaps are not those of the original."""
    for message in catalogue:
        if not message.id:
            continue
        wanted = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy:
            yield message, "fuzzy"
        elif not all(strings):
            yield message, "missing"
        elif any(gaps(str(one)) != gaps(wanted) for one in strings):
            yield message, "other gaps"


def gaps(text: str) -> set[str]:
    """The names of a message's gaps, with how they are written: `files:,`."""
    try:
        return {
            f"{name}!{conversion}" if conversion else name
            for _, name, _, conversion in Formatter().parse(text)
            if name is not None
        }
    except ValueError:  # YAML in braces, in a message that is never filled
        return set(_BRACES.findall(text))


def derived() -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Every catalogue by its path below this folder, and what is left to translate."""
    files: dict[str, bytes] = {}
    left: list[str] = []
    for language in LANGUAGES:
        catalogue = updated(language)
        path, text = path_of(language), as_po(catalogue)
        files[path.relative_to(CATALOGUES).as_posix()] = text
        compiled = path.with_suffix(".mo").relative_to(CATALOGUES).as_posix()
        files[compiled] = as_mo(_parsed(text, language))
        left += [f"{language}: {why}: {message.id!r}" for message, why in faults(catalogue)]
    return files, tuple(left)


def main() -> None:
    """Update and compile every catalogue; exit code 1 where something is left to translate."""
    files, left = derived()
    for path, data in files.items():
        (CATALOGUES / path).parent.mkdir(parents=True, exist_ok=True)
        (CATALOGUES / path).write_bytes(data)
    for line in left:
        click.echo(line)
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
