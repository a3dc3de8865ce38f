"""The same tables as static files beside the site, with only what the site may show.

Tables of the organisation are one file each; tables made of dossiers are one file a cycle, so that
a closed cycle is never written again. A dossier's rows are made once, as bytes (`rows_of`), which
the site's build keeps with everything else that it has read of the dossier.
"""

from __future__ import annotations

import json
import pickle
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.company.visibility import Visibility
from perfgit.exports import org
from perfgit.exports.catalogue import TABLES, VERSION
from perfgit.exports.table import AnyTable, Counted, Facts
from perfgit.exports.writers import as_json
from perfgit.scoring.counting import bounds

FOLDER = f"api/v{VERSION}"
_ROW = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=lambda day: day.isoformat()
)
OF_CYCLES = tuple(table for table in TABLES if table not in org.TABLES)


class Listed(NamedTuple):
    """A table as `index.json` lists it."""

    table: AnyTable
    cycle: str | None

    @property
    def file(self) -> str:
        """Its file, relative to the API's folder; the plain names are the organisation's."""
        folder = f"cycles/{self.cycle}/" if self.cycle else ""
        return f"{folder}{self.table.name}.json"


def files(company: Company, visibility: Visibility) -> Iterator[tuple[str, bytes]]:
    """Path below the site and bytes of each file, read from the company's files."""
    cycles = sorted(id for id, _ in company.cycles_in_order())
    yield from org_files(company, visibility, cycles)
    for cycle in cycles:
        dossiers = (company.dossier(cycle, owner) for owner in company.owners(cycle))
        rows = [rows_of(company, visibility, one) for one in dossiers]
        yield from cycle_files(visibility, cycle, rows)


def org_files(
    company: Company, visibility: Visibility, cycles: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """The organisation's tables, and `index.json`, which lists those of all `cycles` as well."""
    facts = Facts(company, tuple)
    here = [Listed(one, None) for one in org.TABLES if _allowed(one, visibility)]
    for listed in here:
        table = _open(listed.table)
        rows = [row for row in [_rows(table, facts)] if row]
        yield f"{FOLDER}/{listed.file}", _document(table, None, rows)
    below = [Listed(one, id) for id in cycles for one in OF_CYCLES if _allowed(one, visibility)]
    index = {
        "version": VERSION,
        "tables": [
            {"table": one.table.name, "cycle": one.cycle, "file": one.file, "is": one.table.doc}
            for one in (*here, *below)
        ],
    }
    yield f"{FOLDER}/index.json", as_json(index)


def cycle_files(
    visibility: Visibility, cycle: str, dossiers: Iterable[bytes]
) -> Iterator[tuple[str, bytes]]:
    """The tables of a cycle from what `rows_of` has made of its dossiers, in their order."""
    found: dict[str, list[bytes]] = {}
    for packed in dossiers:
        rows: dict[str, bytes] = pickle.loads(zlib.decompress(packed))  # noqa: S301 -- see rows_of
        for name, text in rows.items():
            found.setdefault(name, []).append(text)
    for table in OF_CYCLES:
        if _allowed(table, visibility):
            document = _document(_open(table), cycle, found.get(table.name, []))
            yield f"{FOLDER}/{Listed(table, cycle).file}", document


def rows_of(company: Company, visibility: Visibility, dossier: Dossier) -> bytes:
    """A dossier's rows in all tables that may be shown, packed; of the rest everyone sees nothing."""
    shown = visibility.shown(dossier)
    cycle = company.cycles.get(dossier.cycle)
    counted = visibility.counted(dossier, cycle.data) if cycle and cycle.data else shown
    at = bounds(company, dossier)
    facts = Facts(company, lambda: [shown], lambda _: Counted(counted, *at))
    allowed = [table for table in OF_CYCLES if _allowed(table, visibility)]
    rows = {table.name: _rows(_open(table), facts) for table in allowed}
    return zlib.compress(pickle.dumps({name: text for name, text in rows.items() if text}), 1)


def _allowed(table: AnyTable, visibility: Visibility) -> bool:
    if table.shown in ("always", "never"):
        return table.shown == "always"
    return bool(getattr(visibility, table.shown))


def _rows(table: AnyTable, facts: Facts) -> bytes:
    """Rows as objects, one a line; nothing where there are none."""
    names = [column.name for column in table.columns]
    lines = (_ROW.encode(dict(zip(names, row, strict=True))) for row in table.rows(facts))
    return ",\n".join(lines).encode("utf-8", "replace")


def _document(table: AnyTable, cycle: str | None, rows: Iterable[bytes]) -> bytes:
    columns = [{"name": one.name, "type": one.type, "meaning": one.doc} for one in table.columns]
    head = {"version": VERSION, "table": table.name, "cycle": cycle, "columns": columns}
    top = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}").encode()
    return top + b',\n "rows": [\n' + b",\n".join(rows) + b"\n ]\n}\n"


def _open(table: AnyTable) -> AnyTable:
    """The table without its private columns."""
    return table._replace(columns=tuple(one for one in table.columns if not one.private))
