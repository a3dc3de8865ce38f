"""`perfgit cycle open`, `freeze`, `next` and `status`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgit.cli.options import find_root, root_option, today_option
from perfgit.cli.progress import progress_bar
from perfgit.cli.unread import tells_unread
from perfgit.company.company import Company
from perfgit.company.resolver import person_called
from perfgit.company.today import today_in
from perfgit.files.trees import WorkingTree
from perfgit.i18n import counted, listing, say
from perfgit.problem import PerfgitError

if TYPE_CHECKING:
    from perfgit.cycles.transition import Transition
    from perfgit.todo.cycle_status import Standing

_MOST = 40
_write_option = click.option("--write", "do", is_flag=True, help="Write it.")
_force_option = click.option("--force", is_flag=True, help="Past the brake: you have looked.")


@click.command("open")
@click.argument("cycle_id", metavar="CYCLE")
@click.argument("people", nargs=-1, metavar="[PERSON]...")
@_write_option
@_force_option
@root_option
@today_option
@tells_unread
def open_cycle(
    cycle_id: str,
    people: tuple[str, ...],
    do: bool,
    force: bool,
    root: Path | None,
    today: dt.date | None,
) -> None:
    """A goal sheet for everybody to begin with.

    It begins without goals; those that the plan of the cycle before carries over, and key results
    that are usual for the role, stand there as comments. Sheets that are there are left alone, so it
    is safe to repeat.
    Without --write nothing changes. Exit code 1: refused.

    \b
    Examples:
      perfgit cycle open 2027-h1
      perfgit cycle open 2027-h1 --write
      perfgit cycle open 2027-h1 yusuf --write     one who joined later
    """
    from perfgit.cycles.open import opening

    folder = find_root(root)
    company = Company(WorkingTree(folder))
    people = tuple(person_called(company, person) for person in people)
    day = today_in(company, today)
    with progress_bar(say("Reading")) as progress:
        transition = opening(company, cycle_id, day, people, progress)
    _done(folder, transition, do, force)


@click.command()
@click.argument("cycle_id", metavar="CYCLE")
@_write_option
@_force_option
@root_option
@today_option
@tells_unread
def freeze(cycle_id: str, do: bool, force: bool, root: Path | None, today: dt.date | None) -> None:
    """Close planning today: from now on, changes of goals give their reasons.

    Refused while the goals have errors; braked where many people have no goals. Without --write
    nothing changes. Exit code 1: refused.

    \b
    Example:
      perfgit cycle freeze 2026-h2 --write
    """
    from perfgit.cycles.freeze import freezing

    folder = find_root(root)
    company = Company(WorkingTree(folder))
    _done(folder, freezing(company, cycle_id, today_in(company, today)), do, force)


@click.command("next")
@click.argument("cycle_id", metavar="CYCLE")
@click.option("--id", "new_id", metavar="ID", help="The new cycle's id, if it is not plain.")
@click.option("--title", help="What it is called.")
@_write_option
@root_option
@tells_unread
def next_cycle(
    cycle_id: str, new_id: str | None, title: str | None, do: bool, root: Path | None
) -> None:
    """The file of the cycle after CYCLE: the same stages and rhythm, moved on.

    Without --write nothing changes; look at the days afterwards, holidays are not known here.

    \b
    Examples:
      perfgit cycle next 2026-h2
      perfgit cycle next 2026-h2 --write
    """
    from perfgit.cycles.next import following

    folder = find_root(root)
    _done(folder, following(Company(WorkingTree(folder)), cycle_id, new_id, title), do, False)


def _done(root: Path, transition: Transition, do: bool, force: bool) -> None:
    """Show a turn and, where it is asked for and nothing speaks against it, write it."""
    body, end = transition.lines[:-1], transition.lines[-1:]
    for line in body[:_MOST]:
        click.echo(line)
    if len(body) > _MOST:
        click.echo(say("  and {left:,} more", left=len(body) - _MOST))
    for note in transition.notes[:_MOST]:
        click.echo(say("  note: {note}", note=note))
    for line in end:
        click.echo(line)
    if transition.refused:
        for reason in transition.refused:
            click.echo(say("Refused: {reason}", reason=reason), err=True)
        sys.exit(1)
    if transition.brake and not force:
        click.echo(say("Brake: {reason} `--force` goes on.", reason=transition.brake), err=True)
        sys.exit(1)
    if not transition.files:
        return
    if do:
        from perfgit.cycles.transition import write

        with progress_bar(say("Writing")) as progress:
            write(root, transition, progress)
        click.echo(
            counted(len(transition.files), "{count} file written.", "{count} files written.")
        )
    else:
        click.echo(
            counted(
                len(transition.files),
                "{count} file would be written. `--write` does it.",
                "{count} files would be written. `--write` does it.",
            )
        )


@click.command()
@click.argument("cycle_id", metavar="[CYCLE]", required=False)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@root_option
@today_option
@tells_unread
def status(cycle_id: str | None, format_: str, root: Path | None, today: dt.date | None) -> None:
    """Where a cycle stands (default: the latest that has begun), and what is late.

    \b
    Examples:
      perfgit cycle status
      perfgit cycle status 2026-h1 --format json
    """
    from perfgit.todo.cycle_status import standing

    company = Company(WorkingTree(find_root(root)))
    day = today_in(company, today)
    begun = [id for id, one in company.cycles_in_order() if one.stages.plan.opens <= day]
    if not cycle_id and not begun:
        raise PerfgitError(say("No cycle has begun."), say("Cycles lie in org/cycles/."))
    with progress_bar(say("Reading")) as progress:
        found = standing(company, cycle_id or begun[0], day, progress)
    click.echo(_as_json(found, day) if format_ == "json" else _as_text(found))


def _as_text(one: Standing) -> str:
    from perfgit.todo.duties import BY_NAME

    if one.closed:
        where = say("closed on {day}", day=one.closed)
    else:
        where = listing(one.stages) or say("between stages")
    lines = [f"{one.title} ({one.cycle}): {where}", ""]
    rows = [
        (say("with goals"), one.with_goals),
        (say("with check-ins"), one.with_checkins),
        *((say("reviews: {kind}", kind=kind), count) for kind, count in one.reviews.items()),
        (say("meetings held"), one.meetings),
        (say("acknowledged"), one.acknowledged),
        (say("appeals"), one.appeals),
        (say("results"), one.results),
    ]
    lines += [f"  {label:<24} {count:>6,}" for label, count in rows]
    lines.append(say("  of {people:,} people", people=one.people))
    if one.due:
        lines += ["", say("Due (late):")]
        lines += [
            f"  {say(BY_NAME[duty].label):<24} {count:>6,} ({one.late.get(duty, 0):,})"
            for duty, count in one.due.items()
        ]
        lines.append(say("`perfgit todo` lists them."))
    return "\n".join(lines)


def _as_json(one: Standing, today: dt.date) -> str:
    data = one._asdict() | {"closed": one.closed.isoformat() if one.closed else None}
    return json.dumps(
        {"version": 1, "today": today.isoformat(), **data}, ensure_ascii=False, indent=2
    )
