"""A dossier: everything that one owner (company, team, person) has in one cycle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar, cast

from perfgit.files.loading import Doc
from perfgit.model.checkins import CheckIn
from perfgit.model.goals import Goal, GoalSheet, KeyResult, Measure
from perfgit.model.reviews import (
    Appeal,
    Feedback,
    ManagerReview,
    Meeting,
    Nominations,
    Plan,
    Result,
    Review,
)
from perfgit.model.values import Record

M = TypeVar("M", bound=Record)

REVIEW_KINDS = ("self", "manager", "peer", "upward", "external", "handover")


@dataclass(slots=True)
class Dossier:
    """What lies in an owner's folders of a cycle; `strays` are files that belong to no kind."""

    cycle: str
    owner: str
    docs: dict[str, list[Doc[Record]]] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)

    @property
    def person(self) -> str | None:
        """The person's id, where the owner is a person."""
        return self.owner[7:] if self.owner.startswith("people/") else None

    def doc(self, kind: str) -> Doc[Record] | None:
        """The only file of a kind."""
        found = self.docs.get(kind)
        return found[0] if found else None

    def all_docs(self) -> Iterator[Doc[Record]]:
        """Every file of the dossier."""
        for docs in self.docs.values():
            yield from docs

    def _data(self, kind: str, model: type[M]) -> M | None:
        doc = self.doc(kind)
        return cast("M | None", doc.data) if doc else None

    @property
    def sheet(self) -> GoalSheet | None:
        """The goal sheet."""
        return self._data("goals", GoalSheet)

    @property
    def checkins(self) -> list[Doc[CheckIn]]:
        """The check-ins, oldest first."""
        return cast("list[Doc[CheckIn]]", self.docs.get("checkin", []))

    @property
    def nominations(self) -> Nominations | None:
        """The peers that were proposed."""
        return self._data("nominations", Nominations)

    @property
    def self_review(self) -> Review | None:
        """The person's own review."""
        return self._data("self", Review)

    @property
    def manager_review(self) -> ManagerReview | None:
        """The manager's review."""
        return self._data("manager", ManagerReview)

    def reviews(self, kind: str) -> list[Doc[Review]]:
        """The reviews of one of REVIEW_KINDS, in order of their authors' ids."""
        return cast("list[Doc[Review]]", self.docs.get(kind, []))

    def all_reviews(self) -> Iterator[tuple[str, Doc[Review]]]:
        """Every review with its kind."""
        for kind in REVIEW_KINDS:
            for doc in self.reviews(kind):
                yield kind, doc

    @property
    def feedback(self) -> list[Doc[Feedback]]:
        """Feedback given at any time."""
        return cast("list[Doc[Feedback]]", self.docs.get("feedback", []))

    @property
    def meeting(self) -> Meeting | None:
        """The review meeting."""
        return self._data("meeting", Meeting)

    @property
    def plan(self) -> Plan | None:
        """The improvement plan."""
        return self._data("plan", Plan)

    @property
    def appeal(self) -> Appeal | None:
        """The appeal and its decision."""
        return self._data("appeal", Appeal)

    @property
    def result(self) -> Result | None:
        """The frozen result."""
        return self._data("result", Result)


def key_results(goal: Goal) -> list[tuple[str, KeyResult]]:
    """The key results of a goal, each with its key in check-ins.

    A goal with a measure of its own counts as one key result with the goal's id and title.
    """
    if goal.measure is not None:
        alone = KeyResult(
            id=goal.id,
            title=goal.title,
            measure=goal.measure,
            source=goal.source or "data",
            evidence=goal.evidence,
        )
        return [(goal.id, alone)]
    return [(f"{goal.id}/{one.id}", one) for one in goal.key_results]


def measures(sheet: GoalSheet) -> dict[str, Measure]:
    """Every measure of a sheet by its key in check-ins: `goal/key-result` or `goal`."""
    found: dict[str, Measure] = {}
    for goal in sheet.goals:
        if goal.measure is not None:
            found[goal.id] = goal.measure
        for one in goal.key_results:
            found[f"{goal.id}/{one.id}"] = one.measure
    return found
