"""The results of a cycle, frozen person by person, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing import get_all_start_methods, get_context

from perfgit.company.company import Company
from perfgit.files.render import record_data, render
from perfgit.i18n import say
from perfgit.scoring.frozen import differences, freeze
from perfgit.scoring.result import score

PARALLEL_FROM = 200
"""People below which a second process costs more than it saves."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What closing gives one person.

    `data` holds the bytes of the result's file where it has to be written; `why` says why there is
    no result. Where both are None, the frozen result stands as it is.
    """

    person: str
    path: str
    score: Decimal | None = None
    rating: int | None = None
    why: str | None = None
    data: bytes | None = None
    stale: bool = False
    """A file of an earlier closing lies there, and nothing gives it any more."""


def outcomes(
    company: Company, cycle: str, people: Sequence[str], progress: Progress | None = None
) -> Iterator[Outcome]:
    """What closing gives each of the people, in their order."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    if cores == 1 or len(people) < PARALLEL_FROM or "fork" not in get_all_start_methods():
        for done, person in enumerate(people, 1):
            yield _outcome(company, cycle, person)
            if progress:
                progress(done, len(people))
        return
    size = max(20, len(people) // (cores * 16))
    chunks = [(cycle, people[start : start + size]) for start in range(0, len(people), size)]
    global _shared  # noqa: PLW0603 -- fork hands the loaded frame over without copying it
    _shared = company
    try:
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(cores, mp_context=get_context("fork")) as pool:
            done = 0
            for found in pool.map(_chunk, chunks):
                yield from found
                done += len(found)
                if progress:
                    progress(done, len(people))
    finally:
        _shared = None


_shared: Company | None = None


def _chunk(chunk: tuple[str, Sequence[str]]) -> list[Outcome]:
    assert _shared is not None
    cycle, people = chunk
    return [_outcome(_shared, cycle, person) for person in people]


def _outcome(company: Company, cycle: str, person: str) -> Outcome:
    dossier = company.dossier(cycle, f"people/{person}")
    path = company.layout.path("result", cycle=cycle, owner=f"people/{person}")
    old, doc = dossier.result, dossier.doc("result")
    if old and not any(differences(company, dossier)):
        return Outcome(person, path, old.exact_score, old.rating)
    if not any(kind != "result" for kind in dossier.docs):
        why = say("There are no goals and no reviews in this cycle.")
        return Outcome(person, path, why=why, stale=doc is not None)
    scored = score(company, dossier)
    if scored.score is None:
        why = " ".join(scored.notes) or say("Nothing gives a score.")
        return Outcome(person, path, why=why, stale=doc is not None)
    result = freeze(company, dossier, old)
    data = render(record_data(result, defaults=True)).encode()
    same = doc is not None and doc.raw == data
    return Outcome(person, path, result.exact_score, result.rating, data=None if same else data)
