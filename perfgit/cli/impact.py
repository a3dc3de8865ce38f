"""`perfgit impact`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from perfgit.authoring.which_cycle import running_cycle
from perfgit.cli.options import find_root, root_option
from perfgit.cli.unread import tells_unread
from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.i18n import say
from perfgit.insight.impact import (
    Impact,
    Sheets,
    Touched,
    asked_about,
    between,
    impact,
    strategy_changes,
    totals,
)
from perfgit.measures.exact import Fraction, shown_share


@click.command("impact")
@click.argument("objective", required=False)
@click.option("--base", metavar="REV", help="What has changed since this git revision.")
@click.option("--cycle", "cycle_id", metavar="ID", help="Goals of this cycle (default: running).")
@click.option("--open", "open_", is_flag=True, help="Only goals that nobody has agreed again.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@root_option
@tells_unread
def impact_command(
    objective: str | None,
    base: str | None,
    cycle_id: str | None,
    open_: bool,
    format_: str,
    root: Path | None,
) -> None:
    """Which goals and people a change of strategy touches.

    Without OBJECTIVE: the changes that goals/strategy.yml names in the running cycle, and who has
    agreed again since (an entry in the sheet's history). With OBJECTIVE (an objective's id, or a
    goal such as company/touchless): what would be touched if it changed.

    \b
    Examples:
      perfgit impact
      perfgit impact market-leader
      perfgit impact --base origin/main --format json
    """
    folder = find_root(root)
    company = Company(WorkingTree(folder))
    sheets = Sheets(company, running_cycle(company, cycle_id))
    if objective:
        changes = [asked_about(company, sheets, objective)]
    elif base:
        from perfgit.files.repository import tree_at

        changes = between(Company(tree_at(folder, base)), company, sheets)
    else:
        changes = strategy_changes(company, sheets.cycle)
    found = [impact(sheets, change) for change in changes]
    show = _as_json if format_ == "json" else _as_text
    click.echo(show(sheets.cycle, found, open_))


def _as_text(cycle: str, impacts: list[Impact], open_: bool) -> str:
    if not impacts:
        return say("{cycle}: nothing that goals depend on has changed.", cycle=cycle)
    lines: list[str] = []
    for one in impacts:
        names = ", ".join(f"{ref.owner}/{ref.goal}" for ref in one.change.sources)
        lines.append(f"{one.change.on}  {names}" if one.change.on else names)
        lines.append(f"  {one.change.what}")
        shown = one.open if open_ else one.touched
        lines += [_line(goal, dated=one.change.on is not None) for goal in shown]
        if not shown:
            lines.append(say("  No goal is touched."))
        lines.append("")
    goals, owners, left = totals(impacts)
    lines.append(
        say("{goals:,} goals of {owners:,} owners are touched.", goals=goals, owners=owners)
    )
    if any(one.change.on for one in impacts):
        lines.append(
            say(
                "{left:,} of them have still to be agreed again: an entry under `history:` in the"
                " sheet (kept, changed or dropped) settles it.",
                left=left,
            )
        )
    return "\n".join(lines)


def _line(goal: Touched, *, dated: bool) -> str:
    state = ""
    if goal.settled:
        state = say("{what} on {day}", what=goal.settled.what, day=goal.settled.on)
    elif dated:
        state = say("still to agree again")
    return f"  {goal.ref!s:<44} {_percent(goal.share):>6}  {state}".rstrip()


def _percent(share: Fraction) -> str:
    return f"{shown_share(share, 3) * 100:f}%"


def _as_json(cycle: str, impacts: list[Impact], open_: bool) -> str:
    changes = [one.as_json(open_only=open_) for one in impacts]
    return json.dumps(
        {"version": 1, "cycle": cycle, "changes": changes}, ensure_ascii=False, indent=2
    )
