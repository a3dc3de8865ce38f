"""`perfgit propose`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from perfgit.authoring.identity import at_keyboard
from perfgit.cli.options import find_root, root_option, today_option
from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.gate.verdict import Verdict
from perfgit.i18n import counted, say
from perfgit.problem import PerfgitError
from perfgit.proposing.proposal import Draft, draft, new_errors, verdict_of, waiting_line
from perfgit.proposing.repository import Repository
from perfgit.rules.reporting import visible


@click.command()
@click.option("--as", "as_", metavar="ID", help="Who you are (default: as git knows you).")
@click.option("--title", help="What the pull request is called (default: what has changed).")
@click.option("--base", metavar="BRANCH", help="Where it goes (default: the default branch).")
@click.option("--remote", default="origin", show_default=True, help="Where it is pushed to.")
@click.option("--draft", "as_draft", is_flag=True, help="Not for approval yet; errors are allowed.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, do nothing.")
@root_option
@today_option
def propose(
    as_: str | None,
    title: str | None,
    base: str | None,
    remote: str,
    as_draft: bool,
    dry_run: bool,
    root: Path | None,
    today: dt.date | None,
) -> None:
    """Propose what you have changed: branch, commit, push, pull request, the right reviewers.

    Only files below org/, goals/ and reviews/ are taken. Run again, it brings the same pull request
    up to date. Without a remote, or without a token (GITHUB_TOKEN), it goes as far as it can and
    says what to do next. Exit code 1: the proposal has errors that the company has not.

    \b
    Examples:
      perfgit propose
      perfgit propose --draft --title "Goals for the new role"
    """
    folder = find_root(root)
    repository = Repository(folder)
    company = Company(WorkingTree(folder))
    me = at_keyboard(company, folder, as_)
    into = base or repository.main(remote)
    found = draft(repository, company, me, into, title)
    problems = new_errors(repository, company, into)
    for one in problems[:20]:
        click.echo(f"{one.file}:{one.line}: {visible(one.message)} [{one.rule}]", err=True)
    if problems and not as_draft:
        click.echo(
            say("Nothing was proposed. Mend this first, or propose it as a `--draft`."), err=True
        )
        sys.exit(1)
    _tell(found)
    if dry_run:
        return
    _commit(repository, found)
    verdict = verdict_of(repository, me, into, today)
    click.echo(visible(waiting_line(verdict)))
    if not (me.person.github or me.person.github_id):
        path = company.layout.path("person", id=me.id)
        click.echo(
            say(
                "The web host's gate will not know you: no `github` in {path}. Ask HR to write it there.",
                path=path,
            )
        )
    if not repository.remote(remote):
        click.echo(
            say(
                "There is no remote {remote}: the branch {branch} is here, with your commit.\n"
                "`git remote add {remote} ADDRESS` names one; then run `perfgit propose` again.",
                remote=remote,
                branch=found.branch,
            )
        )
        return
    repository.push(remote, found.branch)
    _open(company, found, verdict, as_draft=as_draft)
    click.echo(say("`git switch {base}` goes back to what is agreed.", base=into))


def _tell(found: Draft) -> None:
    click.echo(visible(f"{found.title}  ({found.branch} → {found.base})"))
    for path in found.paths[:40]:
        click.echo(visible(f"  {path}"))
    if len(found.paths) > 40:
        click.echo(say("  and {left:,} more", left=len(found.paths) - 40))


def _commit(repository: Repository, found: Draft) -> None:
    if found.new_branch:
        repository.switch_to_new(found.branch)
    if found.paths:
        repository.save(list(found.paths), found.title)
        click.echo(
            counted(
                len(found.paths),
                "{count} file committed to {branch}.",
                "{count} files committed to {branch}.",
                branch=found.branch,
            )
        )


def _open(company: Company, found: Draft, verdict: Verdict, *, as_draft: bool) -> None:
    from perfgit.github.session import Session
    from perfgit.github.settings import settings
    from perfgit.proposing.send import compare_url, send

    info = company.info
    try:
        given = settings(info.repository, info.host)
    except PerfgitError as error:
        click.echo(say("Pushed. {why}", why=error.message))
        if info.repository:
            url = compare_url(info.host, info.repository, found)
            click.echo(say("Open the pull request here: {url}", url=url))
        else:
            click.echo(error.help)
        return
    sent = send(Session(given), found, verdict, as_draft=as_draft)
    template = say("Opened: {url}") if sent.new else say("Up to date: {url}")
    click.echo(template.format(url=visible(sent.pull.html_url)))
    for login in sent.not_asked:
        click.echo(say("{login} could not be asked for review.", login=visible(login)))
