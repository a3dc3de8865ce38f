"""Every word that perfgit says to a person goes through `say`.

Messages are templates with named gaps, never f-strings, so that one catalogue per language can
translate them without touching the code that speaks. The language is a setting of the process
(`use`, `speaking`): English needs no catalogue, any other is loaded when it is first asked for.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Language(NamedTuple):
    """A language that perfgit speaks.

    `code` is what an HTML page and a company's `locale` call it. Its words are in a folder of `locale/`,
    `-` written `_`. `figures` is the locale of CLDR by which numbers and days are written where the
    company's own has none; `other_scripts` are parts of a locale that mean another writing, which
    readers of this one may not read.
    """

    code: str
    figures: str
    year_first: bool = False
    other_scripts: frozenset[str] = frozenset()

    @property
    def folder(self) -> Path:
        """Where its words are: `LC_MESSAGES/` and `company/`, the texts that a company begins with."""
        return CATALOGUES / self.code.replace("-", "_")

    def reads(self, locale: str) -> bool:
        """Whether people of a locale read it."""
        first, *rest = _parts(locale)
        own, *script = _parts(self.code)
        same = bool(set(script) & set(rest)) or self.other_scripts.isdisjoint(rest)
        return first == own and same


CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "perfgit"
ENGLISH = "en"

LANGUAGES = (
    Language(ENGLISH, "en_001"),  # English of no country: 5 Sep 2026, not the ninth of May
    Language("zh-Hans", "zh_Hans", True, frozenset({"hant", "tw", "hk", "mo"})),
)
"""All of them, English first: the code is written in it. docs/recipes/language.md adds one."""

BY_CODE = {language.code: language for language in LANGUAGES}

_locale = ENGLISH
_catalogue: gettext.GNUTranslations | None = None


def _parts(locale: str) -> list[str]:
    return locale.replace("_", "-").lower().split("-")


def language_of(locale: str) -> str:
    """The code of the language in which perfgit speaks to a locale: English where it has none."""
    return next((known.code for known in LANGUAGES if known.reads(locale)), ENGLISH)


def use(locale: str) -> None:
    """Speak the language of a locale (`zh-Hans`, `en`, ...) from now on."""
    global _locale, _catalogue
    _locale, _catalogue = locale, _catalogue_of(language_of(locale))


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak the language of a locale, and the one from before afterwards."""
    before = _locale
    use(locale)
    try:
        yield
    finally:
        use(before)


def current_locale() -> str:
    """The locale that was asked for, for dates and numbers."""
    return _locale


def language() -> str:
    """The language spoken now, as an HTML page names it: `en` or `zh-Hans`."""
    return language_of(_locale)


@cache
def _catalogue_of(language: str) -> gettext.GNUTranslations | None:
    if language == ENGLISH:
        return None
    with (BY_CODE[language].folder / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def say(template: str, /, **values: object) -> str:
    """Fill the named gaps of a message; a template without gaps comes back as it is."""
    if _catalogue is not None and template:  # the empty message is a catalogue's own head
        template = _catalogue.gettext(template)
    return template.format(**values) if values else template


def later(template: str, /) -> str:
    """Mark a message of a constant for the catalogue; `say` translates it where it is used."""
    return template


def counted(count: int, one: str, many: str, /, **values: object) -> str:
    """A message for one or for `{count}` things, in the plural that the language asks for."""
    if _catalogue is None:
        template = one if count == 1 else many
    else:
        template = _catalogue.ngettext(one, many, count)
    return template.format(count=f"{count:,}", **values)


def listing(names: Iterable[str], *, most: int = 8) -> str:
    """Names separated by commas, shortened with a count when there are more than `most`."""
    all_names = list(names)
    shown = say(", ").join(all_names[:most])
    left = len(all_names) - most
    return say("{shown} and {left} more", shown=shown, left=left) if left > 0 else shown


def nearest(wrong: str, valid: Iterable[str]) -> str | None:
    """The valid name that is closest to a misspelt one, or nothing when none is close."""
    found = get_close_matches(wrong[:80], list(valid), n=1, cutoff=0.6)
    return found[0] if found else None


def suggestion(wrong: str, valid: Iterable[str]) -> str:
    """A help sentence: the nearest valid name, or the list of the valid names."""
    names = sorted(valid)
    guess = nearest(wrong, names)
    if guess:
        return say('Did you mean "{guess}"?', guess=guess)
    if not names:
        return say("There are none yet.")
    return say("Valid here: {names}.", names=listing(names))


@cache
def decimal_mark(locale: str) -> str:
    """What stands before the decimals where people write as in a locale, whatever perfgit speaks."""
    from babel import Locale, UnknownLocaleError

    try:
        known = Locale.parse(locale.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return "."
    return str(known.number_symbols.get("latn", {}).get("decimal", "."))


def plain(number: float | Decimal) -> str:
    """A number as people write it: no trailing zeros, no exponent."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
