"""`perfgit review`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from perfgit.authoring import reviews
from perfgit.authoring.change import Change, MissingError, RefusedError
from perfgit.authoring.reviews import Kind, nominated_by
from perfgit.cli import choices
from perfgit.cli.answers import Answers
from perfgit.cli.review_form import Flags, ReviewForm
from perfgit.cli.session import Session, author_options
from perfgit.files.cells import slug
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
def self_(session: Session, **flags: Any) -> None:
    """Your own review of your cycle.

    \b
    Examples:
      perfgit review self
      perfgit review self --final emea-arr/arr=11_900_000 --rating emea-arr=4 --hand-in
    """
    _run(session, "self", session.me.id, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@click.option("--potential", metavar="NUMBER", help="Never shown to the person's peers.")
@click.option("--potential-comment", metavar="TEXT")
@_options
def manager(session: Session, *, person: str | None, **flags: Any) -> None:
    """The review of one of your people.

    \b
    Examples:
      perfgit review manager alice
      perfgit review manager alice --rating emea-arr=4 --comment "emea-arr=Carried the quarter."
    """
    _run(session, "manager", person, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@_options
def peer(session: Session, *, person: str | None, **flags: Any) -> None:
    """The review of a peer who has nominated you.

    \b
    Example:
      perfgit review peer chen
    """
    _run(session, "peer", person, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@_options
def upward(session: Session, *, person: str | None, **flags: Any) -> None:
    """The review of your manager.

    \b
    Example:
      perfgit review upward
    """
    _run(session, "upward", person or session.me.person.manager, session.me.id, flags)


@review.command()
@click.argument("person", required=False)
@click.option("--customer", metavar="TEXT", help="Who spoke, and for which company.")
@click.option("--id", "id_", metavar="ID", help="What the file is called; made from the customer.")
@_options
def external(
    session: Session, *, person: str | None, customer: str | None, id_: str | None, **flags: Any
) -> None:
    """A customer's voice about one of your people, entered by you.

    \b
    Example:
      perfgit review external alice --customer "Anna Maier, Rheingold Pharma" --overall 5
    """
    _run(session, "external", person, id_, flags, customer=customer)


@review.command()
@click.argument("person", required=False)
@_options
def handover(session: Session, *, person: str | None, **flags: Any) -> None:
    """The review of somebody whose manager you were in this cycle.

    \b
    Example:
      perfgit review handover alice
    """
    _run(session, "handover", person, session.me.id, flags)


def _run(
    session: Session,
    kind: Kind,
    person: str | None,
    author: str | None,
    given: dict[str, Any],
    *,
    customer: str | None = None,
) -> None:
    flags = Flags(**given)

    def fill(answers: Answers) -> Change:
        cycle = session.cycle("evaluate")
        subject = session.person(_subject(session, answers, kind, cycle, person))
        name = author
        voice = customer
        if kind == "external":
            voice = answers.text(
                "customer",
                say("Who spoke, and for which company?"),
                given=customer,
                flag="--customer",
                required=author is None,
            )
            name = author or slug(voice)
            if not name:
                raise MissingError(
                    say("The file needs a name."), say("`--id acme`: letters, digits, hyphens.")
                )
        path = reviews.review_path(session.company, kind, cycle, subject.id, name or "")
        session.begin(answers, f"review-{kind}-{cycle}-{subject.id}-{name}")
        old = reviews.existing(session.company, path)
        if old and old.submitted and answers.asks:
            answers.heading(
                say(
                    "This review was handed in on {day}; a change has to be approved.",
                    day=old.submitted,
                )
            )
        form = ReviewForm(session, answers, kind, cycle, subject, old, flags)
        data = form.data()
        if voice:
            data["customer"] = voice
        hand_in = answers.yes(
            "hand_in",
            say("Hand it in now? (else it stays a draft that does not count)"),
            given=flags.hand_in,
            default=False,
        )
        return reviews.review(
            session.company, path, data, hand_in=session.today if hand_in else None
        )

    session.finish(fill, given=flags.any or bool(customer))


def _subject(session: Session, answers: Answers, kind: Kind, cycle: str, given: str | None) -> str:
    """Whom it is about: given, or one of those whom I may review in that way."""
    if given:
        return given
    company, me = session.company, session.me.id
    likely: list[str] = []
    if kind in ("manager", "external"):
        likely = company.reports.get(me, [])
    elif kind == "handover":
        likely = [
            id
            for id, doc in company.people.items()
            if doc.data and any(one.id == me for one in doc.data.former_managers)
        ]
    elif kind == "peer" and answers.asks:
        for id in company.people:
            if me in nominated_by(company, cycle, id):
                likely.append(id)
    if answers.asks and not likely:
        raise RefusedError(
            say("There is nobody whom you could review in this way in {cycle}.", cycle=cycle),
            say("Peers are nominated first: `perfgit nominate`. `--cycle` names another cycle."),
        )
    options = [one for one in choices.people(company) if one.value in likely]
    return answers.choose("person", say("Whom do you review?"), options, flag="PERSON")
