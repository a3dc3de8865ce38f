"""The kinds of measures. To add one: a module beside this one, and its line in `KINDS`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field, TypeAdapter

from perfgit.i18n import nearest, say
from perfgit.measures.bands import BandsMeasure
from perfgit.measures.figures import FigureMeasure
from perfgit.measures.keep import KeepMeasure
from perfgit.measures.measure import Ask, Choice, Column, Data, Measure, Row
from perfgit.measures.milestones import MilestonesMeasure
from perfgit.measures.number import NumberMeasure
from perfgit.measures.scale import ScaleMeasure
from perfgit.measures.typed import NUMBER, number_from
from perfgit.measures.yes_no import YesNoMeasure
from perfgit.problem import PerfgitError

KINDS: tuple[type[Measure], ...] = (
    NumberMeasure,
    KeepMeasure,
    MilestonesMeasure,
    YesNoMeasure,
    ScaleMeasure,
    BandsMeasure,
)

if TYPE_CHECKING:
    AnyMeasure = Measure
else:
    AnyMeasure = Annotated[Union[KINDS], Field(discriminator="kind")]  # noqa: UP007
"""The type of a field that holds a measure of any kind."""


def name_of(kind: type[Measure]) -> str:
    """How files name a kind."""
    return str(kind.model_fields["kind"].annotation.__args__[0])  # type: ignore[union-attr]


BY_NAME = {name_of(kind): kind for kind in KINDS}
COLUMNS: tuple[Column, ...] = tuple(dict.fromkeys(one for kind in KINDS for one in kind.columns))
"""The columns of all kinds, each once."""

_ADAPTER: TypeAdapter[Measure] = TypeAdapter(AnyMeasure)
BY_ROW_NAME = {name: kind for kind in KINDS for name in kind.row_names}
"""Kinds by what tables and outlines call them."""
_CHOICES = {choice.word: kind for kind in KINDS for choice in kind.choices}


def read(data: Data) -> Measure:
    """A measure from plain data; raises pydantic.ValidationError where it is none."""
    return _ADAPTER.validate_python(data)


def of_format_1(data: object) -> object:
    """A measure as format 1 wrote it, in the words of today; what is none stays as it is."""
    kind = BY_NAME.get(str(data.get("kind"))) if isinstance(data, dict) else None
    return kind.of_format_1(data) if kind and isinstance(data, dict) else data


def examples() -> str:
    """How measures are typed, in a list for people."""
    return say(", ").join(f'"{say(one)}"' for kind in KINDS for one in kind.examples)


def from_words(text: str) -> Data:
    """A measure from its words; raises PerfgitError with the forms there are, or of its numbers."""
    text = text.strip()
    for kind in KINDS:
        found = kind.from_words(text)
        if found:
            if issubclass(kind, FigureMeasure):
                for figure in re.findall(rf"(?<!\w){NUMBER}", text):
                    number_from(figure)
            return found
    raise PerfgitError(
        say('"{text}" is not a measure.', text=text[:80]),
        say("Write one of: {forms}.", forms=examples()),
    )


def from_row(name: str, row: Row) -> Data | None:
    """The measure of a row that calls it `name`; what does not fit is reported, and there is none."""
    name = name.lower().replace("-", "_").replace(" ", "_")
    if not name:
        name = "number" if row.text("target") else "yes_no"
    kind = BY_ROW_NAME.get(name)
    if kind is None:
        guess = nearest(name, BY_ROW_NAME)
        row.refused(
            "unknown-measure",
            say(
                'There is no measure "{kind}"{guess}: not taken.',
                kind=name[:40],
                guess=say(' (perhaps "{guess}")', guess=guess) if guess else "",
            ),
        )
        return None
    found = kind.from_row(name, row)
    if found is None and not row.failed:
        row.refused(
            "measure-incomplete",
            say("{kind} needs a target that fits: not taken.", kind=name),
        )
    return None if row.failed else found


def choices() -> list[Choice]:
    """The forms of measures that prompts offer."""
    return [choice for kind in KINDS for choice in kind.choices]


def asked(choice: str, ask: Ask) -> str:
    """The words of a measure that is asked for, for one of `choices`."""
    return _CHOICES[choice].asked(choice, ask)
