"""A goal's fields: what they usually are, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfgit.authoring.change import Data
from perfgit.authoring.choices import Option
from perfgit.authoring.goals import Sheet
from perfgit.company.dossier import key_results
from perfgit.files.layout import is_slug
from perfgit.i18n import say, suggestion
from perfgit.model.cells import distinct, slug
from perfgit.model.goals import Goal, GoalSheet
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed


def usual_id(sheet: GoalSheet, title: str) -> str:
    """An id from the first words of a title that no goal of the sheet has."""
    taken = {goal.id for goal in sheet.goals}
    return distinct(slug(" ".join(title.split()[:5])[:40], "goal"), taken)


def check_id(sheet: GoalSheet, id: str) -> None:
    """Raise PerfgitError where this cannot be the id of a new goal."""
    if not is_slug(id):
        raise PerfgitError(say("Lower-case letters, digits and hyphens."))
    if any(goal.id == id for goal in sheet.goals):
        raise PerfgitError(say('There is a goal "{goal}" already.', goal=id))


def usual_weight(sheet: GoalSheet) -> int:
    """An equal share of 100 for one goal more."""
    return 100 // (len(agreed(sheet)) + 1)


def supportable(sheet: Sheet) -> Iterator[Option]:
    """Goals of the team and those above it, of the manager, of the company; objectives."""
    company = sheet.company
    owners: list[str] = []
    kind, _, id = sheet.owner.partition("/")
    if kind == "people":
        person = company.person(id)
        team = person.team if person else None
        if person and person.manager:
            owners.append(f"people/{person.manager}")
    else:
        team = id or None
    while team and f"teams/{team}" not in owners:
        owners.append(f"teams/{team}")
        doc = company.teams.get(team)
        team = doc.data.parent if doc and doc.data else None
    for owner in [*owners, "company"]:
        above = company.dossier(sheet.cycle, owner).sheet if owner != sheet.owner else None
        for goal in agreed(above) if above else ():
            yield Option(f"{owner}/{goal.id}", f"{owner}: {goal.title}")
    for objective in company.strategy.objectives:
        yield Option(f"strategy/{objective.id}", f"strategy: {objective.title}")


def targets(goal: Goal) -> dict[str, float]:
    """The targets and bounds of a goal that are numbers, by key result."""
    return {
        result.id: target[1]
        for _, result in key_results(goal)
        if (target := result.measure.target_field)
    }


def check_target(goal: Goal, id: str) -> None:
    """Raise PerfgitError where no key result of that id has a number for a target."""
    known = [result.id for _, result in key_results(goal)]
    if id not in known:
        raise PerfgitError(
            say('There is no key result "{key}".', key=id[:80]), suggestion(id, known)
        )
    if id not in targets(goal):
        raise PerfgitError(
            say('"{key}" has no number for a target.', key=id),
            say("`perfgit goal edit --editor` opens the file."),
        )


def new_targets(goal: Goal, wanted: Mapping[str, float]) -> list[Data]:
    """What differs of the key results (or of the goal's own measure) with these targets."""
    found: list[Data] = []
    for _, result in key_results(goal):
        target = result.measure.target_field
        if target and wanted.get(result.id, target[1]) != target[1]:
            change: Data = {"measure": {target[0]: wanted[result.id]}}
            found.append(change if goal.measure is not None else {"id": result.id} | change)
    return found
