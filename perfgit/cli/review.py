"""`perfgit review`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from perfgit.authoring import choices, reviews
from perfgit.authoring.change import Change
from perfgit.authoring.review_material import ReviewMaterial, reviewable
from perfgit.authoring.reviews import Kind
from perfgit.authoring.session import Session
from perfgit.cli.answers import Answers
from perfgit.cli.review_form import Flags, ReviewForm
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.i18n import say


@click.group()
def review() -> None:
    """Write a review: your own, of one of your people, of a peer, of your manager, ...

    Each begins with what is known: goals with their last values, the competencies that the role
    expects, feedback of the cycle. Until it is handed in it is a draft that does not count.

    \b
    Examples:
      perfgit review self
      perfgit review manager alice
      perfgit review peer chen --rating ownership=4 --strengths "Sees what others miss." --hand-in
    """


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    found = author_options(command)
    for option in reversed(
        (
            click.option("--final", multiple=True, metavar="GOAL/KEY-RESULT=VALUE"),
            click.option(
                "--rating", multiple=True, metavar="ID=NUMBER", help="Of a goal or a competency."
            ),
            click.option(
                "--comment", multiple=True, metavar="ID=TEXT", help="On a goal or a competency."
            ),
            click.option("--overall", metavar="NUMBER", help="The rating of the whole."),
            click.option("--overall-comment", metavar="TEXT"),
            click.option("--strengths", metavar="TEXT"),
            click.option("--growth", metavar="TEXT", help="Where to grow."),
            click.option(
                "--hand-in/--draft",
                "hand_in",
                default=None,
                help="Hand it in, or leave it as a draft that does not count.",
            ),
        )
    ):
        found = option(found)
    return found


@review.command("self")
@_options
def self_(session: Session, **flags: Any) -> Form:
    """Your own review of your cycle.

    \b
    Examples:
      perfgit review self
      perfgit review self --final emea-arr/arr=11_900_000 --rating emea-arr=4 --hand-in
    """
    return _form("self", session.me.id, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@click.option(
    "--potential",
    metavar="NUMBER",
    help="What you think of the person's potential; see `perfgit doctor privacy`.",
)
@click.option("--potential-comment", metavar="TEXT")
@_options
def manager(session: Session, *, person: str | None, **flags: Any) -> Form:
    """The review of one of your people.

    \b
    Examples:
      perfgit review manager alice
      perfgit review manager alice --rating emea-arr=4 --comment "emea-arr=Carried the quarter."
    """
    return _form("manager", person, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@_options
def peer(session: Session, *, person: str | None, **flags: Any) -> Form:
    """The review of a peer who has nominated you.

    \b
    Example:
      perfgit review peer chen
    """
    return _form("peer", person, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@_options
def upward(session: Session, *, person: str | None, **flags: Any) -> Form:
    """The review of your manager.

    \b
    Example:
      perfgit review upward
    """
    return _form("upward", person or session.me.person.manager, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@click.option("--customer", metavar="TEXT", help="Who spoke, and for which company.")
@click.option("--id", "id_", metavar="ID", help="What the file is called; made from the customer.")
@_options
def external(
    session: Session, *, person: str | None, customer: str | None, id_: str | None, **flags: Any
) -> Form:
    """A customer's voice about one of your people, entered by you.

    \b
    Example:
      perfgit review external alice --customer "Anna Maier, Rheingold Pharma" --overall 5
    """
    return _form("external", person, id_, flags, customer=customer)


@review.command()
@click.argument("person", required=False)
@_options
def handover(session: Session, *, person: str | None, **flags: Any) -> Form:
    """The review of somebody whose manager you were in this cycle.

    \b
    Example:
      perfgit review handover alice
    """
    return _form("handover", person, session.me.id, flags)


def _form(
    kind: Kind,
    person: str | None,
    author: str | None,
    given: dict[str, Any],
    *,
    customer: str | None = None,
) -> Form:
    flags = Flags(**given)

    def change(session: Session, answers: Answers) -> Change:
        company, cycle = session.company, session.cycle("evaluate")
        subject = session.person(person or _subject(session, answers, kind, cycle))
        voice, name = customer, author
        if kind == "external":
            voice = answers.text(
                "customer",
                say("Who spoke, and for which company?"),
                given=customer,
                flag="--customer",
                required=author is None,
            )
            name = author or reviews.customer_id(voice)
        path = reviews.review_path(company, kind, cycle, subject.id, name or "")
        answers.begin(f"review-{kind}-{cycle}-{subject.id}-{name}")
        old = reviews.existing(company, path)
        if old and old.submitted:
            answers.heading(
                say(
                    "This review was handed in on {day}; a change has to be approved.",
                    day=old.submitted,
                )
            )
        form = ReviewForm(answers, ReviewMaterial.of(company, kind, cycle, subject, old), flags)
        form.show_material(session.me)
        data = form.data()
        if voice:
            data["customer"] = voice
        hand_in = answers.yes(
            "hand_in",
            say("Hand it in now? (else it stays a draft that does not count)"),
            given=flags.hand_in,
            default=False,
        )
        return reviews.review(company, path, data, hand_in=session.today if hand_in else None)

    return Form(change, given=flags.any or bool(customer))


def _subject(session: Session, answers: Answers, kind: Kind, cycle: str) -> str:
    """One of those whom I may review in that way."""
    likely = reviewable(session, kind, cycle) if answers.interactive else []
    options = [option for option in choices.people(session.company) if option.value in likely]
    return answers.choose("person", say("Whom do you review?"), options, flag="PERSON")
