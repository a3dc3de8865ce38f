"""Numbers, days and values as people read them, by the rules of the language (`LANGUAGES` of i18n)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from perfgit.i18n import BY_CODE, counted, current_locale, language, language_of, say
from perfgit.insight.checkins import needs_word  # noqa: F401 -- templates find it with the others
from perfgit.measures.exact import Fraction, shown_share, units
from perfgit.measures.measure import Measure
from perfgit.model.values import Value
from perfgit.scoring.pace import Pace

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["counted"]
NOTHING = "–"
FIXED = "\u00a0"
_SHORT = 8
_DURATIONS = {f"{unit}s": unit for unit in ("minute", "hour", "day", "week", "month", "year")}


@lru_cache(16)
def _rules_of(locale: str) -> Locale:
    """The rules for numbers and days of a locale, where its words are spoken; else of English.

    Words of one language and figures of another would be read wrongly (1.234 in English words).
    """
    from babel import Locale, UnknownLocaleError

    spoken = BY_CODE[language_of(locale)]
    wanted = locale.replace("_", "-").split("-")
    if spoken.reads(locale):
        while len(wanted) > 1:
            try:
                return Locale.parse("-".join(wanted), sep="-")
            except (UnknownLocaleError, ValueError):
                wanted.pop()
    return Locale.parse(spoken.figures)


def number(value: float | Decimal) -> str:
    """A number with separated thousands and no needless zeros."""
    if isinstance(value, int) and 0 <= value < 1000:
        return str(int(value))
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return _number(exact, current_locale())


@lru_cache(16_384)
def _number(value: Decimal, locale: str) -> str:
    from babel.numbers import format_decimal

    return _signed(format_decimal(value, locale=_rules_of(locale), decimal_quantization=False))


def _signed(text: str) -> str:
    """With a minus that is as wide as a plus, whatever the language."""
    return text.replace("-", "\u2212")


def with_unit(value: float, unit: str | None) -> str:
    """A number with its unit; currencies (`EUR`) are written as the language writes them."""
    if unit is None:
        return number(value)
    if unit == "percent":
        return _percent(Decimal(repr(value)) / 100, current_locale())
    if len(unit) == 3 and unit.isupper():
        return _money(Decimal(repr(value)), unit, current_locale())
    if unit in _DURATIONS:
        return _duration(Decimal(repr(value)), unit, current_locale())
    return f"{number(value)}{' ' if len(unit) > _SHORT else FIXED}{unit}"


@lru_cache(4096)
def _money(value: Decimal, currency: str, locale: str) -> str:
    from babel.numbers import format_currency, get_currency_symbol

    rules = _rules_of(locale)
    if get_currency_symbol(currency, rules) == currency:  # KPI is no money
        return f"{number(value)}{FIXED}{currency}"
    pattern = rules.currency_formats["standard"].pattern.replace("0.00", "0.##")
    return _signed(
        format_currency(
            value, currency, pattern, rules, currency_digits=False, decimal_quantization=False
        )
    )


@lru_cache(4096)
def _duration(value: Decimal, unit: str, locale: str) -> str:
    from babel.units import format_unit

    rules, name = _rules_of(locale), f"duration-{_DURATIONS[unit]}"
    lengths: tuple[Literal["long", "short"], ...] = ("long", "short")  # Chinese has short ones only
    found = (format_unit(value, name, one, "#,##0.######", rules) for one in lengths)
    text = next((one for one in found if name not in one), f"{number(value)} {unit}")
    return _signed(text).replace(" ", FIXED)


def percent(share: Fraction | None) -> str:
    """A share as a whole percentage, rounded half up, but never to all or nothing."""
    if share is None:
        return NOTHING
    return _percent(shown_share(share), current_locale())


@lru_cache(4096)
def _percent(share: Decimal, locale: str) -> str:
    from babel.numbers import format_percent

    rules = _rules_of(locale)
    return _signed(format_percent(share, locale=rules, decimal_quantization=False))


def day(date: dt.date | None, *, year: bool = True) -> str:
    """A day: 5 Sep 2026; 2026年9月5日."""
    if date is None:
        return NOTHING
    return _day(date, "yMMMd" if year else "MMMd", current_locale())


@lru_cache(4096)
def _day(date: dt.date, parts: str, locale: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(parts, date, locale=_rules_of(locale))


def span(first: dt.date, last: dt.date) -> str:
    """From one day to another; the year is told once where it is the same."""
    if first.year == last.year and BY_CODE[language()].year_first:
        return f"{day(first)} – {day(last, year=False)}"
    return f"{day(first, year=first.year != last.year)} – {day(last)}"


def ago(date: dt.date, today: dt.date) -> str:
    """How long ago a day was."""
    days = (today - date).days
    if days <= 0:
        return say("today") if days == 0 else day(date)
    if days == 1:
        return say("yesterday")
    if days < 14:
        return counted(days, "one day ago", "{count} days ago")
    if days < 60:
        return counted(days // 7, "one week ago", "{count} weeks ago")
    return day(date)


def value(measure: Measure, reached: Value | None) -> str:
    """What a check-in reported for a measure."""
    return NOTHING if reached is None else measure.value_words(reached, with_unit)


def baseline(measure: Measure) -> str:
    """Where a measure starts."""
    return measure.start_words(with_unit) or NOTHING


def target(measure: Measure) -> str:
    """Where a measure should end."""
    return measure.target_words(with_unit)


def pace_word(pace: Pace | None, *, over: bool) -> str:
    """A pace in words; once the time is over, what became of it."""
    if pace is None:
        return say("Still open")
    if over:
        return {
            "done": say("Reached"),
            "on_track": say("Nearly reached"),
            "at_risk": say("Partly reached"),
            "off_track": say("Missed"),
        }[pace]
    return {
        "done": say("Done"),
        "on_track": say("On track"),
        "at_risk": say("At risk"),
        "off_track": say("Off track"),
    }[pace]


def confidence_word(confidence: str | None) -> str:
    """The owner's confidence in words."""
    words = {"low": say("Low"), "medium": say("Medium"), "high": say("High")}
    return words.get(confidence or "", NOTHING)


def answer_word(status: str) -> str:
    """What became of a request or a misfit."""
    return {
        "granted": say("Granted"),
        "declined": say("Declined"),
        "done": say("Done"),
        "kept": say("Goal kept"),
        "changed": say("Goal changed"),
        "dropped": say("Goal dropped"),
        "added": say("Goal added"),
    }[status]


def source_word(source: str) -> str:
    """Where a value comes from."""
    return {
        "data": say("Data"),
        "customer": say("Customers"),
        "judgement": say("Judgement"),
    }[source]


def thousandths(share: Fraction | None) -> int:
    """A share as a place on a line of 1000, kept on the line."""
    return 0 if share is None else min(max(units(share * 1000, 0), 0), 1000)
