"""Opening a cycle: a sheet for everybody to start from.

A sheet holds the goals that the plan of the cycle before carries over (they were agreed there);
what is usual for the role stands below as comments, because only what was agreed is data on main.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence

from perfgit.authoring.carrying import carried
from perfgit.authoring.change import RefusedError
from perfgit.authoring.goals import Sheet
from perfgit.company import Company
from perfgit.cycles.turn import Turn, cycle_of, new_errors
from perfgit.files.rendering import record_data, render
from perfgit.model.org import Cycle
from perfgit.words import say

LATE_JOINERS = dt.timedelta(days=30)


def opening(company: Company, id: str, today: dt.date, only: Sequence[str] = ()) -> Turn:
    """What opening a cycle would write; sheets that are there are left as they are.

    Args:
        company: The company.
        id: The cycle.
        today: The day that counts as today.
        only: People to open it for; everybody where it is empty.

    Raises PerfgitError where there is no such cycle.
    """
    cycle = cycle_of(company, id)
    refused: list[str] = []
    if cycle.closed:
        refused.append(say("{cycle} was closed on {day}.", cycle=id, day=cycle.closed))
    if today < cycle.stages.plan.opens - LATE_JOINERS:
        opens = cycle.stages.plan.opens
        refused.append(say("Planning opens only on {day}.", day=opens))
    people = [one for one in _people(company, cycle, today) if not only or one in only]
    files: dict[str, bytes] = {}
    lines: list[str] = []
    notes: list[str] = []
    before = _before(company, id)
    for person in people:
        sheet = Sheet(company, id, f"people/{person}", today)
        if company.sheet(id, f"people/{person}"):
            continue
        data, goals = _sheet(company, sheet, before, notes)
        files[sheet.path] = data
        lines.append(
            say("  {path}: {count} goals carried over", path=sheet.path, count=goals)
            if goals
            else f"  {sheet.path}"
        )
    problems = [] if refused or not files else new_errors(company, files)
    refused += [f"{one.file}: {one.message}" for one in problems[:5]]
    brake = None
    if not only and today > cycle.stages.plan.closes and len(files) > max(3, len(people) // 10):
        brake = say(
            "Planning closed on {day}, and {count:,} people would get a sheet.",
            day=cycle.stages.plan.closes,
            count=len(files),
        )
    there = len(people) - len(files)
    lines.append(
        say(
            "{cycle}: {new:,} sheets to begin with, {there:,} people have one.",
            cycle=id,
            new=len(files),
            there=there,
        )
    )
    return Turn(id, files, tuple(lines), tuple(dict.fromkeys(notes)), tuple(refused), brake)


def _people(company: Company, cycle: Cycle, today: dt.date) -> Iterator[str]:
    """Who takes part: everybody who is there while the cycle runs."""
    for id, doc in company.people.items():
        person = doc.data
        if person is None or (person.left and person.left < max(cycle.starts, today)):
            continue
        if person.joined is None or person.joined <= cycle.ends:
            yield id


def _before(company: Company, id: str) -> str | None:
    """The cycle before this one."""
    order = [one for one, _ in company.cycles_in_order()]
    at = order.index(id) + 1
    return order[at] if at < len(order) else None


def _sheet(
    company: Company, sheet: Sheet, before: str | None, notes: list[str]
) -> tuple[bytes, int]:
    """The bytes of a first sheet, and how many goals it begins with."""
    head = _comments(company, sheet)
    carry: list[str] = []
    if before:
        plan = company.dossier(before, sheet.owner).plan
        carry = plan.carry if plan else []
    if before and carry:
        try:
            change = carried(Sheet(company, before, sheet.owner, sheet.today), sheet, carry)
            notes += [f"{sheet.owner}: {note}" for note in change.notes]
            return head + change.after, len(carry)
        except RefusedError as error:
            notes.append(f"{sheet.owner}: {error.message} {error.help}")
    return head + b"goals: []\n", 0


def _comments(company: Company, sheet: Sheet) -> bytes:
    """What to do here, and what is usual for the role, as comments."""
    person = company.person(sheet.owner.partition("/")[2])
    role = company.roles.get(person.role) if person and person.role else None
    said = [say("Goals are proposed here by pull request, and agreed when it is merged.")]
    said.append(say("`perfgit goal new` asks for all that is needed."))
    if role and role.data and role.data.kpis:
        said += ["", say("Usual for {role}, to take over into key_results:", role=role.data.title)]
        kpis = [record_data(one) for one in role.data.kpis]
        said += render({"key_results": kpis}).splitlines()
    lines: list[str] = []
    for one in said:
        lines += textwrap.wrap(one, 100) if one and not one.startswith(" ") else [one]
    return ("\n".join(f"# {line}".rstrip() for line in lines) + "\n\n").encode()
