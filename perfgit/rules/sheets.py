"""Ways through a goal sheet that several rules take."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc
from perfgit.model.goals import Goal


def goals_of(dossier: Dossier) -> Iterator[tuple[AnyDoc, int, Goal]]:
    """Every goal of the sheet: its file, its place in the list, the goal."""
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if sheet and doc:
        for index, goal in enumerate(sheet.goals):
            yield doc, index, goal
