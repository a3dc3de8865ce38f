"""Measures from their outlines, and the values that they reach."""

from __future__ import annotations

from random import Random
from typing import Any

from perfgit.simulate.chance import happens, shares

Data = dict[str, Any]

_STEPS = (
    (("outline", "Outline agreed"), ("draft", "Draft reviewed"), ("final", "Final version in use")),
    (("plan", "Plan agreed"), ("pilot", "Pilot with one team"), ("half", "Half of the way done"), ("done", "Everybody has moved")),
    (("analysis", "Analysis done"), ("decision", "Decision taken"), ("build", "Built"), ("rollout", "Rolled out"), ("review", "Reviewed after a month")),
)  # fmt: skip
_SCALE = (
    ("nobody", "Nobody does it", 0.0),
    ("some", "Some do it", 0.5),
    ("most", "Most do it", 0.8),
    ("all", "Everybody does it", 1.0),
    ("others", "Other teams copy it", 1.2),
)

_DIVISIBLE = ("percent", "points", "times", "EUR")
"""Units of which there are tenths."""


def _tidy(value: float, step: float) -> float:
    """A value rounded to a step, without the dust of binary fractions."""
    steps = int(value / step + 0.5)
    exact = round(steps * step, 4)
    return int(exact) if exact == int(exact) else exact


def measure(spec: str, chance: Random, unit: str) -> Data:
    """The measure of an outline; see `aims.Kpi` for the forms of outlines."""
    kind, *rest = spec.split()
    if kind == "yes_no":
        return {"kind": "yes_no"}
    if kind == "scale":
        return {
            "kind": "scale",
            "steps": [{"id": id, "title": title, "value": value} for id, title, value in _SCALE],
        }
    if kind == "milestones":
        steps = chance.choice(_STEPS)
        weighted = happens(chance, 0.5)
        weights = shares(chance, len(steps)) if weighted else [None] * len(steps)
        return {
            "kind": "milestones",
            "steps": [
                {"id": id, "title": title} | ({"weight": weight} if weight else {})
                for (id, title), weight in zip(steps, weights, strict=True)
            ],
        }
    name, *numbers = rest
    low, high, *more = map(float, numbers)
    step = more[-1]
    start = low + (high - low) * chance.random()
    if kind in ("at_most", "at_least"):
        return {"kind": "keep", "unit": unit or name, kind: max(_tidy(start, step), step)}
    return _number(chance, unit or name, _tidy(start, step), (more[0], more[1]), step)


def _number(
    chance: Random, unit: str, baseline: float, factors: tuple[float, float], step: float
) -> Data:
    """A number whose target is the baseline times a factor, or counts up from zero."""
    factor = factors[0] + (factors[1] - factors[0]) * chance.random()
    rises = factors[0] > 1
    if baseline == 0:
        target = max(_tidy(factor * step, step), step)
    else:
        target = _tidy(baseline * factor, step)
        if (target <= baseline) if rises else (target >= baseline):
            target = _tidy(baseline + (step if rises else -step), step)
    data: Data = {"kind": "number", "unit": unit, "baseline": baseline, "target": target}
    distance = target - baseline
    if abs(distance) >= 4 * step and happens(chance, 0.4):
        commit = _tidy(baseline + distance * 0.7, step)
        stretch = _tidy(target + distance * 0.2, step)
        in_order = (
            (baseline < commit < target < stretch)
            if rises or baseline == 0
            else (baseline > commit > target > stretch >= 0)
        )
        if in_order:
            data = {
                "kind": "number",
                "unit": unit,
                "baseline": baseline,
                "commit": commit,
                "target": target,
                "stretch": stretch,
            }
    return data


def value(data: Data, progress: float, chance: Random) -> Any:
    """What the measure reads when progress (1 is the target) has been made."""
    kind = data["kind"]
    if kind == "yes_no":
        return progress >= 0.9
    if kind == "scale":
        reached = [id for id, _, worth in _SCALE if worth <= progress + 0.05]
        return reached[-1] if reached else _SCALE[0][0]
    if kind == "milestones":
        ids = [step["id"] for step in data["steps"]]
        return ids[: min(len(ids), int(progress * len(ids) + 0.35))]
    if kind == "keep":
        return _kept(data, progress, chance)
    distance = data["target"] - data["baseline"]
    whole = abs(distance) >= 10 or data["unit"] not in _DIVISIBLE
    step = 1000 if abs(distance) >= 10_000 else 1 if whole else 0.1
    here = data["baseline"] + distance * progress * (0.97 + 0.06 * chance.random())
    return max(0, _tidy(here, step))


def _kept(data: Data, progress: float, chance: Random) -> float:
    missed = max(0.0, 0.95 - progress)
    step = 0.1 if data["unit"] in _DIVISIBLE else 1
    if "at_most" in data:
        factor = 1 + missed * 1.5 if missed else 0.7 + 0.3 * chance.random()
        return _tidy(data["at_most"] * factor, step)
    factor = 1 - missed * 0.6 if missed else 1 + 0.1 * chance.random()
    return _tidy(data["at_least"] * factor, step)
