"""The results of a cycle, frozen person by person, on all cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfgit.company.company import Company
from perfgit.files.render import record_data, render
from perfgit.i18n import say
from perfgit.model.values import Source
from perfgit.parallel import Progress, portions, shared_out
from perfgit.scoring.frozen import (
    METHOD,
    closing_policy,
    differences,
    follows_closing,
    freeze,
    owes_result,
)
from perfgit.scoring.result import missing_sources, score

PARALLEL_FROM = 200
"""People below which a second process costs more than it saves."""


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
    owed: bool = True
    """Whether there is anything in the cycle that a result could rest on."""
    told: bool = False
    """Whether people have been told a result already: a file of it is there."""
    older: bool = False
    """Whether the result that stands is of an older method."""
    missing: tuple[Source, ...] = ()
    """The sources that count of which nothing was handed in; not asked of a result that stands."""


def outcomes(
    company: Company, cycle: str, people: Sequence[str], progress: Progress | None = None
) -> Iterator[Outcome]:
    """What closing gives each of the people, in their order."""

    def some(chunk: Sequence[str]) -> list[Outcome]:
        return [_outcome(company, cycle, person) for person in chunk]

    parallel = len(people) >= PARALLEL_FROM
    chunks = portions(people, 20 if parallel else 1)
    for found in shared_out(chunks, some, progress, parallel=parallel, in_order=True):
        yield from found


def _outcome(company: Company, cycle: str, person: str) -> Outcome:
    dossier = company.dossier(cycle, f"people/{person}")
    path = company.layout.path("result", cycle=cycle, owner=f"people/{person}")
    old, doc = dossier.result, dossier.doc("result")
    if old and follows_closing(company, cycle, old) and not any(differences(company, dossier)):
        older = old.method < METHOD
        return Outcome(person, path, old.exact_score, old.rating, told=True, older=older)
    if not any(kind != "result" for kind in dossier.docs):
        why = say("There are no goals and no reviews in this cycle.")
        return Outcome(person, path, why=why, stale=doc is not None, owed=False)
    policy = closing_policy(company, cycle)
    scored = score(company, dossier, policy)
    missing = tuple(missing_sources(dossier, policy))
    if scored.score is None:
        why = " ".join(scored.notes) or say("Nothing gives a score.")
        owed = owes_result(company, cycle, person)
        stale = doc is not None
        return Outcome(person, path, why=why, stale=stale, owed=owed, missing=missing)
    result = freeze(company, dossier, old)
    data = render(record_data(result, defaults=True)).encode()
    same = doc is not None and doc.raw == data
    return Outcome(
        person,
        path,
        result.exact_score,
        result.rating,
        data=None if same else data,
        told=doc is not None,
        older=result.method < METHOD,
        missing=missing,
    )
