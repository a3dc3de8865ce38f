"""What an import took, changed and left out, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

Weight = Literal["refused", "left out", "changed", "noted"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about a row.

    `weight` says whether the row was refused, left out on purpose, taken with a change, or only
    noted. Line 0 speaks of the whole.
    """

    line: int
    reason: str
    message: str
    weight: Weight


@dataclass(slots=True)
class Report:
    """The report of one import."""

    kind: str
    file: str
    rows: int = 0
    taken: int = 0
    """Rows that were taken, wholly or in part."""
    things: Counter[str] = field(default_factory=Counter)
    """What they became: people, goals, key results, sheets."""
    cells: dict[int, list[str]] = field(default_factory=dict)
    """The cells of each row as they stand in the table, by line."""
    notes: list[Note] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Files that say something else and were left as they are."""

    def refuse(self, line: int, reason: str, message: str) -> None:
        """A row that cannot be taken."""
        self.notes.append(Note(line, reason, message, "refused"))

    def leave_out(self, line: int, reason: str, message: str) -> None:
        """A row that is left out on purpose."""
        self.notes.append(Note(line, reason, message, "left out"))

    def change(self, line: int, reason: str, message: str) -> None:
        """A row that is taken with a change, or without a part."""
        self.notes.append(Note(line, reason, message, "changed"))

    def note(self, line: int, reason: str, message: str) -> None:
        """Something worth knowing."""
        self.notes.append(Note(line, reason, message, "noted"))

    def count(self, weight: Weight) -> Counter[str]:
        """How many notes of a weight there are, by reason."""
        return Counter(note.reason for note in self.notes if note.weight == weight)

    @property
    def complete(self) -> bool:
        """Whether nothing was refused and no file kept its other contents."""
        return not self.kept and not any(note.weight == "refused" for note in self.notes)

    def as_json(self) -> dict[str, Any]:
        """All of it, every note."""
        return {
            "kind": self.kind,
            "file": self.file,
            "rows": self.rows,
            "taken": self.taken,
            "things": dict(self.things),
            "notes": [
                {
                    "row": note.line,
                    "reason": note.reason,
                    "weight": note.weight,
                    "message": note.message,
                }
                | (
                    {"cells": self.cells[note.line]}
                    if note.line in self.cells and note.weight != "noted"
                    else {}
                )
                for note in self.notes
            ],
            "files": {
                "written": self.written,
                "updated": self.updated,
                "unchanged": self.unchanged,
                "kept": self.kept,
            },
        }
