"""One reviewer's view: what a review makes of a person's goals and competencies."""

from __future__ import annotations

import operator

from perfgit.company.dossier import Dossier
from perfgit.i18n import say
from perfgit.measures.exact import ONE, Fraction, exact
from perfgit.model.goals import Goal
from perfgit.model.reviews import GoalReview, Review, ScoringPolicy
from perfgit.scoring.lines import Line, Remark, summed
from perfgit.scoring.sheet import Fact, Measured, Part, goal_line, key_result_line


def goals_view(
    dossier: Dossier,
    review: Review,
    goals: list[Measured],
    by_facts: Line,
    policy: ScoringPolicy,
) -> Line:
    """The goals as one reviewer sees them; what is measured by data is the same for everybody."""
    lines = [_goal_view(dossier, review, one, policy) for one in goals]
    if all(map(operator.is_, lines, by_facts.parts)):
        return by_facts  # nothing here is a matter of judgement
    return summed(say("Goals"), ONE, lines)


def _goal_view(dossier: Dossier, review: Review, one: Measured, policy: ScoringPolicy) -> Line:
    goal, weight, parts, line = one
    said = review.goals.get(goal.id)
    if not parts:
        rating = _rating_of_unmeasured(dossier, review, goal)
        if rating is None:
            return line
        return goal_line(goal, weight, [], _rated(goal.title, weight, rating, policy.rating_from))
    if said and any(part.result.source == "judgement" for part in parts):
        return goal_line(goal, weight, [_seen(part, said, policy) for part in parts])
    return line


def _seen(part: Part, said: GoalReview, policy: ScoringPolicy) -> Line:
    """A key result as a reviewer sees it: their final value, else their rating of the goal."""
    one = part.result
    if one.source == "judgement" and one.id in said.final:
        own = Fact(said.final[one.id], "reviewer")
        return key_result_line(part.key, one, part.share, own, policy.achievement)
    if one.source == "judgement" and said.rating is not None:
        return _rated(one.title, part.share, said.rating, policy.rating_from)
    return part.line


def _rating_of_unmeasured(dossier: Dossier, review: Review, goal: Goal) -> int | None:
    for voice in (review, dossier.manager_review):
        said = voice.goals.get(goal.id) if voice else None
        if said and said.rating is not None:
            return said.rating
    return None


def competencies_view(review: Review, rating_from: dict[int, float]) -> Line | None:
    """The competencies that the review rates, all alike; None where it rates none."""
    rated = [
        (name, one.rating) for name, one in review.competencies.items() if one.rating is not None
    ]
    if not rated:
        return None
    weight = Fraction(1, len(rated))
    return summed(
        say("Competencies"),
        ONE,
        [_rated(name, weight, rating, rating_from) for name, rating in rated],
    )


def _rated(
    label: str, weight: Fraction, rating: int, rating_from: dict[int, float], id: str = ""
) -> Line:
    value = exact(rating_from.get(rating, 0))
    return Line(label, weight, value, (), Remark(_rating_noted, (rating,)), id)


def _rating_noted(rating: int) -> str:
    return say("rating {rating}", rating=rating)
