"""One change of a proposal, in the words of the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from perfgit.files.layout import Place
from perfgit.problem import DataPath


class Refusal(NamedTuple):
    """Why a change cannot be accepted whoever approves it, and what would make it acceptable."""

    why: str
    help: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changes in one place of one file.

    `row` is the row of the authority table that it falls under; without one it is refused, and
    `refusal` says why. `at` is the field, in the file as it was where `in_old` is set. `signed` is
    the person that the change names as its author, `concerned` are persons that it speaks of beside
    the owner of the file. `layout`: nothing that perfgit reads has changed.
    """

    path: str
    words: str
    row: str | None = None
    place: Place | None = None
    at: DataPath = ()
    in_old: bool = False
    refusal: Refusal | None = None
    signed: str | None = None
    concerned: tuple[str, ...] = ()
    layout: bool = False
    easier: bool | None = None
    """Whether a target became easier to reach, or harder."""
