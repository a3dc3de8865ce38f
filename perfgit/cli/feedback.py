"""`perfgit feedback` and `perfgit nominate`."""

from __future__ import annotations

import click

from perfgit.authoring import afterwards
from perfgit.authoring.change import Change, RefusedError
from perfgit.authoring.values import one_of
from perfgit.cli import choices
from perfgit.cli.answers import Answers
from perfgit.cli.asking import Option
from perfgit.cli.author import Desk, author_options
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed
from perfgit.words import listing, say


@click.command()
@click.argument("person", required=False)
@click.option("--note", metavar="TEXT", help="What you want to say, in Markdown.")
@click.option("--about", metavar="ID", help="A goal of the person, or a competency.")
@click.option(
    "--for", "for_", metavar="subject|manager", help="Who may read it: the person, or the manager."
)
@author_options
def feedback(
    desk: Desk, *, person: str | None, note: str | None, about: str | None, for_: str | None
) -> None:
    """Give somebody feedback or praise, at any time.

    \b
    Examples:
      perfgit feedback alice
      perfgit feedback alice --about playbook --note "The outline made my week easier."
      perfgit feedback alice --for manager --note "She carried the night shift alone."
    """

    def fill(answers: Answers) -> Change:
        cycle = desk.cycle("coach")
        subject = desk.person(
            answers.choose(
                "person",
                say("For whom is your feedback?"),
                choices.people(desk.company, but=[desk.me.id]) if answers.asks else [],
                given=person,
                flag="PERSON",
            )
        )
        if subject.id == desk.me.id:
            raise RefusedError(
                say("Feedback comes from others."), say("Your own view belongs into a check-in.")
            )
        desk.begin(answers, f"feedback-{cycle}-{subject.id}-{desk.me.id}")
        text = answers.text(
            "note", say("What do you want to say?"), given=note, flag="--note", required=True
        )
        topic = answers.choose(
            "about",
            say("What is it about?"),
            _topics(desk, cycle, subject.id) if answers.asks else [],
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
        return afterwards.feedback(
            desk.company,
            desk.me,
            cycle,
            subject.id,
            desk.today,
            text,
            about=topic or None,
            for_=one_of(("subject", "manager"), reader or "subject", say("for")),
        )

    desk.finish(fill, given=bool(note or about or for_))


def _topics(desk: Desk, cycle: str, subject: str) -> list[Option]:
    sheet = desk.company.dossier(cycle, f"people/{subject}").sheet
    doc = desk.company.competencies_doc
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
    desk: Desk, *, peers: tuple[str, ...], remove: tuple[str, ...], note: str | None
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
        cycle = desk.cycle("evaluate")
        dossier = desk.company.dossier(cycle, f"people/{desk.me.id}")
        desk.begin(answers, f"nominate-{cycle}-{desk.me.id}")
        before = list(dossier.nominations.peers) if dossier.nominations else []
        for id in remove:
            if id not in before:
                raise PerfgitError(
                    say("{id} is not on your list.", id=id[:80]),
                    say("Nominated: {names}.", names=listing(before)),
                )
        kept = [id for id in before if id not in remove]
        if answers.asks:
            doc = desk.company.cycles[cycle].data
            helpers = [
                id for goal in (dossier.sheet.goals if dossier.sheet else ()) for id in goal.helpers
            ]
            team = desk.company.members.get(desk.me.person.team or "", [])
            question = say(
                "Who has seen your work, and should review you? ({least} to {most} people)",
                least=doc.peers.min if doc else 0,
                most=doc.peers.max if doc else 5,
            )
            people = choices.people(
                desk.company,
                but=[desk.me.id, desk.me.person.manager or ""],
                first=[*kept, *helpers, *team],
            )
            kept = answers.several("peers", question, people, default=[*kept, *peers])
        else:
            for id in peers:
                desk.person(id)
            kept += [id for id in peers if id not in kept]
        text = answers.text("note", say("Why these people? (may stay empty)"), given=note)
        return afterwards.nominated(desk.company, cycle, desk.me.id, kept, text or None)

    desk.finish(fill, given=bool(peers or remove or note))
