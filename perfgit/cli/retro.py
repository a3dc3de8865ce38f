"""`perfgit retro`."""

from __future__ import annotations

import click

from perfgit.authoring import choices, retrospective
from perfgit.authoring.change import Change
from perfgit.authoring.session import Session
from perfgit.authoring.values import rating_from
from perfgit.authoring.which_cycle import judged_cycle
from perfgit.cli.answers import Answers
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.company import readers
from perfgit.company.visibility import Visibility
from perfgit.i18n import say


@click.group()
def retro() -> None:
    """The look back at a cycle itself.

    \b
    Example:
      perfgit retro rate                 what you say of the last cycle
    """


@retro.command()
@click.argument("rating", required=False)
@click.option("--helped", metavar="TEXT", help="What helped, in Markdown.")
@click.option("--hindered", metavar="TEXT", help="What did not, in Markdown.")
@author_options
def rate(session: Session, *, rating: str | None, helped: str | None, hindered: str | None) -> Form:
    """Rate a cycle, and say what helped and what did not.

    RATING is one of the policy's scale. Without --cycle it is about the latest cycle whose evaluation
    has opened, a closed one too. Nobody has to approve.

    \b
    Examples:
      perfgit retro rate
      perfgit retro rate 4 --helped "Two peers are enough." --hindered "Too many forms."
    """

    def change(session: Session, answers: Answers) -> Change:
        company, me = session.company, session.me
        cycle = judged_cycle(company, session.today, session.given_cycle)
        answers.begin(f"retro-{cycle}-{me.id}")
        old = retrospective.said_before(company, cycle, me)
        answers.heading(readers.of_cycle_rating(Visibility(company.policy.site)))
        found = answers.choose(
            "rating",
            say("How was {cycle}, as a process?", cycle=cycle),
            choices.ratings(company),
            given=rating,
            default=str(old.rating) if old else None,
            flag="RATING",
        )
        texts = [
            answers.text(name, question, given=given, default=(before or ""))
            for name, question, given, before in (
                ("helped", say("What helped? (may stay empty)"), helped, old and old.helped),
                ("hindered", say("What did not? (may stay empty)"), hindered, old and old.hindered),
            )
        ]
        first, second = (text or None for text in texts)
        value = rating_from(found, [step.value for step in company.policy.scale])
        return retrospective.cycle_rating(company, cycle, me, value, first, second)

    return Form(change, given=bool(rating or helped or hindered))
