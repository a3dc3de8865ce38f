"""From answers to a written file: answers, change, preview, written; each step a small function."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

import click

from perfgit.authoring.change import NEW_FILE, Change, MissingError, RefusedError
from perfgit.authoring.choices import Option
from perfgit.authoring.drafts import Draft, Drafts
from perfgit.authoring.preview import Preview, preview
from perfgit.authoring.session import Session
from perfgit.authoring.write import ChangedMeanwhileError, write
from perfgit.cli.answers import Answers
from perfgit.cli.hints import hints, without_hints
from perfgit.cli.preview import keep, show, tell
from perfgit.cli.prompts import StoppedError, widgets
from perfgit.i18n import say
from perfgit.problem import PerfgitError


@dataclass(frozen=True, slots=True)
class Options:
    """How a writing command is run; `interactive` where somebody is there to be asked."""

    dry_run: bool
    editor: bool
    as_json: bool
    interactive: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What a writing command asks, and what it makes of the answers.

    `change` may be called again, to correct answers. `given`: flags have said something, so that only
    what is missing is asked. Without `questions` all is done in the editor.
    """

    change: Callable[[Session, Answers], Change]
    given: bool
    questions: bool = True


def run(session: Session, form: Form, options: Options) -> NoReturn:
    """Ask, show, judge, write; ends the command with its exit code."""
    answers = Answers(
        widgets() if options.interactive else None,
        Drafts(session.folder),
        sparse=form.given or options.editor,
        editor=options.editor or not form.questions,
    )
    try:
        (_in_terminal if options.interactive else _from_flags)(session, form, options, answers)
    except StoppedError:
        _stopped(answers)


def _from_flags(session: Session, form: Form, options: Options, answers: Answers) -> NoReturn:
    """Flags say everything, nobody is asked."""
    change: Change | None = None
    try:
        change = form.change(session, answers)
        if answers.editor:
            change = _edited(session, change, answers)
        found = preview(session, change)
        writes = found.passes and bool(change.files) and not options.dry_run
        if writes:
            _write(session, change, answers)
    except PerfgitError:
        _keep_text(change, answers)
        raise
    failed = not found.passes and not options.dry_run
    draft = keep(change, answers, quiet=True) if failed else None
    show(found, written=writes, draft=draft, as_json=options.as_json)
    sys.exit(0 if found.passes else 1)


def _in_terminal(session: Session, form: Form, options: Options, answers: Answers) -> NoReturn:
    """Somebody answers, looks at what it leads to, and says when it is written."""
    change: Change | None = None
    passes, action = False, "ask"
    while True:
        try:
            if action == "write" and change:
                _write(session, change, answers)
                show(Preview(change), written=True, brief=True)
                sys.exit(0)
            if action == "ask":
                change = form.change(session, answers)
            if change and (action == "edit" or answers.editor):
                answers.editor = False
                change = _edited(session, change, answers)
            assert change
            found = preview(session, change)
            passes = found.passes
            show(found)
            if options.dry_run or not change.files:
                sys.exit(0 if passes else 1)
        except PerfgitError as error:
            if isinstance(error, MissingError):
                _keep_text(change, answers)
                raise
            tell(error)
            passes = passes and action == "edit"
            if isinstance(error, ChangedMeanwhileError):
                session = session.afresh()
        action = _what_now(form, change, answers, writes=passes)


def _what_now(form: Form, change: Change | None, answers: Answers, *, writes: bool) -> str:
    """What to do next: `write`, `ask` (again) or `edit`; raises StoppedError."""
    options = [Option("write", say("Write it"))] if writes else []
    if form.questions:
        options.append(Option("ask", say("Go through the questions again")))
    if change is not None:
        options.append(Option("edit", say("Edit the file in my editor")))
    options.append(Option("stop", say("Stop; keep my answers as a draft")))
    chosen = answers.menu(say("What now?"), options)
    if chosen == "stop":
        if change is not None:
            answers.keep_text(change)
        raise StoppedError
    if chosen == "ask":
        answers.fully()
    return chosen


def _edited(session: Session, change: Change, answers: Answers) -> Change:
    """The change after the person has edited the whole file; the text is kept whatever happens."""
    from perfgit.cli.text_editor import EditorError, edit

    text = change.after.decode("utf-8-sig")
    if change.before is None:
        text = hints(session.company, change.path) + text.removesuffix(NEW_FILE.decode())
    if kept := answers.text_before(change):
        click.echo(say("What you wrote in the editor before was kept; it is opened."))
        text = kept
    try:
        found = edit(text, change.path.rpartition("/")[2], session.folder)
    except EditorError as error:
        if error.text is not None:
            answers.keep_text(replace(change, after=error.text.encode()))
        raise
    found = without_hints(found)
    if not found.strip():
        raise RefusedError(say("The file is empty: nothing was written."))
    result = replace(change, after=found.encode(), notes=())
    answers.keep_text(result)
    return result


def _write(session: Session, change: Change, answers: Answers) -> None:
    write(session.folder, change)
    answers.forget()


def _keep_text(change: Change | None, answers: Answers) -> None:
    """Where an error ends the command: what would have been written is kept, and told where."""
    if change and change.files and change.after != NEW_FILE:
        text = answers.draft.text  # what an editor that failed has left
        keep(change if text is None else replace(change, after=text.encode()), answers)


def _stopped(answers: Answers) -> NoReturn:
    draft: Draft = answers.draft
    click.echo(say("\nStopped. Nothing was written."), err=True)
    if draft:
        path = answers.keep()
        if path:
            click.echo(
                say(
                    "Your answers are kept in {path}.\nThe same command takes them up again.",
                    path=path,
                ),
                err=True,
            )
        else:
            click.echo(say("No draft could be kept. These are your answers:"), err=True)
            for key, value in draft.answers.items():
                click.echo(f"  {key}: {value}", err=True)
    sys.exit(1)
