"""Rules about `org/company.yml`, and about names that some computers cannot have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import available_timezones

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.company.today import named_zone
from perfgit.files.formats import FORMAT
from perfgit.i18n import say, suggestion
from perfgit.problem import Problem
from perfgit.rules.rule import Rule

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
"""Names that Windows keeps for devices, whatever ending they have."""


def _old_format(company: Company) -> Iterator[Problem]:
    doc = company.info_doc
    if doc and doc.data and doc.data.format < FORMAT:
        yield doc.problem(
            say(
                "The files have format {old}; {new} is written now.",
                old=doc.data.format,
                new=FORMAT,
            ),
            say(
                "`perfgit upgrade` shows what it would rewrite, `perfgit upgrade --write` does it."
            ),
            ("format",),
        )


def _timezone(company: Company) -> Iterator[Problem]:
    doc = company.info_doc
    if doc and doc.data and named_zone(doc.data.timezone) is None:
        name = doc.data.timezone
        yield doc.problem(
            say('There is no time zone "{name}".', name=name),
            suggestion(name, available_timezones()),
            ("timezone",),
        )


def _reserved(company: Company) -> Iterator[Problem]:
    for docs in (company.people, company.teams, company.roles, company.cycles):
        for id in RESERVED.intersection(docs):
            yield docs[id].problem(_message(id), _help())


def _reserved_goals(company: Company, dossier: Dossier) -> Iterable[Problem]:
    doc, sheet = dossier.doc("goals"), dossier.sheet
    for place, goal in enumerate(sheet.goals if doc and sheet else ()):
        if doc and goal.id in RESERVED:
            yield doc.problem(_message(goal.id), _help(), ("goals", place, "id"))


def _message(id: str) -> str:
    return say('Windows cannot have a file called "{id}".', id=id)


def _help() -> str:
    return say("Take another id, so that everybody can have a copy of the files.")


RULES = (
    Rule(
        "old-format",
        """The files have the format of today.

An older one is read as it was meant, but only the format of today can say everything. `perfgit
upgrade` rewrites the files and keeps comments.""",
        "warning",
        company=_old_format,
    ),
    Rule(
        "unknown-timezone",
        """The company's time zone is one that computers know, spelled as the IANA spells it.

It decides which day is today: what is due, and whether it is late.""",
        company=_timezone,
    ),
    Rule(
        "reserved-id",
        """No person, team, role, cycle or goal is called like a device of Windows: `con`, `prn`,
`aux`, `nul`, `com1` to `com9`, `lpt1` to `lpt9`.

Whoever copies the repository to Windows could not have these files.""",
        "warning",
        company=_reserved,
        dossier=_reserved_goals,
        reads=("goals",),
    ),
)
