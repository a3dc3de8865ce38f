"""`perfgit goal`."""

from __future__ import annotations

from typing import Any

import click

from perfgit.authoring import choices, goals
from perfgit.authoring.change import Change
from perfgit.authoring.goals import Sheet
from perfgit.authoring.session import Session
from perfgit.authoring.values import pairs
from perfgit.authoring.whole_file import as_it_is
from perfgit.cli.answers import Answers
from perfgit.cli.goal_carry import carry
from perfgit.cli.goal_form import GoalFlags, GoalForm
from perfgit.cli.goal_options import OWNER, REASON, WEIGHTS, reason_for, sheet_of
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.i18n import say
from perfgit.measures.typed import number_from
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed


@click.group()
def goal() -> None:
    """Propose, change, give up and carry over goals.

    Weights always total 100: where one goal comes, goes or changes, the others make room in
    proportion, unless --weights says otherwise. The change is agreed when it is merged.

    \b
    Examples:
      perfgit goal new
      perfgit goal edit emea-arr --target arr=12_500_000 --reason "Two countries came over."
      perfgit goal drop playbook --reason "The new pricing makes it pointless."
    """


@goal.command()
@click.option("--title", metavar="TEXT")
@click.option("--id", "id_", metavar="ID", help="Made from the title where it is not given.")
@click.option("--why", metavar="TEXT", help="Why it matters.")
@click.option(
    "--supports", multiple=True, metavar="REF", help="strategy/..., company/..., teams/.../..."
)
@click.option("--weight", metavar="NUMBER", help="Per cent of all your goals.")
@click.option("--due", metavar="DATE", help="Where it is not the end of the cycle.")
@click.option("--helper", "helpers", multiple=True, metavar="ID", help="Who helps.")
@click.option(
    "--key-result",
    "key_results",
    multiple=True,
    metavar="LINE",
    help='"TITLE | MEASURE | WEIGHT", see below; or "kpi:ID" of your role.',
)
@click.option("--measure", metavar="WORDS", help="For a goal with a single KPI.")
@WEIGHTS
@REASON
@OWNER
@author_options
def new(
    session: Session,
    *,
    owner: str | None,
    weights: tuple[str, ...],
    reason: str | None,
    **given: Any,
) -> Form:
    """Propose a goal.

    \b
    A measure in words is one of:
      0 -> 12 customers, commit 8, stretch 15     a number on its way
      at most 2.5 percent / at least 99 percent   a bound to keep
      steps: Outline (20); Draft (40); Final (40) milestones, with weights or without
      yes/no                                      done or not
      scale: some = 0.5; all = 1; praised = 1.2   levels and what they are worth

    \b
    Examples:
      perfgit goal new
      perfgit goal new --title "Five pilots in Munich" --supports strategy/market-leader --weight 30 \\
          --key-result "Signed pilots | 0 -> 5 customers | 70" --key-result "NPS | at least 40 | 30"
    """
    flags = GoalFlags.of(given)

    def change(session: Session, answers: Answers) -> Change:
        sheet = sheet_of(session, owner)
        answers.begin(f"goal-new-{sheet.cycle}-{sheet.owner.replace('/', '-')}")
        data = GoalForm(session, answers, sheet, flags).new()
        why = reason_for(answers, sheet, reason)
        return goals.new_goal(sheet, data, weights=_numbers(weights), reason=why)

    return Form(change, given=flags.any)


