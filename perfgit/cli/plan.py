"""`perfgit plan`."""

from __future__ import annotations

import click

from perfgit.authoring import outcomes
from perfgit.authoring.change import Change, Data
from perfgit.authoring.values import day_from, one_of, pairs
from perfgit.cli import choices
from perfgit.cli.answers import Answers
from perfgit.cli.prompts import Option
from perfgit.cli.session import Session, author_options
from perfgit.company.dossier import Dossier
from perfgit.i18n import say, suggestion
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed

_STATUS = ("open", "done", "dropped")


@click.command()
@click.argument("person", required=False)
@click.option("--summary", metavar="TEXT", help="What is improved next, in Markdown.")
@click.option(
    "--action",
    "actions",
    multiple=True,
    metavar="TEXT",
    help='A step: "TEXT | OWNER | DATE", owner and day where they are known.',
)
@click.option(
    "--status", multiple=True, metavar="ACTION=open|done|dropped", help="How a step went."
)
@click.option("--carry", multiple=True, metavar="GOAL", help="A goal for the next cycle.")
@author_options
def plan(
    session: Session,
    *,
    person: str | None,
    summary: str | None,
    actions: tuple[str, ...],
    status: tuple[str, ...],
    carry: tuple[str, ...],
) -> None:
    """Write the improvement plan, yours or that of one of your people; the other of the two agrees.

    \b
    Examples:
      perfgit plan
      perfgit plan alice --action "Sit in on two tenders | alice | 2027-03-31" --carry playbook
      perfgit plan --status sit-in-on-two=done
    """

    def fill(answers: Answers) -> Change:
        cycle = session.cycle("feedback", closed_too=True)  # plans outlast closing
        subject = session.person(person or session.me.id)
        session.begin(answers, f"plan-{cycle}-{subject.id}")
        dossier = session.company.dossier(cycle, f"people/{subject.id}")
        old = dossier.plan
        text = answers.text(
            "summary",
            say("What is to be better next time? (may stay empty)"),
            given=summary,
            default=(old.summary or "") if old else "",
        )
        steps = [_action(session, one, subject.id) for one in actions]
        steps += _asked_actions(session, answers, subject.id)
        return outcomes.plan(
            session.company,
            cycle,
            subject.id,
            summary=text or None,
            actions=steps,
            status=_statuses(answers, dossier, status),
            carry=_carried(answers, dossier, carry),
        )

    session.finish(fill, given=bool(summary or actions or status or carry))


def _action(session: Session, text: str, usual_owner: str) -> Data:
    """`TEXT | OWNER | DATE`, owner and day in any order."""
    what, *rest = (part.strip() for part in text.replace("｜", "|").split("|"))
    if not what:
        raise PerfgitError(say("An action needs words."), say("--action 'TEXT | OWNER | DATE'"))
    found: Data = {"what": what, "owner": usual_owner}
    for part in rest:
        if part[:1].isdigit() and "-" in part:
            found["due"] = day_from(part)
        elif part:
            found["owner"] = session.person(part).id
    return found


def _asked_actions(session: Session, answers: Answers, subject: str) -> list[Data]:
    found: list[Data] = []
    while answers.asks:
        number = len(found) + 1
        if not answers.yes(f"action {number}", say("Add a step?"), default=number == 1):
            break
        what = answers.text(f"action {number} what", say("What will be done?"), required=True)
        owner = answers.choose(
            f"action {number} owner",
            say("Who does it?"),
            choices.people(session.company, first=[subject, session.me.id]),
            default=subject,
        )
        due = answers.text(
            f"action {number} due", say("Until when? (YYYY-MM-DD, may stay empty)"), check=day_from
        )
        one: Data = {"what": what, "owner": owner}
        found.append(one | ({"due": day_from(due)} if due else {}))
    return found


def _statuses(answers: Answers, dossier: Dossier, given: tuple[str, ...]) -> dict[str, str]:
    found = {
        id: one_of(_STATUS, word, say("status")) for id, word in pairs(given, "--status").items()
    }
    for one in dossier.plan.actions if dossier.plan and answers.asks else ():
        if one.status == "open":
            word = answers.choose(
                f"status {one.id}",
                say("How did it go: {what}", what=one.what),
                [
                    Option("open", say("still open")),
                    Option("done", say("done")),
                    Option("dropped", say("given up")),
                ],
                default=found.get(one.id, "open"),
            )
            if word != "open":
                found[one.id] = word
    return found


def _carried(answers: Answers, dossier: Dossier, given: tuple[str, ...]) -> list[str]:
    goals = agreed(dossier.sheet) if dossier.sheet else []
    ids = [goal.id for goal in goals]
    for id in given:
        if id not in ids:
            raise PerfgitError(say('There is no goal "{goal}".', goal=id[:80]), suggestion(id, ids))
    return answers.several(
        "carry",
        say("Which goals go on in the next cycle?"),
        choices.goals(goals),
        given=given,
        default=list(dossier.plan.carry) if dossier.plan else [],
    )
