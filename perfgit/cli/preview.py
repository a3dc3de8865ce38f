"""A change as it is shown: its diff, what it means in words, who approves, what is wrong with it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import click

from perfgit.authoring.change import Change
from perfgit.authoring.outlook import Outlook
from perfgit.i18n import listing, say
from perfgit.problem import PerfgitError, Problem
from perfgit.rules.reporting import visible

_NONE = Outlook(())


@dataclass(frozen=True, slots=True)
class Showing:
    """A change, and all that is to be told of it."""

    change: Change
    problems: tuple[Problem, ...] = ()
    outlook: Outlook = _NONE
    written: bool = False
    nothing: bool = False
    brief: bool = False
    draft: Path | None = None

    @property
    def passes(self) -> bool:
        """Whether it may be written: no errors, and nothing that the gate will refuse."""
        errors = any(one.severity == "error" for one in self.problems)
        return not errors and not self.outlook.refusals


def said(error: PerfgitError) -> None:
    """An error in one sentence, with its fix, on the error stream."""
    click.echo(say("perfgit: {message}", message=visible(error.message)), err=True)
    if error.help:
        click.echo(f"  {visible(error.help)}", err=True)


def show(shown: Showing, *, as_json: bool) -> None:
    """Tell everything."""
    click.echo(_as_json(shown) if as_json else "\n".join(_as_text(shown)))


def styled(text: str, **style: object) -> str:
    """The text in colour, unless NO_COLOR is set; click itself leaves colours out of pipes."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)  # type: ignore[arg-type]


def _as_text(shown: Showing) -> list[str]:
    change = shown.change
    if shown.nothing:
        return [say("Nothing to change in {path}.", path=change.path)]
    lines = [] if shown.brief else _details(shown)
    if shown.written:
        lines.append(styled(say("Written: {path}", path=change.path), fg="green"))
        lines.append(_next())
    elif not shown.passes:
        lines.append(say("Not written."))
        if shown.draft:
            lines.append(say("Your text is kept in {path}.", path=shown.draft))
    return lines


def _next() -> str:
    from perfgit.cli.main import COMMANDS

    if "propose" in COMMANDS:
        return say("Nobody else sees it yet. Next: `perfgit propose`.")
    return say("Nobody else sees it yet: propose it with git or on GitHub.")


def _details(shown: Showing) -> list[str]:
    lines = [_coloured(visible(line)) for line in shown.change.diff()]
    lines += [f"  {visible(note)}" for note in shown.change.notes]
    if shown.outlook.words:
        lines.append(say("What changes:"))
        lines += [f"  - {visible(one)}" for one in shown.outlook.words]
    if shown.outlook.waits_for and not shown.outlook.refusals:
        lines.append(
            say("To be approved by: {names}", names=listing(shown.outlook.waits_for, most=5))
        )
    for one in shown.problems:
        where = f"{one.file}:{one.line}:{one.column}"
        word = say("error") if one.severity == "error" else say("warning")
        head = styled(word, fg="red" if one.severity == "error" else "yellow")
        lines.append(f"{where}: {head}: {visible(one.message)} [{one.rule}]")
        if one.help:
            lines.append(say("  help: {help}", help=visible(one.help)))
    for refusal in {(one.message, one.help) for one in shown.outlook.refusals}:
        head = styled(say("refused"), fg="red")
        lines.append(f"{head}: {visible(refusal[0])}")
        if refusal[1]:
            lines.append(say("  help: {help}", help=visible(refusal[1])))
    for one_message in {one.message for one in shown.outlook.lonely}:
        lines.append(f"{styled(say('note'), fg='yellow')}: {visible(one_message)}")
    return lines


def _coloured(line: str) -> str:
    colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return styled(line, fg=colour) if colour else line


def _as_json(shown: Showing) -> str:
    change = shown.change
    return json.dumps(
        {
            "version": 1,
            "path": change.path,
            "new": change.before is None,
            "written": shown.written,
            "diff": "\n".join(change.diff()),
            "changes": shown.outlook.words,
            "approved_by": shown.outlook.waits_for,
            "notes": list(change.notes),
            "problems": [
                {
                    "rule": one.rule,
                    "severity": one.severity,
                    "file": one.file,
                    "line": one.line,
                    "column": one.column,
                    "message": one.message,
                    "help": one.help,
                }
                for one in shown.problems
            ],
            "refused": [
                {"message": one.message, "help": one.help} for one in shown.outlook.refusals
            ],
            "draft": str(shown.draft) if shown.draft else None,
        },
        ensure_ascii=False,
        indent=2,
    )
