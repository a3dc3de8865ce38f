"""What every writing command begins with: its options, and the session they stand for.

A writing command is a line of steps: session (here), answers (`answers`), change (perfgit.authoring),
preview and the written file (`steps`).
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import click

from perfgit.authoring.change import RefusedError
from perfgit.authoring.session import Session
from perfgit.cli.options import find_root, root_option, today_option
from perfgit.cli.preview import tell
from perfgit.cli.steps import Form, Options, run


class _Option(NamedTuple):
    """An option of every writing command, taken off before the command's own are looked at."""

    name: str
    add: Callable[[Any], Any]


_OPTIONS = (
    _Option(
        "as_", click.option("--as", "as_", metavar="ID", help="Who you are, by id of org/people/.")
    ),
    _Option(
        "cycle",
        click.option("--cycle", metavar="ID", help="The cycle, where it is not the usual one."),
    ),
    _Option(
        "editor",
        click.option("-e", "--editor", is_flag=True, help="Open the file in your editor, too."),
    ),
    _Option(
        "yes", click.option("-y", "--yes", is_flag=True, help="Ask nothing; write what flags say.")
    ),
    _Option(
        "dry_run",
        click.option("-n", "--dry-run", is_flag=True, help="Show the change, write nothing."),
    ),
    _Option(
        "format_",
        click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text"),
    ),
    _Option("root", root_option),
    _Option("today", today_option),
)


def author_options(command: Callable[..., Form]) -> Callable[..., Any]:
    """The options of a writing command; its function gets a Session, and gives what it asks."""

    @functools.wraps(command)
    def wrapped(**given: Any) -> None:
        own = {option.name: given.pop(option.name) for option in _OPTIONS}
        as_json = own["format_"] == "json"
        there = sys.stdin.isatty() and sys.stdout.isatty()
        options = Options(
            dry_run=own["dry_run"],
            editor=own["editor"],
            as_json=as_json,
            interactive=there and not as_json and not own["yes"],
        )
        try:
            session = Session.begin(
                find_root(own["root"]), as_=own["as_"], cycle=own["cycle"], today=own["today"]
            )
            run(session, command(session, **given), options)
        except RefusedError as error:
            tell(error)
            sys.exit(1)

    found: Callable[..., Any] = wrapped
    for option in reversed(_OPTIONS):
        found = option.add(found)
    return found
