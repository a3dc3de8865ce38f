"""Reviews of every kind: where one lies, what one is made of, and the material for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from perfgit.authoring.change import Change, Data, MissingError, put, read_bytes
from perfgit.authoring.identity import Me
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import Doc, load
from perfgit.files.layout import Place
from perfgit.i18n import say
from perfgit.model.cells import slug
from perfgit.model.org import Competency
from perfgit.model.reviews import Feedback, Nominations, Review
from perfgit.problem import PerfgitError

Kind = Literal["self", "manager", "peer", "upward", "external", "handover"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def review_path(company: Company, kind: Kind, cycle: str, subject: str, author: str) -> str:
    """Where a review lies; `author` is the customer's id in an external one."""
    alone = kind in ("self", "manager")
    try:
        return company.layout.path(
            kind, cycle=cycle, owner=f"people/{subject}", id=None if alone else author
        )
    except ValueError:
        raise PerfgitError(
            say('"{id}" is not an id.', id=author[:80]),
            say("Lower-case letters, digits and hyphens: acme, north-sea-lines."),
        ) from None


def customer_id(voice: str) -> str:
    """What a customer's review is called, from who spoke; raises MissingError where no id comes of it."""
    found = slug(voice)
    if not found:
        raise MissingError(
            say("The file needs a name."), say("`--id acme`: letters, digits, hyphens.")
        )
    return found


def existing(company: Company, path: str) -> Review | None:
    """The review as it stands; None where there is none, or none that can be read."""
    place = company.layout.place(path)
    doc = load(company.tree, path, place) if place and read_bytes(company, path) else None
    return doc.data if doc and isinstance(doc.data, Review) else None


def review(
    company: Company, path: str, data: Mapping[str, object], *, hand_in: dt.date | None
) -> Change:
    """A review brought to what was answered; with `hand_in`, from that day on it counts.

    `data`: goals, competencies, overall, strengths, growth, potential, customer, as the model has
    them. What is not named stays as it is in a review that was begun.
    """
    old = existing(company, path)
    said: Data = dict(data)
    if hand_in and not (old and old.submitted):
        said = {"submitted": hand_in} | said
    order = ("submitted", "customer", "goals", "competencies", "overall", "strengths", "growth")
    sorted_data = {key: said[key] for key in (*order, "potential") if key in said}
    return put(company, path, sorted_data)


def nominated_by(company: Company, cycle: str, subject: str) -> list[str]:
    """The peers whom somebody has nominated; only that one file is read."""
    path = company.layout.path("nominations", cycle=cycle, owner=f"people/{subject}")
    doc = load(company.tree, path, Place("nominations", cycle, f"people/{subject}"))
    return list(doc.data.peers) if doc and isinstance(doc.data, Nominations) else []


class Expected(NamedTuple):
    """A competency and the rating that the role expects at the person's level."""

    competency: Competency
    rating: int | None


def expected(company: Company, subject: str) -> list[Expected]:
    """The competencies that the subject's role names, in its order."""
    person = company.person(subject)
    role = company.roles.get(person.role) if person and person.role else None
    doc = company.competencies_doc
    known = {one.id: one for one in (doc.data.competencies if doc and doc.data else ())}
    found: list[Expected] = []
    for id, levels in (role.data.competencies if role and role.data else {}).items():
        if id in known:
            rating = levels.get(person.level) if person and person.level is not None else None
            found.append(Expected(known[id], rating))
    return found


class Gap(NamedTuple):
    """A competency, what the role expects of it at the person's level, and what the manager has said."""

    competency: Competency
    expected: int | None
    rated: int | None

    @property
    def steps(self) -> int | None:
        """How many steps what was said lies above (or below) what is expected; None: not known."""
        return None if self.expected is None or self.rated is None else self.rated - self.expected


def gaps(company: Company, dossier: Dossier) -> list[Gap]:
    """What is expected of a person, beside the manager's review of a cycle once it is handed in."""
    said = [doc.data for doc in dossier.reviews("manager") if doc.data and doc.data.submitted]
    rated = said[0].competencies if said else {}
    return [
        Gap(competency, rating, rated[competency.id].rating if competency.id in rated else None)
        for competency, rating in expected(company, dossier.person or "")
    ]


def feedback_for(dossier: Dossier, me: Me, kind: Kind) -> list[Doc[Feedback]]:
    """Feedback of the cycle that an author may use as material, the oldest first.

    The subject sees what is for the subject, the manager all of it; peers, reports and former
    managers only what they wrote themselves.
    """
    found: list[Doc[Feedback]] = []
    for doc in sorted(dossier.feedback, key=lambda one: one.path):
        if doc.data is None:
            continue
        own = doc.place.id == me.id
        if own or kind == "manager" or (kind == "self" and doc.data.for_ == "subject"):
            found.append(doc)
    return found
