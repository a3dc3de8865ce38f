"""Rules about reviews and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company import Company
from perfgit.dossier import REVIEW_KINDS, Dossier
from perfgit.files.loading import AnyDoc
from perfgit.model.reviews import Review
from perfgit.problem import DataPath, Problem
from perfgit.rules.rule import Rule
from perfgit.scoring.frozen import differences
from perfgit.words import listing, say, suggestion


def _self_named(company: Company, dossier: Dossier) -> Iterator[Problem]:
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    help = say("Name somebody else: a peer sees the work from outside.")
    if nominations and doc:
        for index, id in enumerate(nominations.peers):
            if id == dossier.person:
                yield doc.problem(
                    say("{id} cannot be their own peer.", id=id),
                    help,
                    ("peers", index),
                    cause=f"self:{dossier.cycle}:{id}",
                )
    for kind in ("peer", "upward", "handover", "feedback"):
        for other in dossier.docs.get(kind, ()):
            if other.place.id == dossier.person:
                yield other.problem(
                    say("{id} cannot write this about themselves.", id=other.place.id),
                    say("One's own view belongs into self.yml."),
                    cause=f"self:{dossier.cycle}:{other.place.id}",
                )


def _not_nominated(company: Company, dossier: Dossier) -> Iterator[Problem]:
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if doc and nominations is None:
        return
    named = nominations.peers if nominations else []
    for review in dossier.reviews("peer"):
        author = review.place.id
        if author and author not in named and author != dossier.person and author in company.people:
            yield review.problem(
                say("{author} was not nominated as a peer.", author=author),
                (
                    say("Nominated: {names}.", names=listing(named))
                    if named
                    else say("Nominate first, in nominations.yml.")
                ),
            )


def _not_a_report(company: Company, dossier: Dossier) -> Iterator[Problem]:
    cycle = company.cycles.get(dossier.cycle)
    starts = cycle.data.starts if cycle and cycle.data else None
    for review in dossier.reviews("upward"):
        author = company.person(review.place.id or "")
        if author is None or review.place.id == dossier.person:
            continue
        earlier = {
            former.id for former in author.former_managers if not starts or former.until >= starts
        }
        if dossier.person not in {author.manager, *earlier}:
            yield review.problem(
                say(
                    "{author} does not report to {person}.",
                    author=review.place.id,
                    person=dossier.person,
                ),
                say("Upward reviews are written by reports, of now or earlier in this cycle."),
            )


def _not_a_former_manager(company: Company, dossier: Dossier) -> Iterator[Problem]:
    subject = company.person(dossier.person or "")
    if subject is None:
        return
    former = [one.id for one in subject.former_managers]
    for review in dossier.reviews("handover"):
        if review.place.id not in (*former, dossier.person):
            yield review.problem(
                say(
                    "{author} is not a former manager of {person}.",
                    author=review.place.id,
                    person=dossier.person,
                ),
                say("former_managers in the person's file names who may write a handover."),
            )


def _too_few(company: Company, dossier: Dossier) -> Iterator[Problem]:
    cycle = company.cycles.get(dossier.cycle)
    if not cycle or not cycle.data or "peer" not in cycle.data.sources:
        return
    least = cycle.data.peers.min
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if nominations and doc and len(nominations.peers) < least:
        yield doc.problem(
            say("{count} peers; the cycle asks for {least}.", count=len(nominations.peers), least=least),
            say("Nominate more people who have seen the work."),
            ("peers",),
        )
        return
    manager, doc = dossier.manager_review, dossier.doc("manager")
    written = sum(1 for one in dossier.reviews("peer") if one.data and one.data.submitted)
    if manager and manager.submitted and doc and written < least:
        yield doc.problem(
            say(
                "Handed in with {count} peer reviews; the cycle asks for {least}.",
                count=written,
                least=least,
            ),
            say("Ask the nominated peers for their reviews."),
            ("submitted",),
        )


def _too_many(company: Company, dossier: Dossier) -> Iterator[Problem]:
    cycle = company.cycles.get(dossier.cycle)
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if cycle and cycle.data and nominations and doc and len(nominations.peers) > cycle.data.peers.max:
        yield doc.problem(
            say(
                "{count} peers; the cycle allows {most}.",
                count=len(nominations.peers),
                most=cycle.data.peers.max,
            ),
            say("Keep those who have seen most of the work."),
            ("peers", cycle.data.peers.max),
        )


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
    goals = {goal.id for goal in sheet.goals} if sheet else set()
    for feedback in dossier.feedback:
        about = feedback.data.about if feedback.data else None
        if about and about not in goals:
            yield from _unknown_competency(feedback, about, known | goals, ("about",), False)


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
    for _, doc in dossier.all_reviews():
        if doc.data:
            for rating, at in _ratings(doc.data):
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
    for part in ("overall", "potential"):
        rated_part = getattr(review, part, None)
        if rated_part:
            yield rated_part.rating, (part, "rating")


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


def _frozen(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc = dossier.doc("result")
    if doc is None or doc.data is None:
        return
    cycle = company.cycles.get(dossier.cycle)
    if cycle and cycle.data and cycle.data.closed is None:
        yield doc.problem(
            say("A result, but the cycle is not closed."),
            say("`perfgit cycle close` writes results; nobody writes them by hand."),
        )
        return
    for difference in differences(company, dossier):
        yield doc.problem(
            difference.message,
            say(
                "Restore the file from before the change, or have HR close the cycle again"
                " (`perfgit cycle close {cycle} --write`).",
                cycle=dossier.cycle,
            ),
            difference.at,
        )


RULES = (
    Rule(
        "self-named-peer",
        """Nobody is their own peer, report, former manager or giver of feedback.

One's own view belongs into `self.yml`.""",
        dossier=_self_named,
        reads=("nominations", "peer", "upward", "handover", "feedback"),
    ),
    Rule(
        "not-nominated",
        """Peer reviews come from people who were nominated.

The person proposes peers in `nominations.yml` and the manager agrees; otherwise a friend could
slip in a review, or a foe.""",
        dossier=_not_nominated,
        reads=("peer",),
    ),
    Rule(
        "not-a-report",
        """Upward reviews come from reports: people who report, or in this cycle reported, to the
person.""",
        dossier=_not_a_report,
        reads=("upward",),
    ),
    Rule(
        "not-a-former-manager",
        """Handover reviews come from former managers, as the person's file names them.

`former_managers` in `org/people/` says who, and until when.""",
        dossier=_not_a_former_manager,
        reads=("handover",),
    ),
    Rule(
        "too-few-peers",
        """As many peers as the cycle asks for are nominated, and have written when the manager
hands in.

One peer is an opinion; `peers.min` stands in the cycle's file.""",
        "warning",
        dossier=_too_few,
        reads=("nominations", "manager"),
    ),
    Rule(
        "too-many-peers",
        """No more peers are nominated than the cycle allows.

Every review takes somebody an hour; `peers.max` stands in the cycle's file.""",
        dossier=_too_many,
        reads=("nominations",),
    ),
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
        "frozen-result",
        """A frozen result is what its inputs give, and its inputs are unchanged.

At closing the tool writes each result with the git ids of all files that went into it. `check`
computes it again: a review edited afterwards, a policy changed afterwards, or a figure changed by
hand shows.""",
        dossier=_frozen,
        reads=("result",),
    ),
    Rule(
        "plan-without-owner",
        """Every action of an improvement plan has an owner.

An action that nobody owns is not done by anybody.""",
        dossier=_plan_without_owner,
        reads=("plan",),
    ),
)
