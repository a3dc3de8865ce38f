"""A figure, its yardstick and its bound; and the table of all."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement; `ratio` is what the bound is about."""

    name: str
    value: float
    unit: str
    yardstick: str
    yardstick_value: float | None
    relation: str
    ratio: float
    bound: float | None
    least: bool = False

    @property
    def passed(self) -> bool:
        """Whether the bound is kept."""
        if self.bound is None:
            return True
        return self.ratio >= self.bound if self.least else self.ratio <= self.bound

    def as_json(self) -> dict[str, object]:
        """For bench/last.json."""
        return {**asdict(self), "passed": self.passed}


def table(figures: list[Figure]) -> str:
    """The figures as lines of text, in columns."""
    rows = [("what", "figure", "yardstick", "", "ratio", "bound", "")]
    for one in figures:
        bound = one.relation if one.bound is None else f"{one.relation} {one.bound:g}"
        verdict = "" if one.bound is None else "PASS" if one.passed else "FAIL"
        yard = "" if one.yardstick_value is None else f"{one.yardstick_value:.2f} {one.unit}"
        rows.append(
            (
                one.name,
                f"{one.value:.2f} {one.unit}",
                one.yardstick,
                yard,
                f"{one.ratio:.2f}",
                bound,
                verdict,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
