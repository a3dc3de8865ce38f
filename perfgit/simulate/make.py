"""Make a simulated company: compose its files, write them, and close its first cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from perfgit.company.company import Company
from perfgit.cycles.results import outcomes
from perfgit.files.layout import Layout
from perfgit.files.new_folder import is_empty, new_folder
from perfgit.files.render import record_data, render
from perfgit.files.trees import WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import say
from perfgit.parallel import Progress, portions, shared_out
from perfgit.problem import PerfgitError
from perfgit.scoring.frozen import closing_of
from perfgit.simulate import checkins, goals
from perfgit.simulate.chance import generator, happens
from perfgit.simulate.company import first_cycle, layout_for, organisation
from perfgit.simulate.goals import Sheet
from perfgit.simulate.org import H1, H1_ENDS, H1_STARTS, H2, H2_STARTS, Org, Person, build
from perfgit.simulate.process import calibrations, cycle_ratings, retrospective
from perfgit.simulate.reviews import reviews

Data = dict[str, Any]
File = tuple[str, Data]

TODAY = dt.date(2026, 11, 15)
"""Up to this day the running cycle has been lived, unless another is given."""

_FIRST, _LAST = dt.date(2026, 7, 16), dt.date(2026, 12, 31)
PARALLEL_FROM = 300


class Made(NamedTuple):
    """What was made."""

    people: int
    teams: int
    files: int
    results: int


def make(
    folder: Path, count: int, seed: int, today: dt.date = TODAY, progress: Progress | None = None
) -> Made:
    """Make a company of `count` people in an empty or new folder.

    Raises PerfgitError where the folder holds something, or today is not in the running cycle.
    """
    _refuse(folder, today)
    org = build(count, seed)
    layout = layout_for(count)
    files = 0
    with new_folder(folder) as place, Writer(place, durable=False) as writer:
        files += _write(writer, organisation(org, layout))
        company_and_teams = list(_sheets_above(org, layout, today))
        files += _write(writer, iter(company_and_teams))
        files += _people(place, org, layout, today, progress)
        company = Company(WorkingTree(place))
        for session, data in calibrations(org, company):
            files += _write(
                writer, iter([(layout.path("calibration", cycle=H1, id=session), data)])
            )
        files += _write(
            writer, iter([(layout.path("retrospective", cycle=H1), retrospective(org))])
        )
        said = (
            (layout.path("cycle-rating", cycle=H1, id=id), data) for id, data in cycle_ratings(org)
        )
        files += _write(writer, said)
        results = _freeze(writer, place, org, progress)
    return Made(len(org.people), len(org.teams), files + results, results)


def _refuse(folder: Path, today: dt.date) -> None:
    if not _FIRST <= today <= _LAST:
        raise PerfgitError(
            say("{today} is not in the running cycle.", today=today),
            say("Give a day from {first} to {last}.", first=_FIRST, last=_LAST),
        )
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise PerfgitError(
            say("{folder} is not a folder.", folder=folder), say("Name an empty or new folder.")
        )
    if folder.is_dir() and not is_empty(folder):
        raise PerfgitError(
            say("{folder} is not empty.", folder=folder),
            say("A simulated company is never mixed with real files: name an empty or new folder."),
        )


def _write(writer: Writer, files: Iterator[File]) -> int:
    count = 0
    for path, data in files:
        writer.write(path, render(data).encode())
        count += 1
    return count


def _sheets_above(org: Org, layout: Layout, today: dt.date) -> Iterator[File]:
    """Sheets and check-ins of the company and its teams."""
    for cycle in (H1, H2):
        sheet = goals.company_sheet(org, cycle)
        yield layout.path("goals", cycle=cycle, owner="company"), sheet.data
        yield from _checkins_above(org, layout, "company", sheet, cycle, today, 3)
        for team in org.teams.values():
            sheet = goals.team_sheet(org, team, cycle)
            owner = f"teams/{team.id}"
            yield layout.path("goals", cycle=cycle, owner=owner), sheet.data
            count = 1 if happens(generator(org.seed, cycle, "looks", team.id), 0.2) else 0
            yield from _checkins_above(org, layout, owner, sheet, cycle, today, count)


def _checkins_above(
    org: Org, layout: Layout, owner: str, sheet: Sheet, cycle: str, today: dt.date, count: int
) -> Iterator[File]:
    chance = generator(org.seed, cycle, "checkins", owner)
    for day in checkins.days(chance, cycle, count, today):
        data = checkins.checkin(sheet, chance, cycle, day)
        if data:
            yield layout.path("checkin", cycle=cycle, owner=owner, day=day), data


def of_person(org: Org, layout: Layout, person: Person, today: dt.date) -> Iterator[File]:
    """Every file of a person's folders, without the frozen result."""
    owner = f"people/{person.id}"
    chance = generator(org.seed, "person", "files", person.number)
    full = org.teams[person.team].full
    for cycle in (H1, H2):
        if cycle == H1 and not person.here(H1_STARTS, H1_ENDS):
            continue
        if person.left and person.left < H2_STARTS:
            continue
        if not happens(chance, 0.98 if full else 0.95):
            continue  # nobody has agreed on goals yet
        team = goals.team_sheet(org, org.teams[person.team], cycle)
        sheet = goals.person_sheet(org, person, cycle, [goal["id"] for goal in team.data["goals"]])
        yield layout.path("goals", cycle=cycle, owner=owner), sheet.data
        count = chance.choice((0, 1, 1, 2, 3) if full else (0, 0, 0, 0, 1))
        for day, data in checkins.for_person(org, person, sheet, cycle, count, today):
            yield layout.path("checkin", cycle=cycle, owner=owner, day=day), data
        if cycle == H1:
            for (kind, id, on), data in reviews(org, person, sheet):
                yield layout.path(kind, cycle=cycle, owner=owner, id=id, day=on), data


def _people(
    folder: Path, org: Org, layout: Layout, today: dt.date, progress: Progress | None
) -> int:
    """Write the folders of all people; in several processes where it pays."""
    people = list(org.people)

    def some(chunk: Sequence[str]) -> int:
        with Writer(folder, durable=False) as writer:
            return sum(
                _write(writer, of_person(org, layout, org.people[id], today)) for id in chunk
            )

    def first_half(done: int, of: int) -> None:
        if progress:
            progress(done, 2 * of)

    parallel = len(people) >= PARALLEL_FROM
    return sum(shared_out(portions(people, 50), some, first_half, parallel=parallel))


def _freeze(writer: Writer, folder: Path, org: Org, progress: Progress | None) -> int:
    """Close the first cycle: the same results that `perfgit cycle close` gives."""
    company = Company(WorkingTree(folder))
    people = sorted(id for id, one in org.people.items() if one.here(H1_STARTS, H1_ENDS))
    frozen = closing_of(company, H1)
    writer.write(
        company.layout.path("closing", cycle=H1),
        render(record_data(frozen, defaults=True)).encode(),
    )
    written = 1

    def second_half(done: int, of: int) -> None:
        if progress:
            progress(of + done, 2 * of)

    without: dict[str, str] = {}
    for outcome in outcomes(company, H1, people, second_half):
        if outcome.why and outcome.owed:
            without[outcome.person] = outcome.why
        if outcome.data:
            writer.write(outcome.path, outcome.data)
            written += 1
    if without:
        file = company.layout.path("cycle", id=H1)
        writer.write(file, render(first_cycle() | {"who": {"without": without}}).encode())
    return written
