"""`perfgit upgrade`: the files of a company in the format of today."""

from __future__ import annotations

from pathlib import Path

import click

from perfgit.cli.options import find_root, root_option
from perfgit.company.company import Company
from perfgit.files.formats import FORMAT, format_of
from perfgit.files.trees import WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import say


@click.command()
@click.option("--write", "do", is_flag=True, help="Write the files.")
@root_option
def upgrade(do: bool, root: Path | None) -> None:
    """Rewrite the files of an older format in the format of today.

    Comments and order stay. Whatever a frozen result was computed from is left as it is, its words
    stay readable. Whose scores move is told. Without --write nothing changes; an interrupted one is
    finished by the same command.

    \b
    Examples:
      perfgit upgrade
      perfgit upgrade --write
    """
    from perfgit.scaffold.upgrade import upgrade as upgraded

    folder = find_root(root)
    company = Company(WorkingTree(folder))
    old = format_of(company.tree)
    found = upgraded(company)
    if not found.files:
        click.echo(say("The files have format {format} already.", format=FORMAT))
        return
    for path in found.files:
        click.echo(say("rewritten: {path}", path=path))
    for path in found.left:
        click.echo(say("left, a frozen result was computed from it: {path}", path=path))
    for one in found.moved:
        click.echo(
            say(
                "{person} in {cycle}: {before} becomes {after}",
                person=one.person,
                cycle=one.cycle,
                before=one.before,
                after=one.after,
            )
        )
    if not found.moved:
        click.echo(say("No score moves."))
    if not do:
        click.echo(
            say(
                "Format {old} to {new}: nothing is written yet. Add --write to do it.",
                old=old,
                new=FORMAT,
            )
        )
        return
    with Writer(folder) as writer:
        for path, data in found.files.items():
            writer.write(path, data)
    click.echo(say("The files have format {format} now.", format=FORMAT))
