"""`perfgit feedback` and `perfgit nominate`."""

from __future__ import annotations

import click

from perfgit.authoring import outcomes
from perfgit.authoring.change import Change, RefusedError
from perfgit.authoring.values import one_of
from perfgit.cli import choices
from perfgit.cli.answers import Answers
from perfgit.cli.prompts import Option
from perfgit.cli.session import Session, author_options
from perfgit.i18n import listing, say
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed


@click.command()
@click.argument("person", required=False)
@click.option("--note", metavar="TEXT", help="What you want to say, in Markdown.")
@click.option("--about", metavar="ID", help="A goal of the person, or a competency.")
@click.option(
    "--for", "for_", metavar="subject|manager", help="Who may read it: the person, or the manager."
)
@author_options
def feedback(
    session: Session, *, person: str | None, note: str | None, about: str | None, for_: str | None
) -> None:
    """Give somebody feedback or praise, at any time.

    \b
    Examples:
      perfgit feedback alice
      perfgit feedback alice --about playbook --note "The outline made my week easier."
      perfgit feedback alice --for manager --note "She carried the night shift alone."
    """

    def fill(answers: Answers) -> Change:
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
        if subject.id == session.me.id:
            raise RefusedError(
                say("Feedback comes from others."), say("Your own view belongs into a check-in.")
            )
        session.begin(answers, f"feedback-{cycle}-{subject.id}-{session.me.id}")
        text = answers.text(
            "note", say("What do you want to say?"), given=note, flag="--note", required=True
        )
        topic = answers.choose(
            "about",
            say("What is it about?"),
            _topics(session, cycle, subject.id) if answers.asks else [],
            given=about,
            required=False,
        )
        reader = answers.choose(
            "for",
            say("Who may read it?"),
            [
                Option("subject", say("{person} and their manager", person=subject.person.name)),
                Option("manager", say("only the manager")),
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

    session.finish(fill, given=bool(note or about or for_))


def _topics(session: Session, cycle: str, subject: str) -> list[Option]:
    sheet = session.company.dossier(cycle, f"people/{subject}").sheet
    doc = session.company.competencies_doc
    competencies = doc.data.competencies if doc and doc.data else ()
    return [
        Option("", say("nothing in particular")),
        *(choices.goals(agreed(sheet)) if sheet else []),
        *(Option(one.id, f"{one.title} ({one.id})") for one in competencies),
    ]


@click.command()
@click.argument("peers", nargs=-1)
@click.option("--remove", multiple=True, metavar="ID", help="Take somebody off the list.")
@click.option("--note", metavar="TEXT", help="Why these people, for your manager.")
@author_options
def nominate(
    session: Session, *, peers: tuple[str, ...], remove: tuple[str, ...], note: str | None
) -> None:
    """Propose the peers who will review you; your manager agrees by approving.

    PEERS come on top of those who are on the list already.

    \b
    Examples:
      perfgit nominate
      perfgit nominate chen priya --note "Priya knows the demo lab best."
      perfgit nominate --remove chen
    """

    def fill(answers: Answers) -> Change:
        cycle = session.cycle("evaluate")
        dossier = session.company.dossier(cycle, f"people/{session.me.id}")
        session.begin(answers, f"nominate-{cycle}-{session.me.id}")
        before = list(dossier.nominations.peers) if dossier.nominations else []
        for id in remove:
            if id not in before:
                raise PerfgitError(
                    say("{id} is not on your list.", id=id[:80]),
                    say("Nominated: {names}.", names=listing(before)),
                )
        kept = [id for id in before if id not in remove]
        if answers.asks:
            doc = session.company.cycles[cycle].data
            helpers = [
                id for goal in (dossier.sheet.goals if dossier.sheet else ()) for id in goal.helpers
            ]
            team = session.company.members.get(session.me.person.team or "", [])
            question = say(
                "Who has seen your work, and should review you? ({least} to {most} people)",
                least=doc.peers.min if doc else 0,
                most=doc.peers.max if doc else 5,
            )
            people = choices.people(
                session.company,
                but=[session.me.id, session.me.person.manager or ""],
                first=[*kept, *helpers, *team],
            )
            kept = answers.several("peers", question, people, default=[*kept, *peers])
        else:
            for id in peers:
                session.person(id)
            kept += [id for id in peers if id not in kept]
        text = answers.text("note", say("Why these people? (may stay empty)"), given=note)
        return outcomes.nominated(session.company, cycle, session.me.id, kept, text or None)

    session.finish(fill, given=bool(peers or remove or note))
