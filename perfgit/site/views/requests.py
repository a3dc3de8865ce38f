"""Support that a team and its people have asked for: waiting, answered, solved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from perfgit.insight.checkins import ObstacleView
from perfgit.site.views.owner import OwnerView


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests, those that wait longest first; then the answered and the solved, latest first."""

    waiting: tuple[ObstacleView, ...]
    answered: tuple[ObstacleView, ...]
    solved: tuple[ObstacleView, ...]

    @property
    def asked(self) -> int:
        """All of them."""
        return len(self.waiting) + len(self.answered) + len(self.solved)


def requests(views: Iterable[OwnerView]) -> Requests:
    """The requests of some owners."""
    found = [one for view in views for one in view.checkins.obstacles]
    found.sort(key=lambda one: (one.raised, one.owner, one.id))
    latest_first = sorted(found, key=lambda one: (-one.raised.toordinal(), one.owner, one.id))
    return Requests(
        tuple(one for one in found if one.waits),
        tuple(one for one in latest_first if not one.solved and one.answer),
        tuple(one for one in latest_first if one.solved),
    )
