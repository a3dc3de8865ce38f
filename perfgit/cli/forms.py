"""`perfgit forms`: the web forms of the company's repository."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfgit.cli.options import find_root, root_option
from perfgit.company.company import Company
from perfgit.files.repository import top_of
from perfgit.files.trees import Unreadable, WorkingTree
from perfgit.files.writer import Writer
from perfgit.forms.markup import issue_forms
from perfgit.i18n import say
from perfgit.problem import PerfgitError


@click.command()
@root_option
@click.option("--check", "only_check", is_flag=True, help="Write nothing; are the files current?")
def forms(root: Path | None, only_check: bool) -> None:
    """Write GitHub's issue forms (.github/ISSUE_TEMPLATE) from what files may say.

    Goal, check-in, feedback and "this goal no longer fits", in the company's language. Exit code 0:
    written, or current. 1: not current (with --check). 2: wrong usage.

    \b
    Examples:
      perfgit forms
      perfgit forms --check
    """
    folder = find_root(root)
    top, _ = top_of(folder)
    made = issue_forms(Company(WorkingTree(folder)).info.locale)
    stale = [path for path, text in made.items() if _current(top, path) != text.encode()]
    if not stale:
        click.echo(say("The forms are current."))
        return
    if not only_check:
        with Writer(top) as writer:
            for path in stale:
                writer.write(path, made[path].encode())
    for path in stale:
        click.echo(
            say("{path} is not current. `perfgit forms` writes it anew.", path=path)
            if only_check
            else say("{path} written.", path=path)
        )
    if only_check:
        sys.exit(1)


def _current(top: Path, path: str) -> bytes | None:
    try:
        return WorkingTree(top).read(path)
    except Unreadable as error:
        raise PerfgitError(error.message) from None
