"""What reviews say, where the policy shows it to everyone; else there is nothing here to show."""

from __future__ import annotations

from dataclasses import dataclass

from perfgit.dossier import Dossier
from perfgit.model.policy import Policy
from perfgit.words import say


@dataclass(frozen=True, slots=True)
class Voice:
    """One review: who speaks, and what they say of what."""

    author: str | None
    kind: str
    overall: str | None
    lines: tuple[tuple[str, str | None, str | None], ...]
    strengths: str | None
    growth: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """Reviews, feedback and result of a person."""

    voices: tuple[Voice, ...]
    feedback: tuple[tuple[str, str], ...]
    result: str | None


def said(shown: Dossier, policy: Policy) -> Said | None:
    """What may be shown of a dossier that visibility has already trimmed."""
    labels = {step.value: step.label for step in policy.scale}

    def label(rating: int | None) -> str | None:
        return None if rating is None else labels.get(rating, str(rating))

    voices: list[Voice] = []
    for kind, doc in shown.all_reviews():
        review = doc.data
        if review is None or review.submitted is None:
            continue
        titles = {goal.id: goal.title for goal in (shown.sheet.goals if shown.sheet else ())}
        rated = [(titles[id], one) for id, one in review.goals.items() if id in titles]
        lines = [(title, label(one.rating), one.comment) for title, one in rated]
        lines += [(id, label(one.rating), one.comment) for id, one in review.competencies.items()]
        if review.overall:
            lines.append((say("Overall"), label(review.overall.rating), review.overall.comment))
        overall = label(review.overall.rating) if review.overall else None
        author = doc.place.id if kind in ("peer", "upward", "handover") else None
        voices.append(Voice(author, kind, overall, tuple(lines), review.strengths, review.growth))
    feedback = tuple((doc.place.id or "", doc.data.note) for doc in shown.feedback if doc.data)
    result = label(shown.result.rating) if shown.result else None
    if not (voices or feedback or result):
        return None
    return Said(tuple(voices), feedback, result)
