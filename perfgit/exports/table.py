"""What a table of the export is: its columns, documented, and the way to its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Literal, NamedTuple

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.model.values import Value

Shown = Literal["always", "goals", "checkins", "feedback", "reviews", "results", "never"]
Type = Literal["text", "number", "integer", "day", "flag"]
Cell = str | float | int | bool | dt.date | None


class Column(NamedTuple):
    """One column: what stands in it. A private one never leaves the repository by the site."""

    name: str
    type: Type
    doc: str
    private: bool = False


class Facts(NamedTuple):
    """What tables are made of: the frame, and the dossiers as far as they may be seen.

    `dossiers` is asked once for each table, so that no more than one is in memory at a time.
    """

    company: Company
    dossiers: Callable[[], Iterable[Dossier]]


class Table(NamedTuple):
    """One table: a row per thing, a thing in one row (tidy data), keys first."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    rows: Callable[[Facts], Iterator[tuple[Cell, ...]]]
    shown: Shown = "never"
    """Where the site has it: always, or where the policy opens goals, check-ins, ... to everyone."""


CYCLE = Column("cycle", "text", "The cycle's id.")
OWNER = (
    Column("owner_kind", "text", "company, team or person."),
    Column("owner", "text", "The id of the team or person; empty for the company."),
)
SUBJECT = (CYCLE, Column("person", "text", "Whose dossier it is: the person's id."))
GOAL = Column("goal", "text", "The goal's id in its sheet.")


MANY = 2_000
"""Dossiers above which none is kept for the next table: memory stays flat, whatever the size."""


def everything(company: Company) -> Facts:
    """All that lies in the repository."""
    places = [
        (cycle, owner) for cycle in company.cycle_folders() for owner in company.owners(cycle)
    ]
    kept: list[Dossier] = []

    def dossiers() -> Iterator[Dossier]:
        if len(places) > MANY:
            yield from (company.dossier(*place) for place in places)
            return
        if not kept:
            kept.extend(company.dossier(*place) for place in places)
        yield from kept

    return Facts(company, dossiers)


def owner_of(dossier: Dossier) -> tuple[str, str]:
    """The two cells of an owner."""
    kind, _, id = dossier.owner.partition("/")
    return {"teams": "team", "people": "person"}.get(kind, kind), id


def written(value: Value | None) -> str | None:
    """A measure's value as text; milestones that are done are separated by blanks."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() else repr(value)
    return str(value)


def number(value: Value | Decimal | None) -> float | None:
    """The value where it is a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value)
