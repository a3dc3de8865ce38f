"""`bands`: a table from value to achievement, for what no line describes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from perfgit.i18n import later, plain, say
from perfgit.measures.exact import ZERO, Fraction, exact, is_number
from perfgit.measures.figures import FigureMeasure, row_unit
from perfgit.measures.flaws import Flaw
from perfgit.measures.measure import Data, Figure, Levels, Row
from perfgit.measures.progress import Anchors
from perfgit.measures.typed import grouped, parts, unit_behind, unit_from
from perfgit.model.cells import number
from perfgit.model.values import Number, Record, Value
from perfgit.problem import PerfgitError

FEWEST_BANDS, MOST_BANDS, HIGHEST = 1, 20, 2
_BANDS = re.compile(r"(?:bands|分段)\s*([^:：;；\n]*?)\s*[:：]\s*(.+)", re.IGNORECASE | re.DOTALL)


class Band(Record):
    """What values from here up to the next band count as."""

    from_: Number = Field(alias="from", description="The lowest value of the band.")
    counts_as: Annotated[float, Field(ge=0, le=HIGHEST, allow_inf_nan=False)] = Field(
        description="Achievement in this band: 1 is the target."
    )


class BandsMeasure(FigureMeasure):
    """A table from value to achievement; a value below its first band counts nothing."""

    kind: Literal["bands"]
    bands: list[Band] = Field(min_length=FEWEST_BANDS, max_length=MOST_BANDS)

    at_end = True
    examples = (later("bands percent: 90 = 0.7; 95 = 1; 99 = 1.2"),)
    row_names = ("bands",)

    def progress(self, value: Value, anchors: Anchors) -> Fraction:
        """What the band of the value counts as."""
        if not is_number(value):
            raise TypeError(value)
        reached = [band for band in self.bands if exact(band.from_) <= exact(value)]
        return exact(reached[-1].counts_as) if reached else ZERO

    def flaws(self, owner: str) -> Iterator[Flaw]:
        """Bands that do not rise."""
        for place, (low, high) in enumerate(pairwise(self.bands), 1):
            if high.from_ <= low.from_:
                yield Flaw(
                    "measure-order",
                    say(
                        "The band from {value} does not lie above the one before.",
                        value=plain(high.from_),
                    ),
                    say("Bands rise from the lowest to the highest value."),
                    ("bands", place, "from"),
                )
                return

    def easier(self, field: str, old: float, new: float) -> bool | None:
        """A band that counts more; a bound between bands moves towards the lesser one."""
        if field == "counts_as":
            return new > old
        worth = [band.counts_as for band in self.bands]
        if worth == sorted(worth):
            return new < old
        return new > old if worth == sorted(worth, reverse=True) else None

    @classmethod
    def from_words(cls, text: str) -> Data | None:
        """`bands percent: 90 = 0.7; 95 = 1`."""
        found = _BANDS.fullmatch(text)
        if not found:
            return None
        bands: list[Data] = []
        for part in parts(found[2]):
            start, _, worth = part.replace("＝", "=").partition("=")
            lowest, value = number(start.strip()), number(worth.strip())
            if lowest is None or value is None:
                raise PerfgitError(
                    say('"{band}" is not a band.', band=part[:80]),
                    say("Write bands: 90 = 0.7; 95 = 1 (from which value, and what it counts)."),
                )
            bands.append({"from": lowest, "counts_as": value})
        unit = unit_from(found[1])
        return {"kind": "bands"} | ({"unit": unit} if unit else {}) | {"bands": bands}

    def words(self) -> str:
        """The line that `from_words` reads back."""
        listed = "; ".join(f"{grouped(one.from_)} = {grouped(one.counts_as)}" for one in self.bands)
        return f"bands{unit_behind(self.unit)}: {listed}"

    def target_words(self, figure: Figure) -> str:
        """The band that reaches the target, else the best."""
        place = next((n for n, one in enumerate(self.bands) if one.counts_as == 1), None)
        if place is None:
            place = max(range(len(self.bands)), key=lambda n: self.bands[n].counts_as)
        low = figure(self.bands[place].from_, self.value_unit)
        worth = [band.counts_as for band in self.bands]
        if place + 1 < len(worth) and worth[place + 1] < worth[place]:
            return say("below {bound}", bound=figure(self.bands[place + 1].from_, self.value_unit))
        return say("from {bound}", bound=low)

    @classmethod
    def from_row(cls, name: str, row: Row) -> Data | None:
        """The target lists the bands: `90=0.7; 95=1`."""
        bands: list[Data] = []
        for part in row.text("target").split(";"):
            start, _, worth = part.partition("=")
            lowest, value = number(start.strip()), number(worth.strip())
            if lowest is None or value is None or not 0 <= value <= HIGHEST:
                return None
            if bands and lowest <= bands[-1]["from"]:
                return None
            bands.append({"from": lowest, "counts_as": value})
        fits = FEWEST_BANDS <= len(bands) <= MOST_BANDS
        return {"kind": "bands"} | row_unit(row) | {"bands": bands} if fits else None

    @property
    def levels(self) -> Levels:
        """Where the band of the target begins."""
        return Levels(next((one.from_ for one in self.bands if one.counts_as >= 1), 0))

    @classmethod
    def sample(cls, name: str, outline: Sequence[str], unit: str, chance: Random) -> Data:
        """Three bands upwards."""
        steps = [
            {"from": low, "counts_as": worth} for low, worth in ((80, 0.7), (90, 1), (98, 1.2))
        ]
        return {"kind": "bands", "unit": unit or "percent", "bands": steps}

    def reading(self, progress: float, chance: Random) -> Value:
        """The lowest value of the best band that is reached, or nearly."""
        reached = [one for one in self.bands if one.counts_as <= progress + 0.05]
        if not reached:
            return self.bands[0].from_ - 1
        return max(reached, key=lambda one: one.counts_as).from_
