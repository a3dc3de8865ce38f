"""A company's own folder, from nothing or from tables."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.company.resolver import Resolver, people_called
from perfgit.files.new_folder import is_empty, new_folder
from perfgit.files.trees import WorkingTree
from perfgit.files.writer import Writer
from perfgit.gate.codeowners import PATH as CODEOWNERS
from perfgit.gate.codeowners import codeowners
from perfgit.i18n import listing, say, speaking
from perfgit.imports.report import Report
from perfgit.imports.tables import TABLES, import_table
from perfgit.model.org import Person
from perfgit.problem import PerfgitError
from perfgit.scaffold.company import Beginning, beginning

POLICY = "org/policy.yml"


class Begun(NamedTuple):
    """What became of the tables, and what is still to be told."""

    reports: list[Report]
    unknown: list[str]
    """Ids that hold a role and are no people of the table."""
    without_owners: PerfgitError | None
    """Why there is no CODEOWNERS yet."""

    @property
    def complete(self) -> bool:
        """Whether every row was taken."""
        return all(report.complete for report in self.reports)


def check_empty(folder: Path) -> None:
    """Raise PerfgitError where a company cannot begin in a folder, because something lies there."""
    if folder.exists() and not is_empty(folder, ".git"):
        raise PerfgitError(
            say("{folder} is not empty.", folder=folder),
            say(
                "Name a new folder; in a company that is there, `perfgit doctor` says what is missing."
            ),
        )


def first_person(name: str | None, email: str | None) -> dict[str, Person]:
    """The person who begins a company, by id, from what git knows of them."""
    name = name or "First Person"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    id = re.sub(r"[^a-z0-9]+", "-", plain.split()[0] if plain.split() else "").strip("-")
    good = email if email and re.fullmatch(r"[^@\s]+@[^@\s]+", email) else None
    return {id[:64] or "first": Person(name=" ".join(name.split())[:300], email=good)}


def begin(folder: Path, asked: Beginning, tables: dict[str, Path], today: dt.date) -> Begun:
    """Write every file of a new company; `tables` are strategy, teams and people, by kind.

    Roles that nobody was named for are held by the head, who has no manager. Raises PerfgitError,
    and writes nothing, where the table has several.
    """
    people = "people" in tables
    if people and not (asked.hr and asked.executive):
        _check_head(tables)
    if not people:
        asked = _held_by(asked, tuple(asked.people))
    reports: list[Report] = []
    unknown: list[str] = []
    with (
        new_folder(folder) as place,
        Writer(place, durable=False) as writer,
    ):  # a new folder: made again at once
        for path, data in beginning(asked, today).items():
            if not (people and path == POLICY):
                writer.write(path, data)
        for kind, table in TABLES.items():
            if file := tables.get(kind):
                reports.append(Report(file.stem, file.name))
                import_table(table, file, place, reports[-1], update=True, begins=False)
        company = Company(WorkingTree(place))
        if people:
            asked = _found(asked, Resolver(people_called(company)))
            unknown = [
                id for id in (*asked.hr, *asked.executive, *asked.admin) if id not in company.people
            ]
            asked = _held_by(asked, _heads(company))
            writer.write(POLICY, beginning(asked, today)[POLICY])
        try:
            with speaking(asked.locale):
                owners = codeowners(Company(WorkingTree(place)))
        except PerfgitError as error:
            return Begun(reports, unknown, error)
        writer.write(CODEOWNERS, owners.text.encode())
    return Begun(reports, unknown, None)


def _found(asked: Beginning, people: Resolver) -> Beginning:
    """The roles held by ids; what leads to nobody, or to several, stays as it was said."""

    def ids(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(people.one(text)[0] or text for text in texts)

    return asked._replace(hr=ids(asked.hr), executive=ids(asked.executive), admin=ids(asked.admin))


def _held_by(asked: Beginning, heads: tuple[str, ...]) -> Beginning:
    """The roles that nobody was named for, held by the heads."""
    return asked._replace(
        hr=asked.hr or heads,
        executive=asked.executive or heads,
        admin=asked.admin or asked.hr or heads,
    )


def _heads(company: Company) -> tuple[str, ...]:
    people = company.people
    return tuple(id for id, doc in people.items() if doc.data and not doc.data.manager)


def _check_head(tables: dict[str, Path]) -> None:
    """Raise PerfgitError where it is not plain from the tables who heads the company."""
    with TemporaryDirectory() as place:
        for kind in ("teams", "people"):
            if file := tables.get(kind):
                import_table(TABLES[kind], file, Path(place), Report(kind, file.name))
        company = Company(WorkingTree(Path(place)))
        heads = _heads(company)
    if len(heads) == 1 or not company.people:
        return
    why = (
        say("{count} people have no manager: {ids}.", count=len(heads), ids=listing(heads))
        if heads
        else say("Everybody in the table has a manager: nobody heads the company.")
    )
    raise PerfgitError(
        why, say("Say who holds the roles: --hr ID and --executive ID, each as often as needed.")
    )
