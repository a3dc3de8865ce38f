"""Rules about strategy and goal sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import say
from perfgit.measures.flaws import plainly_right, repeated, wrong_total
from perfgit.problem import DataPath, Problem
from perfgit.rules.measures import flaws
from perfgit.rules.rule import Rule

_Weighed = tuple[str, float | None, DataPath]
"""A name, its weight, and where it stands."""


def _wrong_total(doc: AnyDoc, weights: list[_Weighed], what: str) -> Iterator[Problem]:
    """The problem of weights that do not total 100."""
    flaw = wrong_total([(name, weight) for name, weight, _ in weights], what)
    if flaw:
        number, *rest = flaw.at
        yield doc.problem(flaw.message, flaw.help, (*weights[int(number)][2], *rest))


def _weights(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if not (sheet and doc):
        return
    if not plainly_right([goal.weight for goal in sheet.goals if goal.dropped is None]):
        agreed: list[_Weighed] = [
            (goal.id, goal.weight, ("goals", index))
            for index, goal in enumerate(sheet.goals)
            if goal.dropped is None
        ]
        yield from _wrong_total(doc, agreed, say("the goals"))
    for index, goal in enumerate(sheet.goals):
        if not plainly_right([one.weight for one in goal.key_results]):
            inside: list[_Weighed] = [
                (one.id, one.weight, ("goals", index, "key_results", number))
                for number, one in enumerate(goal.key_results)
            ]
            what = say('the key results of "{goal}"', goal=goal.id)
            yield from _wrong_total(doc, inside, what)
    yield from flaws(company, dossier, "weights-total")


def _repeated_ids(doc: AnyDoc, ids: Iterable[tuple[str, DataPath]], what: str) -> Iterator[Problem]:
    """A problem for every id that stands a second time."""
    for flaw in repeated(ids, what):
        yield doc.problem(flaw.message, flaw.help, flaw.at)


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
            yield from _repeated_ids(doc, goals, say("goal"))
        for index, goal in enumerate(sheet.goals):
            if _any_twice(goal.key_results):
                inside = (
                    (one.id, ("goals", index, "key_results", number, "id"))
                    for number, one in enumerate(goal.key_results)
                )
                yield from _repeated_ids(doc, inside, say("key result"))
        yield from flaws(company, dossier, "duplicate-id")
    for checkin in dossier.checkins:
        if checkin.data and checkin.data.obstacles:
            obstacles = (
                (obstacle.id, ("obstacles", number, "id"))
                for number, obstacle in enumerate(checkin.data.obstacles)
            )
            yield from _repeated_ids(checkin, obstacles, say("obstacle"))
    plan, doc = dossier.plan, dossier.doc("plan")
    if plan and doc:
        actions = ((action.id, ("actions", n, "id")) for n, action in enumerate(plan.actions))
        yield from _repeated_ids(doc, actions, say("action"))


def _duplicate_ids_in_org(company: Company) -> Iterator[Problem]:
    strategy = company.strategy_doc
    if strategy and strategy.data:
        objectives = (
            (one.id, ("objectives", n, "id")) for n, one in enumerate(strategy.data.objectives)
        )
        yield from _repeated_ids(strategy, objectives, say("objective"))
    competencies = company.competencies_doc
    if competencies and competencies.data:
        ids = (
            (one.id, ("competencies", n, "id"))
            for n, one in enumerate(competencies.data.competencies)
        )
        yield from _repeated_ids(competencies, ids, say("competency"))
    for role in company.roles.values():
        if role.data:
            kpis = ((kpi.id, ("kpis", n, "id")) for n, kpi in enumerate(role.data.kpis))
            yield from _repeated_ids(role, kpis, say("KPI"))


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
        company=_duplicate_ids_in_org,
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
