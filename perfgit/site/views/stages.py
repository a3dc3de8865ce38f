"""The stages of a cycle on a line, with today on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from perfgit.i18n import say
from perfgit.measures.exact import Fraction, rounded
from perfgit.model.org import Cycle
from perfgit.model.values import shifted

State = Literal["past", "now", "next"]


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage; `left` and `width` are its place on the line, in thousandths."""

    id: str
    title: str
    what: str
    opens: dt.date
    closes: dt.date
    state: State
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The stages, and where today stands among them (None where it is outside)."""

    stages: tuple[StageView, ...]
    today: int | None
    first: dt.date
    last: dt.date

    @property
    def open(self) -> list[StageView]:
        """The stages that are open today."""
        return [stage for stage in self.stages if stage.state == "now"]


def timeline(cycle: Cycle, today: dt.date) -> Timeline:
    """The line from the first day of the first stage to the last day of the last."""
    stages = [
        ("plan", say("Plan"), say("Goals are proposed and agreed"), cycle.stages.plan),
        ("coach", say("Coach"), say("Check-ins, obstacles, support"), cycle.stages.coach),
        ("evaluate", say("Evaluate"), say("Reviews are written"), cycle.stages.evaluate),
        ("feedback", say("Feed back"), say("Meetings, appeals, plans"), cycle.stages.feedback),
    ]
    first = min(stage.opens for *_, stage in stages)
    last = max(stage.closes for *_, stage in stages)
    days = max((last - first).days + 1, 1)

    def at(day: dt.date) -> int:
        return int(rounded(Fraction(1000 * (day - first).days, days), 0))

    return Timeline(
        tuple(
            StageView(
                id,
                title,
                what,
                stage.opens,
                stage.closes,
                _state(stage.opens, stage.closes, today),
                at(stage.opens),
                max(at(shifted(stage.closes, dt.timedelta(days=1))) - at(stage.opens), 4),
            )
            for id, title, what, stage in stages
        ),
        at(today) if first <= today <= last else None,
        first,
        last,
    )


def _state(opens: dt.date, closes: dt.date, today: dt.date) -> State:
    if today > closes:
        return "past"
    return "now" if today >= opens else "next"
