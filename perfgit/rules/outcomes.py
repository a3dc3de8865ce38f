"""Rules about what follows from reviews."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.i18n import say
from perfgit.problem import Problem
from perfgit.rules.rule import Rule


def _meeting_before_review(company: Company, dossier: Dossier) -> Iterator[Problem]:
    meeting, doc = dossier.meeting, dossier.doc("meeting")
    review_doc = dossier.doc("manager")
    if not (meeting and doc) or (review_doc and review_doc.data is None):
        return
    review = dossier.manager_review
    if review is None or review.submitted is None:
        yield doc.problem(
            say("The meeting was held without a manager's review that is handed in."),
            say("The manager hands in manager.yml (`submitted:`) before the meeting."),
            ("held",),
        )
    elif meeting.held < review.submitted:
        yield doc.problem(
            say(
                "The meeting was held on {held}, before the review of {submitted}.",
                held=meeting.held,
                submitted=review.submitted,
            ),
            say("The review is on the table before the meeting; correct the day."),
            ("held",),
        )


def _acknowledged_by_other(company: Company, dossier: Dossier) -> Iterator[Problem]:
    meeting, doc = dossier.meeting, dossier.doc("meeting")
    if meeting and doc and meeting.acknowledgement and meeting.acknowledgement.by != dossier.person:
        yield doc.problem(
            say(
                "{by} acknowledges for {person}.",
                by=meeting.acknowledgement.by,
                person=dossier.person,
            ),
            say("Only {person} can acknowledge.", person=dossier.person),
            ("acknowledgement", "by"),
        )


def _plan_without_owner(company: Company, dossier: Dossier) -> Iterator[Problem]:
    plan, doc = dossier.plan, dossier.doc("plan")
    if plan and doc:
        for index, action in enumerate(plan.actions):
            if action.owner is None:
                yield doc.problem(
                    say('Nobody owns the action "{id}".', id=action.id),
                    say("Add `owner:` with the id of the person or the manager."),
                    ("actions", index, "id"),
                )


RULES = (
    Rule(
        "meeting-before-review",
        """The review meeting is held when the manager's review is handed in, not before.

The employee can read it first.""",
        dossier=_meeting_before_review,
        reads=("meeting",),
    ),
    Rule(
        "acknowledged-by-other",
        """Only the person acknowledges their own review.

An acknowledgement says "I have read it and we have talked"; nobody can say that for somebody
else.""",
        dossier=_acknowledged_by_other,
        reads=("meeting",),
    ),
    Rule(
        "plan-without-owner",
        """Every action of an improvement plan has an owner.

An action that nobody owns is not done by anybody.""",
        dossier=_plan_without_owner,
        reads=("plan",),
    ),
)
