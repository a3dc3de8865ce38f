"""What is due while reviews are written, talked about and followed up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from perfgit.gate.people import Holder
from perfgit.model.reviews import Action
from perfgit.todo.item import Duty, Item, Matter, turn
from perfgit.words import say

DECIDE_WITHIN = dt.timedelta(days=14)
BEFORE_DUE = dt.timedelta(days=14)
"""How long before its day an action of a plan is listed."""


def _evaluating(matter: Matter) -> bool:
    """Whether reviews of a person are due: evaluation has opened, and there is something to review."""
    if matter.person is None or matter.today < matter.cycle.stages.evaluate.opens:
        return False
    person = matter.frame.person(matter.person)
    left = person.left if person else None
    return person is not None and not (left and left < matter.cycle.stages.evaluate.opens)


def _in(matter: Matter, kind: str, author: str | None = None) -> bool:
    """Whether a review is handed in; one that cannot be read counts, since `check` tells."""
    for doc in matter.dossier.reviews(kind):
        if author in (None, doc.place.id):
            return doc.data is None or doc.data.submitted is not None
    return False


def nominate(matter: Matter) -> Iterator[Item]:
    """Peers are nominated, where the cycle asks for their reviews."""
    stage, peers = matter.cycle.stages.evaluate, matter.cycle.peers
    if not _evaluating(matter) or "peer" not in matter.cycle.sources or not peers.max:
        return
    if matter.today > stage.closes or matter.dossier.doc("nominations"):
        return
    yield from turn(
        matter,
        "nominate",
        matter.owners(),
        stage.opens,
        stage.opens + (stage.closes - stage.opens) / 3,
        lambda _: say("Nominate {least} to {most} peers.", least=peers.min, most=peers.max),
        lambda _: "perfgit nominate",
        matter.path("nominations"),
    )


def write_review(matter: Matter) -> Iterator[Item]:
    """Reviews that the cycle asks for: own, peers', reports', former managers', the manager's."""
    if not _evaluating(matter):
        return
    for kind, holders in _asked(matter):
        yield from _reviews(matter, kind, holders)


def _reviews(matter: Matter, kind: str, holders: list[Holder]) -> Iterator[Item]:
    stage, named = matter.cycle.stages.evaluate, kind not in ("self", "manager")
    for one in holders:
        if not _in(matter, kind, one.id if named else None):
            yield from turn(
                matter,
                "write-review",
                [one],
                stage.opens,
                stage.closes,
                lambda _: _what(matter, kind),
                lambda who: f"perfgit review {kind}{matter.subject(who)}",
                matter.path(kind, one.id if named else None),
            )


def _asked(matter: Matter) -> Iterator[tuple[str, list[Holder]]]:
    sources, person = matter.cycle.sources, matter.frame.person(matter.person)
    dossier = matter.dossier
    if "self" in sources:
        yield "self", matter.owners()
    if "peer" in sources and dossier.nominations:
        yield "peer", _active(matter, dossier.nominations.peers)
    if "upward" in sources:
        yield "upward", _active(matter, matter.company.reports.get(matter.person or "", []))
    former = person.former_managers if person else []
    starts = matter.cycle.starts
    yield "handover", _active(matter, [one.id for one in former if one.until >= starts])
    if "manager" in sources:
        yield "manager", matter.managers()


def _active(matter: Matter, ids: list[str]) -> list[Holder]:
    return [Holder(id) for id in ids if id != matter.person and matter.frame.is_active(id)]


def _what(matter: Matter, kind: str) -> str:
    name = matter.name()
    if kind == "self":
        return say("Write your self-review.")
    if kind == "peer":
        return say("Write a peer review of {name}.", name=name)
    if kind == "upward":
        return say("Write an upward review of {name}.", name=name)
    if kind == "handover":
        return say("Write a handover review of {name}.", name=name)
    return say("Write the review of {name}.", name=name)


def hold_meeting(matter: Matter) -> Iterator[Item]:
    """The review meeting, once the manager's review is handed in."""
    review, stage = matter.dossier.manager_review, matter.cycle.stages.feedback
    if matter.person is None or matter.dossier.doc("meeting") or not review:
        return
    if review.submitted is None or matter.today < max(stage.opens, review.submitted):
        return
    yield from turn(
        matter,
        "hold-meeting",
        matter.managers(),
        max(stage.opens, review.submitted),
        stage.closes,
        lambda _: say("Hold the review meeting with {name}.", name=matter.name()),
        lambda who: f"perfgit meeting{matter.subject(who)}",
        matter.path("meeting"),
    )


def acknowledge(matter: Matter) -> Iterator[Item]:
    """The person acknowledges the review after the meeting (or appeals)."""
    meeting = matter.dossier.meeting
    if matter.person is None or not meeting or meeting.acknowledgement or matter.dossier.appeal:
        return
    if matter.today < meeting.held or not matter.frame.is_active(matter.person):
        return
    yield from turn(
        matter,
        "acknowledge",
        [Holder(matter.person)],
        meeting.held,
        max(matter.cycle.stages.feedback.closes, meeting.held),
        lambda _: say("Acknowledge your review, or appeal."),
        lambda _: "perfgit acknowledge",
        matter.path("meeting"),
    )


def decide_appeal(matter: Matter) -> Iterator[Item]:
    """An appeal is decided by somebody of HR who had no part in it; an executive approves."""
    appeal = matter.dossier.appeal
    if not appeal or appeal.decision or appeal.raised > matter.today:
        return
    yield from turn(
        matter,
        "decide-appeal",
        matter.holders("uninvolved_hr", "appeal"),
        appeal.raised,
        appeal.raised + DECIDE_WITHIN,
        lambda _: say("Decide the appeal of {name}.", name=matter.name()),
        lambda who: f"perfgit appeal{matter.subject(who)}",
        matter.path("appeal"),
    )


def plan_action(matter: Matter) -> Iterator[Item]:
    """Open actions of an improvement plan, from two weeks before their day."""
    plan = matter.dossier.plan
    for action in plan.actions if plan else ():
        if action.status != "open" or action.due is None:
            continue
        if matter.today < action.due - BEFORE_DUE:
            continue
        owner = action.owner or matter.person
        if owner and matter.frame.is_active(owner):
            yield from _action(matter, action, owner, action.due)


def _action(matter: Matter, action: Action, owner: str, due: dt.date) -> Iterator[Item]:
    what = " ".join(action.what.split())
    yield from turn(
        matter,
        "plan-action",
        [Holder(owner)],
        due - BEFORE_DUE,
        due,
        lambda who: (
            say("Improvement plan: {what}", what=what)
            if who == matter.person
            else say("Improvement plan of {name}: {what}", name=matter.name(), what=what)
        ),
        lambda who: f"perfgit plan{matter.subject(who)} --status {action.id}=done",
        matter.path("plan"),
    )


DUTIES: tuple[tuple[str, Duty], ...] = (
    ("nominate", nominate),
    ("write-review", write_review),
    ("hold-meeting", hold_meeting),
    ("acknowledge", acknowledge),
    ("decide-appeal", decide_appeal),
    ("plan-action", plan_action),
)
