"""Rules about people who are named."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import say, suggestion
from perfgit.problem import DataPath, Problem
from perfgit.rules.rule import Rule


def missing_person(
    company: Company, doc: AnyDoc, id: str | None, at: DataPath, *, on_key: bool = False
) -> Iterator[Problem]:
    """The problem of a person who has no file; all that name the same one have one cause."""
    if id is None or id in company.people:
        return
    yield doc.problem(
        say('There is no person "{id}".', id=id),
        suggestion(id, company.people)
        + say(" Or add {path}.", path=company.layout.path("person", id=id)),
        at,
        on_key=on_key,
        cause=f"person:{id}",
    )


def _people_in_org(company: Company) -> Iterator[Problem]:
    for doc in company.people.values():
        if person := doc.data:
            yield from missing_person(company, doc, person.manager, ("manager",))
            for index, away in enumerate(person.away):
                yield from missing_person(company, doc, away.deputy, ("away", index, "deputy"))
            for index, former in enumerate(person.former_managers):
                yield from missing_person(company, doc, former.id, ("former_managers", index, "id"))
    for team in company.teams.values():
        if team.data:
            yield from missing_person(company, team, team.data.lead, ("lead",))
    for cycle in company.cycle_folders():
        for session in company.calibrations(cycle).values():
            if session.data:
                for index, id in enumerate(session.data.attended):
                    yield from missing_person(company, session, id, ("attended", index))
                for index, change in enumerate(session.data.changes):
                    at = ("changes", index, "person")
                    yield from missing_person(company, session, change.person, at)
        retrospective = company.retrospective(cycle)
        if retrospective and retrospective.data:
            for index, decision in enumerate(retrospective.data.decisions):
                at = ("decisions", index, "owner")
                yield from missing_person(company, retrospective, decision.owner, at)


def _people_in_dossier(company: Company, dossier: Dossier) -> Iterator[Problem]:
    people = company.people
    first = next(dossier.all_docs(), None)
    if dossier.person and dossier.person not in people and first:
        yield from missing_person(company, first, dossier.person, ())
    for doc, id, at in _named_in(dossier):
        if id not in people:
            yield from missing_person(company, doc, id, at)


def _named_in(dossier: Dossier) -> Iterator[tuple[AnyDoc, str, DataPath]]:
    """Every person whom a dossier names, apart from its owner."""
    sheet, sheet_doc = dossier.sheet, dossier.doc("goals")
    if sheet and sheet_doc:
        for index, goal in enumerate(sheet.goals):
            for number, id in enumerate(goal.helpers):
                yield sheet_doc, id, ("goals", index, "helpers", number)
    for checkin in dossier.checkins:
        if checkin.data:
            for index, obstacle in enumerate(checkin.data.obstacles):
                if obstacle.answer:
                    yield checkin, obstacle.answer.by, ("obstacles", index, "answer", "by")
            for index, misfit in enumerate(checkin.data.misfits):
                if misfit.answer:
                    yield checkin, misfit.answer.by, ("misfits", index, "answer", "by")
    for kind in ("peer", "upward", "handover", "feedback"):
        for doc in dossier.docs.get(kind, ()):
            if doc.place.id:
                yield doc, doc.place.id, ()
    yield from _named_after_review(dossier)


def _named_after_review(dossier: Dossier) -> Iterator[tuple[AnyDoc, str, DataPath]]:
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if nominations and doc:
        for index, id in enumerate(nominations.peers):
            yield doc, id, ("peers", index)
    meeting, doc = dossier.meeting, dossier.doc("meeting")
    if meeting and doc:
        for index, id in enumerate(meeting.attended):
            yield doc, id, ("attended", index)
    plan, doc = dossier.plan, dossier.doc("plan")
    if plan and doc:
        for index, action in enumerate(plan.actions):
            if action.owner:
                yield doc, action.owner, ("actions", index, "owner")
    appeal, doc = dossier.appeal, dossier.doc("appeal")
    if appeal and appeal.decision and doc:
        yield doc, appeal.decision.by, ("decision", "by")


RULES = (
    Rule(
        "unknown-person",
        """Every person who is named has a file in `org/people/`.

Managers, leads, deputies, peers, authors of reviews, owners of actions, and the people whose
folders lie in `goals/` and `reviews/`. All places that name the same missing person are one
problem, because they have one cause.""",
        company=_people_in_org,
        dossier=_people_in_dossier,
    ),
)
