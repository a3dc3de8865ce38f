"""`perfgit simulate`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from perfgit.cli.options import today_option
from perfgit.cli.progress import progress_bar
from perfgit.i18n import counted, say
from perfgit.simulate.make import TODAY, make


@click.command()
@click.option(
    "--people",
    type=click.IntRange(1, 100_000),
    required=True,
    metavar="N",
    help="How many people the company has, from 1 to 100,000.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    metavar="S",
    help="Another seed gives another company; the same one gives the same files, byte for byte.",
)
@today_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def simulate(people: int, seed: int, today: dt.date | None, format_: str, folder: Path) -> None:
    """Make a realistic company of any size in DIR, which has to be empty or new.

    For load tests and demonstrations: a closed cycle (2026-h1) with reviews, meetings, calibration
    and results, and a running one (2026-h2) with check-ins up to --today (2026-11-15). About seven
    files a person. Some people are late and some things are missing, as everywhere, so `check`
    finds warnings and no errors.

    \b
    Examples:
      perfgit simulate --people 200 --seed 7 /tmp/company
      perfgit simulate --people 10000 /tmp/large && perfgit check --root /tmp/large
    """
    with progress_bar(say("Making")) as progress:
        made = make(folder, people, seed, today or TODAY, progress)
    if format_ == "json":
        click.echo(json.dumps({"version": 1, "folder": str(folder), **made._asdict()}, indent=2))
        return
    click.echo(
        say(
            "{folder}: {people}, {teams}, {files}, {results} of a closed cycle.",
            folder=folder,
            people=counted(made.people, "1 person", "{count} people"),
            teams=counted(made.teams, "1 team", "{count} teams"),
            files=counted(made.files, "1 file", "{count} files"),
            results=counted(made.results, "1 result", "{count} results"),
        )
    )
    click.echo(say("Look at it with `perfgit serve --root {folder}`.", folder=folder))
