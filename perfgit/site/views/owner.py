"""What the company, a team or a person has in a cycle."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfgit.company.visibility import Participation
from perfgit.insight.checkins import CheckIns
from perfgit.measures.exact import ZERO, Fraction
from perfgit.model.goals import HistoryEntry
from perfgit.site.views.goals import GoalView
from perfgit.site.views.reviews import Said


@dataclass(slots=True)
class OwnerView:
    """What the company, a team or a person has in a cycle, as far as everyone may read it."""

    owner: str
    goals: list[GoalView] = field(default_factory=list)
    history: tuple[HistoryEntry, ...] = ()
    checkins: CheckIns = field(default_factory=CheckIns)
    participation: Participation | None = None
    said: Said | None = None
    agreed: bool = False
    sheet_path: str | None = None
    unread: tuple[str, ...] = ()
    """Files that everyone may read and nobody can: what they say is missing here."""

    @property
    def active(self) -> list[GoalView]:
        """The goals that were not dropped."""
        return [goal for goal in self.goals if not goal.dropped]

    @property
    def progress(self) -> Fraction | None:
        """The weighted mean of the goals; None as long as nothing has been reported."""
        known = [(one.counted, one.share or ZERO) for one in self.active if one.counted is not None]
        if not known or all(one.progress is None for one in self.active):
            return None
        weight = sum((share for _, share in known), ZERO)
        if weight == 0:
            return sum((reached for reached, _ in known), ZERO) / len(known)
        return sum((reached * share for reached, share in known), ZERO) / weight
