"""`perfgit discussions`: the conversations about goals and reviews, for the site."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from perfgit.cli.github_options import repository_option
from perfgit.cli.options import find_root, root_option
from perfgit.cli.progress import progress_bar
from perfgit.i18n import counted, say, use


@click.command()
@root_option
@repository_option
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only pull requests that something happened in since that day.",
)
def discussions(root: Path | None, repository: str | None, since: dt.datetime | None) -> None:
    """Read the conversations in pull requests, for the site's Proposals page.

    They are kept in .perfgit/discussions.json, which is not committed; what has not changed is
    not read again. While half of the hour's requests at GitHub are left it stops, and goes on the
    next time. The site shows of it what org/policy.yml lets everyone read, and is built
    without it where it is missing. The token is taken from GITHUB_TOKEN or GH_TOKEN.

    \b
    Examples:
      perfgit discussions
      perfgit discussions --since 2026-07-01
    """
    from perfgit.company.company import Company
    from perfgit.company.discussions import load, save
    from perfgit.files.trees import WorkingTree
    from perfgit.github.cache import Cache
    from perfgit.github.discussions import read
    from perfgit.github.session import Session
    from perfgit.github.settings import settings

    folder = find_root(root)
    info = Company(WorkingTree(folder)).info
    use(info.locale)
    given = settings(repository or info.repository, info.host, environment=os.environ)
    session = Session(given, cache=Cache(folder / ".perfgit" / "cache"))
    with progress_bar(say("Reading")) as progress:
        found = read(
            session, load(folder), since=since.date() if since else None, progress=progress
        )
    path = save(folder, found)
    click.echo(
        counted(
            len(found.pulls),
            "One pull request: {path}",
            "{count} pull requests: {path}",
            path=path.relative_to(folder),
        )
    )
    if not found.complete and since is None:
        click.echo(
            say(
                "Half of this hour's requests at GitHub are left to other workflows; the rest is read the"
                " next time."
            ),
            err=True,
        )
