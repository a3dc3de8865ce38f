"""What counts in a cycle: the bounds of achievement, the days, and what was signed off."""

from __future__ import annotations

import datetime as dt

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier, key_results
from perfgit.measures.exact import Fraction
from perfgit.model.policy import Achievement
from perfgit.model.reviews import Result
from perfgit.scoring.frozen import METHOD, closing_policy
from perfgit.scoring.sheet import Days


def bounds(
    company: Company, dossier: Dossier, today: dt.date | None = None
) -> tuple[Achievement, Days]:
    """The bounds of achievement, and the days whose values count, both as they were signed off.

    Nothing after today counts. While the cycle runs they are those of today's policy.
    """
    cycle = company.cycles.get(dossier.cycle)
    closed = bool(cycle and cycle.data and cycle.data.closed)
    policy = closing_policy(company, dossier.cycle)
    signed: dict[str, Fraction] | None = None
    if closed and dossier.result:
        policy = dossier.result.policy
        signed = _given_by(dossier, dossier.result) if dossier.result.method < METHOD else None
    until = min(filter(None, (policy.values_until, today)), default=None)
    return policy.achievement, Days(policy.values_from, until, signed)


def _given_by(dossier: Dossier, frozen: Result) -> dict[str, Fraction]:
    """What the lines of a result give each key result: what reviewers saw differently is left out."""
    keys = (
        {key for goal in dossier.sheet.goals for key, _ in key_results(goal)}
        if dossier.sheet
        else set()
    )
    found: dict[str, set[Fraction]] = {}
    for line in frozen.lines:
        of, _, name = line.of.rpartition("/")
        longer = f"{of.rpartition('/')[2]}/{name}"
        key = longer if longer in keys else name
        if line.of.startswith("goals/") and key in keys:
            found.setdefault(key, set()).add(Fraction(line.value))
    return {key: values.pop() for key, values in found.items() if len(values) == 1}
