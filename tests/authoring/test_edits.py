"""Edits leave other people's comments where they were, and numbers look as they did."""

from __future__ import annotations

import datetime as dt

from perfgit.files.editor import Editor
from perfgit.files.entries import Entry

SHEET = """\
# head
goals:
  # first
  - id: a
    title: A
    weight: 50   # half
    measure: {kind: number, baseline: 0, target: 12_000_000}

  # second one
  - id: b
    title: B
    weight: 50
    why: |
      text
      # not a comment

# agreed changes
history:
  - {on: 2026-01-01, goal: a, what: changed, why: x}
# the end
"""
PATH = "goals/2026-h2/people/alice/goals.yml"
DAY = dt.date(2026, 11, 22)


class OneFile:
    """A tree of one file."""

    def __init__(self, text: str) -> None:
        self.raw = text.encode()

    def entries(self, folder: str) -> list[Entry]:
        """See Tree.entries."""
        return []

    def read(self, path: str) -> bytes | None:
        """See Tree.read."""
        return self.raw if path == PATH else None


def test_what_is_added_stands_above_the_gap_and_its_comments() -> None:
    editor = Editor(OneFile(SHEET), PATH)
    editor.set(("goals", 0, "measure", "target"), 12_500_000)
    editor.set(("goals", 0, "dropped"), {"on": DAY, "why": "x"})
    editor.append(("goals",), {"id": "c", "title": "C", "weight": 0})
    editor.append(("history",), {"on": DAY, "goal": "a", "what": "dropped", "why": "x"})
    expected = SHEET.replace(
        "12_000_000}\n", "12_500_000}\n    dropped: {on: 2026-11-22, why: x}\n"
    )
    expected = expected.replace(
        "# not a comment\n", "# not a comment\n  - id: c\n    title: C\n    weight: 0\n"
    )
    expected = expected.replace(
        "# the end", "  - {on: 2026-11-22, goal: a, what: dropped, why: x}\n# the end"
    )
    assert editor.after().decode() == expected


def test_one_day_in_two_places_makes_no_anchor() -> None:
    editor = Editor(OneFile(SHEET), PATH)
    for goal in ("a", "b"):
        editor.append(("history",), {"on": DAY, "goal": goal, "what": "kept", "why": "x"})
    assert editor.after().decode().count("on: 2026-11-22") == 2
