"""`perfgit generate`, and the older names of its parts: `codeowners`, `forms`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from perfgit.cli.options import find_root, root_option
from perfgit.cli.unread import tells_unread
from perfgit.generators import BY_NAME, GENERATORS, Generator, Place, stale, write
from perfgit.i18n import say
from perfgit.rules.reporting import visible

_CHECK = click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; are the files current?"
)


@click.command()
@root_option
@_CHECK
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.argument("names", metavar="[NAME]...", nargs=-1, type=click.Choice(list(BY_NAME)))
@tells_unread
def generate(root: Path | None, only_check: bool, format_: str, names: tuple[str, ...]) -> None:
    """Write everything that is derived: code owners, web forms, schemas, ...

    Without NAMEs all of it, as far as the repository has it. Exit code 0: written, or current. 1: not
    current (with --check), or something is left for people to do. 2: wrong usage.

    \b
    Examples:
      perfgit generate
      perfgit generate --check          in CI
      perfgit generate codeowners forms
    """
    _run(
        root, only_check, [BY_NAME[name] for name in names] or GENERATORS, as_json=format_ == "json"
    )


@click.command()
@root_option
@_CHECK
@tells_unread
def codeowners(root: Path | None, only_check: bool) -> None:
    """Write .github/CODEOWNERS from the reporting lines and the authority table.

    Exit code 0: written, or current. 1: not current (with --check). 2: wrong usage.

    \b
    Examples:
      perfgit codeowners
      perfgit codeowners --check
    """
    _run(root, only_check, [BY_NAME["codeowners"]])


@click.command()
@root_option
@_CHECK
@tells_unread
def forms(root: Path | None, only_check: bool) -> None:
    """Write GitHub's issue forms (.github/ISSUE_TEMPLATE) from what files may say.

    Goal, check-in, feedback and "this goal no longer fits", in the company's language. Exit code 0:
    written, or current. 1: not current (with --check). 2: wrong usage.

    \b
    Examples:
      perfgit forms
      perfgit forms --check
    """
    _run(root, only_check, [BY_NAME["forms"]])


def _run(
    root: Path | None, only_check: bool, generators: Sequence[Generator], *, as_json: bool = False
) -> None:
    place = Place.of(find_root(root))
    found: list[dict[str, object]] = []
    good = True
    for generator in generators:
        files, notes, left = generator.derive(place)
        old = stale(place, files)
        if old and not only_check:
            write(place, old)
        good = good and not left and not (old and only_check)
        found.append({"name": generator.name, "stale": list(old), "left": list(left)})
        for note in notes:
            click.secho(note, fg="yellow", err=True)
        if files and not as_json:
            _tell(generator, list(old), left, only_check=only_check)
    if as_json:
        data = {"version": 1, "written": not only_check, "generators": found}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    sys.exit(0 if good else 1)


def _tell(generator: Generator, old: list[str], left: Sequence[str], *, only_check: bool) -> None:
    if not old:
        click.echo(say(generator.current))
    for path in old:
        click.echo(
            say(
                "{path} is not current. `{command}` writes it anew.",
                path=path,
                command=generator.command,
            )
            if only_check
            else say("{path} written.", path=path)
        )
    for task in left:
        click.echo(visible(task))
