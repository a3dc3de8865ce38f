"""How results are distributed, for groups that are large enough to hide in."""

from __future__ import annotations

from dataclasses import dataclass

from perfgit.scoring.exact import Fraction
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView


@dataclass(frozen=True, slots=True)
class Step:
    """How many people have one rating."""

    label: str
    count: int
    share: Fraction


def distribution(site: SiteView, cycle: CycleView) -> list[Step]:
    """The ratings of a cycle, from the lowest; nothing where the policy or the group forbids it."""
    total = sum(cycle.ratings.values())
    if not (site.visibility.distribution and total and site.visibility.large_enough(total)):
        return []
    return [
        Step(
            step.label,
            cycle.ratings.get(step.value, 0),
            Fraction(cycle.ratings.get(step.value, 0), total),
        )
        for step in site.company.policy.scale
    ]
