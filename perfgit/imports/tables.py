"""The tables that can be imported, and the import of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from perfgit.imports.goals import GOALS, import_goals
from perfgit.imports.org import (
    PEOPLE,
    STRATEGY,
    TEAMS,
    import_people,
    import_strategy,
    import_teams,
)
from perfgit.imports.report import Report
from perfgit.imports.store import Store
from perfgit.imports.table import Columns, Row, read_table


class Table(NamedTuple):
    """A kind of table: its columns, and what brings its rows into files."""

    columns: Columns
    work: Callable[[Store, list[Row]], None]


TABLES = {
    "strategy": Table(STRATEGY, import_strategy),
    "teams": Table(TEAMS, import_teams),
    "people": Table(PEOPLE, import_people),
    "goals": Table(GOALS, import_goals),
}
"""In the order in which a company is begun."""


def goals_without(statuses: tuple[str, ...]) -> Table:
    """The table of goals, rows with these statuses left out too."""
    skip = frozenset(" ".join(status.lower().split()) for status in statuses)
    return Table(GOALS, partial(import_goals, skip=skip))


def import_table(
    table: Table,
    file: Path,
    folder: Path,
    report: Report,
    *,
    update: bool = False,
    dry_run: bool = False,
    begins: bool = True,
) -> None:
    """Bring a table's rows into a company's folder, and tell in the report what became of each.

    `begins`: a folder without a company gets its own first files. Raises PerfgitError where the table
    cannot be read at all.
    """
    rows = read_table(file, table.columns, report)
    store = Store(folder, report, update=update, dry_run=dry_run)
    if begins:
        store.begin()
    table.work(store, rows)
    report.notes.sort(key=lambda note: note.line)
