"""`perfgit feedback` and `perfgit nominate`."""

from __future__ import annotations

import click

from perfgit.authoring import choices, outcomes
from perfgit.authoring.change import Change
from perfgit.authoring.choices import Option
from perfgit.authoring.session import Session
from perfgit.authoring.values import one_of
from perfgit.cli.answers import Answers
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.company import readers
from perfgit.company.visibility import Visibility
from perfgit.i18n import say


@click.command()
@click.argument("person", required=False)
@click.option("--note", metavar="TEXT", help="What you want to say, in Markdown.")
@click.option("--about", metavar="ID", help="A goal of the person, or a competency.")
@click.option(
    "--for",
    "for_",
    metavar="subject|manager",
    help="Whom it is meant for; see `perfgit doctor privacy`.",
)
@author_options
def feedback(
    session: Session, *, person: str | None, note: str | None, about: str | None, for_: str | None
) -> Form:
    """Give somebody feedback or praise, at any time.

    \b
    Examples:
      perfgit feedback alice
      perfgit feedback alice --about playbook --note "The outline made my week easier."
      perfgit feedback alice --for manager --note "She carried the night shift alone."
    """

    def change(session: Session, answers: Answers) -> Change:
        cycle = session.cycle("coach")
        subject = session.person(
            answers.choose(
                "person",
                say("For whom is your feedback?"),
                choices.people(session.company, but=[session.me.id]) if answers.asks else [],
                given=person,
                flag="PERSON",
            )
        )
        outcomes.check_giver(session.me, subject.id)
        answers.begin(f"feedback-{cycle}-{subject.id}-{session.me.id}")
        text = answers.text(
            "note", say("What do you want to say?"), given=note, flag="--note", required=True
        )
        topic = answers.choose(
            "about",
            say("What is it about?"),
            choices.topics(session.company, cycle, subject.id) if answers.asks else [],
            given=about,
            required=False,
        )
        may = Visibility(session.company.policy.site)
        reader = answers.choose(
            "for",
            say("Whom is it meant for?"),
            [
                Option(
                    "subject",
                    say(
                        "{person} ({readers})",
                        person=subject.person.name,
                        readers=readers.of_feedback(may),
                    ),
                ),
                Option(
                    "manager",
                    say("the manager ({readers})", readers=readers.of_feedback_for_manager(may)),
                ),
            ],
            given=for_,
            required=False,
        )
        return outcomes.feedback(
            session.company,
            session.me,
            cycle,
            subject.id,
            session.today,
            text,
            about=topic or None,
            for_=one_of(("subject", "manager"), reader or "subject", say("for")),
        )

    return Form(change, given=bool(note or about or for_))


@click.command()
@click.argument("peers", nargs=-1)
@click.option("--remove", multiple=True, metavar="ID", help="Take somebody off the list.")
@click.option("--note", metavar="TEXT", help="Why these people, for your manager.")
@author_options
def nominate(
    session: Session, *, peers: tuple[str, ...], remove: tuple[str, ...], note: str | None
) -> Form:
    """Propose the peers who will review you; your manager agrees by approving.

    PEERS come on top of those who are on the list already.

    \b
    Examples:
      perfgit nominate
      perfgit nominate chen priya --note "Priya knows the demo lab best."
      perfgit nominate --remove chen
    """

    def change(session: Session, answers: Answers) -> Change:
        cycle = session.cycle("evaluate")
        dossier = session.company.dossier(cycle, f"people/{session.me.id}")
        answers.begin(f"nominate-{cycle}-{session.me.id}")
        kept = outcomes.nominees(dossier, remove)
        if answers.asks:
            least, most = outcomes.number_of_peers(session.company, cycle)
            question = say(
                "Who has seen your work, and should review you? ({least} to {most} people)",
                least=least,
                most=most,
            )
            people = choices.people(
                session.company,
                but=[session.me.id, session.me.person.manager or ""],
                first=[*kept, *outcomes.likely_peers(session.company, session.me, dossier)],
            )
            kept = answers.several("peers", question, people, default=[*kept, *peers])
        else:
            kept += [session.person(id).id for id in peers]
        text = answers.text("note", say("Why these people? (may stay empty)"), given=note)
        return outcomes.nominated(session.company, cycle, session.me.id, kept, text or None)

    return Form(change, given=bool(peers or remove or note))
