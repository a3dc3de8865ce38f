"""Rules about people who are named."""

from __future__ import annotations

from collections.abc import Collection

from perfgit.company.company import Company
from perfgit.files.documents import AnyDoc
from perfgit.i18n import say, suggestion
from perfgit.model.org import ERASED, Cycle
from perfgit.model.references import Reference
from perfgit.rules.references import Target
from perfgit.rules.rule import Rule


def _told(company: Company, id: str, known: Collection[str]) -> tuple[str, str]:
    return (
        say('There is no person "{id}".', id=id),
        suggestion(id, known) + say(" Or add {path}.", path=company.layout.path("person", id=id)),
    )


def _in_policy(doc: AnyDoc, _: Reference) -> bool:
    return doc.place.kind == "policy"


def _elsewhere(doc: AnyDoc, one: Reference) -> bool:
    return not _in_policy(doc, one) and not _is_erased(doc, one)


def _is_erased(doc: AnyDoc, one: Reference) -> bool:
    """Whether a cycle says of somebody that all of their files are gone."""
    if one.at[:2] != ("who", "without") or not isinstance(doc.data, Cycle):
        return False
    return doc.data.who.without.get(one.id, "").startswith(ERASED)


_PEOPLE = Target("person", lambda company: company.people, _told, "people", of=_elsewhere)
ROLE_HOLDERS = Target("person", lambda company: company.people, _told, of=_in_policy)


RULES = (
    Rule(
        "unknown-person",
        """Every person who is named has a file in `org/people/`.

Managers, leads, deputies, peers, authors of reviews, owners of actions, and the people whose
folders lie in `goals/` and `reviews/`. All places that name the same missing person are one
problem, because they have one cause.""",
        company=_PEOPLE.in_org,
        dossier=_PEOPLE.in_dossier,
    ),
)
