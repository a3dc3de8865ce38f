"""Where answers come from: a flag, a question, a draft; or nobody, and then an error names the flag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from perfgit.authoring.change import Change, MissingError
from perfgit.authoring.choices import Option
from perfgit.authoring.drafts import Draft, Drafts
from perfgit.cli.prompts import Check, StoppedError, Widgets, wrong_with
from perfgit.files.entries import blob_id
from perfgit.i18n import say


class Answers:
    """One form's answers. With `widgets` None nobody is asked: flags say everything.

    `sparse`: some flags were given, so only what cannot be done without is asked. `editor`: the file
    is opened in the person's editor, once the form is through.
    """

    def __init__(
        self,
        widgets: Widgets | None,
        drafts: Drafts,
        *,
        sparse: bool = False,
        editor: bool = False,
    ) -> None:
        self._widgets = widgets
        self._drafts = drafts
        self._sparse = sparse
        self._correcting = False
        self._before = Draft("draft")
        self.editor = editor
        self.draft = Draft("draft")

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to be asked."""
        return self._widgets is not None

    def begin(self, name: str) -> None:
        """Name the draft, and take up the one that is there, if the person wants to."""
        if self.draft.name == name:
            return
        found = self._drafts.load(name) if self.asks else Draft(name)
        if found and found.text is None:
            self.draft = found  # told of where somebody stops here
            click.echo(say("You began this before, and your answers were kept."))
            if not self.yes_or_no(say("Go on with them?"), default=True):
                found = Draft(name)
                self.forget()
        self.draft = found if found.text is None else replace(found, text=None)
        self._before = found

    def text_before(self, change: Change) -> str | None:
        """What the person wrote into the file before and did not write, if it was made from the same."""
        kept = self._before
        fits = self.interactive and kept.made_from == _made_from(change)
        return (kept.text or None) if fits else None

    def keep_text(self, change: Change) -> Path | None:
        """Keep the text of the whole file with the answers; None where nothing can be kept."""
        self.draft.text = change.after.decode("utf-8-sig")
        self.draft.made_from = _made_from(change)
        return self.keep()

    def keep(self) -> Path | None:
        """Keep the draft; None where that cannot be done."""
        return self._drafts.keep(self.draft)

    def forget(self) -> None:
        """Throw the draft away: it is written, or not wanted."""
        self._drafts.forget(self.draft.name)

    @property
    def asks(self) -> bool:
        """Whether the whole form is asked, question by question."""
        return self._widgets is not None and not self._sparse

    def text(
        self,
        key: str,
        question: str,
        *,
        given: str | None = None,
        flag: str = "",
        default: str = "",
        last: str | None = None,
        required: bool = False,
        check: Check | None = None,
    ) -> str:
        """A text; what is typed at first is what was there before, or `default`.

        `last` is shown beside an empty line instead, and is the answer where nothing is typed:
        figures are typed anew, and behind one that stands there they would make a third.

        Raises MissingError where it is required and nobody can be asked.
        """
        if given is not None and self._correcting:
            default, last = given, given if last is not None else None
        elif given is not None:
            if required and not given.strip():
                raise MissingError(say("{flag} is empty.", flag=flag or key))
            if check and given.strip():
                check(given)
            return given
        if self._widgets is None or (self._sparse and not required):
            return self._without(question, flag, default or last or "", required=required)
        if last is not None:
            last = str(self.draft.answers.get(key) or last)

        def wrong(text: str) -> str | None:
            return wrong_with(text or last or "", check, required=required)

        if last is not None:
            shown = f"{question} [{last}]" if last else question
            return str(
                self._ask(key, lambda widgets, _: widgets.text(shown, "", wrong).strip() or last)
            )

        return str(
            self._ask(
                key,
                lambda widgets, before: widgets.text(
                    question, before if isinstance(before, str) else default, wrong
                ),
            )
        ).strip()

    def choose(
        self,
        key: str,
        question: str,
        options: Sequence[Option],
        *,
        given: str | None = None,
        flag: str = "",
        default: str | None = None,
        required: bool = True,
    ) -> str:
        """One of some options; "" where none is given, nobody is asked and it is not required."""
        if given is not None and not self._correcting:
            return given
        default = given or default
        if self._widgets is None or (self._sparse and not required):
            return self._without(question, flag, default or "", required=required)
        if not options:
            return ""
        return str(
            self._ask(
                key,
                lambda widgets, before: widgets.choose(
                    question, options, before if isinstance(before, str) else default
                ),
            )
        )

    def several(
        self,
        key: str,
        question: str,
        options: Sequence[Option],
        *,
        given: Iterable[str] = (),
        default: Sequence[str] = (),
        required: bool = False,
        flag: str = "",
    ) -> list[str]:
        """Any number of some options; at least one where it is required."""
        known = list(given)
        if known and not self._correcting:
            return known
        default = known or default
        if self._widgets is None or (self._sparse and not required):
            if required and not default:
                self._without(question, flag, "", required=True)
            return list(default)
        if not options:
            return list(default)
        found = self._ask(
            key,
            lambda widgets, before: widgets.several(
                question, options, before if isinstance(before, list) else default
            ),
        )
        return [str(value) for value in found]

    def yes(self, key: str, question: str, *, given: bool | None = None, default: bool) -> bool:
        """Yes or no; the default where nobody is asked."""
        default = default if given is None else given
        if not self.asks or (given is not None and not self._correcting):
            return default
        return bool(
            self._ask(
                key,
                lambda widgets, before: widgets.yes(
                    question, before if isinstance(before, bool) else default
                ),
            )
        )

    def menu(self, question: str, options: Sequence[Option], default: str | None = None) -> str:
        """A choice of what to do next; it is no answer, and no draft keeps it."""
        assert self._widgets is not None
        return self._widgets.choose(question, options, default)

    def yes_or_no(self, question: str, *, default: bool) -> bool:
        """Yes or no about what to do next; it is no answer, and no draft keeps it."""
        assert self._widgets is not None
        return self._widgets.yes(question, default)

    def fully(self) -> None:
        """From now on every question is asked; what flags said is what they begin with."""
        self._sparse, self._correcting = False, True

    def heading(self, text: str) -> None:
        """A line between questions."""
        if self.asks:
            click.echo(text)

    def _without(self, question: str, flag: str, default: str, *, required: bool) -> str:
        if required and not default:
            raise MissingError(
                say("Not answered: {question}", question=question),
                say("Say it with {flag}.", flag=flag)
                if flag
                else say("Run the command in a terminal, and it asks."),
            )
        return default

    def _ask(self, key: str, ask: Callable[[Widgets, Any], Any]) -> Any:
        assert self._widgets is not None
        try:
            found = ask(self._widgets, self.draft.answers.get(key))
        except StoppedError as stopped:
            if stopped.typed.strip():
                self.draft.answers[key] = stopped.typed
            raise
        if self.draft.answers.get(key) != found:
            self.draft.answers[key] = found
            self.keep()
        return found


def _made_from(change: Change) -> str:
    return blob_id(change.before) if change.before is not None else ""
