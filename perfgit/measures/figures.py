"""What all measures share whose values are numbers."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from perfgit.i18n import say
from perfgit.measures.exact import is_number
from perfgit.measures.measure import Column, Measure, Row
from perfgit.model.cells import number, number_help, one_line
from perfgit.model.values import Unit, Value
from perfgit.problem import PerfgitError

UNIT = Column("unit", "text", "The unit of a number.")


class FigureMeasure(Measure):
    """A measure whose values are numbers with a unit."""

    unit: Unit | None = Field(None, description="EUR, percent, days, ...")

    @property
    def value_unit(self) -> str | None:
        """The unit of its values."""
        return self.unit

    def misread(self, value: object) -> str | None:
        """A number fits."""
        return None if is_number(value) else say("Write a number.")

    def parsed(self, text: str) -> object:
        """The number, with or without the unit behind it."""
        return number(self._bare(text))

    def value_from(self, text: str) -> Value:
        """The number that a text says; raises PerfgitError with how to write it."""
        if self.parsed(text) is None:
            raise PerfgitError(
                say('"{text}" does not fit here.', text=text.strip()[:80]),
                number_help(self._bare(text)),
            )
        return super().value_from(text)

    def _bare(self, text: str) -> str:
        return text.strip().removesuffix(self.value_unit or "").strip()


def row_unit(row: Row) -> dict[str, Any]:
    """The unit that a row of a table gives."""
    unit = one_line(row.text("unit"), 40)
    return {"unit": unit} if unit else {}
