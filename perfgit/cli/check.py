"""`perfgit check`, `perfgit rules`, `perfgit explain`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from perfgit.cli.options import find_root, root_option, today_option
from perfgit.cli.progress import progress_bar
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.parallel import Progress
from perfgit.rules.engine import Report, new_problems
from perfgit.rules.engine import check as run_check
from perfgit.rules.examples import examples_of
from perfgit.rules.registry import AREAS, find
from perfgit.rules.reporting import REPORTERS
from perfgit.rules.scope import scope_of


@click.command()
@root_option
@click.option("--base", metavar="REV", help="Only problems that this git revision does not have.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(sorted(REPORTERS)),
    default="text",
    show_default=True,
    help="For people, programs, GitHub's annotations, or code scanning.",
)
@today_option
def check(root: Path | None, base: str | None, format_: str, today: dt.date | None) -> None:
    """Check every file of the company.

    Without --today it never looks at the clock; with it, nothing may be dated after that day.
    Exit code 0: no errors (warnings may be). 1: errors. 2: wrong usage.

    \b
    Examples:
      perfgit check
      perfgit check --base origin/main
      perfgit check --format json
    """
    folder = find_root(root)
    tree = WorkingTree(folder)
    with progress_bar(say("Checking")) as progress:
        report = (
            _new_since(base, folder, tree, progress, today)
            if base is not None
            else run_check(tree, progress=progress, today=today)
        )
    click.echo(REPORTERS[format_](report, tree))
    sys.exit(1 if report.errors else 0)


def _new_since(
    base: str, folder: Path, tree: WorkingTree, progress: Progress, today: dt.date | None
) -> Report:
    """What the working tree has wrong and the base revision has not, where the two differ."""
    from perfgit.files.repository import data_changed_since, tree_at

    before = tree_at(folder, base)
    scope = scope_of(before, tree, data_changed_since(folder, before.commit))
    return new_problems(before, tree, scope, progress, today=today)


@click.command()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def rules(format_: str) -> None:
    """List the rules.

    \b
    Example:
      perfgit rules
    """
    if format_ == "json":
        listed = [
            {"name": rule.name, "area": area, "severity": rule.severity, "summary": rule.summary}
            for area, found in AREAS
            for rule in found
        ]
        click.echo(json.dumps({"version": 1, "rules": listed}, ensure_ascii=False, indent=2))
        return
    for area, found in AREAS:
        click.secho(say(area), bold=True)
        for rule in found:
            mark = "" if rule.severity == "error" else say(" (warning)")
            click.echo(f"  {rule.name:<24} {rule.summary}{mark}")


@click.command()
@click.argument("name", metavar="RULE")
def explain(name: str) -> None:
    """Explain a rule, with a good and a bad example.

    \b
    Example:
      perfgit explain weights-total
    """
    rule = find(name)
    mark = "" if rule.severity == "error" else say(" (warning)")
    click.secho(f"{rule.name}{mark}", bold=True)
    click.echo(f"\n{rule.text}")
    for title, files in (
        (say("Bad:"), examples_of(name, "bad")),
        (say("Good:"), examples_of(name, "good")),
    ):
        click.secho(f"\n{title}", bold=True)
        for path, body in files:
            click.echo(f"  # {path}")
            click.echo("".join(f"  {line}\n" for line in body.splitlines()))