@goal.command()
@click.argument("goal_id", metavar="GOAL", required=False)
@click.option("--title", metavar="TEXT")
@click.option("--why", metavar="TEXT")
@click.option("--supports", multiple=True, metavar="REF", help="All of them, in place of the old.")
@click.option("--weight", metavar="NUMBER")
@click.option("--due", metavar="DATE")
@click.option("--helper", "helpers", multiple=True, metavar="ID", help="All of them.")
@click.option(
    "--target", "targets", multiple=True, metavar="KEY-RESULT=NUMBER", help="A new target or bound."
)
@click.option(
    "--key-result", "key_results", multiple=True, metavar="LINE", help="One more; see goal new."
)
@click.option("--remove", multiple=True, metavar="KEY-RESULT", help="Take a key result out.")
@WEIGHTS
@REASON
@OWNER
@author_options
def edit(
    session: Session,
    *,
    goal_id: str | None,
    owner: str | None,
    weights: tuple[str, ...],
    reason: str | None,
    targets: tuple[str, ...],
    remove: tuple[str, ...],
    **given: Any,
) -> Form:
    """Change a goal; what is not named stays as it is.

    \b
    Examples:
      perfgit goal edit
      perfgit goal edit emea-arr --target arr=12_500_000 --weight 50
      perfgit goal edit emea-arr --editor
      perfgit goal edit emea-arr --reason "Still right."       kept, though strategy changed
    """
    flags = GoalFlags.of(given)

    def change(session: Session, answers: Answers) -> Change:
        sheet = sheet_of(session, owner)
        id = _which(answers, sheet, goal_id)
        answers.begin(f"goal-edit-{sheet.cycle}-{sheet.owner.replace('/', '-')}-{id}")
        _, before = goals.known_goal(sheet.goals(), id)
        form = GoalForm(session, answers, sheet, flags)
        fields = form.changed(before, pairs(targets, "--target"))
        fixed = _numbers(weights)
        if answers.editor and not (fields or fixed or remove):
            return as_it_is(session.company, sheet.path)
        why = reason_for(answers, sheet, reason)
        return goals.edit_goal(sheet, id, fields, weights=fixed, without=remove, reason=why)

    return Form(change, given=flags.any or bool(targets or remove or weights or reason))


@goal.command()
@click.argument("goal_id", metavar="GOAL", required=False)
@WEIGHTS
@REASON
@OWNER
@author_options
def drop(
    session: Session,
    *,
    goal_id: str | None,
    owner: str | None,
    weights: tuple[str, ...],
    reason: str | None,
) -> Form:
    """Give a goal up; it stays in the sheet with the reason, the others take over its weight.

    \b
    Example:
      perfgit goal drop playbook --reason "The new pricing makes it pointless."
    """

    def change(session: Session, answers: Answers) -> Change:
        sheet = sheet_of(session, owner)
        id = _which(answers, sheet, goal_id)
        answers.begin(f"goal-drop-{sheet.cycle}-{sheet.owner.replace('/', '-')}-{id}")
        why = answers.text(
            "reason", say("Why is it given up?"), given=reason, flag="--reason", required=True
        )
        return goals.drop_goal(sheet, id, why, weights=_numbers(weights))

    return Form(change, given=bool(reason or weights))


@goal.command()
@click.argument("goal_id", metavar="GOAL", required=False)
@REASON
@OWNER
@author_options
def keep(session: Session, *, goal_id: str | None, owner: str | None, reason: str | None) -> Form:
    """Agree to a goal again as it is, after the strategy above it has changed.

    \b
    Example:
      perfgit goal keep emea-arr --reason "The Benelux is in the pipeline already."
    """

    def change(session: Session, answers: Answers) -> Change:
        sheet = sheet_of(session, owner)
        id = _which(answers, sheet, goal_id)
        answers.begin(f"goal-keep-{sheet.cycle}-{sheet.owner.replace('/', '-')}-{id}")
        why = answers.text(
            "reason", say("Why does it still fit?"), given=reason, flag="--reason", required=True
        )
        return goals.keep_goal(sheet, id, why)

    return Form(change, given=bool(reason))


def _which(answers: Answers, sheet: Sheet, given: str | None) -> str:
    there = agreed(sheet.goals())
    if not there:
        raise PerfgitError(
            say("{owner} has no goals in {cycle}.", owner=sheet.owner, cycle=sheet.cycle),
            say("`perfgit goal new` proposes one; `--cycle` names another cycle."),
        )
    return answers.choose(
        "goal", say("Which goal?"), choices.goals(there), given=given, flag="GOAL"
    )


def _numbers(texts: tuple[str, ...]) -> dict[str, float]:
    return {id: number_from(text) for id, text in pairs(texts, "--weights").items()}


goal.add_command(carry)
