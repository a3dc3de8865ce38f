"""`perfgit import`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from perfgit.cli.language import company_above, speak_for
from perfgit.cli.options import find_root
from perfgit.i18n import counted, listing, say
from perfgit.imports.report import Note, Report
from perfgit.imports.tables import TABLES, Table, goals_without, import_table
from perfgit.rules.reporting import visible

_FILE = click.Path(path_type=Path, dir_okay=False)
_MOST = 9
"""Rows of one reason that are shown one by one; JSON has all of them."""


@click.group()
def import_() -> None:
    """Take people, teams, strategy and goals from tables (CSV).

    The first line names the columns; unknown columns are reported and left out. UTF-8, UTF-16 or
    GB18030, divided by commas, semicolons or tabs. In a new or empty folder (--root DIR)
    org/company.yml and org/policy.yml are written too. Files that are there already stay as they
    are, unless --update asks for edits. Every row that is not taken, or not as it stands, is
    reported with its line.

    Exit code 0: done. 1: rows were refused, or files kept their other contents. 2: wrong usage, or
    the table cannot be read at all.

    \b
    Example: a fresh company from four tables
      perfgit import strategy strategy.csv --root acme
      perfgit import teams teams.csv --root acme
      perfgit import people people.csv --root acme
      perfgit import goals goals.csv --root acme
      perfgit check --root acme
    """


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text"),
        click.option(
            "--update", is_flag=True, help="Edit files that say something else; comments stay."
        ),
        click.option("--dry-run", is_flag=True, help="Report what would be done, write nothing."),
        click.option(
            "--root",
            type=click.Path(path_type=Path),
            help="The company's folder; may be new or empty.",
        ),
        click.argument("file", metavar="FILE.csv", type=_FILE),
    ):
        command = option(command)
    return command


@import_.command()
@_options
def people(file: Path, **options: Any) -> None:
    """People: id, name, email, github, github_id, manager, team, also_in, role, level, joined, left.

    name is needed, or first and last name; usual headers in English, German and Chinese are known.
    Ids become lower-case letters, digits and hyphens; without one it is made of the name, else of
    the address. A login or address
    that somebody has already is left out, and so is what is no level or no day. Roles that are not
    there yet are made. Managers, teams and roles are found by id, address, login, then name; an id
    that nobody has yet stays for `perfgit check` to find, a name is reported. Of several teams the
    first counts.

    \b
    Example:
      perfgit import people staff.csv --root acme --dry-run
    """
    _run("people", TABLES["people"], file, **options)


@import_.command()
@_options
def teams(file: Path, **options: Any) -> None:
    """Teams: id, name, parent, lead.

    \b
    Example:
      perfgit import teams teams.csv --root acme
    """
    _run("teams", TABLES["teams"], file, **options)


@import_.command()
@_options
def strategy(file: Path, **options: Any) -> None:
    """Strategic objectives: id, title, why, horizon (long, medium, short), until.

    \b
    Example:
      perfgit import strategy strategy.csv --root acme
    """
    _run("strategy", TABLES["strategy"], file, **options)


@import_.command()
@_options
@click.option(
    "--skip-status",
    multiple=True,
    metavar="STATUS",
    help="Leave out rows with this status too (Proposed, say). May be repeated.",
)
def goals(file: Path, skip_status: tuple[str, ...], **options: Any) -> None:
    """Goals: a row for each key result; rows with one cycle, owner and goal make one goal.

    \b
    Columns:
      cycle, owner, goal, title       needed; owner is company, teams/ID or people/ID
      why, supports, weight, due, helpers, status
      key_result, measure, unit, baseline, target, key_result_weight,
      source, evidence

    The owner has to exist. Blank weights share what is left of 100, exactly: the goals of a sheet,
    the key results of a goal. supports and helpers hold several ids with spaces, commas or
    semicolons between them; those that lead nowhere are left out.

    measure is yes_no, number (baseline, or 0, to target), at_most or at_least or keep (target is
    the bound; keep means at most, unless the baseline lies below), milestones (target: steps with
    semicolons between them), or scale (target: low=0; middle=0.7; high=1). Blank: number where
    there is a target, else yes_no.

    Cycles that are not there yet are made where the id says when they are: 2026, 2026-h1, 2026-q3.

    Rows with status Not accepted, Rejected, Declined, Withdrawn, Cancelled, Dropped or Draft are
    not taken. All others are, Proposed too: an older table often says Proposed of what was agreed
    long ago; --skip-status Proposed leaves them out.

    \b
    Example:
      perfgit import goals goals.csv --root acme --skip-status Proposed
    """
    _run("goals", goals_without(skip_status), file, **options)


def _run(
    kind: str,
    table: Table,
    file: Path,
    *,
    root: Path | None,
    update: bool,
    dry_run: bool,
    format_: str,
) -> None:
    folder = root if root is not None and not root.exists() else find_root(root)
    speak_for(folder)
    report = Report(kind, file.name)
    import_table(table, file, folder, report, update=update, dry_run=dry_run)
    if format_ == "json":
        data = {"version": 1, "dry_run": dry_run, **report.as_json()}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(_as_text(report, dry_run, folder))
    sys.exit(0 if report.complete else 1)


def _counted(thing: str, count: int) -> str:
    return {
        "goals": lambda: counted(count, "1 goal", "{count} goals"),
        "key_results": lambda: counted(count, "1 key result", "{count} key results"),
        "objectives": lambda: counted(count, "1 objective", "{count} objectives"),
        "people": lambda: counted(count, "1 person", "{count} people"),
        "sheets": lambda: counted(count, "1 sheet", "{count} sheets"),
        "teams": lambda: counted(count, "1 team", "{count} teams"),
    }[thing]()


def _ranges(lines: Iterable[int]) -> list[str]:
    """Line numbers in order, runs of them as `3-27`."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line <= runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return [str(first) if first == last else f"{first}-{last}" for first, last in runs]


