"""What a table of the export is: its columns, documented, and the way to its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.model.policy import Achievement
from perfgit.model.values import Value
from perfgit.parallel import Progress, portions, shared_out
from perfgit.scoring.counting import bounds
from perfgit.scoring.sheet import Days

Shown = Literal["always", "goals", "checkins", "feedback", "reviews", "results", "never"]
Type = Literal["text", "number", "integer", "day", "flag"]
T = TypeVar("T")
P = TypeVar("P")
Cell = str | float | int | bool | dt.date | None


T_contra = TypeVar("T_contra", contravariant=True)

Row = tuple[Cell, ...]

PARALLEL_FROM = 400
"""Dossiers below which a second process costs more than it saves."""


class Column(NamedTuple, Generic[T_contra]):
    """One column: what stands in it, and how it is got from what a row is about.

    A private one never leaves the repository by the site.
    """

    name: str
    type: Type
    doc: str
    get: Callable[[T_contra], Cell]
    private: bool = False


class Counted(NamedTuple):
    """Where the values stand that count, the bounds of achievement, and the days that count."""

    dossier: Dossier
    anchors: Achievement
    days: Days


class Facts(NamedTuple):
    """What tables are made of: the organisation, and the dossiers as far as they may be seen."""

    company: Company
    dossiers: Callable[[], Iterable[Dossier]]
    of: Callable[[Dossier], Counted] | None = None
    """Where values are counted; None: the dossiers are whole."""

    def counted(self, dossier: Dossier) -> Counted:
        """What the values of a dossier are counted from."""
        if self.of:
            return self.of(dossier)
        return Counted(dossier, *bounds(self.company, dossier))


class Table(NamedTuple, Generic[T]):
    """One table: a row per thing, a thing in one row (tidy data), keys first."""

    name: str
    doc: str
    columns: tuple[Column[T], ...]
    things: Callable[[Facts], Iterator[T]]
    """What there is a row about."""
    shown: Shown = "never"
    """Where the site has it: always, or where the policy opens goals, check-ins, ... to everyone."""
    of_dossiers: bool = True
    """Whether every row comes from one dossier, so that some dossiers give some of the rows."""

    def rows(self, facts: Facts) -> Iterator[Row]:
        """The cells of each row."""
        getters = [column.get for column in self.columns]
        for thing in self.things(facts):
            yield tuple([get(thing) for get in getters])


AnyTable = Table[Any]


class InDossier(Protocol):
    """Anything that stands in a dossier."""

    @property
    def dossier(self) -> Dossier:
        """Whose it is."""


def cycle_column(get: Callable[[T], Cell]) -> Column[T]:
    """The column of a cycle's id."""
    return Column("cycle", "text", "The cycle's id.", get)


CYCLE: Column[InDossier] = cycle_column(lambda at: at.dossier.cycle)
OWNER: tuple[Column[InDossier], ...] = (
    Column("owner_kind", "text", "company, team or person.", lambda at: _owner(at.dossier)[0]),
    Column(
        "owner",
        "text",
        "The id of the team or person; empty for the company.",
        lambda at: _owner(at.dossier)[1],
    ),
)


def person_column(get: Callable[[T], Cell]) -> Column[T]:
    """The column of the person whom a row is about."""
    return Column("person", "text", "Whose dossier it is: the person's id.", get)


SUBJECT: tuple[Column[InDossier], ...] = (CYCLE, person_column(lambda at: at.dossier.person))


def goal_column(get: Callable[[T], Cell]) -> Column[T]:
    """The column of a goal's id."""
    return Column("goal", "text", "The goal's id in its sheet.", get)


KEY = "`goal/key-result`, or `goal` where the goal has its own measure."
"""What the key of a measure is."""


def everything(company: Company) -> Facts:
    """All that lies in the repository, read once."""
    kept: list[Dossier] = []

    def dossiers() -> list[Dossier]:
        if not kept:
            kept.extend(company.dossier(*place) for place in _places(company))
        return kept

    return Facts(company, dossiers)


def packed(
    company: Company,
    tables: Sequence[AnyTable],
    pack: Callable[[AnyTable, Iterator[Row]], P],
    progress: Progress | None = None,
) -> dict[str, list[P]]:
    """The rows of tables, packed in portions in their order; each dossier is read once.

    Args:
        company: The company.
        tables: The tables.
        pack: Called with some rows of a table, in several processes where it pays; what it gives
            is sent from there.
        progress: Told how many dossiers have been read.
    """
    whole = Facts(company, tuple)
    found = {one.name: [] if one.of_dossiers else [pack(one, one.rows(whole))] for one in tables}
    parted = [one for one in tables if one.of_dossiers]

    def some(chunk: Sequence[tuple[str, str]]) -> list[P]:
        dossiers = [company.dossier(*place) for place in chunk]
        facts = Facts(company, lambda: dossiers)
        return [pack(table, table.rows(facts)) for table in parted]

    places = _places(company) if parted else []
    parallel = len(places) >= PARALLEL_FROM
    chunks = portions(places, 100, 32)
    company.read_ahead()  # processes inherit it
    for parts in shared_out(
        chunks, some, progress, parallel=parallel, in_order=True, collect=False
    ):
        for table, part in zip(parted, parts, strict=True):
            found[table.name].append(part)
    return found


def _places(company: Company) -> list[tuple[str, str]]:
    return [(cycle, owner) for cycle in company.cycle_folders() for owner in company.owners(cycle)]


def _owner(dossier: Dossier) -> tuple[str, str]:
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
