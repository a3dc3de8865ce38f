"""Rules that look for what can hardly be meant: values, ratings and reviews that say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import REVIEW_KINDS, Dossier, key_results
from perfgit.i18n import say
from perfgit.problem import Problem
from perfgit.rules.results import is_closed
from perfgit.rules.rule import Rule
from perfgit.scoring.counting import bounds
from perfgit.scoring.result import rating_of, score
from perfgit.scoring.sheet import facts, spelled, told_by_self


def _unconfirmed(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc, review = dossier.doc("self"), dossier.manager_review
    if doc is None or dossier.sheet is None or not review or not review.submitted:
        return
    told, known = told_by_self(dossier), facts(dossier, bounds(company, dossier)[1])
    for goal in dossier.sheet.goals:
        for key, result in key_results(goal) if goal.dropped is None else ():
            if key not in told or result.source == "judgement":
                continue
            counted = known.get(key)
            if counted is None or (
                counted.source != "manager" and counted.value != told[key].value
            ):
                yield doc.problem(
                    say('Only the person says that "{key}" ended there.', key=key),
                    say(
                        "It counts for nothing by itself: the manager gives the final value, or"
                        " a check-in tells it."
                    ),
                    ("goals", goal.id, "final", result.id),
                )


def _overall_differs(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc, review = dossier.doc("manager"), dossier.manager_review
    if doc is None or not review or not review.submitted or not review.overall:
        return
    given = review.overall.rating
    if given is None or is_closed(company, dossier) or not _sound(company, dossier):
        return
    total = score(company, dossier).rounded_score
    if total is None:
        return
    steps = [step.value for step in sorted(company.policy.scale, key=lambda step: step.from_)]
    computed = rating_of(total, company.policy.rating_from)
    if given in steps and computed in steps:
        apart = abs(steps.index(given) - steps.index(computed))
        if apart > 1:
            yield doc.problem(
                say(
                    "The overall rating is {given}, the ratings of goals and competencies give"
                    " {computed}.",
                    given=given,
                    computed=computed,
                ),
                say("One of the two does not say what is meant; look at both before the meeting."),
                ("overall", "rating"),
            )


def _sound(company: Company, dossier: Dossier) -> bool:
    """Whether measures and scale are in order; else a score says nothing, and they say so themselves."""
    starts = [step.from_ for step in company.policy.scale]
    goals = dossier.sheet.goals if dossier.sheet else ()
    return not (
        dossier.flaws
        or starts != sorted(set(starts))
        or any(goal.measure and goal.key_results for goal in goals)
    )


def _empty_review(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for _, doc in dossier.all_reviews():
        review = doc.data
        if review is None or review.submitted is None:
            continue
        said = review.model_dump(exclude={"submitted", "customer"}, exclude_defaults=True)
        if not any(_says(value) for value in said.values()):
            yield doc.problem(
                say("Handed in, and there is nothing in it."),
                say("Take `submitted` out until it says something."),
                ("submitted",),
            )


def _says(value: object) -> bool:
    """Whether anything but empty lists and mappings is there, at any depth."""
    if isinstance(value, dict):
        return any(_says(one) for one in value.values())
    return value is not None and value not in ([], "")


def _implausible(company: Company, dossier: Dossier) -> Iterator[Problem]:
    measures = {one.key: one.measure for one in dossier.measures}
    for doc, key, value, at in dossier.stated:
        why = measures[key].implausible(value) if key in measures else None
        if why:
            yield doc.problem(
                say('{value} for "{key}": {why}.', value=spelled(value), key=key, why=why),
                say("A digit or a unit too many? If it is right, it may stay."),
                at,
            )


RULES = (
    Rule(
        "unconfirmed-final",
        """A final value that only the person gave counts for nothing yet.

Data have one value: the manager's final value, else the last check-in. A self review informs the
manager.""",
        "warning",
        dossier=_unconfirmed,
        reads=("self",),
    ),
    Rule(
        "overall-differs",
        """The manager's overall rating and the computed one lie at most one step apart.

More than that is hard to explain in the meeting.""",
        "warning",
        dossier=_overall_differs,
        reads=("manager",),
    ),
    Rule(
        "empty-review",
        """A review that is handed in says something.

An empty one would count as one that is there.""",
        dossier=_empty_review,
        reads=REVIEW_KINDS,
    ),
    Rule(
        "implausible-value",
        """A value lies within three times the way from baseline to target.

1,520 where 15 was meant stands out before it counts.""",
        "warning",
        dossier=_implausible,
        reads=("checkin", *REVIEW_KINDS),
    ),
)
