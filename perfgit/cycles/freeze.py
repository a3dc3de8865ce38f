"""Freezing a cycle's planning: from now on, changes of goals give their reasons."""

from __future__ import annotations

import datetime as dt

from perfgit.company.company import Company, cycle_of
from perfgit.cycles.transition import Transition
from perfgit.i18n import counted, listing, say
from perfgit.rules.engine import check

BRAKE = 10
"""Per cent of people without goals from which freezing has to be forced."""


def freezing(company: Company, id: str, today: dt.date) -> Transition:
    """What freezing would write: the day on which planning closes, if it is another one.

    Raises PerfgitError where there is no such cycle.
    """
    cycle = cycle_of(company, id)
    path = company.layout.path("cycle", id=id)
    stage = cycle.stages.plan
    refused: list[str] = []
    if cycle.closed:
        refused.append(say("{cycle} was closed on {day}.", cycle=id, day=cycle.closed))
    if today < stage.opens:
        refused.append(say("Planning opens only on {day}.", day=stage.opens))
    own = f"goals/{id}/"
    errors = [
        one
        for one in check(company.tree).problems
        if one.severity == "error" and one.file.startswith(own)
    ]
    if errors:
        from perfgit.cycles.close import described  # most turns have none

        refused.append(
            counted(
                len(errors),
                "The goals have {count} error ({places}); `perfgit check` shows it.",
                "The goals have {count} errors ({places}); `perfgit check` shows them.",
                places=described(tuple(errors)),
            )
        )
    if today > stage.closes:
        line = say("Planning closed on {day}; nothing changes.", day=stage.closes)
        return Transition(id, {}, (line,), (), tuple(refused))
    people = _taking_part(company, today)
    without = [person for person in people if not _has_goals(company, id, person)]
    lines = [say("Planning of {cycle} closes on {day}.", cycle=id, day=today)]
    if without:
        lines.append(
            say(
                "{count:,} people have no goals: {names}.",
                count=len(without),
                names=listing(without),
            )
        )
    brake = None
    if len(without) * 100 > len(people) * BRAKE:
        brake = say(
            "{count:,} of {all:,} people have no goals.", count=len(without), all=len(people)
        )
    files: dict[str, bytes] = {}
    if today != stage.closes and not refused:
        from perfgit.files.editor import Editor  # ruamel.yaml starts only to write

        editor = Editor(company.tree, path)
        editor.set(("stages", "plan", "closes"), today)
        # what a running cycle goes by changes with a reason only; the gate asks for it
        why = say("The goals are agreed.")
        editor.append(("changes",), {"on": today, "what": say("Planning closes"), "why": why})
        files[path] = editor.after()
    return Transition(id, files, tuple(lines), (), tuple(refused), brake)


def _taking_part(company: Company, today: dt.date) -> list[str]:
    return [
        id
        for id, doc in company.people.items()
        if doc.data
        and not (doc.data.left and doc.data.left < today)
        and not (doc.data.joined and doc.data.joined > today)
    ]


def _has_goals(company: Company, id: str, person: str) -> bool:
    sheet = company.sheet(id, f"people/{person}")
    return bool(sheet and sheet.data and any(goal.dropped is None for goal in sheet.data.goals))
