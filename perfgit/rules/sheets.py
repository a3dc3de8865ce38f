"""Ways through a goal sheet that several rules take."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.dossier import Dossier
from perfgit.files.loading import AnyDoc
from perfgit.model.goals import Goal, Measure
from perfgit.problem import DataPath


def goals_of(dossier: Dossier) -> Iterator[tuple[AnyDoc, int, Goal]]:
    """Every goal of the sheet: its file, its place in the list, the goal."""
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if sheet and doc:
        for index, goal in enumerate(sheet.goals):
            yield doc, index, goal


def measures_of(goal: Goal, index: int) -> Iterator[tuple[Measure, DataPath]]:
    """Every measure of a goal with its place in the file."""
    if goal.measure:
        yield goal.measure, ("goals", index, "measure")
    for number, one in enumerate(goal.key_results):
        yield one.measure, ("goals", index, "key_results", number, "measure")
