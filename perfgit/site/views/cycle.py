"""A cycle as a whole: everybody's goals, who supports whom, and the progress that follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from perfgit.company import COMPANY, Company, Ref
from perfgit.dossier import Dossier
from perfgit.model.goals import HistoryEntry
from perfgit.model.org import Cycle
from perfgit.scoring.exact import ZERO, Fraction
from perfgit.scoring.pace import pace
from perfgit.scoring.rollup import roll_up
from perfgit.site.views.cards import Directory
from perfgit.site.views.checkins import CheckIns, checkins_of
from perfgit.site.views.goals import GoalView, goal_views
from perfgit.site.views.reviews import Said, said
from perfgit.site.visibility import Participation, Visibility

STRATEGY = "strategy"


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


@dataclass(slots=True)
class CycleView:
    """A cycle with its owners (`company`, teams, people, in this order)."""

    id: str
    cycle: Cycle
    today: dt.date
    owners: dict[str, OwnerView]
    ratings: dict[int, int]
    supporters: dict[Ref, list[GoalView]] = field(default_factory=dict)
    objectives: dict[str, Fraction | None] = field(default_factory=dict)

    def owner(self, owner: str) -> OwnerView:
        """What an owner has; nothing where there is nothing."""
        return self.owners.get(owner) or OwnerView(owner)

    def goals(self) -> Iterable[GoalView]:
        """Every goal of the cycle, dropped ones too."""
        for owner in self.owners.values():
            yield from owner.goals

    @property
    def reported(self) -> bool:
        """Whether any goal has a value yet."""
        return any(goal.progress is not None for goal in self.goals())

    def goal(self, ref: Ref) -> GoalView | None:
        """One goal of this cycle."""
        found = self.owners.get(ref.owner)
        return next((goal for goal in found.goals if goal.ref == ref), None) if found else None


def read_cycle(
    company: Company,
    directory: Directory,
    visibility: Visibility,
    id: str,
    today: dt.date,
) -> CycleView:
    """Read what everyone may read of a cycle; progress is not rolled up yet."""
    doc = company.cycles[id]
    assert doc.data is not None
    owners: dict[str, OwnerView] = {}
    ratings: dict[int, int] = {}
    for owner in company.owners(id):
        if directory.of(owner) is None:
            continue
        dossier = company.dossier(id, owner)
        owners[owner] = _owner(company, dossier, visibility, doc.data, today)
        rating = visibility.rating(dossier)
        if rating is not None:
            ratings[rating] = ratings.get(rating, 0) + 1
    return CycleView(id, doc.data, today, owners, dict(sorted(ratings.items())))


def _owner(
    company: Company, dossier: Dossier, visibility: Visibility, cycle: Cycle, today: dt.date
) -> OwnerView:
    shown = visibility.shown(dossier)
    sheet = dossier.sheet
    doc = shown.doc("goals")
    return OwnerView(
        dossier.owner,
        goal_views(shown, cycle, company.policy.achievement, today),
        tuple(shown.sheet.history) if shown.sheet else (),
        checkins_of(shown, today),
        visibility.participation(dossier),
        said(shown, company.policy),
        bool(sheet and any(goal.dropped is None for goal in sheet.goals)),
        doc.path if doc else None,
    )


def connect(cycles: Mapping[str, CycleView], objectives: Iterable[str]) -> None:
    """Find who supports whom over all cycles, and roll progress up through the goals."""
    ids = list(objectives)
    known = {goal.ref: goal for cycle in cycles.values() for goal in cycle.goals()}
    below: dict[Ref, list[GoalView]] = {}
    for goal in known.values():
        for target in goal.supports if not goal.dropped else ():
            below.setdefault(target, []).append(goal)
    weighted = {
        ref: [(goal.ref, goal.share or ZERO) for goal in goals] for ref, goals in below.items()
    }
    own: dict[Ref, Fraction | None] = {ref: goal.counted for ref, goal in known.items()}
    told: dict[Ref, Fraction | None] = {
        ref: None if goal.counted is None else Fraction(goal.progress is not None)
        for ref, goal in known.items()
    }
    tops: dict[Ref, Fraction | None] = {
        Ref(cycle, STRATEGY, id): None for cycle in cycles for id in ids
    }
    counted = roll_up(own | tops, weighted)
    # the same way up for "has anything been reported": above zero where something has
    reported = {ref for ref, share in roll_up(told | tops, weighted).items() if share}
    found = {ref: share if ref in reported else None for ref, share in counted.items()}
    for cycle in cycles.values():
        cycle.objectives = {id: found[Ref(cycle.id, STRATEGY, id)] for id in ids}
        for owner in cycle.owners.values():
            owner.goals = [
                _rolled(goal, counted[goal.ref], found[goal.ref]) for goal in owner.goals
            ]
    fresh = {goal.ref: goal for cycle in cycles.values() for goal in cycle.goals()}
    for target, goals in below.items():
        if target.cycle in cycles:
            supporters = sorted((fresh[goal.ref] for goal in goals), key=_outer_first)
            cycles[target.cycle].supporters[target] = supporters


def _outer_first(goal: GoalView) -> tuple[int, str, str]:
    order = {COMPANY: 0, "teams": 1, "people": 2}
    return (order[goal.ref.owner.partition("/")[0]], goal.ref.owner, goal.ref.goal)


def _rolled(goal: GoalView, counted: Fraction | None, progress: Fraction | None) -> GoalView:
    if goal.key_results or counted is None:
        return goal
    going = None if progress is None else pace(progress, goal.gone)
    return replace(goal, counted=counted, progress=progress, pace=going, rolled=True)
