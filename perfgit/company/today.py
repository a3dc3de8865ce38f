"""What day it is, for a company."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from perfgit.company.company import Company


def zone_of(company: Company) -> dt.tzinfo:
    """The company's time zone; UTC where it names one that nobody knows."""
    try:
        return ZoneInfo(company.info.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def today_in(company: Company, given: dt.date | None) -> dt.date:
    """Today: the day given, or the day in the company's time zone."""
    return given or dt.datetime.now(zone_of(company)).date()
