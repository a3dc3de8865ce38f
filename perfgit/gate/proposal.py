"""What the gate has to know about a pull request, whatever forge it lies on.

A forge (GitHub) or a command line makes a Proposal; nothing in it comes from the commits' own
author fields, which anybody can forge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from perfgit.company.actors import Account, Actor, Named
from perfgit.i18n import say
from perfgit.model.values import Record
from perfgit.problem import PerfgitError

Commit = Annotated[str, StringConstraints(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
"""A full commit id."""


Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
"""The name of what a proposal changes, as the gate's summary and JSON say it."""


class Opinion(Record):
    """The latest opinion of one reviewer, and the revision or change that it was given on.

    It counts for every revision that changes just the same.
    """

    by: Actor | None = Field(description="None: a deleted account, which approves nothing.")
    state: Literal["approved", "changes_requested", "commented", "dismissed"] = "approved"
    commit: Commit = Field(description="The head of the pull request when it was given.")
    digest: Digest | None = Field(None, description="The change that it was given on.")


class Proposal(Record):
    """A pull request: who made it, who else pushed to it, and what reviewers say."""

    version: Literal[1] = 1
    author: Actor | None = Field(description="Who opened it; None: a deleted account.")
    contributors: Sequence[Actor] = Field(
        default_factory=list,
        max_length=1000,
        description=(
            "Accounts other than the author's that pushed commits to it. Their approval does not"
            " count, and a change has to be one that they may make, or approve, as well."
        ),
    )
    opinions: list[Opinion] = Field(
        default_factory=list,
        max_length=2000,
        description="One per reviewer, the latest that is not a mere comment.",
    )


def read_proposal(text: str | bytes) -> Proposal:
    """A proposal from its JSON text; raises PerfgitError where it does not fit."""
    try:
        return Proposal.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise PerfgitError(
            say(
                "The description of the pull request does not fit at {place}: {why}.",
                place="/".join(map(str, first["loc"])) or "/",
                why=first["msg"],
            ),
            say("docs/decisions/0016-gate.md shows its form."),
        ) from None


PERSON = "person:"
"""What stands before the id of a person, where a login could stand as well."""


def from_options(author: str, approved: list[str]) -> Proposal:
    """A proposal from `--author LOGIN|person:ID` and `--approved LOGIN|person:ID@SHA`.

    Raises PerfgitError where one of them has another form.
    """
    opinions = []
    for given in approved:
        who, at, commit = given.rpartition("@")
        if not at:
            raise PerfgitError(
                say('"{given}" does not say on which revision it was given.', given=given[:80]),
                say(
                    "Write --approved LOGIN@SHA or --approved person:ID@SHA, with the full id of the"
                    " commit or change."
                ),
            )
        opinions.append((who, commit.lower()))
    try:
        return Proposal(
            author=_actor(author),
            opinions=[Opinion(by=_actor(who), commit=commit) for who, commit in opinions],
        )
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise PerfgitError(
            say("--author or --approved does not fit: {why}.", why=first["msg"]),
            say(
                "Write --author LOGIN or --author person:ID, and --approved LOGIN@SHA or --approved"
                " person:ID@SHA, with the full id of the commit or change."
            ),
        ) from None


def _actor(given: str) -> Actor:
    if given.startswith(PERSON):
        return Named(person=given.removeprefix(PERSON))
    return Account(login=given)
