"""From reviews to a result: parts x sources, explained (DESIGN section 6).

- What data or a customer measures has one value for everybody; see `sheet.facts`.
- What is a matter of judgement is mixed from those who judged it; see `reviewer.py`.
- A source is missing where the cycle asks for it and nobody has handed one in: the policy says what
  happens then. One that was handed in but is silent about something is left out there.
- What nobody judged is left out and named; it is never 0.
- Handover reviews are material for the manager and do not count by themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import Doc
from perfgit.i18n import listing, say
from perfgit.measures.exact import ONE, Fraction, exact, rounded
from perfgit.model.reviews import Review, ScoringPolicy
from perfgit.model.values import Source
from perfgit.scoring.lines import Line, mean
from perfgit.scoring.names import named
from perfgit.scoring.reviewer import Voices, competencies_judged, goals_judged
from perfgit.scoring.sheet import Days, Measured, measured, sheet_line

SOURCES: tuple[Source, ...] = ("manager", "peer", "self", "upward", "external")


@dataclass(frozen=True, slots=True)
class Score:
    """A person's result in a cycle; `score` and the ratings are None where they cannot be given."""

    person: str
    cycle: str
    achievement: Fraction | None
    achievement_line: Line | None
    score: Fraction | None
    line: Line | None
    computed_rating: int | None
    rating: int | None
    notes: tuple[str, ...]

    @property
    def rounded_score(self) -> Decimal | None:
        """The score, rounded half up once."""
        return None if self.score is None else rounded(self.score)


def scoring_policy(company: Company, cycle: str) -> ScoringPolicy:
    """What results of a cycle depend on apart from the person's files."""
    known = _scoring_policies.setdefault(company, {})
    if cycle not in known:
        policy = company.policy
        doc = company.cycles.get(cycle)
        data = doc.data if doc else None
        known[cycle] = ScoringPolicy(
            achievement=policy.achievement,
            rating_from=policy.rating_from,
            counts_as={value: float(counts) for value, counts in policy.judgements.items()},
            result=policy.result,
            asked=data.sources if data else [],
            values_from=data.starts if data else None,
            values_until=data.stages.evaluate.closes if data else None,
        )
    return known[cycle]


_scoring_policies: WeakKeyDictionary[Company, dict[str, ScoringPolicy]] = WeakKeyDictionary()
"""Made once for each company and cycle: every result asks for it."""


def score(
    company: Company,
    dossier: Dossier,
    policy: ScoringPolicy | None = None,
    today: dt.date | None = None,
) -> Score:
    """The result of a person in a cycle.

    Args:
        company: The company.
        dossier: What the person has in the cycle.
        policy: The policy; the company's, unless one is given.
        today: What is dated after this day does not count; None: all days count.
    """
    used = policy or scoring_policy(company, dossier.cycle)
    until = min(filter(None, (used.values_until, today)), default=None)
    goals = measured(dossier, used.achievement, Days(used.values_from, until))
    notes: list[str] = []
    goals_line, line = _result_lines(dossier, goals, used, today, notes)
    goals_line = goals_line or sheet_line(goals)
    total = line.value if line else None
    computed = rating_of(rounded(total), used.rating_from) if total is not None else None
    if used.result.rating == "manager":
        computed = _overall(dossier, today)
        if computed is None:
            notes.append(say("The manager's overall rating decides, and there is none yet."))
    final = rating_moved(company, dossier, computed, notes, today)
    return Score(
        dossier.person or dossier.owner,
        dossier.cycle,
        goals_line.value if goals_line else None,
        goals_line,
        total,
        line,
        computed,
        final,
        tuple(notes),
    )


def _overall(dossier: Dossier, today: dt.date | None) -> int | None:
    """The manager's overall rating, where it was handed in."""
    review = dossier.manager_review
    if not review or not review.submitted or (today and review.submitted > today):
        return None
    return review.overall.rating if review.overall else None


def rating_of(score: Decimal, rating_from: dict[int, float]) -> int | None:
    """The highest rating whose threshold the score reaches.

    The score as it is published (rounded) decides, so that everybody can check it: 1.10 is 1.1.
    """
    reached_by = exact(float(score))
    reached = [rating for rating, lowest in rating_from.items() if reached_by >= exact(lowest)]
    return max(reached, key=lambda rating: (rating_from[rating], rating)) if reached else None


