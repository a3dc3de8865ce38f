"""What day it is, for a company."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from perfgit.company.company import Company
from perfgit.files.formats import COMPANY_FILE
from perfgit.i18n import say
from perfgit.parallel import note
from perfgit.problem import Problem

ZONE_RULE = "unknown-timezone"


def zone_of(company: Company) -> dt.tzinfo:
    """The company's time zone; UTC where it names one that nobody knows."""
    return named_zone(company.info.timezone) or dt.UTC


def named_zone(name: str) -> dt.tzinfo | None:
    """The time zone of a name, or None where nobody knows it (a folder of zones is none)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def today_in(company: Company, given: dt.date | None) -> dt.date:
    """Today: the day given, or the day in the company's time zone.

    Where that is none, it is the day of UTC, and that is noted for whoever listens.
    """
    if given:
        return given
    if problem := unknown_zone(company):
        note(problem)
    return dt.datetime.now(zone_of(company)).date()


def unknown_zone(company: Company) -> Problem | None:
    """The problem of a company whose time zone nobody knows."""
    name = company.info.timezone
    if named_zone(name) is not None:
        return None
    message = say('There is no time zone "{name}": today is the day of UTC.', name=name)
    return Problem(ZONE_RULE, COMPANY_FILE, message, at=("timezone",))
