"""What all writing commands share: options, who and when, and the way from answers to a file."""

from __future__ import annotations

import datetime as dt
import functools
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from perfgit.authoring.change import Change, MissingError, RefusedError
from perfgit.authoring.drafts import Draft, Drafts
from perfgit.authoring.identity import Me, marks_from_git, named, recognised
from perfgit.authoring.outlook import new_problems, outlook
from perfgit.authoring.which_cycle import Purpose, cycle_for
from perfgit.authoring.write import ChangedMeanwhileError, write
from perfgit.cli.answers import Answers
from perfgit.cli.hints import hints, without_hints
from perfgit.cli.options import find_root, root_option, today_option
from perfgit.cli.preview import Showing, said, show
from perfgit.cli.prompts import Option, StoppedError, widgets
from perfgit.company.company import Company
from perfgit.company.today import today_in
from perfgit.files.entries import blob_id
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.problem import PerfgitError

Fill = Callable[[Answers], Change]
"""Asks what has to be asked, and makes the change of it; may be called again to correct answers."""


class Session:
    """Where one command writes one file: the company, who writes, on which day, and how."""

    def __init__(
        self,
        root: Path | None,
        *,
        as_: str | None,
        cycle: str | None,
        today: dt.date | None,
        dry_run: bool,
        yes: bool,
        editor: bool,
        format_: str,
    ) -> None:
        self.folder = find_root(root)
        self.company = Company(WorkingTree(self.folder))
        self.today = today_in(self.company, today)
        self.me = (
            named(self.company, as_)
            if as_
            else recognised(self.company, marks_from_git(self.folder))
        )
        self.given_cycle = cycle
        self.dry_run = dry_run
        self.with_editor = editor
        self.form = True
        """Whether there are questions to go through; else all is done in the editor."""
        self.json = format_ == "json"
        there = sys.stdin.isatty() and sys.stdout.isatty()
        self.interactive = there and not self.json and not yes
        self._drafts = Drafts(self.folder)
        self._answers = Answers(None, self._drafts.keep)

    def cycle(self, purpose: Purpose, *, closed_too: bool = False) -> str:
        """The cycle that is meant."""
        return cycle_for(
            self.company, purpose, self.today, self.given_cycle, closed_too=closed_too
        )[0]

    def person(self, id: str) -> Me:
        """Somebody by id; raises PerfgitError with the nearest id."""
        return named(self.company, id)

    def begin(self, answers: Answers, name: str) -> None:
        """Name the draft, and take up the one that is there, if the person wants to."""
        if answers.draft.name == name:
            return
        draft = self._drafts.load(name) if answers.asks else Draft(name)
        if draft and draft.text is None:
            answers.draft = draft  # told of where somebody stops here
            click.echo(say("You began this before, and your answers were kept."))
            if not answers.yes_or_no(say("Go on with them?"), default=True):
                draft = Draft(name)
                self._drafts.forget(name)
        answers.draft = draft if draft.text is None else replace(draft, text=None)
        self._kept_text = draft

    _kept_text: Draft | None = None

    def finish(self, fill: Fill, *, given: bool) -> NoReturn:
        """Ask, show, judge, write; ends the command with its exit code.

        `given`: flags have said something, so that only what is missing is asked.
        """
        ask = widgets() if self.interactive else None
        self._answers = Answers(ask, self._drafts.keep, sparse=given or self.with_editor)
        change: Change | None = None
        passes, action = False, "fill"
        try:
            while True:
                try:
                    if action == "write" and change:
                        self._write(change)
                        self._end(replace(Showing(change), written=True, brief=True))
                    if action == "edit" and change:
                        change = self._edited(change)
                    else:
                        change = fill(self._answers)
                        if self.with_editor:
                            self.with_editor = False
                            change = self._edited(change)
                    passes = self._write_or_tell(change)
                except PerfgitError as error:
                    self._tell(error, change)
                    passes = passes and action == "edit"
                action = self._menu(change, writes=passes)
        except StoppedError:
            self._stopped()

    def _tell(self, error: PerfgitError, change: Change | None) -> None:
        """Say what went wrong where somebody can correct it; else keep the text, and end."""
        if not self.interactive or isinstance(error, MissingError):
            if change and change.files and change.after != b"{}\n":
                self._keep_text(change)
            raise error
        said(error)
        if isinstance(error, ChangedMeanwhileError):
            self.company = Company(WorkingTree(self.folder))

    def _write_or_tell(self, change: Change) -> bool:
        """Write where that can be done without asking, and end; else say whether it may be."""
        if not change.files:
            self._end(Showing(change, nothing=True))
        shown = self._judged(change)
        if self.dry_run or not shown.passes or not self.interactive:
            if shown.passes and not self.dry_run:
                self._write(change)
                shown = replace(shown, written=True)
            elif not self.dry_run and not self.interactive:
                shown = replace(shown, draft=self._keep_text(change, quiet=True))
            if not self.interactive or self.dry_run:
                self._end(shown)
        show(shown, as_json=False)
        return shown.passes

    def _judged(self, change: Change) -> Showing:
        problems = new_problems(self.company, change)
        view = outlook(self.company, change, self.me, self.today)
        return Showing(change, tuple(problems), view)

    def _menu(self, change: Change | None, *, writes: bool) -> str:
        """What to do next: `write`, `fill` (ask again) or `edit`; raises StoppedError."""
        options = [Option("write", say("Write it"))] if writes else []
        if self.form:
            options.append(Option("fill", say("Go through the questions again")))
        if change is not None:
            options.append(Option("edit", say("Edit the file in my editor")))
        options.append(Option("stop", say("Stop; keep my answers as a draft")))
        chosen = self._answers.menu(say("What now?"), options)
        if chosen == "stop":
            if change is not None:
                self._remember(change)
            raise StoppedError
        if chosen == "fill":
            self._answers.fully()
        return chosen

    def _edited(self, change: Change) -> Change:
        from perfgit.cli.text_editor import EditorError, edit

        text = change.after.decode("utf-8-sig")
        if change.before is None:
            text = hints(self.company, change.path) + text.removesuffix("{}\n")
        kept = self._kept_text
        if kept and kept.text and kept.made_from == _made_from(change) and self.interactive:
            click.echo(say("What you wrote in the editor before was kept; it is opened."))
            text = kept.text
        try:
            found = edit(text, change.path.rpartition("/")[2], self.folder)
        except EditorError as error:
            if error.text is not None:
                self._remember(replace(change, after=error.text.encode()))
            raise
        found = without_hints(found)
        if not found.strip():
            raise RefusedError(say("The file is empty: nothing was written."))
        result = replace(change, after=found.encode(), notes=())
        self._remember(result)
        return result

    def _write(self, change: Change) -> None:
        write(self.folder, change)
        self._drafts.forget(self._answers.draft.name)

    def _remember(self, change: Change) -> Path | None:
        draft = self._answers.draft
        draft.text, draft.made_from = change.after.decode("utf-8-sig"), _made_from(change)
        return self._drafts.keep(draft)

    def _keep_text(self, change: Change, *, quiet: bool = False) -> Path | None:
        """Keep what would have been written; where nothing can be kept, show it."""
        path = self._remember(change)
        if path and not quiet:
            click.echo(say("Your text is kept in {path}.", path=path), err=True)
        if path is None:
            click.echo(say("No draft could be kept. This is your text:"), err=True)
            click.echo(change.after.decode("utf-8-sig"), err=True)
        return path

    def _stopped(self) -> NoReturn:
        draft = self._answers.draft
        click.echo(say("\nStopped. Nothing was written."), err=True)
        if draft:
            path = self._drafts.keep(draft)
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

    def _end(self, shown: Showing) -> NoReturn:
        show(shown, as_json=self.json)
        sys.exit(0 if shown.passes else 1)


def _made_from(change: Change) -> str:
    return blob_id(change.before) if change.before is not None else ""


def author_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a writing command; its function gets a Desk first."""

    @functools.wraps(command)
    def wrapped(**given: Any) -> Any:
        own = ("root", "as_", "cycle", "today", "dry_run", "yes", "editor", "format_")
        try:
            session = Session(**{name: given.pop(name) for name in own})
            return command(session, **given)
        except RefusedError as error:
            said(error)
            sys.exit(1)

    for option in reversed(
        (
            click.option("--as", "as_", metavar="ID", help="Who you are, by id of org/people/."),
            click.option("--cycle", metavar="ID", help="The cycle, where it is not the usual one."),
            click.option("-e", "--editor", is_flag=True, help="Open the file in your editor, too."),
            click.option("-y", "--yes", is_flag=True, help="Ask nothing; write what flags say."),
            click.option("-n", "--dry-run", is_flag=True, help="Show the change, write nothing."),
            click.option(
                "--format", "format_", type=click.Choice(["text", "json"]), default="text"
            ),
            root_option,
            today_option,
        )
    ):
        wrapped = option(wrapped)
    return wrapped
