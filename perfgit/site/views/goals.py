"""Goals and key results as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from perfgit.company.company import Ref, parse_ref
from perfgit.company.dossier import Dossier, key_results
from perfgit.measures.exact import ONE, ZERO, Fraction, exact
from perfgit.measures.measure import Measure
from perfgit.measures.progress import achievement
from perfgit.model.goals import Goal, KeyResult
from perfgit.model.org import Cycle
from perfgit.model.policy import Achievement
from perfgit.model.values import Confidence, Value
from perfgit.scoring.frozen import LINE_PLACES
from perfgit.scoring.pace import Pace, pace, pace_of_measure, time_gone
from perfgit.scoring.sheet import Days, facts, shares


class Point(NamedTuple):
    """A value on a day."""

    day: dt.date
    value: Value
    progress: Fraction | None


class KeyResultView(NamedTuple):
    """A key result: where it started, stands and should end."""

    id: str
    title: str
    measure: Measure
    source: str
    evidence: str | None
    share: Fraction
    value: Value | None
    progress: Fraction | None
    pace: Pace | None
    points: tuple[Point, ...]
    description: str | None = None
    owner: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    """Addresses with their titles."""
    note: str | None = None

    @property
    def steps(self) -> tuple[tuple[str, bool], ...]:
        """The steps that were agreed, with whether each is done or reached."""
        return self.measure.steps_done(self.value)


class GoalView(NamedTuple):
    """A goal; `rolled` where its progress comes from the goals that support it.

    `progress` is None as long as nothing has been reported; `counted` is what the goal adds to the
    means above it, where an unreported key result counts as it does in the score.
    """

    ref: Ref
    title: str
    why: str | None
    share: Fraction | None
    due: dt.date
    gone: Fraction
    over: bool
    key_results: tuple[KeyResultView, ...]
    supports: tuple[Ref, ...]
    helpers: tuple[str, ...]
    dropped_on: dt.date | None
    dropped_why: str | None
    confidence: Confidence | None
    last_value: dt.date | None
    counted: Fraction | None
    progress: Fraction | None
    pace: Pace | None
    rolled: bool = False
    alone: bool = False
    """Whether it has a measure of its own, and no key results."""

    @property
    def dropped(self) -> bool:
        """Whether the goal was given up."""
        return self.dropped_on is not None


def goal_views(
    dossier: Dossier,
    cycle: Cycle,
    bounds: tuple[Achievement, Days],
    today: dt.date,
    counted: Dossier | None = None,
    joined: dt.date | None = None,
) -> list[GoalView]:
    """The goals of an owner in a cycle; those without a measure have no progress yet.

    Args:
        dossier: What may be shown of the owner.
        cycle: The cycle.
        bounds: The bounds of achievement, and the days whose values count.
        today: What is dated later does not count.
        counted: Where the values stand that count (`Visibility.counted`), where that is not the same.
        joined: The first day of the person whose goals they are.
    """
    sheet = dossier.sheet
    if sheet is None:
        return []
    checkins = [(one.place.day, one.data) for one in dossier.checkins if one.data and one.place.day]
    points: dict[str, list[tuple[dt.date, Value]]] = {}
    confidence: dict[str, Confidence] = {}
    for day, checkin in checkins:
        if day > today:
            continue
        confidence.update(checkin.confidence)
        for key, value in checkin.values.items():
            points.setdefault(key, []).append((day, value))
    anchors, days = bounds
    told = facts(counted or dossier, days)
    latest = {key: fact.value for key, fact in told.items()}
    agreed = [goal for goal in sheet.goals if goal.dropped is None]
    share_of = dict(
        zip((goal.id for goal in agreed), shares([goal.weight for goal in agreed]), strict=True)
    )
    starts = max(cycle.starts, joined or cycle.starts)
    added = {one.goal: one.on for one in sheet.history if one.what == "added"}
    return [
        _goal(
            Ref(dossier.cycle, dossier.owner, goal.id),
            goal,
            share_of.get(goal.id) if goal.dropped is None else None,
            (max(starts, added.get(goal.id, starts)), goal.due or cycle.ends),
            anchors,
            today,
            (points, latest, days),
            confidence.get(goal.id),
            closed=bool(cycle.closed and cycle.closed <= today),
        )
        for goal in sheet.goals
    ]


def _goal(
    ref: Ref,
    goal: Goal,
    share: Fraction | None,
    span: tuple[dt.date, dt.date],
    anchors: Achievement,
    today: dt.date,
    known: tuple[dict[str, list[tuple[dt.date, Value]]], dict[str, Value], Days],
    confidence: Confidence | None,
    *,
    closed: bool,
) -> GoalView:
    since, due = span
    gone = time_gone(since, due, today)
    points, latest, days = known
    measured = key_results(goal)
    each = shares([one.weight for _, one in measured])
    parts = [
        _key_result(
            one,
            weight,
            points.get(key, []),
            latest.get(key),
            anchors,
            gone,
            days.signed_off_of(key, one),
        )
        for (key, one), weight in zip(measured, each, strict=True)
    ]
    moving = parts
    if closed:
        # what was judged has its verdict in the ratings, whatever the last check-in said
        parts = [one._replace(pace=None) if one.source == "judgement" else one for one in parts]
        moving = [one for one in parts if one.source != "judgement"]
    reached: Fraction | None = None
    # what is a matter of judgement and was not reported is not 0, but open
    told = [one for one in parts if one.progress is not None or one.source != "judgement"]
    if told:
        floor = exact(anchors.floor)
        total = sum((part.share for part in told), ZERO)
        alike = Fraction(1, len(told))
        reached = sum(
            (
                (part.share / total if total else alike)
                * (floor if part.progress is None else achievement(part.progress, anchors))
                for part in told
            ),
            ZERO,
        )
    told_on = [part.points[-1].day for part in parts if part.points]
    return GoalView(
        ref,
        goal.title,
        goal.why,
        share,
        due,
        gone,
        today > due,
        tuple(parts),
        tuple(parse_ref(text, ref.cycle) for text in goal.supports),
        tuple(goal.helpers),
        goal.dropped.on if goal.dropped else None,
        goal.dropped.why if goal.dropped else None,
        confidence,
        max(told_on, default=None),
        reached,
        reached if any(part.progress is not None for part in parts) else None,
        goal_pace(moving, reached, gone),
        alone=goal.measure is not None,
    )


def _key_result(
    one: KeyResult,
    share: Fraction,
    points: list[tuple[dt.date, Value]],
    latest: Value | None,
    anchors: Achievement,
    gone: Fraction,
    signed_off: Fraction | None,
) -> KeyResultView:
    reached = None if latest is None else _progress(one.measure, latest, anchors)
    if reached is not None and signed_off is not None and not _agree(reached, signed_off, anchors):
        reached = signed_off
    return KeyResultView(
        one.id,
        one.title,
        one.measure,
        one.source,
        one.evidence,
        share,
        latest if reached is not None else None,
        reached,
        None if reached is None else pace_of_measure(one.measure, reached, gone),
        tuple(Point(day, value, _progress(one.measure, value, anchors)) for day, value in points),
        one.description,
        one.owner,
        tuple((link.url, link.title or link.url) for link in one.links),
        one.note,
    )


def _agree(reached: Fraction, signed_off: Fraction, anchors: Achievement) -> bool:
    """Whether the progress is what was signed off, which is limited, and rounded to some places."""
    return abs(achievement(reached, anchors) - signed_off) < Fraction(1, 10**LINE_PLACES)


def _progress(measure: Measure, value: Value, anchors: Achievement) -> Fraction | None:
    try:
        return measure.progress(value, anchors)
    except TypeError:  # the rule wrong-value reports it where it stands
        return None


def goal_pace(
    parts: Sequence[KeyResultView], reached: Fraction | None, gone: Fraction
) -> Pace | None:
    """The pace of a measured goal, from what moves; a bound that is broken holds it back.

    What has to be kept stands at 100 % from the first day, so counted in it would hide that nothing
    else moves; and no key result counts above 100 %, so one overshoot does not hide another's lack.
    What can be told only in the end is left out until then; None where nothing else is there.
    """
    open_ = [one for one in parts if one.measure.at_end and one.pace != "done"] if gone < 1 else []
    told = [one for one in parts if one not in open_]
    known = [one for one in told if one.progress is not None]
    if reached is None or not known or (open_ and all(one.measure.at_end for one in told)):
        return None
    kept = [one.pace for one in known if not one.measure.moves]
    moving = [one for one in told if one.measure.moves]
    if not any(one.progress is not None for one in moving):
        found = max((one for one in kept if one), key=_WORSE.index)
    else:
        weight = sum((one.share for one in moving), ZERO)
        sums = ((one.share * min(max(one.progress or ZERO, ZERO), ONE)) for one in moving)
        found = pace(sum(sums, ZERO) / weight if weight else reached, gone)
        if found in ("done", "on_track") and any(one in ("at_risk", "off_track") for one in kept):
            return "at_risk"
    return "on_track" if found == "done" and open_ else found


_WORSE: tuple[Pace, ...] = ("done", "on_track", "at_risk", "off_track")
