"""Rules about strategy and goal sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import listing, plain, say
from perfgit.model.goals import (
    MilestonesMeasure,
    ScaleMeasure,
)
from perfgit.problem import DataPath, Problem
from perfgit.rules.rule import Rule


def _plainly_right(weights: list[float | None]) -> bool:
    """All left out, or whole numbers that total 100: nearly always, and quickly seen."""
    given = [weight for weight in weights if weight is not None]
    if not given:
        return True
    return len(given) == len(weights) and sum(given) == 100 and all(map(float.is_integer, given))


def _total(
    doc: AnyDoc, weights: Sequence[tuple[str, float | None, DataPath]], what: str, at: DataPath
) -> Iterator[Problem]:
    """The problem of weights that do not total 100; all left out means equal shares."""
    given = [weight for _, weight, _ in weights if weight is not None]
    blank = next(((name, path) for name, weight, path in weights if weight is None), None)
    if blank:
        yield doc.problem(
            say('"{name}" has no weight, but others here have one.', name=blank[0]),
            say("Give every one a weight, or none (then all count alike)."),
            blank[1],
        )
        return
    total = sum((Decimal(repr(weight)) for weight in given), Decimal(0))
    if total != 100:
        listed = listing(f"{name} {plain(weight or 0)}" for name, weight, _ in weights)
        yield doc.problem(
            say("The weights of {what} total {total}, not 100.", what=what, total=plain(total)),
            say("Now: {listed}.", listed=listed),
            at,
        )


def _weights(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if not (sheet and doc):
        return
    if not _plainly_right([goal.weight for goal in sheet.goals if goal.dropped is None]):
        agreed = [
            (goal.id, goal.weight, ("goals", index))
            for index, goal in enumerate(sheet.goals)
            if goal.dropped is None
        ]
        first = agreed[0][2]
        at = (*first, "weight") if agreed[0][1] is not None else first
        yield from _total(doc, agreed, say("the goals"), at)
    for index, goal in enumerate(sheet.goals):
        if not _plainly_right([one.weight for one in goal.key_results]):
            inside = [
                (one.id, one.weight, ("goals", index, "key_results", number))
                for number, one in enumerate(goal.key_results)
            ]
            what = say('the key results of "{goal}"', goal=goal.id)
            yield from _total(doc, inside, what, ("goals", index, "key_results", 0, "weight"))
    for _, measure, goal, path in dossier.measures:
        if isinstance(measure, MilestonesMeasure) and not _plainly_right(
            [step.weight for step in measure.steps]
        ):
            steps = [
                (step.id, step.weight, (*path, "steps", number))
                for number, step in enumerate(measure.steps)
            ]
            what = say('the milestones of "{goal}"', goal=goal.id)
            yield from _total(doc, steps, what, (*path, "steps", 0, "weight"))


def repeated(doc: AnyDoc, ids: Iterable[tuple[str, DataPath]], what: str) -> Iterator[Problem]:
    """A problem for every id that stands a second time."""
    seen: set[str] = set()
    for id, at in ids:
        if id in seen:
            yield doc.problem(
                say('The {what} "{id}" stands here a second time.', what=what, id=id),
                say("Give one of the two another id; check-ins and reviews name them by id."),
                at,
            )
        seen.add(id)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _any_twice(named: Sequence[_Named]) -> bool:
    return len(named) > 1 and len({one.id for one in named}) < len(named)


def _duplicate_ids(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if sheet and doc:
        if _any_twice(sheet.goals):
            goals = ((goal.id, ("goals", index, "id")) for index, goal in enumerate(sheet.goals))
            yield from repeated(doc, goals, say("goal"))
        for index, goal in enumerate(sheet.goals):
            if _any_twice(goal.key_results):
                inside = (
                    (one.id, ("goals", index, "key_results", number, "id"))
                    for number, one in enumerate(goal.key_results)
                )
                yield from repeated(doc, inside, say("key result"))
        for _, measure, _, path in dossier.measures:
            if isinstance(measure, MilestonesMeasure | ScaleMeasure) and _any_twice(measure.steps):
                names = [step.id for step in measure.steps]
                steps = (
                    (name, (*path, "steps", number, "id")) for number, name in enumerate(names)
                )
                yield from repeated(doc, steps, say("step"))
    for checkin in dossier.checkins:
        if checkin.data and checkin.data.obstacles:
            obstacles = (
                (obstacle.id, ("obstacles", number, "id"))
                for number, obstacle in enumerate(checkin.data.obstacles)
            )
            yield from repeated(checkin, obstacles, say("obstacle"))
    plan, doc = dossier.plan, dossier.doc("plan")
    if plan and doc:
        actions = ((action.id, ("actions", n, "id")) for n, action in enumerate(plan.actions))
        yield from repeated(doc, actions, say("action"))


def _duplicate_ids_in_frame(company: Company) -> Iterator[Problem]:
    strategy = company.strategy_doc
    if strategy and strategy.data:
        objectives = (
            (one.id, ("objectives", n, "id")) for n, one in enumerate(strategy.data.objectives)
        )
        yield from repeated(strategy, objectives, say("objective"))
    competencies = company.competencies_doc
    if competencies and competencies.data:
        ids = (
            (one.id, ("competencies", n, "id"))
            for n, one in enumerate(competencies.data.competencies)
        )
        yield from repeated(competencies, ids, say("competency"))
    for role in company.roles.values():
        if role.data:
            kpis = ((kpi.id, ("kpis", n, "id")) for n, kpi in enumerate(role.data.kpis))
            yield from repeated(role, kpis, say("KPI"))


def _too_many(company: Company, dossier: Dossier) -> Iterator[Problem]:
    limits = company.policy.limits
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if not (sheet and doc):
        return
    agreed = [goal for goal in sheet.goals if goal.dropped is None]
    if dossier.person and len(agreed) > limits.goals_per_person:
        yield doc.problem(
            say(
                "{count} goals; the policy allows {most} a person.",
                count=len(agreed),
                most=limits.goals_per_person,
            ),
            say("Merge or drop goals: who has many priorities has none."),
            ("goals", limits.goals_per_person, "id"),
        )
    for index, goal in enumerate(sheet.goals):
        if len(goal.key_results) > limits.key_results_per_goal:
            yield doc.problem(
                say(
                    '"{goal}" has {count} key results; the policy allows {most}.',
                    goal=goal.id,
                    count=len(goal.key_results),
                    most=limits.key_results_per_goal,
                ),
                say("Keep the ones that show whether the goal was reached."),
                ("goals", index, "key_results", limits.key_results_per_goal, "id"),
            )


RULES = (
    Rule(
        "weights-total",
        """Weights total 100: of the goals of a sheet, of the key results of a goal, of the steps
of milestones.

Goals that were dropped do not count. Where all weights are left out, all count alike; some with
and some without is an error.""",
        dossier=_weights,
        reads=("goals",),
    ),
    Rule(
        "duplicate-id",
        """No id stands twice in one list: goals, key results, steps, objectives, competencies,
obstacles, actions.

Check-ins and reviews name them by id and could mean either.""",
        company=_duplicate_ids_in_frame,
        dossier=_duplicate_ids,
        reads=("goals", "checkin", "plan"),
    ),
    Rule(
        "too-many-goals",
        """A person has no more goals, and a goal no more key results, than the policy allows.

The limits stand under `limits:` in `org/policy.yml`. Dropped goals do not count.""",
        dossier=_too_many,
        reads=("goals",),
    ),
)
