"""What reviews say, where the policy shows it to everyone; else there is nothing here to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from perfgit.company.dossier import Dossier
from perfgit.i18n import say
from perfgit.model.policy import Policy
from perfgit.model.reviews import Rated

About = Literal["goal", "competency", "overall"]


class Line(NamedTuple):
    """What a review says of a goal, of a competency, or over all.

    `title` is empty for a competency, which pages name by its `id`; `rating` is the value on the
    company's scale, `label` what it is called.
    """

    about: About
    id: str
    title: str
    rating: int | None
    label: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class Voice:
    """One review: who speaks (None: the kind says it), and what they say of what."""

    author: str | None
    kind: str
    lines: tuple[Line, ...]
    strengths: str | None
    growth: str | None
    path: str

    def of(self, about: About, id: str = "") -> Line | None:
        """The line about something."""
        return next((one for one in self.lines if (one.about, one.id) == (about, id)), None)


@dataclass(frozen=True, slots=True)
class Said:
    """Reviews, feedback and result of a person."""

    voices: tuple[Voice, ...]
    feedback: tuple[tuple[str, str], ...]
    result: str | None
    score: str | None

    @property
    def reviewed(self) -> bool:
        """Whether there is more than feedback."""
        return bool(self.voices or self.result)


def said(shown: Dossier, policy: Policy) -> Said | None:
    """What may be shown of a dossier that visibility has already trimmed."""
    labels = {step.value: step.label for step in policy.scale}

    def label(rating: int | None) -> str | None:
        return None if rating is None else labels.get(rating, str(rating))

    def line(about: About, id: str, title: str, one: Rated) -> Line:
        return Line(about, id, title, one.rating, label(one.rating), one.comment)

    voices: list[Voice] = []
    titles = {goal.id: goal.title for goal in (shown.sheet.goals if shown.sheet else ())}
    for kind, doc in shown.all_reviews():
        review = doc.data
        if review is None or review.submitted is None:
            continue
        lines = [
            Line("goal", id, titles[id], one.rating, label(one.rating), one.comment)
            for id, one in review.goals.items()
            if id in titles
        ]
        lines += [line("competency", id, "", one) for id, one in review.competencies.items()]
        if review.overall:
            lines.append(line("overall", "", say("Overall"), review.overall))
        author = doc.place.id if kind in ("peer", "upward", "handover") else None
        voices.append(Voice(author, kind, tuple(lines), review.strengths, review.growth, doc.path))
    feedback = tuple((doc.place.id or "", doc.data.note) for doc in shown.feedback if doc.data)
    result = label(shown.result.rating) if shown.result else None
    score = shown.result.score if shown.result else None
    if not (voices or feedback or result):
        return None
    return Said(tuple(voices), feedback, result, score)
