"""Around the reviews: nominations, feedback, the meeting, the plan, an appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from perfgit.authoring.change import (
    Change,
    Data,
    MissingError,
    RefusedError,
    edited,
    put,
)
from perfgit.authoring.identity import Me, named
from perfgit.authoring.values import day_from, one_of
from perfgit.company.company import Company, cycle_of
from perfgit.company.dossier import Dossier
from perfgit.files.render import record_data, render
from perfgit.files.trees import OverlayTree
from perfgit.i18n import listing, say, suggestion
from perfgit.model.cells import distinct, slug
from perfgit.model.goals import Goal
from perfgit.model.reviews import Action
from perfgit.problem import PerfgitError
from perfgit.scoring.frozen import freeze

if TYPE_CHECKING:  # ruamel.yaml is loaded when a file is edited
    from perfgit.files.editor import Editor


_STATUSES = ("open", "done", "dropped")


def _path(company: Company, kind: str, cycle: str, subject: str) -> str:
    return company.layout.path(kind, cycle=cycle, owner=f"people/{subject}")


def nominated(
    company: Company, cycle: str, subject: str, peers: Sequence[str], note: str | None
) -> Change:
    """The peers that a person proposes, all of them; a note that is None stays as it was."""
    data: Data = {"peers": list(dict.fromkeys(peers))}
    if note is not None:
        data["note"] = note or None
    return put(company, _path(company, "nominations", cycle, subject), data)


def nominees(dossier: Dossier, without: Iterable[str] = ()) -> list[str]:
    """Who is nominated already, but for some; raises PerfgitError where one of these is not."""
    before = list(dossier.nominations.peers) if dossier.nominations else []
    for id in without:
        if id not in before:
            raise PerfgitError(
                say("{id} is not on your list.", id=id[:80]),
                say("Nominated: {names}.", names=listing(before)),
            )
    return [id for id in before if id not in without]


def likely_peers(company: Company, me: Me, dossier: Dossier) -> list[str]:
    """Who has probably seen my work: helpers of my goals, then my team."""
    helpers = [id for goal in (dossier.sheet.goals if dossier.sheet else ()) for id in goal.helpers]
    return [*helpers, *company.members.get(me.person.team or "", [])]


def number_of_peers(company: Company, cycle: str) -> tuple[int, int]:
    """How many peers a cycle asks for, at least and at most."""
    found = company.cycles[cycle].data
    return (found.peers.min, found.peers.max) if found else (0, 5)


def check_giver(me: Me, subject: str) -> None:
    """Raise RefusedError where somebody gives feedback to themselves."""
    if subject == me.id:
        raise RefusedError(
            say("Feedback comes from others."), say("Your own view belongs into a check-in.")
        )


def feedback(
    company: Company,
    me: Me,
    cycle: str,
    subject: str,
    day: dt.date,
    note: str,
    *,
    about: str | None = None,
    for_: str = "subject",
) -> Change:
    """Feedback from me; on a day on which I gave some already, a paragraph more if it is another.

    Raises RefusedError where what I gave is about something else, or for somebody else's eyes.
    """
    path = company.layout.path(
        "feedback", cycle=cycle, owner=f"people/{subject}", id=me.id, day=day
    )
    dossier = company.dossier(cycle, f"people/{subject}")
    old = next((doc.data for doc in dossier.feedback if doc.path == path and doc.data), None)
    if old is None:
        return put(
            company,
            path,
            {"note": note, "about": about, "for": for_ if for_ != "subject" else None},
        )
    if old.about != about or old.for_ != for_:
        raise RefusedError(
            say("You gave {person} feedback today already, about something else.", person=subject),
            say(
                "One file holds one feedback a day: add to it with the same --about and --for, or"
                " come back tomorrow."
            ),
        )
    if f"\n\n{note.strip()}\n\n" in f"\n\n{old.note.strip()}\n\n":
        return put(company, path, {"note": old.note})
    return put(company, path, {"note": f"{old.note.rstrip()}\n\n{note}"})


def meeting(company: Company, cycle: str, subject: str, data: Mapping[str, object]) -> Change:
    """The record of the review meeting: held, attended, summary."""
    return put(company, _path(company, "meeting", cycle, subject), data)


def acknowledged(
    company: Company, me: Me, cycle: str, day: dt.date, *, agrees: bool | None, comment: str | None
) -> Change:
    """I have read my review and we have talked; raises RefusedError where no meeting is recorded."""
    dossier = company.dossier(cycle, f"people/{me.id}")
    if dossier.doc("meeting") is None:
        raise RefusedError(
            say("No meeting about your review is recorded in {cycle}.", cycle=cycle),
            say("Your manager records it first: `perfgit meeting {person}`.", person=me.id),
        )
    said: Data = {"by": me.id, "on": day, "agrees": agrees, "comment": comment or None}
    return put(
        company,
        _path(company, "meeting", cycle, me.id),
        {"acknowledgement": {key: value for key, value in said.items() if value is not None}},
    )


def plan(
    company: Company,
    cycle: str,
    subject: str,
    *,
    summary: str | None = None,
    actions: Sequence[Data] = (),
    status: Mapping[str, str] | None = None,
    carry: Sequence[str] = (),
) -> Change:
    """The improvement plan: new actions and goals to carry come on top, statuses by action's id.

    An action that stands there already, word for word, is not added again.
    """
    dossier = company.dossier(cycle, f"people/{subject}")
    path = _path(company, "plan", cycle, subject)
    taken = {one.id for one in (dossier.plan.actions if dossier.plan else ())}
    known = set(taken)
    added = [
        {"id": distinct(slug(" ".join(str(one["what"]).split()[:4])[:40], "action"), taken)} | one
        for one in actions
        if not (dossier.plan and any(_is_said(one, there) for there in dossier.plan.actions))
    ]
    data: Data = {"summary": summary}
    if added:
        data["actions"] = added
    carried = list(dossier.plan.carry) if dossier.plan else []
    if carry:
        data["carry"] = list(dict.fromkeys([*carried, *carry]))
    said = {key: value for key, value in data.items() if value is not None}
    for id in status or {}:
        if id not in known:
            raise PerfgitError(say('There is no action "{id}".', id=id[:80]), suggestion(id, known))
    if not said and not status and not actions:
        raise MissingError(
            say("A plan says at least one thing."), say("`--summary`, `--action` or `--carry`.")
        )
    if dossier.doc("plan") is None:
        return put(company, path, said)

    def work(editor: Editor) -> None:
        from perfgit.authoring.change import apply

        apply(editor, (), said)
        for index, one in enumerate(dossier.plan.actions if dossier.plan else ()):
            if status and one.id in status:
                editor.set(("actions", index, "status"), status[one.id])

    return edited(company, path, work)


def _is_said(given: Data, there: Action) -> bool:
    """Whether an action says what is given, whatever else it says."""
    return all(getattr(there, key) == value for key, value in given.items())


def action_from(company: Company, line: str, usual_owner: str) -> Data:
    """A step of a plan from `TEXT | OWNER | DATE`, owner and day in any order.

    Raises PerfgitError where it has no words, or where its owner is nobody.
    """
    what, *rest = (part.strip() for part in line.replace("｜", "|").split("|"))
    if not what:
        raise PerfgitError(say("An action needs words."), say("--action 'TEXT | OWNER | DATE'"))
    found: Data = {"what": what, "owner": usual_owner}
    for part in rest:
        if part[:1].isdigit() and "-" in part:
            found["due"] = day_from(part)
        elif part:
            found["owner"] = named(company, part).id
    return found


def statuses_from(given: Mapping[str, str]) -> dict[str, str]:
    """How steps went, by action's id, from words."""
    return {id: one_of(_STATUSES, word, say("status")) for id, word in given.items()}


