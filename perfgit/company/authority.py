"""The authority table: authority.yml as values."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from perfgit.files.reader import read
from perfgit.model.values import Record

Role = Literal[
    "person",
    "manager",
    "managers_manager",
    "lead",
    "lead_above",
    "owner",
    "owners_manager",
    "nominated_peer",
    "report",
    "former_manager",
    "giver",
    "participant",
    "hr",
    "executive",
    "admin",
    "uninvolved_hr",
    "uninvolved_executive",
]


class RoleText(Record):
    """One role: its key and name in the table, and who that is, in words."""

    role: Role
    name: str
    who: str
    personal: bool = Field(False, description="No deputy stands in.")
    stands_in: list[Role] = Field(
        default_factory=list, description="Who approves where nobody else of this role is there."
    )


class Way(Record):
    """Who may make a change, and one of whom has to approve it; nobody where the list is empty.

    `also`: one of these has to approve it, too.
    """

    author: Role
    approver: list[Role]
    also: list[Role] = Field(default_factory=list)

    @property
    def groups(self) -> list[list[Role]]:
        """Of each list one has to approve."""
        return [group for group in (self.approver, self.also) if group]

    @property
    def roles(self) -> list[Role]:
        """Every role that has a part in it."""
        return [self.author, *self.approver, *self.also]


class Row(Record):
    """One kind of change; `needs` is what the change has to bring along."""

    row: str
    change: str
    needs: str | None = None
    may: list[Way] = Field(min_length=1)


class Table(Record):
    """The whole table."""

    roles: list[RoleText]
    rows: list[Row]


@cache
def table() -> Table:
    """The table that came with this version of perfgit."""
    path = files("perfgit.company") / "authority.yml"
    return Table.model_validate(read(path.read_bytes(), "authority.yml").data)


@cache
def rows() -> dict[str, Row]:
    """The rows by name."""
    return {row.row: row for row in table().rows}


@cache
def roles() -> dict[Role, RoleText]:
    """The roles by name."""
    return {role.role: role for role in table().roles}
