"""Options that commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from perfgit.cli.language import company_above, speak_for
from perfgit.company.company import Company
from perfgit.files.formats import check_format
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError

F = TypeVar("F", bound=Callable[..., Any])

_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
"""Between these, years can be added to a day and taken away."""


def find_root(given: Path | None) -> Path:
    """The company's folder: the one given, or the nearest above that holds `org/`.

    From here on perfgit speaks the company's language.

    Raises PerfgitError where there is none, and where its files are of a newer format.
    """
    if given is not None:
        if not given.is_dir():
            raise PerfgitError(
                say("{path} is not a folder.", path=given),
                say("`--root` names the folder that holds org/, goals/ and reviews/."),
            )
        speak_for(given)
        check_format(WorkingTree(given))
        return given
    found = company_above(Path.cwd())
    if found:
        speak_for(found)
        check_format(WorkingTree(found))
        return found
    raise PerfgitError(
        say("No company here: no folder above holds org/."),
        say("Go to the company's folder, or name it with `--root DIR`."),
    )


def root_option(command: F) -> F:
    """`--root DIR`."""
    return click.option(
        "--root",
        type=click.Path(path_type=Path),
        help="The company's folder (default: the one above that holds org/).",
    )(command)


def today_option(command: F) -> F:
    """`--today DATE`."""
    return click.option(
        "--today",
        metavar="DATE",
        callback=lambda _ctx, _param, value: _day(value),
        help="The day that counts as today, as YYYY-MM-DD.",
    )(command)


def _day(value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        day = dt.date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(
            say("{value} is not a day: {why}", value=value, why=error)
        ) from None
    if not _FIRST <= day <= _LAST:
        raise click.BadParameter(
            say(
                "{value} is too far away: a day from {first} to {last}.",
                value=value,
                first=_FIRST,
                last=_LAST,
            )
        )
    return day


def working_company(root: Path | None) -> Company:
    """The company in the working tree."""
    return Company(WorkingTree(find_root(root)))
