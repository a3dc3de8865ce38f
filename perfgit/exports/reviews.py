"""Tables of reviews and feedback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

from perfgit.company.dossier import Dossier
from perfgit.exports.table import (
    SUBJECT,
    Cell,
    Column,
    Facts,
    Table,
    number,
    written,
)
from perfgit.files.layout import Place
from perfgit.model.reviews import (
    Feedback,
    GoalReview,
    ManagerReview,
    Rated,
    Review,
)
from perfgit.model.values import Value

T = TypeVar("T")


class ReviewRow(NamedTuple):
    """A review."""

    dossier: Dossier
    kind: str
    author: str | None
    review: Review


class OfReview(NamedTuple, Generic[T]):
    """Something that a review says of a goal or competency."""

    dossier: Dossier
    kind: str
    author: str | None
    about: str
    said: T


class FeedbackRow(NamedTuple):
    """A piece of feedback, and the day and author that its path states."""

    dossier: Dossier
    place: Place
    feedback: Feedback


def _reviews(facts: Facts) -> Iterator[ReviewRow]:
    for dossier in facts.dossiers():
        for kind, doc in dossier.all_reviews():
            if doc.data:
                author = dossier.person if kind == "self" else doc.place.id
                yield ReviewRow(dossier, kind, author, doc.data)


def _potential(row: ReviewRow) -> Cell:
    found = row.review.potential if isinstance(row.review, ManagerReview) else None
    return found.rating if found else None


def _rated_goals(facts: Facts) -> Iterator[OfReview[GoalReview]]:
    for row in _reviews(facts):
        for goal, said in row.review.goals.items():
            yield OfReview(row.dossier, row.kind, row.author, goal, said)


def _finals(facts: Facts) -> Iterator[OfReview[tuple[str, Value]]]:
    for row in _rated_goals(facts):
        for pair in row.said.final.items():
            yield OfReview(row.dossier, row.kind, row.author, row.about, pair)


def _rated_competencies(facts: Facts) -> Iterator[OfReview[Rated]]:
    for row in _reviews(facts):
        for competency, said in row.review.competencies.items():
            yield OfReview(row.dossier, row.kind, row.author, competency, said)


def _feedback(facts: Facts) -> Iterator[FeedbackRow]:
    for dossier in facts.dossiers():
        for doc in dossier.feedback:
            if doc.data:
                yield FeedbackRow(dossier, doc.place, doc.data)


class _Written(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def author(self) -> str | None: ...


_KIND: Column[_Written] = Column(
    "kind",
    "text",
    "self, manager, peer, upward, external or handover.",
    lambda row: row.kind,
)
_AUTHOR: Column[_Written] = Column(
    "author",
    "text",
    "Who wrote it; empty for the manager, whom the person's file names.",
    lambda row: row.author,
)
_RATING = "A value of the policy's scale."

_REVIEWS: tuple[Column[ReviewRow], ...] = (
    *SUBJECT,
    _KIND,
    _AUTHOR,
    Column(
        "submitted",
        "day",
        "The day it was handed in; empty for a draft.",
        lambda row: row.review.submitted,
    ),
    Column(
        "overall_rating",
        "integer",
        "The overall rating.",
        lambda row: row.review.overall.rating if row.review.overall else None,
    ),
    Column(
        "overall_comment",
        "text",
        "The reasons.",
        lambda row: row.review.overall.comment if row.review.overall else None,
    ),
    Column("strengths", "text", "What goes well.", lambda row: row.review.strengths),
    Column("growth", "text", "What to work on.", lambda row: row.review.growth),
    Column(
        "potential_rating",
        "integer",
        "A manager's view of potential.",
        _potential,
        private=True,
    ),
)

_RATED_GOALS: tuple[Column[OfReview[GoalReview]], ...] = (
    *SUBJECT,
    _KIND,
    _AUTHOR,
    Column("goal", "text", "The goal's id.", lambda row: row.about),
    Column("rating", "integer", _RATING, lambda row: row.said.rating),
    Column("comment", "text", "Reasons.", lambda row: row.said.comment),
)

_FINALS: tuple[Column[OfReview[tuple[str, Value]]], ...] = (
    *SUBJECT,
    _KIND,
    _AUTHOR,
    Column("goal", "text", "The goal's id.", lambda row: row.about),
    Column(
        "key_result",
        "text",
        "The key result's id; the goal's where it has its own.",
        lambda row: row.said[0],
    ),
    Column("value", "text", "The value as text.", lambda row: written(row.said[1])),
    Column(
        "value_number",
        "number",
        "The value where it is a number.",
        lambda row: number(row.said[1]),
    ),
)

_COMPETENCIES: tuple[Column[OfReview[Rated]], ...] = (
    *SUBJECT,
    _KIND,
    _AUTHOR,
    Column("competency", "text", "The competency's id.", lambda row: row.about),
    Column("rating", "integer", _RATING, lambda row: row.said.rating),
    Column("comment", "text", "Reasons.", lambda row: row.said.comment),
)

_FEEDBACK: tuple[Column[FeedbackRow], ...] = (
    *SUBJECT,
    Column("day", "day", "The day it was given.", lambda row: row.place.day),
    Column("author", "text", "Who gave it: a person's id.", lambda row: row.place.id),
    Column("about", "text", "A goal or competency.", lambda row: row.feedback.about),
    Column("for", "text", "subject or manager.", lambda row: row.feedback.for_),
    Column("note", "text", "What it says.", lambda row: row.feedback.note),
)

TABLES = (
    Table("reviews", "One row per review.", _REVIEWS, _reviews, "reviews"),
    Table(
        "review_goals",
        "One row per review and goal that it speaks of.",
        _RATED_GOALS,
        _rated_goals,
        "reviews",
    ),
    Table("review_finals", "One row per final value in a review.", _FINALS, _finals, "reviews"),
    Table(
        "review_competencies",
        "One row per review and competency that it rates.",
        _COMPETENCIES,
        _rated_competencies,
        "reviews",
    ),
    Table("feedback", "One row per piece of feedback.", _FEEDBACK, _feedback, "feedback"),
)
