"""`perfgit export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfgit.cli.options import root_option, working_company
from perfgit.cli.progress import progress_bar
from perfgit.cli.unread import tells_unread
from perfgit.exports.catalogue import TABLES, described
from perfgit.exports.writers import WAYS, files_of
from perfgit.files.writer import Writer
from perfgit.i18n import counted, say


@click.command()
@click.option("--to", type=click.Choice(sorted(WAYS)), default="csv", show_default=True)
@click.option(
    "--table",
    "names",
    multiple=True,
    metavar="NAME",
    type=click.Choice([table.name for table in TABLES]),
    help="Only this table (may be repeated).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to. Without it, one table of csv or json goes to the screen.",
)
@click.option("--tables", "list_", is_flag=True, help="Describe all tables, column by column.")
@root_option
@tells_unread
def export(
    to: str, names: tuple[str, ...], out: Path | None, list_: bool, root: Path | None
) -> None:
    """All facts as tidy tables, for your own tools.

    Reads what lies in the folder, confidential parts included: mind where you put it. The site's
    api/ folder has the same tables with only what the site may show.

    \b
    Examples:
      perfgit export --to xlsx --out /tmp/figures
      perfgit export --table goals > goals.csv
      perfgit export --tables
    """
    if list_:
        click.echo(described())
        return
    company = working_company(root)
    chosen = [table for table in TABLES if not names or table.name in names]
    if out is None and (len(chosen) != 1 or to not in ("csv", "json")):
        raise click.UsageError(
            say("Say where to: --out DIR. (One --table of csv or json goes to the screen.)")
        )
    with progress_bar(say("Reading")) as progress:
        files = files_of(company, chosen, to, progress)
        if out is None:
            _, data = next(files)
            sys.stdout.buffer.write(data)
            return
        count = 0
        with Writer(out, durable=False) as writer:
            for name, data in files:
                writer.write(name, data)
                count += 1
    click.echo(counted(count, "{count} file in {out}.", "{count} files in {out}.", out=out))
