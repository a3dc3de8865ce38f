"""A change as it is shown: its diff, what it means in words, who approves, what is wrong with it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from perfgit.authoring.change import Change
from perfgit.authoring.preview import Preview
from perfgit.cli.answers import Answers
from perfgit.i18n import listing, say
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import head_of, visible


def tell(error: PerfgitError) -> None:
    """An error in one sentence, with its fix, on the error stream."""
    click.echo(say("perfgit: {message}", message=visible(error.message)), err=True)
    if error.help:
        click.echo(f"  {visible(error.help)}", err=True)


def show(
    found: Preview,
    *,
    written: bool = False,
    brief: bool = False,
    draft: Path | None = None,
    as_json: bool = False,
) -> None:
    """Tell everything of a change, and what became of it; `brief` leaves out what was told before."""
    if as_json:
        data = found.as_json(written=written, draft=draft)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_as_text(found, written=written, brief=brief, draft=draft)))


def keep(change: Change, answers: Answers, *, quiet: bool = False) -> Path | None:
    """Keep what would have been written; where nothing can be kept, show it."""
    path = answers.keep_text(change)
    if path and not quiet:
        click.echo(say("Your text is kept in {path}.", path=path), err=True)
    if path is None:
        click.echo(say("No draft could be kept. This is your text:"), err=True)
        click.echo(change.after.decode("utf-8-sig"), err=True)
    return path


def styled(text: str, **style: object) -> str:
    """The text in colour, unless NO_COLOR is set; click itself leaves colours out of pipes."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)  # type: ignore[arg-type]


def _as_text(found: Preview, *, written: bool, brief: bool, draft: Path | None) -> list[str]:
    path = found.change.path
    if not found.change.files:
        return [say("Nothing to change in {path}.", path=path)]
    lines = [] if brief else _details(found)
    if written:
        lines.append(styled(say("Written: {path}", path=path), fg="green"))
        lines.append(say("Nobody else sees it yet. Next: `perfgit propose`."))
    elif not found.passes:
        lines.append(say("Not written."))
        if draft:
            lines.append(say("Your text is kept in {path}.", path=draft))
    return lines


def _details(found: Preview) -> list[str]:
    lines = [_coloured(visible(line)) for line in found.change.diff()]
    lines += [f"  {visible(note)}" for note in found.change.notes]
    if found.outlook.words:
        lines.append(say("What changes:"))
        lines += [f"  - {visible(words)}" for words in found.outlook.words]
    if found.outlook.waits_for and not found.outlook.refusals:
        lines.append(
            say("To be approved by: {names}", names=listing(found.outlook.waits_for, most=5))
        )
    for problem in found.problems:
        lines.append(head_of(problem, styled))
        if problem.help:
            lines.append(say("  help: {help}", help=visible(problem.help)))
    refusals = {(verdict.message, verdict.help) for verdict in found.outlook.refusals}
    for message, help in refusals:
        word = styled(say("refused"), fg="red")
        lines.append(say("{word}: {message}", word=word, message=visible(message)))
        if help:
            lines.append(say("  help: {help}", help=visible(help)))
    for message in {verdict.message for verdict in found.outlook.lonely}:
        word = styled(say("note"), fg="yellow")
        lines.append(say("{word}: {message}", word=word, message=visible(message)))
    return lines


def _coloured(line: str) -> str:
    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return styled(line, fg=colour) if colour else line
