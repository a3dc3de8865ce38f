"""Whose scores a change of the rules moves while a cycle runs, and by how much.

Only a proposal that changes these rules has to score everybody; all others stay as cheap as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfgit.company.org import Org
from perfgit.gate.change import Change
from perfgit.gate.effects import Uncalibrated
from perfgit.gate.governance import RULES
from perfgit.gate.revisions import Revisions
from perfgit.scoring.result import score


@dataclass(frozen=True, slots=True)
class Move:
    """A person whose score or rating (before calibration) differs; each is a pair, before and after."""

    owner: str
    name: str
    cycle: str
    score: tuple[Decimal | None, Decimal | None]
    rating: tuple[int | None, int | None]

    @property
    def by(self) -> Decimal:
        """How far the score moves, either way; a score that comes or goes moves furthest."""
        before, after = self.score
        return Decimal(10) if before is None or after is None else abs(after - before)

    def as_json(self) -> dict[str, Any]:
        """The move as plain data."""
        return {
            "owner": self.owner,
            "name": self.name,
            "cycle": self.cycle,
            "score": [None if one is None else str(one) for one in self.score],
            "rating": list(self.rating),
        }


def moves(revisions: Revisions, org: Org, changes: Iterable[Change]) -> list[Move]:
    """Who moves in the running cycles, the furthest first."""
    ruled = {one.place for one in changes if one.row == RULES and one.place}
    if not ruled:
        return []
    only_days = all(place.kind == "cycle" for place in ruled)
    cycles = [id for id in org.running if not only_days or id in {place.id for place in ruled}]
    found = [one for cycle in cycles for one in _in_cycle(revisions, cycle)]
    return sorted(found, key=lambda one: (-one.by, one.cycle, one.owner))


def _in_cycle(revisions: Revisions, cycle: str) -> Iterator[Move]:
    base, head = Uncalibrated(revisions.base), Uncalibrated(revisions.head)
    for owner in base.owners(cycle):
        kind, _, id = owner.partition("/")
        if kind != "people":
            continue
        old, new = (score(company, company.dossier(cycle, owner)) for company in (base, head))
        before, after = old.rounded_score, new.rounded_score
        if (before, old.rating) != (after, new.rating):
            person = base.person(id)
            name = person.name if person else id
            yield Move(owner, name, cycle, (before, after), (old.rating, new.rating))
