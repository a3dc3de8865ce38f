"""`perfgit gate`: may a proposal be merged, and who has to approve it?"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from perfgit.cli.options import find_root, root_option, today_option
from perfgit.gate.judge import judge
from perfgit.gate.proposal import Proposal, from_options, read_proposal
from perfgit.gate.summary import markdown
from perfgit.gate.verdict import ChangeVerdict, Verdict
from perfgit.i18n import listing, say
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import visible

_COLOURS = {"allowed": "green", "waiting": "yellow", "refused": "red"}


@click.command()
@root_option
@click.option("--base", metavar="REV", required=True, help="The branch that it shall go into.")
@click.option("--head", metavar="REV", required=True, help="What is proposed.")
@click.option(
    "--author",
    metavar="LOGIN|person:ID",
    help="Who proposes it: the pull request's author, by login, or by the id of the person.",
)
@click.option(
    "--approved",
    metavar="LOGIN|person:ID@SHA",
    multiple=True,
    help="Who has approved which revision; may be given several times.",
)
@click.option(
    "--pr",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="All of that as JSON, instead of --author and --approved (- reads standard input).",
)
@today_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="For people, programs, or the pull request.",
)
def gate(
    root: Path | None,
    base: str,
    head: str,
    author: str | None,
    approved: tuple[str, ...],
    pr: Path | None,
    today: dt.date | None,
    format_: str,
) -> None:
    """May this proposal be merged? Who has to approve it?

    Every change is judged by the authority table, with people and policy as they stand on the base
    branch. Exit code 0: allowed. 1: waiting or refused. 2: wrong usage.

    \b
    Examples:
      perfgit gate --base origin/main --head HEAD --author alice-m
      perfgit gate --base main --head goals-alice --author alice-m --approved bruno-k@3f2c...
      perfgit gate --base main --head HEAD --author person:alice --approved person:bruno@3f2c...
      perfgit gate --base main --head 3f2c... --pr proposal.json --format markdown
    """
    verdict = judge(find_root(root), base, head, _proposal(author, approved, pr), today=today)
    if format_ == "json":
        click.echo(json.dumps(verdict.as_json(), ensure_ascii=False, indent=2))
    elif format_ == "markdown":
        click.echo(markdown(verdict))
    else:
        click.echo(_text(verdict))
    sys.exit(0 if verdict.verdict == "allowed" else 1)


def _proposal(author: str | None, approved: tuple[str, ...], pr: Path | None) -> Proposal:
    if (author is None) == (pr is None) or (pr and approved):
        raise PerfgitError(
            say("Say who proposes it: either with --author, or with --pr FILE."),
            say("--approved goes with --author; a file holds the approvals itself."),
        )
    if pr is None:
        return from_options(author or "", list(approved))
    try:
        return read_proposal(sys.stdin.buffer.read() if str(pr) == "-" else pr.read_bytes())
    except OSError as error:
        raise PerfgitError(
            say("{path} cannot be read: {why}.", path=pr, why=error.strerror)
        ) from None


def _text(verdict: Verdict) -> str:
    parts = [_one(one) for one in verdict.changes]
    parts += [
        click.style(f"{one.file}:{one.line}:{one.column}", bold=True)
        + f": {click.style(one.severity, fg='red')}: {visible(one.message)} [{one.rule}]"
        for one in verdict.problems
    ]
    parts += [say("Nothing that perfgit reads changes.")] if not parts else []
    parts += [
        say("{login} asks for changes.", login=visible(login)) for login in verdict.objections
    ]
    word = {
        "allowed": say("Allowed."),
        "waiting": say("Waiting for approval."),
        "refused": say("Refused."),
    }[verdict.verdict]
    waits = "".join(
        "\n  " + say("one of: {logins}", logins=visible(listing(needs)))
        for needs in (verdict.waiting_for if verdict.verdict == "waiting" else ())
    )
    return (
        "\n".join(parts)
        + "\n\n"
        + click.style(word, fg=_COLOURS[verdict.verdict], bold=True)
        + waits
    )


def _one(one: ChangeVerdict) -> str:
    mark = click.style(say(one.verdict), fg=_COLOURS[one.verdict])
    lines = [
        f"{click.style(visible(f'{one.path}:{one.line}'), bold=True)}: {mark}: {visible(one.change)}"
    ]
    lines += [f"    {visible(one.message)}"] if one.message else []
    if one.help:
        lines.append(f"    {click.style(say('help:'), fg='cyan')} {visible(one.help)}")
    return "\n".join(lines)
