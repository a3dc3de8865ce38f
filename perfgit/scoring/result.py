"""From reviews to a result: parts x sources, explained (DESIGN section 6).

- A key result whose source is data or a customer has one value for everybody: the final value in
  the manager's review, else in the person's own, else the last check-in.
- A key result that is a matter of judgement is judged by each reviewer: their own final
  value, else their rating of the goal, else the value that stands for everybody.
- A rating counts as the lowest score that earns it (`rating_from`).
- Several reviewers of one source (peers, reports, customers) count alike.
- Handover reviews are material for the manager and do not count by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import Doc
from perfgit.i18n import listing, say
from perfgit.measures.exact import ONE, ZERO, Fraction, exact, rounded
from perfgit.model.policy import MissingSource
from perfgit.model.reviews import Review, ScoringPolicy
from perfgit.model.values import Source
from perfgit.scoring.lines import Line, Remark, summed
from perfgit.scoring.names import named
from perfgit.scoring.reviewer import competencies_view, goals_view
from perfgit.scoring.sheet import (
    Measured,
    measured,
    sheet_line,
)

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


def scoring_policy(company: Company) -> ScoringPolicy:
    """The part of the policy that results depend on."""
    if company not in _scoring_policies:
        policy = company.policy
        _scoring_policies[company] = ScoringPolicy(
            achievement=policy.achievement, rating_from=policy.rating_from, result=policy.result
        )
    return _scoring_policies[company]


_scoring_policies: WeakKeyDictionary[Company, ScoringPolicy] = WeakKeyDictionary()
"""Made once for each company: every result asks for it."""


def score(company: Company, dossier: Dossier, policy: ScoringPolicy | None = None) -> Score:
    """The result of a person in a cycle under a policy (the company's, unless one is given)."""
    used = policy or scoring_policy(company)
    goals = measured(dossier, used.achievement)
    goals_line = sheet_line(goals)
    notes: list[str] = []
    line = _result_line(dossier, goals, goals_line, used, notes)
    total = line.value if line else None
    computed = rating_of(rounded(total), used.rating_from) if total is not None else None
    final = rating_moved(company, dossier, computed, notes)
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


def rating_of(score: Decimal, rating_from: dict[int, float]) -> int | None:
    """The highest rating whose threshold the score reaches.

    The score as it is published (rounded) decides, so that everybody can check it: 1.10 is 1.1.
    """
    reached_by = exact(float(score))
    reached = [rating for rating, lowest in rating_from.items() if reached_by >= exact(lowest)]
    return max(reached, key=lambda rating: (rating_from[rating], rating)) if reached else None


def rating_moved(
    company: Company, dossier: Dossier, computed: int | None, notes: list[str]
) -> int | None:
    """The rating after calibration and appeal."""
    rating = computed
    for doc in company.calibrations_of(dossier.cycle, dossier.person or ""):
        for change in doc.data.changes if doc.data else ():
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
    appeal = dossier.appeal
    if appeal and appeal.decision and appeal.decision.rating is not None:
        rating = appeal.decision.rating
        notes.append(
            say(
                "The appeal was decided on {day}: rating {rating}.",
                day=appeal.decision.on,
                rating=rating,
            )
        )
    return rating


def _result_line(
    dossier: Dossier,
    goals: list[Measured],
    by_facts: Line | None,
    policy: ScoringPolicy,
    notes: list[str],
) -> Line | None:
    """The whole explanation, or None where no result can be given (a note says why)."""
    by_source = {
        source: _submitted(dossier, source) for source, weight in policy.result.sources if weight
    }
    if not any(by_source.values()):
        notes.append(say("No review that counts has been handed in yet."))
        return None
    views: dict[str, dict[str, list[tuple[str, Line]]]] = {
        "goals": {
            source: [
                (doc.place.id or source, goals_view(dossier, doc.data, goals, by_facts, policy))
                for doc in docs
                if doc.data and doc.data.goals and by_facts
            ]
            for source, docs in by_source.items()
        },
        "competencies": {
            source: [
                (doc.place.id or source, view)
                for doc in docs
                if doc.data and (view := competencies_view(doc.data, policy.rating_from))
            ]
            for source, docs in by_source.items()
        },
    }
    part_weights = (policy.result.parts.goals, policy.result.parts.competencies)
    parts: list[tuple[str, Fraction, Line | None]] = []
    for (name, seen), weight in zip(views.items(), part_weights, strict=True):
        if weight:
            line = _part_line(named(name), seen, policy, notes)
            if line is None and policy.result.missing_source == "block":
                return None
            parts.append((name, exact(weight) / 100, line and line._replace(id=name)))
    combined = _combined(parts, policy.result.missing_source, say("part"), notes)
    if not combined:
        notes.append(say("No review that counts rates anything."))
        return None
    return summed(say("Score"), ONE, combined)


def _submitted(dossier: Dossier, source: str) -> list[Doc[Review]]:
    """The reviews of a source that were handed in, in order of their authors' ids."""
    found = [doc for doc in dossier.reviews(source) if doc.data and doc.data.submitted]
    return sorted(found, key=lambda doc: doc.path)


def _part_line(
    label: str,
    seen: dict[str, list[tuple[str, Line]]],
    policy: ScoringPolicy,
    notes: list[str],
) -> Line | None:
    """One part of the result over all sources; None where a missing source blocks, or all miss."""
    weights = dict(policy.result.sources)
    lines: list[tuple[str, Fraction, Line | None]] = []
    for source in SOURCES:
        if not weights[source]:
            continue
        views = seen[source]
        each = Fraction(1, len(views)) if views else ZERO
        if len(views) == 1:
            line: Line | None = Line(
                named(source), ONE, views[0][1].value, views[0][1].parts, id=source
            )
        elif views:
            inner = [Line(author, each, view.value, view.parts) for author, view in views]
            line = summed(named(source), ONE, inner, id=source)
        else:
            line = None
        lines.append((source, exact(weights[source]) / 100, line))
    missing = [source for source, _, line in lines if line is None]
    if missing and policy.result.missing_source == "block":
        notes.append(
            say(
                "{part}: no result without {names} (policy: block).",
                part=label,
                names=listing(map(named, missing)),
            )
        )
        return None
    combined = _combined(lines, policy.result.missing_source, label, notes)
    return summed(label, ONE, combined) if combined else None


def _combined(
    lines: list[tuple[str, Fraction, Line | None]],
    missing_source: MissingSource,
    where: str,
    notes: list[str],
) -> list[Line]:
    """The lines with their weights; what is missing is shared out or counts as zero."""
    present = [(weight, line) for _, weight, line in lines if line is not None]
    missing = [id for id, _, line in lines if line is None]
    if not present:
        return []
    total = sum((weight for weight, _ in present), ZERO)
    if missing and missing_source == "zero":
        notes.append(
            say(
                "{where}: {names} missing, counted as zero.",
                where=where,
                names=listing(map(named, missing)),
            )
        )
        total = ONE
    elif missing:
        notes.append(
            say(
                "{where}: {names} missing, the weight is shared among the others.",
                where=where,
                names=listing(map(named, missing)),
            )
        )
    if total == 0:
        return []
    combined = [line._replace(weight=weight / total) for weight, line in present]
    if missing and missing_source == "zero":
        combined += [
            Line(named(id), weight, ZERO, remark=Remark(_missing), id=id)
            for id, weight, line in lines
            if line is None
        ]
    return combined


def _missing() -> str:
    return say("missing")
