"""Options that the commands about goals share, and what they mean."""

from __future__ import annotations

import click

from perfgit.authoring.change import MissingError
from perfgit.authoring.goals import Sheet, owner_of
from perfgit.authoring.session import Session
from perfgit.cli.answers import Answers
from perfgit.i18n import say

OWNER = click.option(
    "--for", "owner", metavar="OWNER", help="A person's id, teams/ID or company; usually you."
)
REASON = click.option(
    "--reason", metavar="TEXT", help="Needed once planning has closed; stands in the history."
)
WEIGHTS = click.option(
    "--weights",
    multiple=True,
    metavar="GOAL=NUMBER",
    help="Weights of goals; those not named share what is left of 100.",
)


def sheet_of(session: Session, owner: str | None) -> Sheet:
    """The sheet that is meant: of which cycle, and whose."""
    return Sheet(
        session.company, session.cycle("plan"), owner_of(owner, session.me.id), session.today
    )


def reason_for(
    answers: Answers, sheet: Sheet, given: str | None, *, required: bool = True
) -> str | None:
    """The reason that a change needs once planning has closed."""
    if not sheet.after_planning:
        return given
    question = say("Planning has closed. Why this change?")
    if given is None and not answers.asks and required:
        raise MissingError(
            say("Planning of {cycle} has closed: a change needs a reason.", cycle=sheet.cycle),
            say("`--reason TEXT`: it stands in the sheet's history, beside the change."),
        )
    return answers.text("reason", question, given=given, flag="--reason", required=required) or None
