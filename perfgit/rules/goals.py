"""Rules about strategy and goal sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from perfgit.alignment import Alignment, GoalNode
from perfgit.company import Company, Ref
from perfgit.dossier import Dossier
from perfgit.files.loading import AnyDoc
from perfgit.model.goals import Goal, KeepMeasure, Measure, MilestonesMeasure, NumberMeasure, ScaleMeasure
from perfgit.problem import DataPath, Problem
from perfgit.rules.rule import Rule
from perfgit.words import listing, say, suggestion


def _sheet(dossier: Dossier) -> Iterator[tuple[AnyDoc, int, Goal]]:
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if sheet and doc:
        for index, goal in enumerate(sheet.goals):
            yield doc, index, goal


def _measures(goal: Goal, index: int) -> Iterator[tuple[Measure, DataPath]]:
    if goal.measure:
        yield goal.measure, ("goals", index, "measure")
    for number, one in enumerate(goal.key_results):
        yield one.measure, ("goals", index, "key_results", number, "measure")


def plain(number: float | Decimal) -> str:
    """A number as people write it: no trailing zeros, no exponent."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _total(
    doc: AnyDoc, weights: Sequence[tuple[str, float | None, DataPath]], what: str, at: DataPath
) -> Iterator[Problem]:
    """The problem of weights that do not total 100; all left out means equal shares."""
    given = [weight for _, weight, _ in weights if weight is not None]
    if not given:
        return
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
    agreed = [
        (goal.id, goal.weight, ("goals", index))
        for index, goal in enumerate(sheet.goals)
        if goal.dropped is None
    ]
    first = agreed[0][2] if agreed else ()
    at = (*first, "weight") if agreed and agreed[0][1] is not None else first
    yield from _total(doc, agreed, say("the goals"), at)
    for index, goal in enumerate(sheet.goals):
        inside = [
            (one.id, one.weight, ("goals", index, "key_results", number))
            for number, one in enumerate(goal.key_results)
        ]
        what = say('the key results of "{goal}"', goal=goal.id)
        yield from _total(doc, inside, what, ("goals", index, "key_results", 0, "weight"))
        for measure, path in _measures(goal, index):
            if isinstance(measure, MilestonesMeasure):
                steps = [
                    (step.id, step.weight, (*path, "steps", number))
                    for number, step in enumerate(measure.steps)
                ]
                what = say('the milestones of "{goal}"', goal=goal.id)
                yield from _total(doc, steps, what, (*path, "steps", 0, "weight"))


def repeated(
    doc: AnyDoc, ids: Iterable[tuple[str, DataPath]], what: str
) -> Iterator[Problem]:
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


