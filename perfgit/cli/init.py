"""`perfgit init`."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path

import click

from perfgit.cli.language import speak_for
from perfgit.cli.options import today_option
from perfgit.company.company import Company
from perfgit.files.git import NoGitError, run, settings
from perfgit.files.trees import WorkingTree
from perfgit.i18n import BY_CODE, ENGLISH, say
from perfgit.problem import PerfgitError
from perfgit.rules.engine import check
from perfgit.rules.reporting import summary
from perfgit.scaffold.begin import begin, check_empty, first_person
from perfgit.scaffold.company import Beginning

_TABLE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="The company's name (asked for where it is left out).")
@click.option(
    "--locale",
    type=click.Choice(list(BY_CODE)),
    default=ENGLISH,
    show_default=True,
    help="Its language.",
)
@click.option(
    "--timezone", default="UTC", show_default=True, help="Which day is today: Europe/Berlin."
)
@click.option("--repository", metavar="OWNER/NAME", help="Where it will lie on GitHub.")
@click.option(
    "--people", type=_TABLE, help="A table of people, as `perfgit import people` takes it."
)
@click.option("--teams", type=_TABLE, help="A table of teams.")
@click.option("--strategy", type=_TABLE, help="A table of objectives.")
@click.option("--hr", multiple=True, metavar="ID", help="Who runs the cycle (may be repeated).")
@click.option("--executive", multiple=True, metavar="ID", help="Who decides strategy and appeals.")
@click.option("--admin", multiple=True, metavar="ID", help="Who looks after the repository.")
@click.option("--git/--no-git", default=True, help="Begin a git repository with a first commit.")
@today_option
def init(
    folder: Path,
    name: str | None,
    locale: str,
    timezone: str,
    repository: str | None,
    people: Path | None,
    teams: Path | None,
    strategy: Path | None,
    hr: tuple[str, ...],
    executive: tuple[str, ...],
    admin: tuple[str, ...],
    git: bool,
    today: dt.date | None,
) -> None:
    """Begin a company's own repository: organisation, policy, first cycle, workflows, README.

    From nothing (then you are its first person, as git knows you), or from tables of people and
    teams. DIR is new or empty. Without --hr and --executive the head of the company, who has no
    manager, holds these roles until org/policy.yml says better; of several heads none is picked.

    \b
    Examples:
      perfgit init acme --name Acme
      perfgit init acme --name Acme --people staff.csv --teams teams.csv --hr mei --hr jonas
      perfgit init xinghai --name 星海 --locale zh-Hans
    """
    check_empty(folder)
    if name is None:
        if not sys.stdin.isatty():
            raise PerfgitError(
                say("What is the company called?"), say("Say it with `--name NAME`.")
            )
        name = click.prompt(say("What is the company called?"))
    day = today or dt.datetime.now(dt.UTC).date()
    first = {} if people else first_person(_setting("user.name"), _setting("user.email"))
    given = {"strategy": strategy, "teams": teams, "people": people}
    begun = begin(
        folder,
        Beginning(name, locale, timezone, repository, first, hr, executive, admin),
        {kind: table for kind, table in given.items() if table},
        day,
    )
    for report in begun.reports:
        for note in report.notes[:20]:
            click.echo(f"{report.file}:{note.line}: {note.message}")
    for id in begun.unknown:
        click.echo(say('There is no person "{id}" in the table.', id=id), err=True)
    speak_for(folder)
    if begun.without_owners:
        why = begun.without_owners.message
        click.echo(say("No .github/CODEOWNERS yet: {why}", why=why), err=True)
        click.echo(
            say("`perfgit codeowners` writes it, once the files say who has which login."), err=True
        )
    if git:
        _begin_git(folder)
    _tell(folder)
    sys.exit(0 if begun.complete else 1)


def _setting(name: str) -> str | None:
    found = [value for _, value in settings(Path.cwd(), f"^{re.escape(name)}$")]
    return found[-1] if found and found[-1] else None


def _begin_git(folder: Path) -> None:
    """A repository with a first commit, as far as git is there and knows who you are."""
    for arguments in (
        ["init", "--quiet", "--initial-branch", "main"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", say("The company begins")],
    ):
        try:
            answer = run(folder, *arguments, asks=True, seconds=300)
        except NoGitError:
            click.echo(
                say("git is not installed: the files are there, without a repository."), err=True
            )
            return
        if answer.code:
            click.echo(say("git {what}: {why}", what=arguments[0], why=answer.reason), err=True)
            return


def _tell(folder: Path) -> None:
    report = check(WorkingTree(folder))
    click.echo(f"{folder}: {summary(report)}")
    cycles = Company(WorkingTree(folder)).cycles
    cycle = max(cycles)
    click.echo(say("Next:"))
    for command, what in (
        ("perfgit serve", say("its site, here")),
        ("perfgit cycle open CYCLE", say("a goal sheet for everybody to begin with")),
        ("perfgit doctor", say("what is left to set up on GitHub")),
    ):
        click.echo(f"  cd {folder} && {command.replace('CYCLE', cycle):<26} {what}")
