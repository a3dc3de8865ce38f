"""The same tables as static files beside the site, with only what the site may show."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company import Company
from perfgit.dossier import Dossier
from perfgit.exports.catalogue import TABLES, VERSION
from perfgit.exports.table import Cell, Facts, Table
from perfgit.exports.writers import as_json, json_of
from perfgit.site.visibility import Visibility

FOLDER = f"api/v{VERSION}"


def files(company: Company, visibility: Visibility) -> Iterator[tuple[str, bytes]]:
    """Path below the site and bytes of each file: one a table, and `index.json` that lists them."""
    facts = Facts(company, lambda: _shown(company, visibility))
    listed: list[dict[str, str]] = []
    for table in TABLES:
        if table.shown == "always" or (table.shown != "never" and getattr(visibility, table.shown)):
            listed.append({"table": table.name, "file": f"{table.name}.json", "is": table.doc})
            yield f"{FOLDER}/{table.name}.json", json_of(_open(table), facts)
    yield f"{FOLDER}/index.json", as_json({"version": VERSION, "tables": listed})


def _shown(company: Company, visibility: Visibility) -> Iterator[Dossier]:
    for cycle in company.cycle_folders():
        for owner in company.owners(cycle):
            yield visibility.shown(company.dossier(cycle, owner))


def _open(table: Table) -> Table:
    """The table without its private columns."""
    kept = [at for at, column in enumerate(table.columns) if not column.private]
    if len(kept) == len(table.columns):
        return table

    def rows(facts: Facts) -> Iterator[tuple[Cell, ...]]:
        for row in table.rows(facts):
            yield tuple(row[at] for at in kept)

    return table._replace(columns=tuple(table.columns[at] for at in kept), rows=rows)
