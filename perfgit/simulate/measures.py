"""Measures from their outlines, and the values that they reach."""

from __future__ import annotations

from random import Random
from typing import Any

from perfgit.measures import kinds

Data = dict[str, Any]


def measure(spec: str, chance: Random, unit: str) -> Data:
    """The measure of an outline; see `aims.Kpi` for the forms of outlines."""
    name, *outline = spec.split()
    return kinds.BY_ROW_NAME[name].sample(name, outline, unit, chance)


def value(data: Data, progress: float, chance: Random) -> Any:
    """What the measure reads when progress (1 is the target) has been made."""
    return kinds.read(data).reading(progress, chance)
