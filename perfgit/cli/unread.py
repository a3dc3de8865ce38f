"""Files that a command would have used and could not read: said, whatever the command does."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from perfgit.cli.options import find_root
from perfgit.company.today import ZONE_RULE
from perfgit.i18n import counted
from perfgit.parallel import noted
from perfgit.problem import PerfgitError, Problem

F = TypeVar("F", bound=Callable[..., Any])

_MOST = 5


def tells_unread(command: F) -> F:
    """A command that does what it can without such files, then names them and exits with 1."""

    @functools.wraps(command)
    def wrapped(*arguments: Any, **given: Any) -> None:
        code = 0
        with noted() as problems:
            try:
                command(*arguments, **given)
            except SystemExit as ended:
                if not isinstance(ended.code, int | None):
                    raise
                code = ended.code or 0
            except PerfgitError:
                if problems:  # which may be why
                    _tell(find_root(given["root"]), list(problems))
                raise
        if problems:
            _tell(find_root(given["root"]), list(problems))
        sys.exit(code or (1 if problems else 0))

    return wrapped  # type: ignore[return-value]


def _tell(root: Path, problems: list[Problem]) -> None:
    from perfgit.files.documents import with_places
    from perfgit.files.trees import WorkingTree
    from perfgit.rules.reporting import visible

    by_file = {one.file: one for one in reversed(problems) if one.rule != ZONE_RULE}
    shown = [one for one in problems if one.rule == ZONE_RULE]
    shown += [by_file[file] for file in sorted(by_file)[:_MOST]]
    for one in with_places(WorkingTree(root), shown):
        place = f"{visible(one.file)}:{one.line}:{one.column}"
        click.echo(f"{place}: {visible(one.message)}", err=True)
    if not by_file:
        return
    click.echo(
        counted(
            len(by_file),
            "{count} file could not be used: all that is said here is without it. "
            "`perfgit check` tells more.",
            "{count} files could not be used: all that is said here is without them. "
            "`perfgit check` tells more.",
        ),
        err=True,
    )
