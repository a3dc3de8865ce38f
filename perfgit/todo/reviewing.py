"""What is due while reviews are written, talked about and followed up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from perfgit.company.roles import Holder
from perfgit.i18n import say
from perfgit.model.reviews import Action
from perfgit.model.values import shifted
from perfgit.todo.item import DutyContext, Turn

DECIDE_WITHIN = dt.timedelta(days=14)
BEFORE_DUE = dt.timedelta(days=14)
"""How long before its day an action of a plan is listed."""


def _evaluating(context: DutyContext) -> bool:
    """Whether reviews of a person are due: evaluation has opened, and there is something to review."""
    opens = context.cycle.stages.evaluate.opens
    if context.person is None or context.today < context.begins(opens):
        return False
    person = context.org.person(context.person)
    left = person.left if person else None
    joined = person.joined if person else None
    if joined and joined > context.cycle.ends:
        return False
    return person is not None and not (left and left < opens)


def _in(context: DutyContext, kind: str, author: str | None = None) -> bool:
    """Whether a review is handed in; one that cannot be read counts, since `check` tells."""
    for doc in context.dossier.reviews(kind):
        if author in (None, doc.place.id):
            return doc.data is None or doc.data.submitted is not None
    return False


def nominate(context: DutyContext) -> Iterator[Turn]:
    """Peers are nominated, where the cycle asks for their reviews."""
    stage, peers = context.cycle.stages.evaluate, context.cycle.peers
    if not _evaluating(context) or "peer" not in context.cycle.sources or not peers.max:
        return
    if context.today > stage.closes or context.dossier.doc("nominations"):
        return
    third = stage.opens + (stage.closes - stage.opens) / 3
    yield Turn(
        context.owners(),
        context.begins(stage.opens),
        min(context.ends(third, stage.opens), stage.closes),
        lambda _: say("Nominate {least} to {most} peers.", least=peers.min, most=peers.max),
        lambda _: "perfgit nominate",
        context.path("nominations"),
    )


def write_review(context: DutyContext) -> Iterator[Turn]:
    """Reviews that the cycle asks for: own, peers', reports', former managers', the manager's."""
    if not _evaluating(context):
        return
    for kind, holders in _asked(context):
        yield from _reviews(context, kind, holders)


def _reviews(context: DutyContext, kind: str, holders: list[Holder]) -> Iterator[Turn]:
    stage, named = context.cycle.stages.evaluate, kind not in ("self", "manager")
    for one in holders:
        if not _in(context, kind, one.id if named else None):
            yield Turn(
                [one],
                context.begins(stage.opens),
                context.ends(stage.closes, stage.opens),
                lambda _: _what(context, kind),
                lambda who: f"perfgit review {kind}{context.subject(who)}",
                context.path(kind, one.id if named else None),
            )


def _asked(context: DutyContext) -> Iterator[tuple[str, list[Holder]]]:
    sources, person = context.cycle.sources, context.org.person(context.person)
    dossier = context.dossier
    if "self" in sources:
        yield "self", context.owners()
    if "peer" in sources and dossier.nominations:
        yield "peer", _active(context, dossier.nominations.peers)
    if "upward" in sources:
        yield "upward", _active(context, context.company.reports.get(context.person or "", []))
    former = person.managers_since(context.cycle.starts) if person else []
    yield "handover", _active(context, former)
    if "manager" in sources:
        yield "manager", context.managers()


def _active(context: DutyContext, ids: list[str]) -> list[Holder]:
    return [Holder(id) for id in ids if id != context.person and context.org.is_active(id)]


def _what(context: DutyContext, kind: str) -> str:
    name = context.name()
    if kind == "self":
        return say("Write your self-review.")
    if kind == "peer":
        return say("Write a peer review of {name}.", name=name)
    if kind == "upward":
        return say("Write an upward review of {name}.", name=name)
    if kind == "handover":
        return say("Write a handover review of {name}.", name=name)
    return say("Write the review of {name}.", name=name)


def hold_meeting(context: DutyContext) -> Iterator[Turn]:
    """The review meeting, once the manager's review is handed in."""
    review, stage = context.dossier.manager_review, context.cycle.stages.feedback
    if context.person is None or context.dossier.doc("meeting") or not review:
        return
    if review.submitted is None or context.today < max(stage.opens, review.submitted):
        return
    yield Turn(
        context.managers(),
        max(stage.opens, review.submitted),
        stage.closes,
        lambda _: say("Hold the review meeting with {name}.", name=context.name()),
        lambda who: f"perfgit meeting{context.subject(who)}",
        context.path("meeting"),
    )


def acknowledge(context: DutyContext) -> Iterator[Turn]:
    """The person acknowledges the review after the meeting (or appeals)."""
    meeting = context.dossier.meeting
    if context.person is None or not meeting or meeting.acknowledgement or context.dossier.appeal:
        return
    if context.today < meeting.held or not context.org.is_active(context.person):
        return
    yield Turn(
        [Holder(context.person)],
        meeting.held,
        max(context.cycle.stages.feedback.closes, meeting.held),
        lambda _: say("Acknowledge your review, or appeal."),
        lambda _: "perfgit acknowledge",
        context.path("meeting"),
    )


def decide_appeal(context: DutyContext) -> Iterator[Turn]:
    """An appeal is decided by somebody of HR who had no part in it; an executive approves."""
    appeal = context.dossier.appeal
    if not appeal or appeal.decision or appeal.raised > context.today:
        return
    yield Turn(
        context.holders("uninvolved_hr", "appeal"),
        appeal.raised,
        shifted(appeal.raised, DECIDE_WITHIN),
        lambda _: say("Decide the appeal of {name}.", name=context.name()),
        lambda who: f"perfgit appeal{context.subject(who)}",
        context.path("appeal"),
    )


def plan_action(context: DutyContext) -> Iterator[Turn]:
    """Open actions of an improvement plan, from two weeks before their day."""
    plan = context.dossier.plan
    for action in plan.actions if plan else ():
        if action.status != "open" or action.due is None:
            continue
        if context.today < shifted(action.due, -BEFORE_DUE):
            continue
        owner = action.owner or context.person
        if owner and context.org.is_active(owner):
            yield _action(context, action, owner, action.due)


def _action(context: DutyContext, action: Action, owner: str, due: dt.date) -> Turn:
    what = " ".join(action.what.split())
    return Turn(
        [Holder(owner)],
        shifted(due, -BEFORE_DUE),
        due,
        lambda who: (
            say("Improvement plan: {what}", what=what)
            if who == context.person
            else say("Improvement plan of {name}: {what}", name=context.name(), what=what)
        ),
        lambda who: f"perfgit plan{context.subject(who)} --status {action.id}=done",
        context.path("plan"),
    )
