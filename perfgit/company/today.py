"""What day it is, for a company."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from perfgit.company.company import Company


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
    """Today: the day given, or the day in the company's time zone."""
    return given or dt.datetime.now(zone_of(company)).date()
