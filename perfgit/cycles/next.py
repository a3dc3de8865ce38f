"""The cycle after a cycle: the same rhythm, moved to where the one before ends."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from perfgit.company.company import Company, cycle_of
from perfgit.cycles.transition import Transition
from perfgit.files.render import record_data, render
from perfgit.i18n import say
from perfgit.model.org import Cycle, Stage, Stages
from perfgit.problem import PerfgitError

_PARTS = {"h": 2, "q": 4, "t": 3}
"""Halves, quarters and terms of a year."""

_NUMBERED = re.compile(r"(\d{4})(?:-([hqt])(\d))?")


LONGEST_GAP = dt.timedelta(days=45)
"""A gap between planning and coaching that comes from freezing early."""


def following(company: Company, id: str, new_id: str | None, title: str | None) -> Transition:
    """What the file of the next cycle would say.

    Raises PerfgitError where there is no such cycle, or nothing can be guessed from its id.
    """
    cycle = cycle_of(company, id)
    found = new_id or next_id(id)
    if found is None:
        raise PerfgitError(
            say('What comes after "{cycle}"?', cycle=id), say("Name it with `--id ID`.")
        )
    try:
        path = company.layout.path("cycle", id=found)
    except ValueError:
        raise PerfgitError(
            say('"{id}" is no id.', id=found[:80]),
            say("Lower-case letters, digits and hyphens: 2027-h1."),
        ) from None
    if found in company.cycles:
        raise PerfgitError(
            say("{path} is there already.", path=path),
            say("`perfgit cycle open {cycle}` goes on from there.", cycle=found),
        )
    try:
        new = moved(cycle, title or next_title(cycle.title, id, found))
    except (OverflowError, ValueError):
        raise PerfgitError(
            say(
                "{cycle} ends on {day}: the calendar has no room for another.",
                cycle=id,
                day=cycle.ends,
            ),
            say("Put its days right in {path}.", path=company.layout.path("cycle", id=id)),
        ) from None
    data = render(record_data(new)).encode()
    lines = (
        f"  {path}",
        say("{title}: {starts} to {ends}.", title=new.title, starts=new.starts, ends=new.ends),
        say("Goals are planned from {opens} to {closes}.", **_days(new.stages.plan)),
        say("Reviews are written from {opens} to {closes}.", **_days(new.stages.evaluate)),
    )
    return Transition(found, {path: data}, lines)


def _days(stage: Stage) -> dict[str, object]:
    return {"opens": stage.opens, "closes": stage.closes}


def next_id(id: str) -> str | None:
    """The id that follows: 2026-h1, 2026-h2, 2027-h1; 2026-q4, 2027-q1; 2026, 2027."""
    found = _NUMBERED.fullmatch(id)
    if not found:
        return None
    year, kind, part = found.groups()
    if kind is None:
        return f"{int(year) + 1:04}"
    if not 1 <= int(part) <= _PARTS[kind]:
        return None
    if int(part) == _PARTS[kind]:
        return f"{int(year) + 1:04}-{kind}1"
    return f"{year}-{kind}{int(part) + 1}"


def next_title(title: str, id: str, new_id: str) -> str:
    """The title with the new year and half, where it says them; else the id."""
    old, new = _NUMBERED.fullmatch(id), _NUMBERED.fullmatch(new_id)
    if not old or not new or old[1] not in title or bool(old[2]) != bool(new[2]):
        return new_id
    if old[2] is None:
        return title.replace(old[1], new[1])
    halves = (("First", "Second"), ("first", "second"), ("上半年", "下半年"), ("H1", "H2"))
    changed = title.replace(old[1], new[1])
    for pair in halves:
        if old[2] == "h" and pair[int(old[3]) - 1] in changed:
            return changed.replace(pair[int(old[3]) - 1], pair[int(new[3]) - 1])
    for sign in ("Q", "q", "T", "t"):
        if f"{sign}{old[3]}" in changed:
            return changed.replace(f"{sign}{old[3]}", f"{sign}{new[3]}")
    return new_id


def moved(cycle: Cycle, title: str) -> Cycle:
    """The cycle moved by its own length in months, all its days in the same rhythm."""
    after = cycle.ends + dt.timedelta(days=1)
    months = (after.year - cycle.starts.year) * 12 + after.month - cycle.starts.month
    in_months = months > 0 and after.day == cycle.starts.day

    def later(day: dt.date) -> dt.date:
        if not in_months:
            return day + (after - cycle.starts)
        return _months_later(day, months)

    def stage(one: Stage) -> Stage:
        return Stage(opens=later(one.opens), closes=later(one.closes))

    stages = cycle.stages
    gap = stages.coach.opens - stages.plan.closes
    if dt.timedelta(days=1) < gap < LONGEST_GAP:  # planning was frozen early: a day, not a rhythm
        until = stages.coach.opens - dt.timedelta(days=1)
        stages = stages.model_copy(update={"plan": Stage(opens=stages.plan.opens, closes=until)})
    return cycle.model_copy(
        update={
            "title": title,
            "starts": later(cycle.starts),
            "ends": _months_later(after, months) - dt.timedelta(days=1)
            if in_months
            else later(cycle.ends),
            "stages": Stages(
                plan=stage(stages.plan),
                coach=stage(stages.coach),
                evaluate=stage(stages.evaluate),
                feedback=stage(stages.feedback),
            ),
            "closed": None,
            "changes": [],
            "who": cycle.who.model_copy(
                update={
                    "joined_before": cycle.who.joined_before and later(cycle.who.joined_before),
                    "without": {},  # the reasons of then
                }
            ),
        }
    )


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the last day of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if was_last else min(day.day, last))
