"""`perfgit goal carry`."""

from __future__ import annotations

import click

from perfgit.authoring import choices
from perfgit.authoring.carry import carried
from perfgit.authoring.change import Change
from perfgit.authoring.goals import Sheet
from perfgit.authoring.session import Session
from perfgit.authoring.which_cycle import cycle_before
from perfgit.cli.answers import Answers
from perfgit.cli.goal_options import OWNER, REASON, reason_for, sheet_of
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.i18n import say
from perfgit.scoring.sheet import agreed


@click.command()
@click.argument("goal_ids", metavar="[GOAL]...", nargs=-1)
@click.option("--from", "from_", metavar="CYCLE", help="Usually the cycle before.")
@REASON
@OWNER
@author_options
def carry(
    session: Session,
    *,
    goal_ids: tuple[str, ...],
    from_: str | None,
    owner: str | None,
    reason: str | None,
) -> Form:
    """Carry goals of an earlier cycle into this one: what is left to do, from where things stand.

    Without GOALs those that the improvement plan lists under `carry`.

    \b
    Examples:
      perfgit goal carry
      perfgit goal carry emea-arr --from 2026-h1 --cycle 2026-h2
    """

    def change(session: Session, answers: Answers) -> Change:
        new_sheet = sheet_of(session, owner)
        old_cycle = cycle_before(session.company, new_sheet.cycle, from_)
        old = Sheet(session.company, old_cycle, new_sheet.owner, session.today)
        answers.begin(f"goal-carry-{new_sheet.cycle}-{new_sheet.owner.replace('/', '-')}")
        plan = old.dossier.plan
        chosen = answers.several(
            "goals",
            say("Which goals of {cycle} go on?", cycle=old_cycle),
            choices.goals(agreed(old.goals())),
            given=goal_ids,
            default=list(plan.carry) if plan else [],
            flag="GOAL",
            required=True,
        )
        return carried(
            old, new_sheet, chosen, reason_for(answers, new_sheet, reason, required=False)
        )

    return Form(change, given=bool(goal_ids))
