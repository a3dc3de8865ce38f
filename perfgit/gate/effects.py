"""What a proposal does to weights and results, of each owner whose files it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfgit.company.company import Company
from perfgit.files.documents import Doc
from perfgit.gate.change import Change
from perfgit.gate.revisions import Revisions
from perfgit.measures.exact import rounded
from perfgit.model.goals import GoalSheet
from perfgit.model.process import Calibration
from perfgit.scoring.result import score
from perfgit.scoring.sheet import measured, sheet_line

MOST = 10
"""Owners of whom effects are computed; a larger proposal is told in counts."""

_COUNTS = ("goals", "checkin", "self", "manager", "peer", "upward", "external", "appeal")


class Uncalibrated(Company):
    """A company without calibration: its sessions are many, and speak of everybody."""

    def calibrations_of(self, cycle: str, person: str) -> list[Doc[Calibration]]:
        """No session."""
        return []


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a goal before and after; None where it is not in the sheet."""

    goal: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for one owner in one cycle.

    `achievement` is a share of the targets (1: all reached), `score` the policy's score, `rating`
    what it gives before calibration; each is a pair, before and after, None where it cannot be given.
    """

    owner: str
    name: str
    cycle: str
    weights: tuple[Weight, ...]
    total: float
    achievement: tuple[Decimal | None, Decimal | None]
    score: tuple[Decimal | None, Decimal | None]
    rating: tuple[int | None, int | None]

    def as_json(self) -> dict[str, Any]:
        """The effect as plain data."""
        return {
            "owner": self.owner,
            "name": self.name,
            "cycle": self.cycle,
            "weights": [
                {"goal": one.goal, "before": one.old, "after": one.new} for one in self.weights
            ],
            "total": self.total,
            "achievement": [None if one is None else str(one) for one in self.achievement],
            "score": [None if one is None else str(one) for one in self.score],
            "rating": list(self.rating),
        }


def effects(revisions: Revisions, changes: Iterable[Change]) -> list[Effect]:
    """The effects on the first owners that a proposal touches."""
    owners: dict[tuple[str, str], None] = {}
    for one in changes:
        place = one.place
        if place and place.cycle and place.owner and place.kind in _COUNTS and not one.layout:
            owners[place.cycle, place.owner] = None
    base, head = Uncalibrated(revisions.base), Uncalibrated(revisions.head)
    return [_effect(base, head, cycle, owner) for cycle, owner in list(owners)[:MOST]]


def _effect(base: Company, head: Company, cycle: str, owner: str) -> Effect:
    before, after = _state(base, cycle, owner), _state(head, cycle, owner)
    old, new = _weights(before.sheet), _weights(after.sheet)
    weights = tuple(
        Weight(after.titles.get(id) or before.titles[id], old.get(id), new.get(id))
        for id in {**new, **old}
    )
    return Effect(
        owner,
        _name(head, base, owner),
        cycle,
        weights if any(one.old != one.new for one in weights) else (),
        sum(new.values()),
        (before.achievement, after.achievement),
        (before.score, after.score),
        (before.rating, after.rating),
    )


@dataclass(frozen=True, slots=True)
class _State:
    sheet: GoalSheet | None
    titles: dict[str, str]
    achievement: Decimal | None
    score: Decimal | None
    rating: int | None


def _state(company: Company, cycle: str, owner: str) -> _State:
    dossier = company.dossier(cycle, owner)
    titles = {goal.id: goal.title for goal in (dossier.sheet.goals if dossier.sheet else ())}
    if dossier.person:
        found = score(company, dossier)
        reached = found.achievement
        return _State(
            dossier.sheet,
            titles,
            None if reached is None else rounded(reached),
            found.rounded_score,
            found.rating,
        )
    line = sheet_line(measured(dossier, company.policy.achievement))
    return _State(dossier.sheet, titles, rounded(line.value) if line else None, None, None)


def _weights(sheet: GoalSheet | None) -> dict[str, float]:
    return {
        goal.id: goal.weight or 0 for goal in (sheet.goals if sheet else ()) if goal.dropped is None
    }


def _name(head: Company, base: Company, owner: str) -> str:
    kind, _, id = owner.partition("/")
    for company in (base, head):
        if kind == "people":
            person = company.person(id)
            if person:
                return person.name
        elif kind == "teams" and id in company.teams:
            team = company.teams[id].data
            if team:
                return team.name
        elif kind == "company":
            return company.info.name
    return id
