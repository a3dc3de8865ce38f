"""Questions in a terminal: lists to choose from, texts, yes or no; every answer goes to the draft.

questionary draws them. In a dumb terminal, or with PERFGIT_PLAIN=1 (screen readers), they are plain
lines with numbered choices.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import click

from perfgit.authoring.choices import Option
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import visible

Check = Callable[[str], object]
"""Looks at a typed text; raises PerfgitError with what to write instead."""

MANY = 9
"""Choices above which typing narrows the list."""


class StoppedError(Exception):
    """The person has stopped (Ctrl-C, Ctrl-D); `typed` is what stood in the line."""

    def __init__(self, typed: str = "") -> None:
        super().__init__(typed)
        self.typed = typed


class Widgets(Protocol):
    """How a terminal asks."""

    def text(self, question: str, default: str, check: Callable[[str], str | None]) -> str:
        """A line of text; `check` gives what is wrong with it."""

    def choose(self, question: str, options: Sequence[Option], default: str | None) -> str:
        """One of some options."""

    def several(
        self, question: str, options: Sequence[Option], default: Sequence[str]
    ) -> list[str]:
        """Any number of some options."""

    def yes(self, question: str, default: bool) -> bool:
        """Yes or no."""


def widgets() -> Widgets:
    """The widgets that this terminal can show."""
    plain = os.environ.get("TERM", "dumb") == "dumb" or os.environ.get("PERFGIT_PLAIN")
    return Plain() if plain else Fancy()


class Fancy:
    """Lists with arrow keys, lines that can be edited."""

    def text(self, question: str, default: str, check: Callable[[str], str | None]) -> str:
        """See Widgets."""
        import questionary

        asked = questionary.text(
            visible(question),
            default=default,
            validate=lambda text: check(text) or True,
            enable_open_in_editor=True,
        )
        return str(_answered(asked))

    def choose(self, question: str, options: Sequence[Option], default: str | None) -> str:
        """See Widgets."""
        import questionary

        many = len(options) > MANY
        choices = [questionary.Choice(visible(option.label), option.value) for option in options]
        known = default if any(option.value == default for option in options) else None
        asked = questionary.select(
            visible(question),
            choices,
            default=known,
            instruction=say("(arrow keys, type to search)") if many else say("(arrow keys)"),
            use_search_filter=many,
            use_jk_keys=not many,
        )
        return str(_answered(asked))

    def several(
        self, question: str, options: Sequence[Option], default: Sequence[str]
    ) -> list[str]:
        """See Widgets."""
        import questionary

        many = len(options) > MANY
        choices = [
            questionary.Choice(visible(option.label), option.value, checked=option.value in default)
            for option in options
        ]
        asked = questionary.checkbox(
            visible(question),
            choices,
            instruction=say("(arrow keys, space to choose, Enter when done)"),
            use_search_filter=many,
            use_jk_keys=not many,
        )
        return [str(value) for value in _answered(asked)]

    def yes(self, question: str, default: bool) -> bool:
        """See Widgets."""
        import questionary

        return bool(_answered(questionary.confirm(visible(question), default=default)))


def _answered(asked: Any) -> Any:
    try:
        return asked.unsafe_ask()
    except (KeyboardInterrupt, EOFError):
        buffer = getattr(asked.application, "current_buffer", None)
        raise StoppedError(getattr(buffer, "text", "")) from None


class Plain:
    """Plain lines, one question after the other."""

    def text(self, question: str, default: str, check: Callable[[str], str | None]) -> str:
        """See Widgets."""
        while True:
            text = self._line(question, default)
            wrong = check(text)
            if wrong is None:
                return text
            click.echo(f"  {visible(wrong)}")

    def choose(self, question: str, options: Sequence[Option], default: str | None) -> str:
        """See Widgets."""
        values = [option.value for option in options]
        self._list(options)
        at = str(values.index(default) + 1) if default in values else ""
        found = self.text(question, at, lambda text: _numbers(text, len(values), most=1))
        return values[int(found) - 1]

    def several(
        self, question: str, options: Sequence[Option], default: Sequence[str]
    ) -> list[str]:
        """See Widgets."""
        values = [option.value for option in options]
        self._list(options)
        chosen = " ".join(str(values.index(value) + 1) for value in default if value in values)
        shown = say("{question} (numbers with spaces; 0: none)", question=question)
        found = self.text(shown, chosen or "0", lambda text: _numbers(text, len(values)))
        return [values[int(word) - 1] for word in found.replace(",", " ").split() if int(word)]

    def yes(self, question: str, default: bool) -> bool:
        """See Widgets."""
        words = {say("y"): True, say("yes"): True, say("n"): False, say("no"): False}
        usual = say("yes") if default else say("no")
        found = self.text(
            question,
            usual,
            lambda text: None if text.strip().casefold() in words else say("Write yes or no."),
        )
        return words[found.strip().casefold()]

    def _list(self, options: Sequence[Option]) -> None:
        for number, one in enumerate(options, 1):
            click.echo(f"  {number}. {visible(one.label)}")

    def _line(self, question: str, default: str) -> str:
        try:
            return str(click.prompt(visible(question), default=default, show_default=bool(default)))
        except (click.Abort, KeyboardInterrupt, EOFError):
            raise StoppedError from None


def _numbers(text: str, highest: int, most: int | None = None) -> str | None:
    """What is wrong with a list of numbers of options."""
    words = text.replace(",", " ").split()
    lowest = 1 if most == 1 else 0
    fits = all(word.isdecimal() and lowest <= int(word) <= highest for word in words)
    if words and fits and (most is None or len(words) <= most):
        return None
    return say("Write a number from {lowest} to {highest}.", lowest=lowest, highest=highest)


def wrong_with(text: str, check: Check | None, *, required: bool) -> str | None:
    """What to tell somebody who typed this; None where it fits."""
    if not text.strip():
        return say("Please write something here.") if required else None
    try:
        if check:
            check(text)
    except PerfgitError as error:
        return f"{error.message} {error.help}".strip()
    return None
