"""`perfgit remind`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import click

from perfgit.cli.options import root_option, today_option, working_company
from perfgit.cli.progress import progress_bar
from perfgit.cli.unread import tells_unread
from perfgit.company.today import today_in
from perfgit.i18n import later, say
from perfgit.rules.reporting import visible
from perfgit.todo.due import due

_DONE = {
    "opened": later("opened"),
    "edited": later("edited"),
    "reopened": later("opened again"),
    "closed": later("closed"),
    "left": later("as it was"),
}


@click.command()
@click.option("--now", is_flag=True, help="On any day, whatever org/policy.yml says.")
@click.option("--dry-run", is_flag=True, help="Say who would be told of how much, tell nobody.")
@root_option
@today_option
@tells_unread
def remind(now: bool, dry_run: bool, root: Path | None, today: dt.date | None) -> None:
    """Keep one GitHub issue per person with what is due.

    The issue is edited in place and closed when nothing is left; nobody is told twice of the same
    thing. It happens on the days that `reminders:` in org/policy.yml names (Mondays, unless it says
    otherwise), and not on its quiet days; run it daily. Needs GITHUB_TOKEN.

    \b
    Examples:
      perfgit remind
      perfgit remind --now --dry-run
    """
    from perfgit.github.remind import is_due
    from perfgit.github.remind import remind as bring_up_to_date

    company = working_company(root)
    day = today_in(company, today)
    if not now and not is_due(company.policy.reminders, day):
        click.echo(say("{day} is no day for reminders (org/policy.yml).", day=day))
        return
    with progress_bar(say("Reading")) as progress:
        items = due(company, day, progress=progress)
    if dry_run:
        for person, count in sorted(Counter(one.who for one in items).items()):
            click.echo(f"{person:<32} {count:>4}")
        return
    from perfgit.github.session import Session
    from perfgit.github.settings import settings

    session = Session(settings(company.info.repository, company.info.host))
    for one in bring_up_to_date(session, company, items, day):
        click.echo(visible(f"{one.person:<32} {say(_DONE[one.done])}  {one.url}"))
