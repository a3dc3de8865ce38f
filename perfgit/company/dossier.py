"""A dossier: everything that one owner (company, team, person) has in one cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from perfgit.company.namings import Namings, namings_of
from perfgit.files.documents import AnyDoc, Doc
from perfgit.measures.flaws import Flaw
from perfgit.measures.measure import Measure
from perfgit.model.checkins import CheckIn
from perfgit.model.goals import Goal, GoalSheet, KeyResult
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
from perfgit.model.values import Value
from perfgit.problem import DataPath

REVIEW_KINDS = ("self", "manager", "peer", "upward", "external", "handover")


class Dossier:
    """What lies in an owner's folders of a cycle; `unknown_files` are files that belong to no kind.

    A part is None where there is no such file or where it could not be read; `doc(kind)` tells the
    two apart. Parts are taken out once, because every rule asks for them.
    """

    __slots__ = (
        "_flaws",
        "_measures",
        "_namings",
        "_stated",
        "appeal",
        "checkins",
        "cycle",
        "docs",
        "feedback",
        "manager_review",
        "meeting",
        "nominations",
        "owner",
        "person",
        "plan",
        "result",
        "self_review",
        "sheet",
        "unknown_files",
    )

    def __init__(
        self,
        cycle: str,
        owner: str,
        docs: dict[str, list[AnyDoc]],
        unknown_files: Sequence[str] = (),
    ) -> None:
        self.cycle = cycle
        self.owner = owner
        self.docs = docs
        self.unknown_files = unknown_files
        self.person = owner[7:] if owner.startswith("people/") else None
        """The person's id, where the owner is a person."""
        self.sheet: GoalSheet | None = self._data("goals")
        self.checkins: list[Doc[CheckIn]] = docs.get("checkin", [])
        """Oldest first."""
        self.nominations: Nominations | None = self._data("nominations")
        self.self_review: Review | None = self._data("self")
        self.manager_review: ManagerReview | None = self._data("manager")
        self.feedback: list[Doc[Feedback]] = docs.get("feedback", [])
        self.meeting: Meeting | None = self._data("meeting")
        self.plan: Plan | None = self._data("plan")
        self.appeal: Appeal | None = self._data("appeal")
        self.result: Result | None = self._data("result")
        self._measures: list[MeasureAt] | None = None
        self._namings: Namings | None = None
        self._flaws: list[Flaw] | None = None
        self._stated: list[Stated] | None = None

    def _data(self, kind: str) -> Any:
        found = self.docs.get(kind)
        return found[0].data if found else None

    def doc(self, kind: str) -> AnyDoc | None:
        """The only file of a kind."""
        found = self.docs.get(kind)
        return found[0] if found else None

    @property
    def measures(self) -> list[MeasureAt]:
        """Every measure of the sheet, in its order."""
        if self._measures is None:
            self._measures = list(_measures(self.sheet)) if self.sheet else []
        return self._measures

    @property
    def flaws(self) -> list[Flaw]:
        """What is wrong with the measures, each at its place in the sheet."""
        if self._flaws is None:
            self._flaws = [
                flaw._replace(at=(*one.at, *flaw.at))
                for one in self.measures
                for flaw in one.measure.flaws(one.goal.id)
            ]
        return self._flaws

    @property
    def stated(self) -> list[Stated]:
        """Every value in check-ins and reviews, in order of the files."""
        if self._stated is None:
            self._stated = list(_stated(self))
        return self._stated

    @property
    def namings(self) -> Namings:
        """What its files name, by kind; apart from their owner and cycle."""
        if self._namings is None:
            self._namings = namings_of(self.all_docs())
        return self._namings

    def all_docs(self) -> Iterator[AnyDoc]:
        """Every file of the dossier."""
        for docs in self.docs.values():
            yield from docs

    def reviews(self, kind: str) -> list[Doc[Review]]:
        """The reviews of one of REVIEW_KINDS, in order of their authors' ids."""
        return self.docs.get(kind, [])

    def all_reviews(self) -> Iterator[tuple[str, Doc[Review]]]:
        """Every review with its kind."""
        for kind in REVIEW_KINDS:
            for doc in self.docs.get(kind, ()):
                yield kind, doc


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


class MeasureAt(NamedTuple):
    """A measure of a sheet: its key in check-ins (`goal/key-result` or `goal`) and its place."""

    key: str
    measure: Measure
    goal: Goal
    at: DataPath


def _measures(sheet: GoalSheet) -> Iterator[MeasureAt]:
    for index, goal in enumerate(sheet.goals):
        if goal.measure is not None:
            yield MeasureAt(goal.id, goal.measure, goal, ("goals", index, "measure"))
        for number, one in enumerate(goal.key_results):
            at = ("goals", index, "key_results", number, "measure")
            yield MeasureAt(f"{goal.id}/{one.id}", one.measure, goal, at)


class Stated(NamedTuple):
    """A value in a check-in or a review: the file, the key of its measure, the value, its place."""

    doc: AnyDoc
    key: str
    value: Value
    at: DataPath


def _stated(dossier: Dossier) -> Iterator[Stated]:
    for doc in dossier.checkins:
        if doc.data:
            for key, value in doc.data.values.items():
                yield Stated(doc, key, value, ("values", key))
    alone = {goal.id for goal in (dossier.sheet.goals if dossier.sheet else ()) if goal.measure}
    for _, review in dossier.all_reviews():
        if review.data:
            for goal, said in review.data.goals.items():
                for key, value in said.final.items():
                    whole = goal if key == goal and goal in alone else f"{goal}/{key}"
                    yield Stated(review, whole, value, ("goals", goal, "final", key))