def check_carried(goals: Iterable[Goal], ids: Iterable[str]) -> None:
    """Raise PerfgitError where one of the ids is none of the goals."""
    known = [goal.id for goal in goals]
    for id in ids:
        if id not in known:
            raise PerfgitError(
                say('There is no goal "{goal}".', goal=id[:80]), suggestion(id, known)
            )


def appeal(company: Company, me: Me, cycle: str, day: dt.date, reasons: str) -> Change:
    """I disagree; raises RefusedError where the appeal is decided already, or it is too late."""
    this = cycle_of(company, cycle)
    until = this.stages.feedback.closes
    if this.closed and day > until:
        raise RefusedError(
            say("Appeals were raised until {day}.", day=until),
            say("Talk to HR: they can decide one that was raised in time."),
        )
    old = company.dossier(cycle, f"people/{me.id}").appeal
    if old and old.decision:
        raise RefusedError(
            say("Your appeal was decided on {day}.", day=old.decision.on),
            say("Talk to HR: a decision is changed by those who made it."),
        )
    data: Data = {"reasons": reasons} if old else {"raised": day, "reasons": reasons}
    return put(company, _path(company, "appeal", cycle, me.id), data)


def decided(
    company: Company, me: Me, cycle: str, subject: str, decision: Mapping[str, object]
) -> Change:
    """The decision on an appeal, signed by me; raises RefusedError where there is no appeal.

    Once the cycle is closed, the result that follows from it is written with it.
    """
    dossier: Dossier = company.dossier(cycle, f"people/{subject}")
    if dossier.doc("appeal") is None:
        raise RefusedError(
            say("{person} has not appealed in {cycle}.", person=subject, cycle=cycle),
        )
    said = {"by": me.id, **decision}
    order = ("by", "on", "outcome", "rating", "why")
    whole = {key: said[key] for key in order if said.get(key) is not None}
    if whole["outcome"] != "granted":
        whole.pop("rating", None)
    elif "rating" not in whole:
        raise MissingError(
            say("To which rating was it changed?"), say("`--rating NUMBER` says it.")
        )
    change = put(company, _path(company, "appeal", cycle, subject), {"decision": whole})
    if not (cycle_of(company, cycle).closed and dossier.result):
        return change
    note = say("The result is written with it, computed from the decision.")
    return replace(change, notes=(*change.notes, note), follows=_result_after(dossier, company))


def _result_after(dossier: Dossier, company: Company) -> Callable[[bytes], dict[str, bytes]]:
    """The result of a closed cycle as the bytes of an appeal make it, where that is another one."""

    def follows(appeal: bytes) -> dict[str, bytes]:
        path = company.path_of("appeal", dossier.cycle, dossier.owner)
        after = Company(OverlayTree(company.tree, {path: appeal}))
        decided, doc = after.dossier(dossier.cycle, dossier.owner), dossier.doc("result")
        if doc is None or decided.appeal is None:
            return {}  # what cannot be read is told
        data = render(record_data(freeze(after, decided, dossier.result), defaults=True)).encode()
        return {doc.path: data} if doc.raw != data else {}

    return follows
