"""Rules about ratings."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import REVIEW_KINDS, Dossier, key_results
from perfgit.files.documents import AnyDoc
from perfgit.i18n import listing, say, suggestion
from perfgit.model.goals import Goal
from perfgit.model.reviews import GoalReview, ManagerReview, Review
from perfgit.problem import DataPath, Problem
from perfgit.rules.references import Target, unknown
from perfgit.rules.rule import Rule


def _missing_ratings(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for kind, doc in dossier.all_reviews():
        review = doc.data
        if review is None or review.submitted is None:
            continue
        missing = list(_without_rating(review))
        if kind == "manager":
            missing += _left_out(company, dossier, review)
        if missing:
            yield doc.problem(
                say("Handed in without a rating of: {names}.", names=listing(missing)),
                say("Add the ratings, or take `submitted` out until they are there."),
                ("submitted",),
            )


def _without_rating(review: Review) -> Iterator[str]:
    for name, said in review.competencies.items():
        if said.rating is None:
            yield f"competencies/{name}"
    if review.overall and review.overall.rating is None:
        yield "overall"


def _left_out(company: Company, dossier: Dossier, review: Review) -> list[str]:
    """What a manager's review has to judge and does not.

    Data need no judgement: a rating of such a goal is for the conversation. What is a matter of
    judgement needs the goal's rating, or a final value for each such key result.
    """
    sheet = dossier.sheet
    missing = [
        f"goals/{goal.id}"
        for goal in (sheet.goals if sheet else ())
        if goal.dropped is None and not _judged(goal, review.goals.get(goal.id))
    ]
    person = company.person(dossier.person or "")
    role = company.roles.get(person.role) if person and person.role else None
    if role and role.data:
        missing += [
            f"competencies/{name}"
            for name in role.data.competencies
            if name not in review.competencies
        ]
    asked = company.policy.result.rating == "manager"
    return [*missing, "overall"] if asked and not review.overall else missing


def _judged(goal: Goal, said: GoalReview | None) -> bool:
    """Whether a review judges all that is a matter of judgement in a goal."""
    if said and said.rating is not None:
        return True
    results = key_results(goal)
    finals = said.final if said else {}
    return bool(results) and all(
        one.id in finals for _, one in results if one.source == "judgement"
    )


def _unknown_competencies(company: Company, dossier: Dossier) -> Iterator[Problem]:
    yield from _COMPETENCIES.in_dossier(company, dossier)
    sheet, known = dossier.sheet, _known(company)
    if known is None or (sheet is None and dossier.doc("goals")):
        return  # what cannot be read may have any; topics are of both
    topics = known | {goal.id for goal in (sheet.goals if sheet else ())}
    for doc, topic in unknown(dossier.namings, "topic", topics):
        yield doc.problem(
            say('"{about}" is neither a competency nor a goal of theirs.', about=topic.id),
            suggestion(topic.id, topics),
            topic.at,
            on_key=topic.on_key,
            cause=f"goal:{dossier.cycle}:{dossier.owner}/{topic.id}",  # as unknown-goal has it
        )


def _known(company: Company) -> set[str] | None:
    doc = company.competencies_doc
    if doc is None:
        return set()
    return {one.id for one in doc.data.competencies} if doc.data else None


def _told(company: Company, id: str, known: Collection[str]) -> tuple[str, str]:
    return say('There is no competency "{name}".', name=id), suggestion(id, known)


_COMPETENCIES = Target("competency", _known, _told)


def _outside_scale(company: Company, dossier: Dossier) -> Iterator[Problem]:
    valid = {step.value for step in company.policy.scale}
    for _, doc in dossier.all_reviews():
        if doc.data:
            for rating, at in _ratings(doc.data):
                if rating is not None and rating not in valid:
                    yield from off_scale(company, doc, rating, at)
    appeal, doc_of_appeal = dossier.appeal, dossier.doc("appeal")
    if appeal and appeal.decision and doc_of_appeal:
        at = ("decision", "rating")
        yield from off_scale(company, doc_of_appeal, appeal.decision.rating, at)


def _ratings(review: Review) -> Iterator[tuple[int | None, DataPath]]:
    for goal, said in review.goals.items():
        yield said.rating, ("goals", goal, "rating")
    for name, rated in review.competencies.items():
        yield rated.rating, ("competencies", name, "rating")
    if review.overall:
        yield review.overall.rating, ("overall", "rating")
    if isinstance(review, ManagerReview) and review.potential:
        yield review.potential.rating, ("potential", "rating")


def off_scale(company: Company, doc: AnyDoc, rating: int | None, at: DataPath) -> Iterator[Problem]:
    """The problem of a rating that the policy's scale does not have."""
    if company.policy_doc and not company.policy_doc.data:
        return
    values = [step.value for step in company.policy.scale]
    if rating is not None and rating not in values:
        yield doc.problem(
            say("The scale has no rating {rating}.", rating=rating),
            say("Valid here: {values}.", values=listing(map(str, values))),
            at,
        )


def _outside_scale_in_org(company: Company) -> Iterator[Problem]:
    for cycle in company.cycle_folders():
        for doc in company.calibrations(cycle).values():
            for index, change in enumerate(doc.data.changes if doc.data else ()):
                for name in ("before", "after"):
                    yield from off_scale(
                        company, doc, getattr(change, name), ("changes", index, name)
                    )
        for said in company.cycle_ratings(cycle).values():
            yield from off_scale(
                company, said, said.data.rating if said.data else None, ("rating",)
            )
        retrospective = company.retrospective(cycle)
        if retrospective and retrospective.data:
            for rating in retrospective.data.ratings:
                yield from off_scale(company, retrospective, rating, ("ratings", rating))
    for role in company.roles.values():
        for name, levels in (role.data.competencies if role.data else {}).items():
            for level, rating in levels.items():
                yield from off_scale(company, role, rating, ("competencies", name, level))
    competencies = company.competencies_doc
    if competencies and competencies.data:
        for index, one in enumerate(competencies.data.competencies):
            for rating in one.ratings:
                at = ("competencies", index, "ratings", rating)
                yield from off_scale(company, competencies, rating, at)


RULES = (
    Rule(
        "missing-rating",
        """A review that is handed in (`submitted:`) is complete.

Competencies and `overall` that are named have a rating. A manager's review judges what is a matter
of judgement (by a rating of the goal, or a final value for each such key result) and every
competency that the role expects, and says `overall` where the policy lets it decide.""",
        dossier=_missing_ratings,
        reads=REVIEW_KINDS,
    ),
    Rule(
        "unknown-competency",
        """Every competency that is named is in `org/competencies.yml`.

In reviews, in roles, and in what feedback is `about` (a competency or one of the person's
goals).""",
        company=_COMPETENCIES.in_org,
        dossier=_unknown_competencies,
    ),
    Rule(
        "outside-scale",
        """Every rating is one of the policy's scale.

The scale is agreed beforehand; a 6 on a scale of five would lift every average.""",
        company=_outside_scale_in_org,
        dossier=_outside_scale,
        reads=("appeal", *REVIEW_KINDS),
    ),
)
