"""References: whatever a file names by id is there. Found from the types of the models' fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.company.namings import Namings
from perfgit.files.documents import AnyDoc
from perfgit.model.references import Reference
from perfgit.model.values import ReferenceKind
from perfgit.problem import DataPath, Problem

Known = Callable[[Company], Collection[str] | None]
Told = Callable[[Company, str, Collection[str]], tuple[str, str]]


def unknown(
    namings: Namings, kind: ReferenceKind, known: Collection[str]
) -> Iterator[tuple[AnyDoc, Reference]]:
    """The references of a kind that are not known, each with its file."""
    is_known = known.__contains__
    for doc, naming in namings.get(kind, ()):
        if not all(map(is_known, naming.ids)):
            for reference in naming.each():
                if not is_known(reference.id):
                    yield doc, reference


@dataclass(frozen=True, slots=True)
class Target:
    """What references of one kind lead to.

    `known` gives the ids that are there, or None where that cannot be told (a file that has errors
    says so itself); `told` makes message and help for one that is not. All that name the same
    missing thing have one cause. `of` chooses the references that are looked at.
    """

    kind: ReferenceKind
    known: Known
    told: Told
    folder: str | None = None
    """The folder of the owners that are named by it: `people`, `teams`."""
    of: Callable[[Company, AnyDoc, Reference], bool] | None = None

    def in_org(self, company: Company) -> Iterator[Problem]:
        """What the organisation's files name and is not there."""
        return self._problems(company, company.namings)

    def in_dossier(self, company: Company, dossier: Dossier) -> Iterator[Problem]:
        """What a dossier's files name and is not there, its owner included."""
        holder, _, owner = dossier.owner.partition("/")
        if holder == self.folder:
            known = self.known(company)
            first = next(dossier.all_docs(), None)
            if first and known is not None and owner not in known:
                yield self._problem(company, first, owner, known, ())
        yield from self._problems(company, dossier.namings)

    def _problems(self, company: Company, namings: Namings) -> Iterator[Problem]:
        if self.kind not in namings:
            return
        known = self.known(company)
        if known is not None:
            for doc, one in unknown(namings, self.kind, known):
                if self.of is None or self.of(company, doc, one):
                    yield self._problem(company, doc, one.id, known, one.at, on_key=one.on_key)

    def _problem(
        self,
        company: Company,
        doc: AnyDoc,
        id: str,
        known: Collection[str],
        at: DataPath,
        *,
        on_key: bool = False,
    ) -> Problem:
        message, help = self.told(company, id, known)
        return doc.problem(message, help, at, on_key=on_key, cause=f"{self.kind}:{id}")
