"""What the gate says: of each change, and of the proposal as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from perfgit.gate.change import Change
from perfgit.gate.effects import Effect
from perfgit.gate.moves import Move
from perfgit.insight.impact import Impact
from perfgit.problem import Problem

Word = Literal["allowed", "waiting", "refused"]
MOST_TOUCHED = 10
"""Owners that are named of those whose goals depend on a change."""
ORDER: dict[Word, int] = {"allowed": 0, "waiting": 1, "refused": 2}


@dataclass(frozen=True, slots=True)
class ChangeVerdict:
    """The verdict on one change.

    `who` is the person that makes it (the login where nobody is known by it), `of` whose file it is,
    `needs` the logins of which one has to approve it, and `also` those of which one has to as well;
    `approved` the logins that have; `message`
    says why it waits or is refused, `help` what would make it acceptable. `line` counts from 1.
    """

    path: str
    line: int
    change: str
    who: str
    verdict: Word
    needs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    message: str = ""
    help: str = ""
    row: str | None = None
    of: str | None = None
    approved: tuple[str, ...] = ()
    about: Change | None = field(default=None, compare=False, repr=False)
    why: str = ""
    """Why approvals that were given do not count."""
    lonely: bool = field(default=False, compare=False)
    """Whether it is refused only because nobody is there who could approve it."""
    foreign: bool = field(default=False, compare=False)
    """Whether it is refused because its author may not make it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a proposal: never better than that on its worst change.

    `problems` are the errors that the head has and the base branch has not; one is enough to refuse.
    `objections` are logins that asked for changes and may approve one of them. `notes`
    name files of which only the layout changes. `impacts` are other people's goals that depend on what
    changes, `moves` are people whose scores new rules move. `blobs` counts the files that were read,
    `names` are those of the first owners (`people/alice`: Alice Martin), `digest` names what changes,
    whatever the commits: an approval of it counts for each revision that changes just the same.
    """

    base: str
    head: str
    changes: tuple[ChangeVerdict, ...]
    problems: tuple[Problem, ...] = ()
    objections: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    impacts: tuple[Impact, ...] = ()
    moves: tuple[Move, ...] = ()
    blobs: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @property
    def verdict(self) -> Word:
        """The worst of its parts."""
        words: list[Word] = [one.verdict for one in self.changes]
        words += ["refused"] if self.problems else []
        words += ["waiting"] if self.objections else []
        return worst(words)

    @property
    def foreign(self) -> bool:
        """Whether its author may make none of its changes."""
        return bool(self.changes) and all(change.foreign for change in self.changes)

    @property
    def waiting_for(self) -> list[list[str]]:
        """Logins: one from each inner list has to approve."""
        waiting = [one for one in self.changes if one.verdict == "waiting"]
        found = dict.fromkeys(needs for one in waiting for needs in (one.needs, one.also) if needs)
        return [list(needs) for needs in found]

    def as_json(self) -> dict[str, Any]:
        """The contract of `perfgit gate --format json`."""
        return {
            "version": 1,
            "verdict": self.verdict,
            "base": self.base,
            "head": self.head,
            "digest": self.digest,
            "changes": [
                {
                    "path": one.path,
                    "line": one.line,
                    "change": one.change,
                    "who": one.who,
                    "of": one.of,
                    "row": one.row,
                    "verdict": one.verdict,
                    "needs": list(one.needs),
                    "also": list(one.also),
                    "approved": list(one.approved),
                    "message": one.message,
                    "help": one.help,
                }
                for one in self.changes
            ],
            "waiting_for": self.waiting_for,
            "objections": list(self.objections),
            "problems": [
                {
                    "rule": one.rule,
                    "severity": one.severity,
                    "file": one.file,
                    "line": one.line,
                    "column": one.column,
                    "message": one.message,
                    "help": one.help,
                }
                for one in self.problems
            ],
            "notes": list(self.notes),
            "effects": [one.as_json() for one in self.effects],
            "moves": [one.as_json() for one in self.moves],
            "impacts": [one.as_json() for one in self.impacts],
            "blobs": self.blobs,
        }


def worst(words: Iterable[Word]) -> Word:
    """The worst of several verdicts; nothing at all is allowed."""
    return max(words, key=ORDER.__getitem__, default="allowed")
