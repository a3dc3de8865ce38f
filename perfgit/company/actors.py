"""Who acts: an account of the forge, or a person who has been recognised already."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from perfgit.model.values import Record, Slug

AnyLogin = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f]+$", max_length=100)]
"""A login as the forge says it: also `dependabot[bot]` and logins of managed users."""


class Account(Record):
    """An account of the forge; a deleted one is None wherever an account may stand."""

    login: AnyLogin
    id: int | None = Field(
        None, ge=1, le=2**53, description="The forge's number: logins can be renamed, numbers stay."
    )

    @property
    def name(self) -> str:
        """What the account is called in words."""
        return self.login

    def same_as(self, other: Account) -> bool:
        """Whether the two are one account: by number where both have one, else by login."""
        if self.id is not None and other.id is not None:
            return self.id == other.id
        return self.login.casefold() == other.login.casefold()


class Named(Record):
    """A person of the company whom whoever asks has recognised already: no login is looked at."""

    person: Slug

    @property
    def name(self) -> str:
        """What the person is called in words: the id."""
        return self.person


Actor = Account | Named
"""Somebody who acts. Which person that is, `People.is_person` alone says."""
