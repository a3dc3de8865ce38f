"""What reviewers make of goals and competencies, mixed by source (DESIGN section 6).

A key result that data or a customer measures has one value, which no reviewer moves. One that is a
matter of judgement counts as the sum over sources of weight x mean over the source's reviewers who
judged it: by their own final value, else by what a judgement of their rating counts (`counts_as`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from perfgit.files.documents import Doc
from perfgit.i18n import say
from perfgit.measures.exact import ONE, ZERO, Fraction, exact
from perfgit.model.goals import Goal
from perfgit.model.reviews import Review, ScoringPolicy
from perfgit.model.values import Source
from perfgit.scoring.lines import Line, Remark, Weighted, mean
from perfgit.scoring.names import named
from perfgit.scoring.sheet import Fact, Measured, Part, goal_line, key_result_line


class Voices(NamedTuple):
    """The reviews that count: by source, each with its weight, in the order in which they are told."""

    policy: ScoringPolicy
    weights: Mapping[Source, Fraction]
    handed_in: Mapping[Source, Sequence[Doc[Review]]]
    zero: frozenset[Source]
    """Missing sources that count as zero."""

    def mixed(
        self, label: str, weight: Fraction, judged: Callable[[Review], Line | None], *, id: str = ""
    ) -> Line | None:
        """The mean of what reviewers say, by source; None where nobody says anything.

        Args:
            label: What it is of.
            weight: The line's weight.
            judged: What one review says; None: it is silent.
            id: What the files call it.
        """
        lines: list[tuple[Fraction, Line | None]] = []
        for source, share in self.weights.items():
            said = [(doc, judged(doc.data)) for doc in self.handed_in[source] if doc.data]
            views = [(doc.place.id or source, line) for doc, line in said if line is not None]
            lines.append((share, _of_source(source, views)))
        if not any(line for _, line in lines):
            return None
        lines += [
            (self.weights[source], Line(named(source), ONE, ZERO, (), Remark(_missing), source))
            for source in self.weights
            if source in self.zero
        ]
        return mean(label, weight, lines, id=id)


def _of_source(source: Source, views: Sequence[tuple[str, Line]]) -> Line | None:
    """One source: its only reviewer, or the mean of several, who count alike."""
    if len(views) == 1:
        return views[0][1]._replace(label=named(source), id=source)
    each: Weighted = [(ONE, line._replace(label=author, id=author)) for author, line in views]
    return mean(named(source), ONE, each, id=source)


def goals_judged(voices: Voices, goals: Sequence[Measured], unjudged: list[str]) -> Line | None:
    """The goals part of a result; titles of what nobody judged are added to `unjudged`."""
    lines = [(one.weight, _goal(voices, one, unjudged)) for one in goals]
    return mean(named("goals"), ONE, lines, id="goals")


def _goal(voices: Voices, one: Measured, unjudged: list[str]) -> Line | None:
    goal, weight, parts, _ = one
    if not parts:
        line = voices.mixed(
            goal.title, weight, lambda review: _rating(voices.policy, review, goal), id=goal.id
        )
        if line is None:
            unjudged.append(goal.title)
        return line
    lines: list[tuple[Fraction, Line | None]] = []
    for part in parts:
        line = part.line
        if part.result.source == "judgement":
            line = _judged(voices, goal, part)
            if line is None:
                unjudged.append(part.result.title)
        lines.append((part.share, line))
    return goal_line(goal, weight, lines)


def _judged(voices: Voices, goal: Goal, part: Part) -> Line | None:
    result, policy = part.result, voices.policy

    def judged(review: Review) -> Line | None:
        said = review.goals.get(goal.id)
        if said and result.id in said.final:
            own = Fact(said.final[result.id], "reviewer")
            return key_result_line(result, ONE, own, policy.achievement)
        return _rating(policy, review, goal)

    return voices.mixed(result.title, part.share, judged, id=result.id)


def _rating(policy: ScoringPolicy, review: Review, goal: Goal) -> Line | None:
    said = review.goals.get(goal.id)
    return _rated(goal.title, said.rating if said else None, policy)


def competencies_judged(voices: Voices) -> Line | None:
    """The competencies part: for each reviewer the mean of what they rate, mixed by source."""

    def judged(review: Review) -> Line | None:
        rated = [
            (ONE, _rated(name, one.rating, voices.policy))
            for name, one in review.competencies.items()
        ]
        return mean(named("competencies"), ONE, rated)

    return voices.mixed(named("competencies"), ONE, judged, id="competencies")


def _rated(label: str, rating: int | None, policy: ScoringPolicy) -> Line | None:
    """What a judgement of the rating counts; None without one, or where the scale has no such rating."""
    if rating is None or rating not in policy.counts_as:
        return None
    value = exact(policy.counts_as[rating])
    return Line(label, ONE, value, (), Remark(_rating_noted, (rating,)))


def _rating_noted(rating: int) -> str:
    return say("rating {rating}", rating=rating)


def _missing() -> str:
    return say("missing")
