"""What a company needs before anything else: its name, its policy, and cycles by their ids."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import Any

from perfgit.files.formats import identity
from perfgit.files.render import render
from perfgit.i18n import later, say
from perfgit.model.cells import one_line, slug

COMPANY_FILE = "org/company.yml"
POLICY_FILE = "org/policy.yml"

_POLICY = """\
# The rules of the game, agreed before it is played. Name at least two people for each role.
roles: {hr: [], executive: [], admin: []}
scale:
  - {value: 1, label: Below expectations, from: 0, counts_as: 0.4}
  - {value: 2, label: Partly meets expectations, from: 0.5, counts_as: 0.6}
  - {value: 3, label: Meets expectations, from: 0.7, counts_as: 0.8}
  - {value: 4, label: Exceeds expectations, from: 0.9, counts_as: 1.0}
  - {value: 5, label: Outstanding, from: 1.1, counts_as: 1.2}
achievement: {floor: 0, cap: 1.2, commit: 0.7, stretch: 1.2}
result:
  parts: {goals: 70, competencies: 30}
  sources: {manager: 70, peer: 30, self: 0, upward: 0, external: 0}
  missing_source: renormalise
limits: {goals_per_person: 7, key_results_per_goal: 7}
"""


def policy_text() -> str:
    """The policy of a company that has not agreed on its own yet."""
    return _POLICY


def company_text(root: Path) -> str:
    """The company's file, its name taken from the folder."""
    words = re.split(r"[\s_-]+", one_line(root.resolve().name, 100))
    name = " ".join(word[:1].upper() + word[1:] for word in words if word) or say("Company")
    return render({**identity(), "name": name, "locale": "en", "timezone": "UTC"})


_HALVES = (later("First half of {year}"), later("Second half of {year}"))
_QUARTERS = (
    later("First quarter of {year}"),
    later("Second quarter of {year}"),
    later("Third quarter of {year}"),
    later("Fourth quarter of {year}"),
)


def cycle_id(text: str) -> str:
    """The id of a cycle as tables name it: `Q3 2026`, `2026 Q3` and `2026H1` say when they are."""
    plain = slug(text)
    if found := re.fullmatch(r"([hq]\d)-?(\d{4})", plain):
        return f"{found[2]}-{found[1]}"
    if found := re.fullmatch(r"(\d{4})-?([hq]\d)", plain):
        return f"{found[1]}-{found[2]}"
    return plain


def cycle_data(id: str) -> dict[str, Any] | None:
    """A cycle by its id (`2026`, `2026-h1`, `2026-q3`) with usual stages; None for other ids."""
    found = re.fullmatch(r"((?:19|20)\d\d)(?:-(?:h([12])|q([1-4])))?", id)
    if not found:
        return None
    year, half, quarter = int(found[1]), found[2], found[3]
    if half:
        first, months = 6 * (int(half) - 1) + 1, 6
        title = say(_HALVES[int(half) - 1], year=year)
    elif quarter:
        first, months = 3 * (int(quarter) - 1) + 1, 3
        title = say(_QUARTERS[int(quarter) - 1], year=year)
    else:
        first, months, title = 1, 12, say("The year {year}", year=year)
    last = first + months - 1
    starts = dt.date(year, first, 1)
    ends = dt.date(year, last, calendar.monthrange(year, last)[1])
    day = dt.timedelta(days=1)
    return {
        "title": title,
        "starts": starts,
        "ends": ends,
        "stages": {
            "plan": {"opens": starts - 21 * day, "closes": starts + 14 * day},
            "coach": {"opens": starts + 15 * day, "closes": ends},
            "evaluate": {"opens": ends - 20 * day, "closes": ends + 15 * day},
            "feedback": {"opens": ends + 16 * day, "closes": ends + 31 * day},
        },
        "checkin_every": "1 month" if months > 3 else "2 weeks",
        "peers": {"min": 0, "max": 5},
    }
