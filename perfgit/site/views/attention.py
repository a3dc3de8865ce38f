"""The goals that need help, those that need it most first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from perfgit.company.company import Ref
from perfgit.insight.checkins import MisfitView, ObstacleView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.goals import GoalView

Sign = Literal["off_track", "at_risk", "low", "obstacle", "misfit"]
_URGENCY: dict[Sign, int] = {"off_track": 3, "misfit": 3, "at_risk": 2, "low": 2, "obstacle": 1}
_WAITING = 2
"""What an obstacle weighs more as long as nobody has answered."""


@dataclass(frozen=True, slots=True)
class NeedsHelp:
    """A goal, and why somebody should look at it."""

    goal: GoalView
    signs: tuple[Sign, ...]
    obstacles: tuple[ObstacleView, ...]
    misfits: tuple[MisfitView, ...]

    @property
    def urgency(self) -> int:
        """The sum of its signs."""
        waiting = sum(_WAITING for one in self.obstacles if one.waits)
        return sum(_URGENCY[sign] for sign in self.signs) + waiting


def needing_help(cycle: CycleView) -> list[NeedsHelp]:
    """Goals for which somebody asked (an obstacle, a misfit), and those off track with low confidence."""
    found: list[NeedsHelp] = []
    for owner in cycle.owners.values():
        obstacles: dict[str | None, list[ObstacleView]] = {}
        for one in owner.checkins.open_obstacles:
            obstacles.setdefault(one.goal, []).append(one)
        misfits: dict[str, list[MisfitView]] = {}
        for misfit in owner.checkins.open_misfits:
            misfits.setdefault(misfit.goal, []).append(misfit)
        for goal in owner.active:
            id = goal.ref.goal
            need = _need(goal, obstacles.get(id, []), misfits.get(id, []))
            if need.obstacles or need.misfits or {"off_track", "low"} <= set(need.signs):
                found.append(need)
    return sorted(found, key=lambda one: (-one.urgency, _ref_order(one.goal.ref)))


def _ref_order(ref: Ref) -> tuple[str, str]:
    return (ref.owner, ref.goal)


def _need(goal: GoalView, obstacles: list[ObstacleView], misfits: list[MisfitView]) -> NeedsHelp:
    signs: list[Sign] = []
    if goal.pace == "off_track":
        signs.append("off_track")
    elif goal.pace == "at_risk":
        signs.append("at_risk")
    if goal.confidence == "low":
        signs.append("low")
    if obstacles:
        signs.append("obstacle")
    if misfits:
        signs.append("misfit")
    return NeedsHelp(goal, tuple(signs), tuple(obstacles), tuple(misfits))