def rating_moved(
    company: Company,
    dossier: Dossier,
    computed: int | None,
    notes: list[str],
    today: dt.date | None = None,
) -> int | None:
    """The rating after calibration and appeal, as far as they were held and decided by today."""
    rating = computed
    for doc in company.calibrations_of(dossier.cycle, dossier.person or ""):
        if rating is None or not doc.data or (today and doc.data.held > today):
            continue  # nobody without a result gets a rating there; calibration-order tells
        for change in doc.data.changes:
            if change.person == dossier.person:
                rating = change.after
                notes.append(
                    say(
                        "Calibration {session} moved the rating from {before} to {after}: {why}",
                        session=doc.place.id,
                        before=change.before,
                        after=change.after,
                        why=change.why.strip(),
                    )
                )
    decision = dossier.appeal.decision if dossier.appeal else None
    if decision and decision.outcome == "granted" and not (today and decision.on > today):
        rating = decision.rating or rating
        notes.append(
            say("The appeal was decided on {day}: rating {rating}.", day=decision.on, rating=rating)
        )
    return rating


def _result_lines(
    dossier: Dossier,
    goals: list[Measured],
    policy: ScoringPolicy,
    today: dt.date | None,
    notes: list[str],
) -> tuple[Line | None, Line | None]:
    """The goals part, and the whole; None where no result can be given (a note says why)."""
    weights = dict(policy.result.sources)
    by_source = _by_source(dossier, policy, today)
    if not any(by_source.values()):
        notes.append(say("No review that counts has been handed in yet."))
        return None, None
    missing = _missing(by_source, policy)
    how = policy.result.missing_source
    if missing:
        names = listing(map(named, missing))
        if how == "block":
            notes.append(say("No result without {names} (policy: block).", names=names))
            return None, None
        notes.append(
            say("{names} missing, counted as zero.", names=names)
            if how == "zero"
            else say("{names} missing, the weight is shared among the others.", names=names)
        )
    voices = Voices(
        policy,
        {source: exact(weights[source]) / 100 for source in by_source},
        by_source,
        frozenset(missing if how == "zero" else ()),
    )
    unjudged: list[str] = []
    goals_line = goals_judged(voices, goals, unjudged)
    lines = (goals_line, competencies_judged(voices))
    parts = [
        (name, exact(weight) / 100, line)
        for (name, weight), line in zip(policy.result.parts, lines, strict=True)
        if weight
    ]
    unjudged += [named(name) for name, _, line in parts if line is None]
    if unjudged:
        notes.append(say("Nobody has judged {names}: left out.", names=listing(unjudged)))
    whole = mean(say("Score"), ONE, [(weight, line) for _, weight, line in parts])
    if whole is None:
        notes.append(say("No review that counts rates anything."))
    return goals_line, whole


def missing_sources(dossier: Dossier, policy: ScoringPolicy) -> list[Source]:
    """The sources that the cycle asks for and that count, of which nobody has handed in a review."""
    return _missing(_by_source(dossier, policy, None), policy)


def _missing(by_source: Mapping[Source, list[Doc[Review]]], policy: ScoringPolicy) -> list[Source]:
    asked = policy.asked or list(by_source)
    return [source for source, docs in by_source.items() if not docs and source in asked]


def _by_source(
    dossier: Dossier, policy: ScoringPolicy, today: dt.date | None
) -> dict[Source, list[Doc[Review]]]:
    weights = dict(policy.result.sources)
    return {source: _submitted(dossier, source, today) for source in SOURCES if weights[source]}


def _submitted(dossier: Dossier, source: str, today: dt.date | None) -> list[Doc[Review]]:
    """The reviews of a source handed in by today, in order of their authors' ids."""
    found = [
        doc
        for doc in dossier.reviews(source)
        if doc.data and doc.data.submitted and not (today and doc.data.submitted > today)
    ]
    return sorted(found, key=lambda doc: doc.path)
