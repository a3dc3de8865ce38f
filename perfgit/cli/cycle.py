"""`perfgit cycle`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgit.cli.cycle_transitions import freeze, next_cycle, open_cycle, status
from perfgit.cli.options import find_root, root_option, today_option
from perfgit.cli.progress import progress_bar
from perfgit.cli.unread import tells_unread
from perfgit.company.company import Company
from perfgit.company.today import today_in
from perfgit.files.trees import WorkingTree
from perfgit.i18n import listing, say
from perfgit.problem import PerfgitError
from perfgit.scoring.names import named

if TYPE_CHECKING:
    from perfgit.cycles.close import Closing
    from perfgit.cycles.results import Outcome

_MOST = 40
"""Lines of a list before it is shortened."""


@click.group()
def cycle() -> None:
    """The turns of a cycle.

    \b
    Example:
      perfgit cycle status               where the running cycle stands
      perfgit cycle open 2027-h1         what opening would write; --write writes it
      perfgit cycle close 2026-h1        what closing would write
    """


for _turn in (open_cycle, status, freeze, next_cycle):
    cycle.add_command(_turn)


@cycle.command()
@click.argument("cycle_id", metavar="CYCLE")
@click.option("--write", is_flag=True, help="Write the results, and the day into the cycle's file.")
@click.option(
    "--without",
    multiple=True,
    metavar="PERSON",
    help="Somebody who has no result; may be repeated. With --why.",
)
@click.option("--why", help="Why: for those of --without; with --force, for all without a result.")
@click.option("--force", is_flag=True, help="Past the brake: you have looked. With --why.")
@click.option("--all", "all_", is_flag=True, help="List everybody, however many they are.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@root_option
@today_option
@tells_unread
def close(
    cycle_id: str,
    write: bool,
    without: tuple[str, ...],
    why: str | None,
    force: bool,
    all_: bool,
    format_: str,
    root: Path | None,
    today: dt.date | None,
) -> None:
    """Freeze the results of CYCLE and close it.

    Without --write nothing changes: it lists who gets which result, and who gets none and why.
    With --write every result.yml is written and `closed:` is set in org/cycles/CYCLE.yml. Closing
    again writes only what has changed meanwhile; an interrupted run is simply repeated. The policy
    is frozen once, in reviews/CYCLE/closing.yml. It refuses while the cycle's files have errors, and
    brakes while evaluation is open, where somebody has no result and nobody says why or has one without
    the manager's review, and where many results that were told would move.

    Exit code 0: done, or could be done. 1: refused. 2: wrong usage.

    \b
    Examples:
      perfgit cycle close 2026-h1
      perfgit cycle close 2026-h1 --write
      perfgit cycle close 2026-h1 --without lee --why "On leave since March." --write
    """
    from perfgit.cycles.close import close as write_closing
    from perfgit.cycles.close import plan

    folder = find_root(root)
    day = today_in(Company(WorkingTree(folder)), today)
    with progress_bar(say("Closing")) as progress:
        closing = plan(folder, cycle_id, day, progress)
    if why is None and (force or without):
        raise click.UsageError(say("--force and --without need --why TEXT: it is written down."))
    strangers = [id for id in without if id not in {one.person for one in closing.without}]
    if strangers:
        raise PerfgitError(
            say('"{id}" has a result, or nothing in the cycle.', id=strangers[0][:80]),
            say("Without --write it is listed who has none."),
        )
    reasons = dict.fromkeys(without, why or "")
    if force:
        reasons |= {one.person: why or "" for one in closing.unexplained(reasons)}
    brakes = [] if closing.errors else closing.brakes(reasons)
    braked = write and bool(brakes) and not force
    written = write and not closing.errors and not braked
    if written:
        write_closing(folder, closing, reasons, why if brakes else None)
    if format_ == "json":
        click.echo(_as_json(closing, written, [] if force else brakes))
    else:
        click.echo(_as_text(closing, written, all_))
    if braked or (brakes and not force and format_ == "text"):
        reason = listing(brakes, most=len(brakes))
        click.echo(say("Brake: {reason}. `--force --why TEXT` goes on.", reason=reason), err=True)
    sys.exit(1 if closing.errors or braked else 0)


def _as_text(closing: Closing, written: bool, all_: bool) -> str:
    if closing.errors:
        from perfgit.cycles.close import described

        return say(
            "{cycle} cannot be closed: {count} errors ({places}).\n"
            "`perfgit check` shows them; nothing was written.",
            cycle=closing.cycle,
            count=len(closing.errors),
            places=described(closing.errors),
        )
    lines = [_line(one) for one in closing.outcomes if one.why is None]
    most = len(lines) if all_ else _MOST
    if len(lines) > most:
        left = len(lines) - most
        lines = [*lines[:most], say("  and {left:,} more (--all lists them)", left=left)]
    for why, people in _without(closing).items():
        names = listing(people, most=len(people) if all_ else 8)
        lines.append(say("  no result: {names}: {why}", names=names, why=why))
    for one in closing.lacking:
        most = len(one.no_result) + len(one.not_in) if all_ else 8
        parts = [say("no result of {names}", names=listing(one.no_result, most=most))]
        waiting = [f"{person} ({listing(map(named, them))})" for person, them in one.not_in]
        parts = parts if one.no_result else []
        if waiting:
            parts.append(say("not handed in about {names}", names=listing(waiting, most=most)))
        lines.append(f"  {one.manager or '-'}: {'; '.join(parts)}")
    return "\n".join([*lines, *_summary(closing, written)])


def _line(outcome: Outcome) -> str:
    mark = say("  (as it was)") if outcome.data is None else ""
    return say(
        "  {person:<32} {score:>5}  rating {rating}{mark}",
        person=outcome.person,
        score=str(outcome.score),
        rating=outcome.rating if outcome.rating is not None else "-",
        mark=mark,
    )


def _without(closing: Closing) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for one in closing.without:
        reasons.setdefault(one.why or "", []).append(one.person)
    return reasons


def _summary(closing: Closing, written: bool) -> list[str]:
    ratings = Counter(one.rating for one in closing.results if one.rating is not None)
    shown = listing((f"{rating}: {ratings[rating]:,}" for rating in sorted(ratings)), most=20)
    changes = len(closing.changes)
    lines = [
        say(
            "{cycle}: {results:,} results, {without:,} without one. Ratings: {ratings}.",
            cycle=closing.cycle,
            results=len(closing.results),
            without=len(closing.without),
            ratings=shown or say("none"),
        )
    ]
    if not changes and closing.was_closed:
        lines.append(say("Closed on {day}; nothing has changed since.", day=closing.closed))
    elif written:
        lines.append(
            say("{count:,} results written; closed on {day}.", count=changes, day=closing.closed)
        )
    else:
        lines.append(
            say(
                "{count:,} results would be written, closed on {day}. `--write` does it.",
                count=changes,
                day=closing.closed,
            )
        )
    return lines


def _as_json(closing: Closing, written: bool, brakes: list[str]) -> str:
    return json.dumps(
        {
            "version": 1,
            "cycle": closing.cycle,
            "closed": closing.closed.isoformat(),
            "written": written and not closing.errors,
            "errors": [
                {"rule": one.rule, "file": one.file, "line": one.line, "message": one.message}
                for one in closing.errors
            ],
            "results": [
                {
                    "person": one.person,
                    "score": str(one.score),
                    "rating": one.rating,
                    "changed": one.data is not None,
                }
                for one in closing.results
            ],
            "without": [{"person": one.person, "why": one.why} for one in closing.without],
            "lacking": [
                {
                    "manager": one.manager or None,
                    "no_result": one.no_result,
                    "not_in": [{"person": id, "sources": them} for id, them in one.not_in],
                }
                for one in closing.lacking
            ],
            "brakes": brakes,
        },
        ensure_ascii=False,
        indent=2,
    )
