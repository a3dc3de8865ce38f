"""`perfgit github form`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from perfgit.cli.github_options import connected, remote_option, repository_option, warn, warn_of
from perfgit.cli.options import find_root, root_option, today_option
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import visible


@click.command()
@root_option
@today_option
@repository_option
@remote_option
@click.option(
    "--event",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The event of GitHub Actions that says which issue ($GITHUB_EVENT_PATH).",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.argument("number", type=click.IntRange(1), required=False)
def form(
    root: Path | None,
    today: dt.date | None,
    repository: str | None,
    remote: str,
    event: Path | None,
    format_: str,
    number: int | None,
) -> None:
    """Turn a submitted form into a pull request in its author's name, and judge that.

    Issues that are no form are passed over. Where something is wrong with a form, an answer on the
    issue says what; its author edits it, and this runs again. Exit code 0: done, or answered. 2:
    something could not be read or told; running again is safe.

    \b
    Examples:
      perfgit github form 12
      perfgit github form --event "$GITHUB_EVENT_PATH"
    """
    from perfgit.github.events import issue_of
    from perfgit.github.forms import FormHandler
    from perfgit.github.judge import Judge
    from perfgit.github.publish import description

    folder = find_root(root)
    if event:
        number = issue_of(event)
    if number is None:
        raise PerfgitError(
            say("It is not said which issue is meant."), say("Give its number, or --event FILE.")
        )
    session, app = connected(folder, repository)
    handler = FormHandler(session, folder, remote=remote, app=app, today=today)
    handled = handler.handle(number)
    if handled.warning:
        warn(handled.warning)
    said = handled.said or say("no form of perfgit")
    if handled.pull:
        judge = Judge(session, folder, remote=remote, app=app, today=today)
        with handler.answering(number):  # the status has to be there: GitHub starts no gate for it
            judged = judge.report(handled.pull)
        warn_of(judged)
        if judged:
            said = description(judged.verdict.verdict, judged.verdict.waiting_for)
            handler.answer_pull(handled, said)
    if format_ == "json":
        data = {"version": 1, "issue": number, "pull": handled.pull, "answer": said}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(visible(say("#{number}: {said}", number=number, said=said)))
