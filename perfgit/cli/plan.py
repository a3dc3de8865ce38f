"""`perfgit plan`."""

from __future__ import annotations

from collections.abc import Mapping

import click

from perfgit.authoring import choices, outcomes
from perfgit.authoring.change import Change, Data
from perfgit.authoring.choices import Option
from perfgit.authoring.session import Session
from perfgit.authoring.values import day_from, pairs
from perfgit.cli.answers import Answers
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.company.dossier import Dossier
from perfgit.i18n import say
from perfgit.scoring.sheet import agreed


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
) -> Form:
    """Write the improvement plan, yours or that of one of your people; the other of the two agrees.

    \b
    Examples:
      perfgit plan
      perfgit plan alice --action "Sit in on two tenders | alice | 2027-03-31" --carry playbook
      perfgit plan --status sit-in-on-two=done
    """

    def change(session: Session, answers: Answers) -> Change:
        cycle = session.cycle("feedback", closed_too=True)  # plans outlast closing
        subject = session.person(person or session.me.id)
        answers.begin(f"plan-{cycle}-{subject.id}")
        dossier = session.company.dossier(cycle, f"people/{subject.id}")
        old = dossier.plan
        text = answers.text(
            "summary",
            say("What is to be better next time? (may stay empty)"),
            given=summary,
            default=(old.summary or "") if old else "",
        )
        steps = [outcomes.action_from(session.company, line, subject.id) for line in actions]
        steps += _asked_actions(session, answers, subject.id)
        return outcomes.plan(
            session.company,
            cycle,
            subject.id,
            summary=text or None,
            actions=steps,
            status=_statuses(answers, dossier, pairs(status, "--status")),
            carry=_carried(answers, dossier, carry),
        )

    return Form(change, given=bool(summary or actions or status or carry))


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
        action: Data = {"what": what, "owner": owner}
        found.append(action | ({"due": day_from(due)} if due else {}))
    return found


def _statuses(answers: Answers, dossier: Dossier, given: Mapping[str, str]) -> dict[str, str]:
    found = outcomes.statuses_from(given)
    for action in dossier.plan.actions if dossier.plan and answers.asks else ():
        if action.status == "open":
            word = answers.choose(
                f"status {action.id}",
                say("How did it go: {what}", what=action.what),
                [
                    Option("open", say("still open")),
                    Option("done", say("done")),
                    Option("dropped", say("given up")),
                ],
                default=found.get(action.id, "open"),
            )
            if word != "open":
                found[action.id] = word
    return found


def _carried(answers: Answers, dossier: Dossier, given: tuple[str, ...]) -> list[str]:
    goals = agreed(dossier.sheet) if dossier.sheet else []
    outcomes.check_carried(goals, given)
    return answers.several(
        "carry",
        say("Which goals go on in the next cycle?"),
        choices.goals(goals),
        given=given,
        default=list(dossier.plan.carry) if dossier.plan else [],
    )
