"""`perfgit codeowners`: the file by which GitHub asks the right people for review."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfgit.cli.options import find_root, root_option
from perfgit.company.company import Company
from perfgit.files.repository import top_of
from perfgit.files.trees import Unreadable, WorkingTree
from perfgit.files.writer import Writer
from perfgit.gate.codeowners import LIMIT, WARN_FROM
from perfgit.gate.codeowners import codeowners as make
from perfgit.i18n import counted, say
from perfgit.problem import PerfgitError

PATH = ".github/CODEOWNERS"


@click.command()
@root_option
@click.option("--check", "only_check", is_flag=True, help="Write nothing; is the file current?")
def codeowners(root: Path | None, only_check: bool) -> None:
    """Write .github/CODEOWNERS from the reporting lines and the authority table.

    Exit code 0: written, or current. 1: not current (with --check). 2: wrong usage.

    \b
    Examples:
      perfgit codeowners
      perfgit codeowners --check
    """
    folder = find_root(root)
    top, prefix = top_of(folder)
    found = make(Company(WorkingTree(folder)), prefix)
    _tell(found.share, coarse=found.coarse)
    current = _current(top) == found.text.encode()
    if current:
        click.echo(say("{path} is current.", path=PATH))
    elif only_check:
        click.echo(say("{path} is not current. `perfgit codeowners` writes it anew.", path=PATH))
        sys.exit(1)
    else:
        with Writer(top) as writer:
            writer.write(PATH, found.text.encode())
        lines = found.text.count("\n")
        click.echo(
            counted(
                lines, "{path} written, {count} line.", "{path} written, {count} lines.", path=PATH
            )
        )


def _current(top: Path) -> bytes | None:
    try:
        return WorkingTree(top).read(PATH)
    except Unreadable as error:
        if error.rule == "too-large":
            return (top / PATH).read_bytes()
        raise PerfgitError(error.message) from None


def _tell(share: float, *, coarse: bool) -> None:
    """Say so before GitHub's limit is reached, and when it was."""
    if coarse:
        message = say(
            "With a line for each person, CODEOWNERS would reach the {most:,} bytes from which on"
            " GitHub ignores it: people are put together by the first letters of their ids, owned by"
            " HR. `perfgit gate` goes on to ask the right people.",
            most=LIMIT,
        )
    elif share >= WARN_FROM:
        message = say(
            "CODEOWNERS has {share:.0%} of the {most:,} bytes that GitHub reads. Beyond, people will"
            " be put together by the first letters of their ids.",
            share=share,
            most=LIMIT,
        )
    else:
        return
    click.secho(message, fg="yellow", err=True)
