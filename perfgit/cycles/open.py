"""Opening a cycle: a sheet for everybody to start from.

A sheet begins without goals, because only what a person and their manager have agreed is data on
main. What is usual for the role, and which goals the plan of the cycle before carries over, stands in
it as comments, with the commands that take them over.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from perfgit.company.company import Company, cycle_of
from perfgit.company.participants import asks
from perfgit.company.periods import before
from perfgit.cycles.transition import Transition, new_errors
from perfgit.files.render import record_data, render
from perfgit.i18n import counted, listing, say
from perfgit.model.org import Cycle, Person
from perfgit.model.values import shifted
from perfgit.parallel import Progress

LATE_JOINERS = dt.timedelta(days=30)


def opening(
    company: Company,
    id: str,
    today: dt.date,
    only: Sequence[str] = (),
    progress: Progress | None = None,
) -> Transition:
    """What opening a cycle would write; sheets that are there are left as they are.

    Args:
        company: The company.
        id: The cycle.
        today: The day that counts as today.
        only: People to open it for; everybody where it is empty.
        progress: Told how many people have been looked at.

    Raises PerfgitError where there is no such cycle.
    """
    cycle = cycle_of(company, id)
    refused: list[str] = []
    if cycle.closed:
        refused.append(say("{cycle} was closed on {day}.", cycle=id, day=cycle.closed))
    if today < shifted(cycle.stages.plan.opens, -LATE_JOINERS):
        opens = cycle.stages.plan.opens
        refused.append(say("Planning opens only on {day}.", day=opens))
    people = {id: one for id, one in _people(company, cycle, today) if not only or id in only}
    files: dict[str, bytes] = {}
    lines: list[str] = []
    notes: list[str] = []
    earlier = before(company, id)
    beginning = lru_cache(maxsize=None)(partial(_beginning, company))
    for done, (person, data) in enumerate(people.items(), 1):
        owner = f"people/{person}"
        if progress:
            progress(done, len(people))
        if company.sheet(id, owner):
            continue
        path = company.path_of("goals", id, owner)
        carry = _carried(company, earlier, owner)
        files[path] = beginning(data.role, carry)
        lines.append(f"  {path}")
        if carry:
            notes.append(say("{person} carries over {goals}.", person=person, goals=listing(carry)))
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
        counted(
            len(files),
            "{cycle}: {count} sheet to begin with; with one already: {there}.",
            "{cycle}: {count} sheets to begin with; with one already: {there}.",
            cycle=id,
            there=f"{there:,}",
        )
    )
    return Transition(id, files, tuple(lines), tuple(dict.fromkeys(notes)), tuple(refused), brake)


def _people(company: Company, cycle: Cycle, today: dt.date) -> Iterator[tuple[str, Person]]:
    """Who is asked for goals, of those who are there while the cycle runs."""
    for id, doc in company.people.items():
        person = doc.data
        if person is None or (person.left and person.left < max(cycle.starts, today)):
            continue
        if person.joined and person.joined > cycle.ends:
            continue
        if asks(company, cycle, f"people/{id}", "goals"):
            yield id, person


def _carried(company: Company, earlier: str | None, owner: str) -> tuple[str, ...]:
    """The goals that a person's plan carries over."""
    doc = company.only("plan", earlier, owner) if earlier else None
    return tuple(doc.data.carry) if doc and doc.data else ()


def _beginning(company: Company, role_id: str | None, carry: tuple[str, ...]) -> bytes:
    """A sheet without goals: what to do here, and what is usual for the role, as comments."""
    role = company.roles.get(role_id or "")
    said = [say("Goals are proposed here by pull request, and agreed when it is merged.")]
    said.append(say("`perfgit goal new` asks for all that is needed."))
    if carry:
        goals = listing(carry)
        said.append(say("Your plan carries over {goals}: `perfgit goal carry`.", goals=goals))
    if role and role.data and role.data.kpis:
        said += ["", say("Usual for {role}, to take over into key_results:", role=role.data.title)]
        kpis = [record_data(one) for one in role.data.kpis]
        said += render({"key_results": kpis}).splitlines()
    lines: list[str] = []
    for one in said:
        lines += textwrap.wrap(one, 100) if one and not one.startswith(" ") else [one]
    return ("\n".join(f"# {line}".rstrip() for line in lines) + "\n\ngoals: []\n").encode()
