"""`perfgit todo`."""

from __future__ import annotations

import datetime as dt
import json
from itertools import groupby
from pathlib import Path

import click

from perfgit.cli.options import root_option, today_option, working_company
from perfgit.cli.progress import progress_bar
from perfgit.cli.unread import tells_unread
from perfgit.company.company import Company
from perfgit.company.resolver import person_called
from perfgit.company.today import today_in
from perfgit.i18n import say
from perfgit.todo.due import due
from perfgit.todo.item import Item


@click.command()
@click.argument("person", required=False)
@click.option(
    "--people", "with_people", is_flag=True, help="The person's reports as well, all below."
)
@click.option("--overdue", is_flag=True, help="Only what is late.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@root_option
@today_option
@tells_unread
def todo(
    person: str | None,
    with_people: bool,
    overdue: bool,
    format_: str,
    root: Path | None,
    today: dt.date | None,
) -> None:
    """What is due: since when, until when, and the command that does it.

    Without PERSON: of everybody, as HR needs it. Open pull requests are not looked at here; the
    site's Proposals page and `perfgit remind` have them.

    \b
    Examples:
      perfgit todo alice
      perfgit todo bruno --people         a manager with everybody below
      perfgit todo --overdue              everybody who is late
    """
    company = working_company(root)
    day = today_in(company, today)
    person = person_called(company, person) if person else None
    below = sorted(_below(company, person)) if person and with_people else ()
    wanted = dict.fromkeys((person, *below)) if person else ()
    with progress_bar(say("Reading")) as progress:
        items = due(company, day, *wanted, progress=progress)
    if overdue:
        items = [one for one in items if one.overdue(day)]
    show = _as_json if format_ == "json" else _as_text
    click.echo(show(company, items, day, person))


def _below(company: Company, person: str) -> set[str]:
    found: set[str] = set()
    waiting = [person]
    while waiting:
        for id in company.reports.get(waiting.pop(), ()):
            if id not in found:
                found.add(id)
                waiting.append(id)
    return found


def _as_text(company: Company, items: list[Item], today: dt.date, person: str | None) -> str:
    if not items:
        return say("Nothing is due on {day}.", day=today)
    lines: list[str] = []
    order = sorted(items, key=lambda one: (one.who != person, one.who))
    for who, theirs in groupby(order, key=lambda one: one.who):
        doc = company.people.get(who)
        name = doc.data.name if doc and doc.data else who
        lines.append(f"{name} ({who})")
        lines += [line for one in theirs for line in _lines(one, today)]
        lines.append("")
    late = sum(1 for one in items if one.overdue(today))
    lines.append(
        say(
            "{count:,} due on {day}, {late:,} of them late.", count=len(items), day=today, late=late
        )
    )
    return "\n".join(lines)


def _lines(one: Item, today: dt.date) -> list[str]:
    until = say("until {day}", day=one.until) if one.until else ""
    late = say("late") if one.overdue(today) else ""
    deputy = say("for {name}", name=one.stands_in_for) if one.stands_in_for else ""
    marks = ", ".join(part for part in (until, late, deputy) if part)
    return [say("  {what}  ({marks})", what=one.what, marks=marks), f"      {one.command}"]


def _as_json(company: Company, items: list[Item], today: dt.date, person: str | None) -> str:
    return json.dumps(
        {
            "version": 1,
            "today": today.isoformat(),
            "person": person,
            "items": [
                {
                    "duty": one.duty,
                    "who": one.who,
                    "owner": one.owner,
                    "cycle": one.cycle,
                    "since": one.since.isoformat(),
                    "until": one.until.isoformat() if one.until else None,
                    "overdue": one.overdue(today),
                    "what": one.what,
                    "command": one.command,
                    "path": one.path,
                    "stands_in_for": one.stands_in_for,
                }
                for one in items
            ],
        },
        ensure_ascii=False,
        indent=2,
    )