def _as_text(report: Report, dry_run: bool, folder: Path) -> str:
    lines = []
    by_reason: dict[str, list[Note]] = {}
    for note in report.notes:
        by_reason.setdefault(note.reason, []).append(note)
    for notes in sorted(by_reason.values(), key=len):  # what is rare comes first
        folded = len(notes) > _MOST and notes[-1].line > 1  # each column is told by its name
        lines += [
            (f"{report.file}:{note.line}: " if note.line else f"{report.file}: ")
            + visible(note.message)
            for note in (notes[:1] if folded else notes)
        ]
        if folded:
            lines.append(
                say(
                    "  and {count:,} like it ({reason}; `--format json` has all) in lines {lines}.",
                    count=len(notes) - 1,
                    reason=visible(notes[0].reason),
                    lines=listing(_ranges(note.line for note in notes[1:]), most=50),
                )
            )
    things = listing((_counted(thing, count) for thing, count in report.things.items()), most=9)
    lines.append(
        say(
            "{taken:,} of {rows:,} rows taken: {things}.",
            taken=report.taken,
            rows=report.rows,
            things=things or say("nothing"),
        )
    )
    for title, weight in (
        (say("Not taken"), "refused"),
        (say("Left out on purpose"), "left out"),
        (say("Taken with a change"), "changed"),
    ):
        counts = report.count(weight)  # type: ignore[arg-type]
        if counts:
            shown = listing(
                (f"{reason} {count:,}" for reason, count in counts.most_common()), most=12
            )
            lines.append(say("{title}: {shown}.", title=title, shown=visible(shown)))
    files = (
        (say("would be written") if dry_run else say("written"), report.written),
        (say("would be updated") if dry_run else say("updated"), report.updated),
        (say("as they were"), report.unchanged),
        (say("kept, though they differ"), report.kept),
    )
    shown = listing(f"{len(paths):,} {what}" for what, paths in files if paths)
    lines.append(say("Files: {shown}.", shown=shown or say("none")))
    if not dry_run:
        there = company_above(Path.cwd())
        lines.append(
            say("Next: `perfgit check`.")
            if there and there.resolve() == folder.resolve()
            else say("Next: `perfgit check --root {folder}`.", folder=folder)
        )
    return "\n".join(lines)
