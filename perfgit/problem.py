"""A problem is a value: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]
DataPath = tuple[str | int, ...]
"""The way from the top of a file to a field: `("goals", 0, "weight")`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in one place.

    `at` is the field as a data path; `line` and `column` (both from 1) are looked up only for the
    problems that are reported, because that needs a second, slower reading of the file. `cause`
    names what lies behind it (`person:chen`): problems with one cause are folded into one.
    """

    rule: str
    file: str
    message: str
    help: str = ""
    at: DataPath = ()
    on_key: bool = False
    severity: Severity = "error"
    line: int = 0
    column: int = 0
    cause: str | None = None
    also: tuple[str, ...] = ()

    def placed(self, line: int, column: int) -> Problem:
        """The same problem with its place in the file."""
        return replace(self, line=line, column=column)


class PerfgitError(Exception):
    """Wrong usage or an unreadable repository: exit code 2, told in one sentence with its fix."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