def _duplicate_ids(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sheet, doc = dossier.sheet, dossier.doc("goals")
    if sheet and doc:
        goals = ((goal.id, ("goals", index, "id")) for index, goal in enumerate(sheet.goals))
        yield from repeated(doc, goals, say("goal"))
        for index, goal in enumerate(sheet.goals):
            inside = (
                (one.id, ("goals", index, "key_results", number, "id"))
                for number, one in enumerate(goal.key_results)
            )
            yield from repeated(doc, inside, say("key result"))
            for measure, path in _measures(goal, index):
                if isinstance(measure, MilestonesMeasure | ScaleMeasure):
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


def _no_distance(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for doc, index, goal in _sheet(dossier):
        for measure, path in _measures(goal, index):
            if isinstance(measure, NumberMeasure) and measure.baseline == measure.target:
                yield doc.problem(
                    say("Baseline and target are both {value}.", value=plain(measure.target)),
                    say("Set a target away from the baseline, or use `kind: keep` with a bound."),
                    (*path, "target"),
                )


def _measure_order(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for doc, index, goal in _sheet(dossier):
        for measure, path in _measures(goal, index):
            yield from order_problems(doc, measure, path)


def _measure_order_in_roles(company: Company) -> Iterator[Problem]:
    for doc in company.roles.values():
        if doc.data:
            for index, kpi in enumerate(doc.data.kpis):
                yield from order_problems(doc, kpi.measure, ("kpis", index, "measure"))


def order_problems(doc: AnyDoc, measure: Measure, path: DataPath) -> Iterator[Problem]:
    """Anchors of a number out of order, a bound missing or doubled, scale steps not rising."""
    if isinstance(measure, NumberMeasure):
        sign = 1 if measure.target > measure.baseline else -1
        named = [
            (name, value)
            for name in ("baseline", "commit", "target", "stretch")
            if (value := getattr(measure, name)) is not None
        ]
        for (before, low), (name, high) in pairwise(named):
            if name == "target" and before == "baseline":
                continue  # equal: no-distance
            if (high - low) * sign <= 0:
                yield doc.problem(
                    say(
                        "{name} {high} does not lie beyond {before} {low}.",
                        name=name,
                        high=plain(high),
                        before=before,
                        low=plain(low),
                    ),
                    say("On the way: baseline, commit, target, stretch, all in one direction."),
                    (*path, name),
                )
                return
    elif isinstance(measure, KeepMeasure):
        if (measure.at_most is None) == (measure.at_least is None):
            yield doc.problem(
                say("A `keep` measure has one bound."),
                say("Give either at_most or at_least."),
                path if measure.at_most is None else (*path, "at_least"),
            )
    elif isinstance(measure, ScaleMeasure):
        for number, (low_step, high_step) in enumerate(pairwise(measure.steps), 1):
            if high_step.value <= low_step.value:
                yield doc.problem(
                    say('The step "{id}" does not lie above the one before.', id=high_step.id),
                    say("Steps rise from the lowest to the highest value."),
                    (*path, "steps", number, "value"),
                )
                return


def _two_sources(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for doc, index, goal in _sheet(dossier):
        if goal.measure and goal.key_results:
            yield doc.problem(
                say('"{goal}" has a measure of its own and key results.', goal=goal.id),
                say("Make the measure a key result, or remove one of the two."),
                ("goals", index, "measure"),
                on_key=True,
            )


def _no_measure(company: Company, dossier: Dossier) -> Iterator[Problem]:
    if not dossier.person:
        return
    for doc, index, goal in _sheet(dossier):
        if not goal.measure and not goal.key_results and goal.dropped is None:
            yield doc.problem(
                say('Nothing shows whether "{goal}" is reached.', goal=goal.id),
                say("Add key_results, or a measure (yes_no is the simplest)."),
                ("goals", index, "id"),
            )


def _unaligned(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for doc, index, goal in _sheet(dossier):
        if not goal.supports and goal.dropped is None:
            yield doc.problem(
                say('"{goal}" supports nothing.', goal=goal.id),
                say("Add `supports:` with a goal of team or company, or an objective."),
                ("goals", index, "id"),
            )


def sheet_path(company: Company, node: GoalNode) -> str:
    """The file that a goal stands in."""
    return company.layout.path("goals", cycle=node.cycle, owner=node.owner)


def _unknown_references(company: Company, alignment: Alignment) -> Iterator[Problem]:
    objectives = {objective.id for objective in company.strategy.objectives}
    strategy_is_broken = bool(company.strategy_doc and not company.strategy_doc.data)
    sheets = alignment.owners()
    for node in alignment.nodes.values():
        for number, ref in enumerate(alignment.targets(node)):
            if ref.owner == "strategy":
                if ref.goal in objectives or strategy_is_broken:
                    continue
                help = suggestion(ref.goal, objectives)
            elif ref in alignment.nodes:
                if ref != node.ref:
                    continue
                help = say("A goal cannot support itself.")
            elif ref.cycle not in company.cycles:
                help = suggestion(ref.cycle, company.cycles)
            elif (ref.cycle, ref.owner) not in sheets and not _has_no_goals(company, ref):
                continue  # the sheet is there but broken, or its owner is missing: other problems
            else:
                here = [
                    other.id
                    for other in alignment.nodes.values()
                    if (other.cycle, other.owner) == (ref.cycle, ref.owner)
                ]
                help = suggestion(ref.goal, here) if here else say(
                    "{owner} has no goals in {cycle}.", owner=ref.owner, cycle=ref.cycle
                )
            yield Problem(
                "",
                sheet_path(company, node),
                say('There is no "{ref}".', ref=node.supports[number]),
                help,
                ("goals", node.position, "supports", number),
                cause=f"reference:{ref.cycle}:{ref}",
            )


def _has_no_goals(company: Company, ref: Ref) -> bool:
    """Whether an owner truly has no sheet (rather than one that could not be read)."""
    path = company.layout.path("goals", cycle=ref.cycle, owner=ref.owner)
    return all(f"{path.rpartition('/')[0]}/{entry.name}" != path for entry in company.tree.entries(path.rpartition("/")[0]))


def _references_in_strategy(company: Company) -> Iterator[Problem]:
    doc = company.strategy_doc
    if not doc or not doc.data:
        return
    objectives = [objective.id for objective in doc.data.objectives]
    for index, change in enumerate(doc.data.changes):
        for number, id in enumerate(change.objectives):
            if id not in objectives:
                yield doc.problem(
                    say('There is no objective "{id}".', id=id),
                    suggestion(id, objectives),
                    ("changes", index, "objectives", number),
                    cause=f"reference:strategy:{id}",
                )


def _loops(company: Company, alignment: Alignment) -> Iterator[Problem]:
    for loop in goal_loops(alignment):
        first = alignment.nodes[loop[0]]
        number = next(n for n, ref in enumerate(alignment.targets(first)) if ref == loop[1])
        yield Problem(
            "",
            sheet_path(company, first),
            say("The goals support each other in a circle: {loop}.", loop=" → ".join(map(str, loop))),
            say("Remove one of the references; support goes upwards, towards strategy."),
            ("goals", first.position, "supports", number),
        )


def goal_loops(alignment: Alignment) -> list[list[Ref]]:
    """Circles of support, each once, starting and ending at its first goal by name."""
    found: list[list[Ref]] = []
    state: dict[Ref, int] = {}
    for start in sorted(alignment.nodes):
        if start in state:
            continue
        trail: list[Ref] = [start]
        ways = [alignment.targets(alignment.nodes[start])]
        state[start] = 1
        while trail:
            ref = next(ways[-1], None)
            if ref is None:
                state[trail.pop()] = 2
                ways.pop()
            elif ref not in alignment.nodes or ref == trail[-1]:
                continue
            elif state.get(ref) == 1:
                loop = trail[trail.index(ref) :]
                first = loop.index(min(loop))
                found.append([*loop[first:], *loop[:first], loop[first]])
            elif ref not in state:
                state[ref] = 1
                trail.append(ref)
                ways.append(alignment.targets(alignment.nodes[ref]))
    return found


def _unserved(company: Company, alignment: Alignment) -> Iterator[Problem]:
    doc = company.strategy_doc
    running = next(
        (
            (id, cycle)
            for id, cycle in company.cycles_in_order()
            if any(node.cycle == id for node in alignment.nodes.values())
        ),
        None,
    )
    if not (doc and doc.data and running):
        return
    id, cycle = running
    for index, objective in enumerate(doc.data.objectives):
        if objective.until and objective.until < cycle.starts:
            continue
        supporters = alignment.supporters(Ref(id, "strategy", objective.id))
        if not any(not node.dropped for node in supporters):
            yield doc.problem(
                say('No goal of {cycle} supports "{id}".', cycle=id, id=objective.id),
                say("Add a goal with `supports: [strategy/{id}]`, or let the objective go.", id=objective.id),
                ("objectives", index, "id"),
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
        "unknown-reference",
        """What a goal supports exists: an objective of the strategy or a goal of the same cycle
(of another cycle with the cycle's id in front).

References read like paths: `strategy/calm-ops`, `company/emea-first`,
`teams/sales-emea/new-logos`, `people/alice/emea-arr`, `2026-h1:people/alice/emea-arr`.""",
        company=_references_in_strategy,
        alignment=_unknown_references,
    ),
    Rule(
        "alignment-loop",
        """No goal supports, through any number of steps, itself.

Progress of such goals would be made of itself.""",
        alignment=_loops,
    ),
    Rule(
        "no-distance",
        """Baseline and target of a number differ.

Where nothing has to move there is no progress to measure: a value that has to stay is
`kind: keep`.""",
        dossier=_no_distance,
        reads=("goals",),
    ),
    Rule(
        "measure-order",
        """The anchors of a measure are in order: baseline, commit, target, stretch in one
direction; one bound of `keep`; rising steps of a scale.

The direction follows from baseline and target: a target below the baseline means that the number
has to fall.""",
        company=_measure_order_in_roles,
        dossier=_measure_order,
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
    Rule(
        "two-sources-of-progress",
        """A goal has key results or a measure of its own, not both.

Otherwise nobody could say which of the two its progress is.""",
        dossier=_two_sources,
        reads=("goals",),
    ),
    Rule(
        "no-measure",
        """A person's goal has key results or a measure.

Without one, only judgement is left at the end. Goals of teams and of the company may do without:
they take their progress from the goals that support them.""",
        "warning",
        dossier=_no_measure,
        reads=("goals",),
    ),
    Rule(
        "unaligned-goal",
        """A goal supports something: a goal of the team or company, or a strategic objective.

Work that serves nothing agreed may be right, but somebody should notice.""",
        "warning",
        dossier=_unaligned,
        reads=("goals",),
    ),
    Rule(
        "unserved-objective",
        """Every objective of the strategy is supported by a goal of the latest cycle.

An objective that nobody works on is a wish. Objectives whose `until` has passed before the cycle
starts do not count.""",
        "warning",
        alignment=_unserved,
    ),
)
