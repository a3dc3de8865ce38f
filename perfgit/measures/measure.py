"""What every kind of measure is asked: the base of the models in this folder.

A kind is a model (what the file says) with the answers to these questions, in one module that
`kinds.KINDS` lists. Whoever has a measure asks it; nobody else knows which kinds there are.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from random import Random
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, Self, cast

from perfgit.i18n import say
from perfgit.measures.exact import Fraction, is_number
from perfgit.measures.flaws import Flaw
from perfgit.measures.progress import Anchors
from perfgit.model.values import Record, Value
from perfgit.problem import PerfgitError

Data = dict[str, Any]
"""A measure as a file holds it."""

Figure = Callable[[float, str | None], str]
"""Writes a number with its unit for the reader's language."""


class Column(NamedTuple):
    """A field of a measure that the export has a column for."""

    name: str
    type: Literal["text", "number"]
    doc: str


class Choice(NamedTuple):
    """A form of a measure that prompts offer: a word for the answer, and a message to mark."""

    word: str
    label: str


class Levels(NamedTuple):
    """Where a chart draws the target and the start of values that are numbers."""

    target: float
    baseline: float | None = None


class Row(Protocol):
    """The row of a table from which a measure is imported."""

    def text(self, column: str) -> str:
        """The cell of a column; empty where there is none."""

    def number(self, column: str) -> float | None:
        """The number of a cell; where it is none, the row is refused."""

    def changed(self, reason: str, message: str) -> None:
        """Report that the row is not taken as it stands."""

    def refused(self, reason: str, message: str) -> None:
        """Report that the row is not taken."""

    @property
    def failed(self) -> bool:
        """Whether the row has been refused."""


class Ask(Protocol):
    """A conversation about one measure; questions have names, so that flags can answer them."""

    def text(self, name: str, question: str, *, required: bool = False) -> str:
        """A text; empty where nothing was said."""

    def number(self, name: str, question: str) -> float:
        """A number."""

    def optional_number(self, name: str, question: str) -> float | None:
        """A number, or None where nothing was said."""


class Measure(Record):
    """A measure of some kind."""

    kind: str

    moves: ClassVar[bool] = True
    """Whether it grows with time; a bound is kept from the first day on."""
    at_end: ClassVar[bool] = False
    """Whether nothing between start and target can be told before the day it is due."""
    examples: ClassVar[tuple[str, ...]]
    """How it is typed, as messages to mark with `later`; `from_words` reads them."""
    choices: ClassVar[tuple[Choice, ...]] = ()
    """What prompts offer; without one it is typed in words."""
    columns: ClassVar[tuple[Column, ...]] = ()
    """Its fields in the export; kinds share columns of the same name."""
    row_names: ClassVar[tuple[str, ...]]
    """What an imported table may call it, in the column `measure`."""

    # Score and rules

    @abstractmethod
    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """Raw progress: 0 at the start, 1 at the target, unbounded where it is a number.

        Source: DESIGN section 6. Raises TypeError where the value does not fit (the rule
        `wrong-value` finds that first).
        """

    @abstractmethod
    def misread(self, value: object) -> str | None:
        """What to write instead of a value that does not fit, or None where it fits."""

    def flaws(self, owner: str) -> Iterator[Flaw]:
        """What is wrong with the measure itself, for the rules; `owner` is the goal's id."""
        return iter(())

    def easier(self, field: str, old: float, new: float) -> bool | None:
        """Whether a changed number makes the target easier; self has the new one. None: neither."""
        return None

    def implausible(self, value: Value) -> str | None:
        """Why a value is hardly meant, where the kind can tell: in words, what would be usual."""
        return None

    # Words

    @property
    def value_unit(self) -> str | None:
        """The unit of its values."""
        return None

    @property
    def target_field(self) -> tuple[str, float] | None:
        """Name and value of the one number that a new target replaces, where there is one."""
        return None

    @classmethod
    @abstractmethod
    def from_words(cls, text: str) -> Data | None:
        """A measure as people type it, in one line; None where the line is of another kind.

        Raises PerfgitError where it is of this kind but cannot be read.
        """

    @abstractmethod
    def words(self) -> str:
        """The line that `from_words` reads back."""

    @abstractmethod
    def parsed(self, text: str) -> object:
        """What a typed text says; whether that fits, `misread` tells."""

    def value_from(self, text: str) -> Value:
        """The value that a typed text says; raises PerfgitError with what to write instead."""
        found = self.parsed(text.strip())
        help = self.misread(found)
        if help is not None:
            raise PerfgitError(say('"{text}" does not fit here.', text=text[:80]), help)
        return cast("Value", found)  # misread has looked

    def value_words(self, value: Value, figure: Figure) -> str:
        """A value as people read it, also one that does not fit."""
        if isinstance(value, bool):
            return say("yes") if value else say("no")
        if is_number(value):
            return figure(value, self.value_unit)
        if isinstance(value, list):
            return steps_words(len(value), len(value))
        return str(value)

    def start_words(self, figure: Figure) -> str | None:
        """Where it starts, or None where that goes without saying."""
        return None

    @abstractmethod
    def target_words(self, figure: Figure) -> str:
        """Where it should end."""

    # Tables, prompts and pages

    @classmethod
    @abstractmethod
    def from_row(cls, name: str, row: Row) -> Data | None:
        """A measure from a row that calls it `name`; None where its target does not fit."""

    @classmethod
    def asked(cls, choice: str, ask: Ask) -> str:
        """The words of a measure that is asked for, for one of `choices`.

        A kind that has no questions of its own is asked for in one line.
        """
        example = say(cls.examples[0])
        question = say("The measure, for example: {example}", example=example)
        return ask.text("measure", question, required=True)

    @property
    def levels(self) -> Levels | None:
        """How a chart draws the values themselves; None: it draws their progress."""
        return None

    def steps_done(self, value: Value | None) -> tuple[tuple[str, bool], ...]:
        """Titles of its steps, where it has some, and whether each is done or reached."""
        return ()

    def cell(self, column: str) -> str | float | None:
        """What a column of the export holds."""
        found: str | float | None = getattr(self, column) if column in _names(type(self)) else None
        return found

    # Earlier formats, the next cycle, and companies from nothing

    @classmethod
    def of_format_1(cls, data: Data) -> Data:
        """What format 1 meant, in the words of today."""
        return data

    def continued(self, value: Value) -> Self:
        """The measure for the next cycle, from where things stand."""
        return self

    @classmethod
    @abstractmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """A measure for a simulated company, where its outlines have this kind."""

    @abstractmethod
    def reading(self, progress: float, chance: Random) -> Value:
        """A value that a simulated company reports at some progress (1 is the target)."""


@cache
def _names(kind: type[Measure]) -> frozenset[str]:
    return frozenset(column.name for column in kind.columns)


def steps_words(done: int, of: int) -> str:
    """How many steps are done."""
    return say("{done} of {of} steps", done=done, of=of)
