"""Rules about people who are named."""

from __future__ import annotations

from collections.abc import Collection

from perfgit.company.company import Company
from perfgit.files.documents import AnyDoc
from perfgit.i18n import say, suggestion
from perfgit.model.org import Cycle
from perfgit.model.references import Reference
from perfgit.rules.references import Target
from perfgit.rules.rule import Rule


def _told(company: Company, id: str, known: Collection[str]) -> tuple[str, str]:
    return (
        say('There is no person "{id}".', id=id),
        suggestion(id, known) + say(" Or add {path}.", path=company.layout.path("person", id=id)),
    )


def _in_policy(_: Company, doc: AnyDoc, __: Reference) -> bool:
    return doc.place.kind == "policy"


def _elsewhere(company: Company, doc: AnyDoc, one: Reference) -> bool:
    return doc.place.kind != "policy" and not _is_erased(company, doc, one)


def _is_erased(company: Company, doc: AnyDoc, one: Reference) -> bool:
    """Whether the file's cycle says of somebody that all of their files are gone.

    What others said of them and with them stays, and keeps the id: frozen results are computed from it.
    """
    if doc.place.kind == "cycle":
        return one.at[:2] == ("who", "without") and _has_erased(doc, one.id)
    return _has_erased(company.cycles.get(doc.place.cycle or ""), one.id)


def _has_erased(cycle: AnyDoc | None, person: str) -> bool:
    return cycle is not None and isinstance(cycle.data, Cycle) and cycle.data.who.has_erased(person)


_PEOPLE = Target("person", lambda company: company.people, _told, "people", of=_elsewhere)
ROLE_HOLDERS = Target("person", lambda company: company.people, _told, of=_in_policy)


RULES = (
    Rule(
        "unknown-person",
        """Every person who is named has a file in `org/people/`.

Managers, leads, deputies, peers, authors of reviews, owners of actions, and the people whose
folders lie in `goals/` and `reviews/`. In the files of a cycle whose `who.without` says of somebody
`erased DATE`, others may go on naming them. All places that name the same missing person are one
problem, because they have one cause.""",
        company=_PEOPLE.in_org,
        dossier=_PEOPLE.in_dossier,
    ),
)
