"""What files name, gathered by kind: people, teams, goals, ..."""

from __future__ import annotations

from collections.abc import Iterable

from perfgit.files.documents import AnyDoc
from perfgit.files.layout import BY_NAME
from perfgit.model.references import Naming, namings
from perfgit.model.values import ReferenceKind

Namings = dict[ReferenceKind, list[tuple[AnyDoc, Naming]]]


def namings_of(docs: Iterable[AnyDoc]) -> Namings:
    """Every field of some files that names something, by kind, each with its file.

    A file of a cycle that is called after somebody (a peer review after its author) names them
    at the place `()`; owners and cycles, which all files of a folder share, are left out.
    """
    found: Namings = {}
    for doc in docs:
        named = BY_NAME[doc.place.kind].names if doc.place.cycle else None
        if named and doc.place.id:
            by_name = Naming(named, (doc.place.id,), (), single=True)
            found.setdefault(named, []).append((doc, by_name))
        record = doc.rest if doc.data is None else doc.data
        if record is not None:
            for naming in namings(record):
                found.setdefault(naming.kind, []).append((doc, naming))
    return found
