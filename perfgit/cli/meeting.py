"""`perfgit meeting`, `perfgit acknowledge` and `perfgit appeal`."""

from __future__ import annotations

import click

from perfgit.authoring import choices, outcomes
from perfgit.authoring.change import Change, Data
from perfgit.authoring.choices import Option
from perfgit.authoring.session import Session
from perfgit.authoring.values import day_from, one_of, rating_from
from perfgit.authoring.which_cycle import cycle_to_appeal
from perfgit.cli.answers import Answers
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.i18n import say


@click.command()
@click.argument("person", required=False)
@click.option("--held", metavar="DATE", help="The day of the meeting; usually today.")
@click.option("--attended", multiple=True, metavar="ID", help="Who was there; usually you two.")
@click.option("--summary", metavar="TEXT", help="What was said and agreed, in Markdown.")
@author_options
def meeting(
    session: Session,
    *,
    person: str | None,
    held: str | None,
    attended: tuple[str, ...],
    summary: str | None,
) -> Form:
    """Record the review meeting with one of your people.

    \b
    Examples:
      perfgit meeting alice
      perfgit meeting alice --held 2027-01-20 --summary "Result and reasons; next: the Benelux."
    """

    def change(session: Session, answers: Answers) -> Change:
        cycle = session.cycle("feedback")
        subject = session.person(_whose(session, answers, person))
        answers.begin(f"meeting-{cycle}-{subject.id}")
        old = session.company.dossier(cycle, f"people/{subject.id}").meeting
        day = answers.text(
            "held",
            say("On which day was it?"),
            given=held,
            default=(old.held if old else session.today).isoformat(),
            check=day_from,
            required=True,
        )
        usual = list(old.attended) if old and old.attended else [subject.id, session.me.id]
        there = answers.several(
            "attended",
            say("Who was there?"),
            choices.people(session.company, first=usual) if answers.asks else [],
            given=[session.person(id).id for id in attended],
            default=usual,
        )
        text = answers.text(
            "summary",
            say("What was said and agreed?"),
            given=summary,
            default=(old.summary or "") if old else "",
        )
        data: Data = {"held": day_from(day), "attended": there, "summary": text or None}
        if not text and old:
            del data["summary"]
        return outcomes.meeting(session.company, cycle, subject.id, data)

    return Form(change, given=bool(held or attended or summary))


@click.command()
@click.option("--agrees/--disagrees", default=None, help="Whether you agree with the review.")
@click.option("--comment", metavar="TEXT", help="What you want to have on record.")
@author_options
def acknowledge(session: Session, *, agrees: bool | None, comment: str | None) -> Form:
    """Acknowledge your review: you have read it, and the two of you have talked.

    That is not yet agreement; `perfgit appeal` is there for those who want a second look.

    \b
    Examples:
      perfgit acknowledge
      perfgit acknowledge --agrees --comment "Thank you. The sentence about promises is true."
    """

    def change(session: Session, answers: Answers) -> Change:
        cycle = session.cycle("feedback")
        answers.begin(f"acknowledge-{cycle}-{session.me.id}")
        found = session.company.dossier(cycle, f"people/{session.me.id}")
        if found.meeting and answers.asks:
            answers.heading(
                say(
                    "Meeting of {day}: {summary}",
                    day=found.meeting.held,
                    summary=found.meeting.summary or say("no summary"),
                )
            )
        opinion = agrees
        if answers.asks:
            word = answers.choose(
                "agrees",
                say("Do you agree with your review?"),
                [
                    Option("yes", say("I agree")),
                    Option("no", say("I do not agree")),
                    Option("", say("I have read it; I do not say more")),
                ],
                default={True: "yes", False: "no", None: None}[agrees],
            )
            opinion = {"yes": True, "no": False}.get(word)
        text = answers.text(
            "comment", say("Anything you want to have on record? (may stay empty)"), given=comment
        )
        return outcomes.acknowledged(
            session.company, session.me, cycle, session.today, agrees=opinion, comment=text or None
        )

    return Form(change, given=agrees is not None or bool(comment))


@click.command()
@click.argument("person", required=False)
@click.option("--reasons", metavar="TEXT", help="Why you appeal, in Markdown.")
@click.option(
    "--outcome", metavar="granted|dismissed", help="HR: the decision on the appeal of PERSON."
)
@click.option("--rating", metavar="NUMBER", help="HR: the rating, where it is granted.")
@click.option("--why", metavar="TEXT", help="HR: the reasons of the decision.")
@author_options
def appeal(
    session: Session,
    *,
    person: str | None,
    reasons: str | None,
    outcome: str | None,
    rating: str | None,
    why: str | None,
) -> Form:
    """Appeal against your result; or, for HR, decide the appeal of PERSON.

    \b
    Examples:
      perfgit appeal --reasons "The pilots were signed in December, not in January."
      perfgit appeal alice --outcome granted --rating 4 --why "The contracts are dated December."
    """

    def change(session: Session, answers: Answers) -> Change:
        subject = session.me if person is None else session.person(person)
        own = subject.id == session.me.id
        cycle = cycle_to_appeal(
            session.company, session.today, session.given_cycle, None if own else subject.id
        )
        if own:
            answers.begin(f"appeal-{cycle}-{session.me.id}")
            old = session.company.dossier(cycle, f"people/{session.me.id}").appeal
            text = answers.text(
                "reasons",
                say("Why do you appeal?"),
                given=reasons,
                flag="--reasons",
                required=True,
                default=old.reasons if old else "",
            )
            return outcomes.appeal(session.company, session.me, cycle, session.today, text)
        answers.begin(f"appeal-{cycle}-{subject.id}")
        word = answers.choose(
            "outcome",
            say("What was decided?"),
            [
                Option("dismissed", say("the result stands")),
                Option("granted", say("the rating is changed")),
            ],
            given=outcome and one_of(("dismissed", "granted"), outcome, say("outcome")),
            flag="--outcome",
        )
        valid = [step.value for step in session.company.policy.scale]
        given_rating = rating and str(rating_from(rating, valid))
        number = ""
        if word == "granted":
            number = answers.choose(
                "rating",
                say("To which rating?"),
                choices.ratings(session.company),
                given=given_rating,
                flag="--rating",
            )
        text = answers.text("why", say("Why?"), given=why, flag="--why", required=True)
        decision: Data = {"on": session.today, "outcome": word, "why": text}
        if number:
            decision["rating"] = int(number)
        return outcomes.decided(session.company, session.me, cycle, subject.id, decision)

    return Form(change, given=bool(reasons or outcome or rating or why))


def _whose(session: Session, answers: Answers, given: str | None) -> str:
    return answers.choose(
        "person",
        say("With whom?"),
        choices.reports_first(session.company, session.me.id) if answers.asks else [],
        given=given,
        flag="PERSON",
    )
