"""From a value to progress and achievement."""

from __future__ import annotations

from itertools import pairwise

from perfgit.measures.exact import ONE, ZERO, Fraction, exact
from perfgit.model.goals import (
    KeepMeasure,
    Measure,
    MilestonesMeasure,
    NumberMeasure,
    ScaleMeasure,
    YesNoMeasure,
)
from perfgit.model.policy import Achievement
from perfgit.model.values import Value


def progress(measure: Measure, value: Value, anchors: Achievement) -> Fraction:
    """Raw progress: 0 at the start, 1 at the target, unbounded on both sides where it is a number.

    Source: DESIGN section 6. Raises TypeError where the value does not fit the measure (the rule
    `wrong-value` finds that first).
    """
    if isinstance(measure, NumberMeasure):
        return _along(measure, exact(_number(value)), anchors)
    if isinstance(measure, KeepMeasure):
        return _kept(measure, exact(_number(value)))
    if isinstance(measure, MilestonesMeasure):
        return _milestones(measure, value)
    if isinstance(measure, YesNoMeasure):
        if not isinstance(value, bool):
            raise TypeError(value)
        return ONE if value else ZERO
    return _scale(measure, value)


def achievement(raw: Fraction, anchors: Achievement) -> Fraction:
    """Progress clamped to the policy's floor and cap."""
    return min(max(raw, exact(anchors.floor)), exact(anchors.cap))


def _number(value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return value


def _along(measure: NumberMeasure, value: Fraction, anchors: Achievement) -> Fraction:
    """Piecewise linear through baseline 0, commit, target 1 and stretch; the ends go on straight."""
    falling = measure.target < measure.baseline
    points = [(exact(measure.baseline), ZERO)]
    named = ((measure.commit, exact(anchors.commit)), (measure.target, ONE))
    for anchor, share in (*named, (measure.stretch, exact(anchors.stretch))):
        x = exact(anchor) if anchor is not None else points[-1][0]
        if x < points[-1][0] if falling else x > points[-1][0]:
            points.append((x, share))
    if len(points) == 1:  # no distance between baseline and target: a rule says so
        return ONE if value == points[0][0] else ZERO
    for (x1, y1), (x2, y2) in pairwise(points[:-1]):
        if value > x2 if falling else value < x2:
            return y1 + (y2 - y1) * (value - x1) / (x2 - x1)
    (x1, y1), (x2, y2) = points[-2:]
    return y1 + (y2 - y1) * (value - x1) / (x2 - x1)


def _kept(measure: KeepMeasure, value: Fraction) -> Fraction:
    """1 inside the bound, else the ratio of bound and value; 0 where a ratio has no meaning."""
    if measure.at_most is not None:
        bound = exact(measure.at_most)
        if value <= bound:
            return ONE
        if bound >= 0:
            return bound / value
        return value / bound if value < 0 else ZERO
    bound = exact(measure.at_least if measure.at_least is not None else 0)
    if value >= bound:
        return ONE
    if bound > 0:
        return max(value, ZERO) / bound
    return bound / value


def _milestones(measure: MilestonesMeasure, value: Value) -> Fraction:
    if not isinstance(value, list):
        raise TypeError(value)
    done = [step for step in measure.steps if step.id in value]
    if any(step.weight is not None for step in measure.steps):
        return sum((exact(step.weight or 0) for step in done), ZERO) / 100
    return Fraction(len(done), len(measure.steps))


def _scale(measure: ScaleMeasure, value: Value) -> Fraction:
    for step in measure.steps:
        if step.id == value:
            return exact(step.value)
    raise TypeError(value)
