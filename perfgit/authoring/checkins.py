"""Check-ins, and the answers to what they ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from perfgit.authoring.change import Change, Data, MissingError, RefusedError, edited, put
from perfgit.authoring.identity import Me
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import Doc
from perfgit.i18n import say
from perfgit.model.cells import distinct, slug
from perfgit.model.checkins import CheckIn, Misfit, Obstacle
from perfgit.problem import DataPath, PerfgitError

ANSWERS = {
    "obstacle": ("granted", "declined", "done"),
    "misfit": ("kept", "changed", "dropped"),
}


def checkin(
    company: Company,
    cycle: str,
    owner: str,
    day: dt.date,
    data: Mapping[str, object],
    *,
    obstacles: Sequence[Data] = (),
    misfits: Sequence[Data] = (),
) -> Change:
    """The check-in of a day; what it says already stays, new obstacles and misfits come on top.

    `data` has values, confidence and note. An obstacle without id gets one from its words.
    """
    path = company.layout.path("checkin", cycle=cycle, owner=owner, day=day)
    dossier = company.dossier(cycle, owner)
    old = next((doc.data for doc in dossier.checkins if doc.place.day == day and doc.data), None)
    said: Data = {key: value for key, value in data.items() if value is not None}
    taken = {one.id for doc in dossier.checkins if doc.data for one in doc.data.obstacles}
    if obstacles:
        said["obstacles"] = [
            {"id": distinct(slug(" ".join(str(one["what"]).split()[:4])[:40], "obstacle"), taken)}
            | one
            for one in obstacles
        ]
    if misfits:
        there = [one.model_dump(exclude_none=True) for one in (old.misfits if old else ())]
        named = {one["goal"] for one in misfits}
        said["misfits"] = [*(one for one in there if one["goal"] not in named), *misfits]
    if not said:
        raise MissingError(
            say("A check-in says at least one thing."),
            say("`--value`, `--confidence`, `--note`, `--obstacle` or `--misfit` say it."),
        )
    return put(company, path, said)


class Request(NamedTuple):
    """An obstacle or a misfit that waits for an answer, and where it stands."""

    kind: Literal["obstacle", "misfit"]
    cycle: str
    owner: str
    doc: Doc[CheckIn]
    at: DataPath
    what: Obstacle | Misfit

    @property
    def id(self) -> str:
        """What one calls it: the obstacle's id, or the goal that does not fit."""
        return self.what.id if isinstance(self.what, Obstacle) else self.what.goal

    @property
    def text(self) -> str:
        """What it says."""
        return self.what.what if isinstance(self.what, Obstacle) else self.what.why


def requests(dossier: Dossier, *, answered: bool = False) -> Iterator[Request]:
    """What waits for an answer, the latest first; with `answered`, what has one already too.

    An obstacle that a later check-in names again is told once, as it stands there.
    """
    seen: set[tuple[str, str]] = set()
    for doc in sorted(dossier.checkins, key=lambda one: one.path, reverse=True):
        if doc.data is None:
            continue
        for index, obstacle in enumerate(doc.data.obstacles):
            key = ("obstacle", obstacle.id)
            if key not in seen and (
                answered or (not obstacle.answer and obstacle.status == "open")
            ):
                at: DataPath = ("obstacles", index)
                yield Request("obstacle", dossier.cycle, dossier.owner, doc, at, obstacle)
            seen.add(key)
        for index, misfit in enumerate(doc.data.misfits):
            key = ("misfit", misfit.goal)
            if key not in seen and (answered or not misfit.answer):
                at = ("misfits", index)
                yield Request("misfit", dossier.cycle, dossier.owner, doc, at, misfit)
            seen.add(key)


def waiting_for(company: Company, me: Me, cycle: str) -> dict[str, list[Request]]:
    """Requests that wait, by owner: my own people's, then of teams and the company.

    Raises RefusedError where none does.
    """
    mine = [f"people/{id}" for id in company.reports.get(me.id, [])]
    owners = [*mine, *(f"teams/{id}" for id in company.teams), "company"]
    found = {owner: list(requests(company.dossier(cycle, owner))) for owner in owners}
    waiting = {owner: asked for owner, asked in found.items() if asked}
    if not waiting:
        raise RefusedError(
            say("Nobody waits for an answer of yours in {cycle}.", cycle=cycle),
            say("`perfgit answer OWNER REQUEST` names one; `--cycle` another cycle."),
        )
    return waiting


def find_request(dossier: Dossier, id: str | None) -> Request:
    """The request of that id, or the only one; raises PerfgitError with those there are."""
    from perfgit.i18n import suggestion

    found = list(requests(dossier))
    named = [request for request in found if id is None or request.id == id]
    if len(named) == 1:
        return named[0]
    if id is not None:
        again = [request for request in requests(dossier, answered=True) if request.id == id]
        if again:
            return again[0]
    if not found:
        raise RefusedError(say("{owner} waits for no answer.", owner=dossier.owner))
    raise PerfgitError(
        say('There is no request "{id}".', id=id[:80]) if id else say("Which one?"),
        suggestion(id or "", [request.id for request in found]),
    )


def answered(
    company: Company, me: Me, request: Request, status: str, note: str | None, today: dt.date
) -> Change:
    """An answer to a request, signed by me."""
    valid = ANSWERS[request.kind]
    if status not in valid:
        from perfgit.i18n import suggestion

        raise PerfgitError(
            say('There is no answer "{status}" to this.', status=status[:80]),
            suggestion(status, valid),
        )
    answer: Data = {"status": status, "by": me.id, "on": today}
    if note:
        answer["note"] = note
    at = (*request.at, "answer")
    return edited(company, request.doc.path, lambda editor: editor.set(at, answer))
