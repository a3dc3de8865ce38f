"""`perfgit github`: what workflows and maintainers ask of GitHub."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgit.cli.github_form import form
from perfgit.cli.github_options import connected, remote_option, repository_option, warn_of
from perfgit.cli.options import find_root, root_option, today_option
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import visible

if TYPE_CHECKING:
    from perfgit.github.events import Asked
    from perfgit.github.judge import Judge, Judged
    from perfgit.github.session import Session


@click.group()
def github() -> None:
    """Pull requests at GitHub: judge them, and tell there.

    The token is taken from GITHUB_TOKEN (or GH_TOKEN), or an App's from PERFGIT_APP_ID,
    PERFGIT_APP_KEY and PERFGIT_APP_INSTALLATION; the repository from GITHUB_REPOSITORY or
    org/company.yml.

    \b
    Examples:
      perfgit github proposal 12 > proposal.json
      perfgit github judge 12
    """


@github.command()
@root_option
@today_option
@repository_option
@remote_option
@click.option(
    "--event",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The event of GitHub Actions that says what to judge ($GITHUB_EVENT_PATH).",
)
@click.option("--all", "all_open", is_flag=True, help="All open pull requests.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
def judge(
    root: Path | None,
    today: dt.date | None,
    repository: str | None,
    remote: str,
    event: Path | None,
    all_open: bool,
    format_: str,
    numbers: tuple[int, ...],
) -> None:
    """Judge pull requests, and tell at GitHub: status, reviewers, comment, labels.

    Run it in a clone of the default branch. Exit code 0: judged and told, whatever the verdict
    (the status `perfgit/approvals` is what keeps a pull request from being merged). 2: something
    could not be read or told; running again is safe.

    \b
    Examples:
      perfgit github judge 12
      perfgit github judge --event "$GITHUB_EVENT_PATH"
    """
    from perfgit.github.events import Asked, read_event

    folder = find_root(root)
    session, judge_ = _judge(folder, repository, remote, today)
    asked = Asked(numbers, all_open=all_open)
    if event:
        asked = read_event(event)
    elif not numbers and not all_open:
        raise PerfgitError(
            say("It is not said which pull requests to judge."),
            say("Give their numbers, --all, or --event FILE."),
        )
    found: list[tuple[int, Judged | None]] = []
    failed: list[PerfgitError] = []
    for number in _numbers(asked, session, judge_):
        try:
            judged = judge_.report(number)
            found.append((number, judged))
            warn_of(judged)
        except PerfgitError as error:  # the others are judged all the same
            failed.append(error)
            click.echo(say("#{number}: {message}", number=number, message=error.message), err=True)
    if asked.group:
        found.append((asked.group.number, judge_.report_group(asked.group)))
    click.echo(_as_json(found) if format_ == "json" else _as_text(found))
    if failed:
        raise failed[0]


def _numbers(asked: Asked, session: Session, judge_: Judge) -> tuple[int, ...]:
    """The pull requests to judge; where they cannot be found out, nothing green stays."""
    from perfgit.github.events import open_pulls, pulls_of

    if asked.all_open:
        return open_pulls(session, judge_.branch)
    try:
        return pulls_of(asked, session)
    except PerfgitError:
        if asked.sha:
            judge_.take_back(asked.sha)
        raise


@github.command()
@root_option
@repository_option
@remote_option
@click.argument("number", type=click.IntRange(1))
def proposal(root: Path | None, repository: str | None, remote: str, number: int) -> None:
    """Print what the gate knows of a pull request, for `perfgit gate --pr FILE`.

    \b
    Example:
      perfgit github proposal 12 > proposal.json
    """
    from perfgit.github.git import BASE, fetch
    from perfgit.github.pulls import proposal_of, read

    folder = find_root(root)
    session, judge_ = _judge(folder, repository, remote, None)
    seen = read(session, number)
    fetch(
        folder,
        remote,
        {
            f"refs/heads/{judge_.branch}": BASE,
            f"refs/pull/{number}/head": f"refs/perfgit/pull/{number}",
        },
        api=session.api,
        header=session.git_header,
    )
    click.echo(proposal_of(seen, folder).model_dump_json(indent=2))


@github.command()
@root_option
@repository_option
def pages(root: Path | None, repository: str | None) -> None:
    """Say whether the site may be published with GitHub Pages.

    It may where everybody who could read the site may read the repository too: Pages are private
    to it, or the repository is public. Prints `pages=true` or `pages=false` for a workflow's
    outputs, and on the error stream why.

    \b
    Example:
      perfgit github pages >> "$GITHUB_OUTPUT"
    """
    from perfgit.github.visibility import may_publish

    folder = find_root(root)
    session, _ = connected(folder, repository)
    allowed, why = may_publish(session)
    click.echo(why, err=True)
    click.echo("pages=true" if allowed else "pages=false")


def _judge(
    folder: Path, repository: str | None, remote: str, today: dt.date | None
) -> tuple[Session, Judge]:
    from perfgit.github.judge import Judge

    session, app = connected(folder, repository)
    return session, Judge(session, folder, remote=remote, app=app, today=today)


def _as_text(found: list[tuple[int, Judged | None]]) -> str:
    """A line each; nothing of it can be taken for a command of a workflow."""
    from perfgit.github.publish import description

    lines = []
    for number, judged in found:
        if judged is None:
            said = say("closed, or not for the default branch")
        else:
            verdict = judged.verdict
            said = description(verdict.verdict, verdict.waiting_for)
            if judged.not_asked:
                said += say(
                    " (no access to the repository: {logins})", logins=", ".join(judged.not_asked)
                )
        lines.append(visible(say("#{number}: {said}", number=number, said=said)))
    return "\n".join(lines) or say("There is no pull request to judge.")


def _as_json(found: list[tuple[int, Judged | None]]) -> str:
    return json.dumps(
        {
            "version": 1,
            "pulls": [
                {
                    "number": number,
                    "head": judged.pull.head.sha if judged else None,
                    "verdict": judged.verdict.verdict if judged else None,
                    "waiting_for": judged.verdict.waiting_for if judged else [],
                    "not_asked": judged.not_asked if judged else [],
                }
                for number, judged in found
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


github.add_command(form)
