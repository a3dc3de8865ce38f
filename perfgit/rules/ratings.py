"""Rules about ratings."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import REVIEW_KINDS, Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import listing, say, suggestion
from perfgit.model.reviews import ManagerReview, Review
from perfgit.problem import DataPath, Problem
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
    """What a manager's review has to rate and does not name at all."""
    sheet = dossier.sheet
    missing = [
        f"goals/{goal.id}"
        for goal in (sheet.goals if sheet else ())
        if goal.dropped is None
        and (goal.id not in review.goals or review.goals[goal.id].rating is None)
    ]
    person = company.person(dossier.person or "")
    role = company.roles.get(person.role) if person and person.role else None
    if role and role.data:
        missing += [
            f"competencies/{name}"
            for name in role.data.competencies
            if name not in review.competencies
        ]
    return missing if review.overall else [*missing, "overall"]


def _unknown_competencies(company: Company, dossier: Dossier) -> Iterator[Problem]:
    known = _competencies(company)
    if known is None:
        return
    for _, doc in dossier.all_reviews():
        if doc.data:
            for name in doc.data.competencies:
                yield from _unknown_competency(doc, name, known, ("competencies", name), True)
    sheet = dossier.sheet
    if sheet is None and dossier.doc("goals"):
        return  # the goals cannot be read; feedback may be about any of them
    goals = {goal.id for goal in sheet.goals} if sheet else set()
    for feedback in dossier.feedback:
        about = feedback.data.about if feedback.data else None
        if about and about not in known | goals:
            yield feedback.problem(
                say('"{about}" is neither a competency nor a goal of theirs.', about=about),
                suggestion(about, known | goals),
                ("about",),
                cause=f"goal:{dossier.cycle}:{dossier.owner}/{about}",  # as unknown-goal has it
            )


def _competencies_of_roles(company: Company) -> Iterator[Problem]:
    known = _competencies(company)
    for doc in company.roles.values():
        if doc.data and known is not None:
            for name in doc.data.competencies:
                yield from _unknown_competency(doc, name, known, ("competencies", name), True)


def _competencies(company: Company) -> set[str] | None:
    doc = company.competencies_doc
    if doc is None:
        return set()
    return {one.id for one in doc.data.competencies} if doc.data else None


def _unknown_competency(
    doc: AnyDoc, name: str, known: set[str], at: DataPath, on_key: bool
) -> Iterator[Problem]:
    if name not in known:
        yield doc.problem(
            say('There is no competency "{name}".', name=name),
            suggestion(name, known),
            at,
            on_key=on_key,
            cause=f"competency:{name}",
        )


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


def _outside_scale_in_frame(company: Company) -> Iterator[Problem]:
    for cycle in company.cycle_folders():
        for doc in company.calibrations(cycle).values():
            for index, change in enumerate(doc.data.changes if doc.data else ()):
                for name in ("before", "after"):
                    yield from off_scale(
                        company, doc, getattr(change, name), ("changes", index, name)
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

Competencies and `overall` that are named have a rating. A manager's review rates every goal that
was not dropped, every competency that the role expects, and `overall`.""",
        dossier=_missing_ratings,
        reads=REVIEW_KINDS,
    ),
    Rule(
        "unknown-competency",
        """Every competency that is named is in `org/competencies.yml`.

In reviews, in roles, and in what feedback is `about` (a competency or one of the person's
goals).""",
        company=_competencies_of_roles,
        dossier=_unknown_competencies,
        reads=("feedback", *REVIEW_KINDS),
    ),
    Rule(
        "outside-scale",
        """Every rating is one of the policy's scale.

The scale is agreed beforehand; a 6 on a scale of five would lift every average.""",
        company=_outside_scale_in_frame,
        dossier=_outside_scale,
        reads=("appeal", *REVIEW_KINDS),
    ),
)
