"""Tables of reviews and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.exports.table import SUBJECT, Cell, Column, Facts, Table, number, written
from perfgit.model.reviews import ManagerReview, Review


def _each(facts: Facts) -> Iterator[tuple[tuple[Cell, ...], Review]]:
    """Every review with the cells that name it."""
    for dossier in facts.dossiers():
        for kind, doc in dossier.all_reviews():
            if doc.data:
                author = dossier.person if kind == "self" else doc.place.id
                yield (dossier.cycle, dossier.person, kind, author), doc.data


def _reviews(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for key, one in _each(facts):
        overall = one.overall
        potential = one.potential if isinstance(one, ManagerReview) else None
        yield (
            *key,
            one.submitted,
            overall.rating if overall else None,
            overall.comment if overall else None,
            one.strengths,
            one.growth,
            potential.rating if potential else None,
        )


def _rated_goals(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for key, one in _each(facts):
        for goal, said in one.goals.items():
            yield *key, goal, said.rating, said.comment


def _finals(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for key, one in _each(facts):
        for goal, said in one.goals.items():
            for result, value in said.final.items():
                yield *key, goal, result, written(value), number(value)


def _rated_competencies(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for key, one in _each(facts):
        for name, rated in one.competencies.items():
            yield *key, name, rated.rating, rated.comment


def _feedback(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for doc in dossier.feedback:
            if one := doc.data:
                place = doc.place
                yield (
                    dossier.cycle,
                    dossier.person,
                    place.day,
                    place.id,
                    one.about,
                    one.for_,
                    one.note,
                )


def _results(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        if one := dossier.result:
            achieved = float(one.achievement) if one.achievement else None
            score = float(one.score) if one.score else None
            yield dossier.cycle, dossier.person, achieved, score, one.computed_rating, one.rating


def _meetings(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        if one := dossier.meeting:
            told = one.acknowledgement
            yield (
                dossier.cycle,
                dossier.person,
                one.held,
                told.on if told else None,
                told.agrees if told else None,
            )


def _actions(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        for one in dossier.plan.actions if dossier.plan else ():
            key = (dossier.cycle, dossier.person, one.id)
            yield *key, one.what, one.owner, one.due, one.status


def _appeals(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for dossier in facts.dossiers():
        if one := dossier.appeal:
            decided = one.decision
            yield (
                dossier.cycle,
                dossier.person,
                one.raised,
                decided.on if decided else None,
                decided.outcome if decided else None,
                decided.rating if decided else None,
            )


def _moves(facts: Facts) -> Iterator[tuple[Cell, ...]]:
    for cycle in facts.company.cycle_folders():
        for session, doc in facts.company.calibrations(cycle).items():
            for one in doc.data.changes if doc.data else ():
                held = doc.data.held if doc.data else None
                yield cycle, one.person, session, held, one.before, one.after, one.why


_REVIEW = (
    *SUBJECT,
    Column("kind", "text", "self, manager, peer, upward, external or handover."),
    Column("author", "text", "Who wrote it; empty for the manager, whom the person's file names."),
)
_RATING = Column("rating", "integer", "A value of the policy's scale.")

TABLES = (
    Table(
        "reviews",
        "One row per review.",
        (
            *_REVIEW,
            Column("submitted", "day", "The day it was handed in; empty for a draft."),
            Column("overall_rating", "integer", "The overall rating."),
            Column("overall_comment", "text", "The reasons."),
            Column("strengths", "text", "What goes well."),
            Column("growth", "text", "What to work on."),
            Column("potential_rating", "integer", "A manager's view of potential.", private=True),
        ),
        _reviews,
        "reviews",
    ),
    Table(
        "review_goals",
        "One row per review and goal that it speaks of.",
        (
            *_REVIEW,
            Column("goal", "text", "The goal's id."),
            _RATING,
            Column("comment", "text", "Reasons."),
        ),
        _rated_goals,
        "reviews",
    ),
    Table(
        "review_finals",
        "One row per final value in a review.",
        (
            *_REVIEW,
            Column("goal", "text", "The goal's id."),
            Column("key_result", "text", "The key result's id; the goal's where it has its own."),
            Column("value", "text", "The value as text."),
            Column("value_number", "number", "The value where it is a number."),
        ),
        _finals,
        "reviews",
    ),
    Table(
        "review_competencies",
        "One row per review and competency that it rates.",
        (
            *_REVIEW,
            Column("competency", "text", "The competency's id."),
            _RATING,
            Column("comment", "text", "Reasons."),
        ),
        _rated_competencies,
        "reviews",
    ),
    Table(
        "feedback",
        "One row per piece of feedback.",
        (
            *SUBJECT,
            Column("day", "day", "The day it was given."),
            Column("author", "text", "Who gave it: a person's id."),
            Column("about", "text", "A goal or competency."),
            Column("for", "text", "subject or manager."),
            Column("note", "text", "What it says."),
        ),
        _feedback,
        "feedback",
    ),
    Table(
        "results",
        "One row per frozen result.",
        (
            *SUBJECT,
            Column("achievement", "number", "Achievement of the goal sheet, 1 is the target."),
            Column("score", "number", "The score, two decimals."),
            Column("computed_rating", "integer", "The rating that the score gives."),
            Column("rating", "integer", "After calibration and appeal."),
        ),
        _results,
        "results",
    ),
    Table(
        "meetings",
        "One row per review meeting.",
        (
            *SUBJECT,
            Column("held", "day", "The day of the meeting."),
            Column("acknowledged", "day", "The day the person acknowledged."),
            Column("agrees", "flag", "Whether the person agrees, where they said so."),
        ),
        _meetings,
    ),
    Table(
        "actions",
        "One row per action of an improvement plan.",
        (
            *SUBJECT,
            Column("action", "text", "The action's id."),
            Column("what", "text", "What is to be done."),
            Column("owner", "text", "Who does it: a person's id."),
            Column("due", "day", "Until when."),
            Column("status", "text", "open, done or dropped."),
        ),
        _actions,
    ),
    Table(
        "appeals",
        "One row per appeal.",
        (
            *SUBJECT,
            Column("raised", "day", "The day it was raised."),
            Column("decided", "day", "The day of the decision."),
            Column("outcome", "text", "upheld or changed."),
            Column("rating", "integer", "The rating, where it was changed."),
        ),
        _appeals,
    ),
    Table(
        "calibration",
        "One row per rating that a calibration session looked at.",
        (
            *SUBJECT,
            Column("session", "text", "The session's id."),
            Column("held", "day", "The day of the session."),
            Column("before", "integer", "The rating before."),
            Column("after", "integer", "The rating after."),
            Column("why", "text", "The reason."),
        ),
        _moves,
    ),
)
