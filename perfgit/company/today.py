"""What day it is, for a company."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from perfgit.company.company import Company


def today_in(company: Company, given: dt.date | None) -> dt.date:
    """Today: the day given, or the day in the company's time zone."""
    if given:
        return given
    try:
        zone = ZoneInfo(company.info.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return dt.datetime.now(zone).date()
