"""What an owner's files said on a day: `--today` means today, and nothing dated later counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc


def as_of(dossier: Dossier, today: dt.date) -> Dossier:
    """The dossier without what was said, held, handed in or decided after a day.

    The same one where there is nothing of the kind, which is nearly always.
    """
    docs = {kind: _known(kind, found, today) for kind, found in dossier.docs.items()}
    if all(docs[kind] is found for kind, found in dossier.docs.items()):
        return dossier
    there = {kind: found for kind, found in docs.items() if found}
    return Dossier(dossier.cycle, dossier.owner, there, dossier.unknown_files)


def _known(kind: str, docs: list[AnyDoc], today: dt.date) -> list[AnyDoc]:
    """The files of a kind as they were; the same list where nothing is left out."""
    earlier = _EARLIER.get(kind)
    found = [
        doc._replace(data=earlier(doc.data, today)) if earlier and doc.data else doc
        for doc in docs
        if not _later(doc, today)
    ]
    same = len(found) == len(docs) and all(
        new.data is old.data for new, old in zip(found, docs, strict=True)
    )
    return docs if same else found


def _later(doc: AnyDoc, today: dt.date) -> bool:
    """Whether the whole file is of a day to come."""
    days = (doc.place.day, *(getattr(doc.data, name, None) for name in _WHOLE))
    return any(day is not None and day > today for day in days)


_WHOLE = ("submitted", "held", "raised")
"""Fields with the day on which a file came to be what it is."""


def _field(name: str) -> Callable[[Any, dt.date], Any]:
    """A record without one that stands under a name in it, where that is of a day to come."""

    def earlier(data: Any, today: dt.date) -> Any:
        found = getattr(data, name)
        return data.model_copy(update={name: None}) if found and found.on > today else data

    return earlier


_answered = _field("answer")
_given_up = _field("dropped")


def _checkin(data: Any, today: dt.date) -> Any:
    asked = {
        name: [_answered(one, today) for one in getattr(data, name)]
        for name in ("obstacles", "misfits")
    }
    same = all(
        new is old
        for name in asked
        for new, old in zip(asked[name], getattr(data, name), strict=True)
    )
    return data if same else data.model_copy(update=asked)


def _sheet(data: Any, today: dt.date) -> Any:
    history = [one for one in data.history if one.on <= today]
    goals = [_given_up(one, today) for one in data.goals]
    same = len(history) == len(data.history) and all(
        new is old for new, old in zip(goals, data.goals, strict=True)
    )
    return data if same else data.model_copy(update={"goals": goals, "history": history})


_EARLIER: dict[str, Callable[[Any, dt.date], Any]] = {
    "meeting": _field("acknowledgement"),
    "appeal": _field("decision"),
    "checkin": _checkin,
    "goals": _sheet,
}
"""What is taken out of files of an earlier day, by kind."""
