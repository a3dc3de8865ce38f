"""A score and the lines that explain it, as JSON."""

from __future__ import annotations

from typing import Any

from perfgit.measures.exact import adding_up, rounded
from perfgit.scoring.frozen import LINE_PLACES
from perfgit.scoring.lines import Line
from perfgit.scoring.result import Score


def as_json(score: Score) -> dict[str, Any]:
    """A person's result in a cycle, with its lines."""
    return {
        "person": score.person,
        "cycle": score.cycle,
        "achievement": None if score.achievement is None else float(rounded(score.achievement)),
        "score": None if score.score is None else float(rounded(score.score)),
        "computed_rating": score.computed_rating,
        "rating": score.rating,
        "lines": _lines(score.line or score.achievement_line),
        "notes": list(score.notes),
    }


def _lines(top: Line | None) -> list[dict[str, Any]]:
    """The lines in reading order; those of depth 1 add up to the score.

    The numbers are rounded to six places so that they add up; `exact` has them as fractions.
    """
    found: list[dict[str, Any]] = []

    def below(line: Line, depth: int) -> None:
        points = adding_up([part.points for part in line.parts], LINE_PLACES)
        for part, shown in zip(line.parts, points, strict=True):
            found.append(
                {
                    "depth": depth,
                    "label": part.label,
                    "weight": float(rounded(part.weight, LINE_PLACES)),
                    "value": float(rounded(part.value, LINE_PLACES)),
                    "points": float(shown),
                    "exact": {
                        "weight": str(part.weight),
                        "value": str(part.value),
                        "points": str(part.points),
                    },
                    "note": part.note,
                }
            )
            below(part, depth + 1)

    if top is not None:
        below(top, 1)
    return found
