"""What there is to choose from: people, ratings, goals, cycles' words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from perfgit.authoring.values import CONFIDENCES, NEEDS
from perfgit.company.company import Company
from perfgit.i18n import later, say
from perfgit.model.goals import Goal
from perfgit.scoring.sheet import agreed


class Option(NamedTuple):
    """One of several things to choose from."""

    value: str
    label: str


_WORDS = {
    "low": later("low"),
    "medium": later("medium"),
    "high": later("high"),
    "training": later("training"),
    "tool": later("a tool"),
    "resource": later("people, money or time"),
    "decision": later("a decision"),
    "help": later("help"),
    "granted": later("granted"),
    "declined": later("declined"),
    "done": later("done already"),
    "kept": later("the goal is kept as it is"),
    "changed": later("the goal is changed"),
    "dropped": later("the goal is given up"),
    "open": later("open"),
}


def worded(values: Iterable[str]) -> list[Option]:
    """Options with their words in the language spoken."""
    return [Option(value, say(_WORDS.get(value, value))) for value in values]


def confidences() -> list[Option]:
    """How sure one can be."""
    return worded(reversed(CONFIDENCES))


def needs() -> list[Option]:
    """What one can ask for."""
    return worded(NEEDS)


def people(company: Company, *, but: Iterable[str] = (), first: Iterable[str] = ()) -> list[Option]:
    """Everybody who has not left, those named first before the others."""
    barred, early = set(but), list(dict.fromkeys(first))
    ids = [id for id, doc in company.people.items() if doc.data and not doc.data.left]
    ordered = [id for id in early if id in ids] + [id for id in ids if id not in early]
    return [Option(id, labelled(company, id)) for id in ordered if id not in barred]


def labelled(company: Company, id: str) -> str:
    """A person as `Alice Martin (alice)`."""
    person = company.person(id)
    return f"{person.name} ({id})" if person else id


def reports_first(company: Company, me: str) -> list[Option]:
    """Everybody but me, my own people first."""
    return people(company, but=[me], first=company.reports.get(me, []))


def ratings(company: Company) -> list[Option]:
    """The ratings of the policy's scale, the highest first."""
    steps = sorted(company.policy.scale, key=lambda step: -step.value)
    return [Option(str(step.value), f"{step.value}  {step.label}") for step in steps]


def goals(sheet: Iterable[Goal]) -> list[Option]:
    """Goals by their titles."""
    return [Option(goal.id, f"{goal.title} ({goal.id})") for goal in sheet]


def topics(company: Company, cycle: str, subject: str) -> list[Option]:
    """What feedback may be about: a goal of the person, a competency, nothing in particular."""
    sheet = company.dossier(cycle, f"people/{subject}").sheet
    doc = company.competencies_doc
    competencies = doc.data.competencies if doc and doc.data else ()
    return [
        Option("", say("nothing in particular")),
        *(goals(agreed(sheet)) if sheet else []),
        *(Option(known.id, f"{known.title} ({known.id})") for known in competencies),
    ]
