"""Options that the commands about GitHub share, and the session they stand for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgit.i18n import use
from perfgit.rules.reporting import annotation, visible

if TYPE_CHECKING:
    from perfgit.github.judge import Judged
    from perfgit.github.session import Session

repository_option = click.option(
    "--repository", metavar="OWNER/NAME", help="The repository (default: as org/company.yml says)."
)
remote_option = click.option(
    "--remote", default="origin", show_default=True, help="Where git fetches from."
)


def connected(folder: Path, repository: str | None) -> tuple[Session, str | None]:
    """The session, and the number of the App that it is signed in as."""
    from perfgit.company.company import Company
    from perfgit.files.trees import WorkingTree
    from perfgit.github.session import Session
    from perfgit.github.settings import settings

    info = Company(WorkingTree(folder)).info
    use(info.locale)
    given = settings(repository or info.repository, info.host, environment=os.environ)
    return Session(given), given.app.id if given.app else None


def warn_of(judged: Judged | None) -> None:
    """Say in the log what could not be shown beside the status."""
    for message in judged.warnings if judged else ():
        warn(message)


def warn(message: str) -> None:
    """Say in the log what somebody has to mend; in a workflow, on the page of its run too."""
    in_workflow = os.environ.get("GITHUB_ACTIONS") == "true"
    click.echo(annotation("warning", message) if in_workflow else visible(message), err=True)
