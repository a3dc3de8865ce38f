"""Rules about what goals support."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfgit.company.alignment import Alignment, GoalNode
from perfgit.company.company import Company, Ref
from perfgit.company.dossier import Dossier
from perfgit.i18n import say, suggestion
from perfgit.problem import Problem
from perfgit.rules.rule import Rule
from perfgit.rules.sheets import goals_of


def _unaligned(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for doc, index, goal in goals_of(dossier):
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
    nodes = alignment.nodes
    for own, targets in alignment.targets.items():
        for number, ref in enumerate(targets):
            if ref in nodes:
                if ref != own:
                    continue
                help = say("A goal cannot support itself.")
            elif ref.owner == "strategy":
                if ref.goal in objectives or strategy_is_broken:
                    continue
                help = suggestion(ref.goal, objectives)
            elif ref.cycle not in company.cycles:
                help = suggestion(ref.cycle, company.cycles)
            elif (ref.cycle, ref.owner) in alignment.unread:
                continue  # the sheet is there and says itself what is wrong
            else:
                here = alignment.ids.get((ref.cycle, ref.owner), [])
                help = (
                    suggestion(ref.goal, here)
                    if here
                    else say("{owner} has no goals in {cycle}.", owner=ref.owner, cycle=ref.cycle)
                )
            node = nodes[own]
            yield Problem(
                "",
                sheet_path(company, node),
                say('There is no "{ref}".', ref=node.supports[number]),
                help,
                ("goals", node.position, "supports", number),
                cause=f"reference:{ref.cycle}:{ref}",
            )


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
        number = next(n for n, ref in enumerate(alignment.targets[loop[0]]) if ref == loop[1])
        yield Problem(
            "",
            sheet_path(company, first),
            say(
                "The goals support each other in a circle: {loop}.", loop=" → ".join(map(str, loop))
            ),
            say("Remove one of the references; support goes upwards, towards strategy."),
            ("goals", first.position, "supports", number),
        )


def goal_loops(alignment: Alignment) -> list[list[Ref]]:
    """Circles of support, each once, starting and ending at its first goal by name."""
    # Which ones are found first depends on where one starts; whether there are any does not.
    # A circle has only goals that are supported, and few are.
    supported = {target for targets in alignment.targets.values() for target in targets}
    supported &= alignment.nodes.keys()
    found = _loops_from(alignment, supported)
    return _loops_from(alignment, sorted(supported)) if found else []


def _loops_from(alignment: Alignment, starts: Iterable[Ref]) -> list[list[Ref]]:
    found: list[list[Ref]] = []
    state: dict[Ref, int] = {}
    for start in starts:
        if start in state:
            continue
        trail: list[Ref] = [start]
        ways = [iter(alignment.targets[start])]
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
                ways.append(iter(alignment.targets[ref]))
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
    if not (doc and doc.data and running) or not all(one.data for one in company.cycles.values()):
        return
    id, cycle = running
    if any(unread == id for unread, _ in alignment.unread):
        return  # what cannot be read may support anything
    for index, objective in enumerate(doc.data.objectives):
        if objective.until and objective.until < cycle.starts:
            continue
        supporters = alignment.supporters(Ref(id, "strategy", objective.id))
        if not any(not node.dropped for node in supporters):
            yield doc.problem(
                say('No goal of {cycle} supports "{id}".', cycle=id, id=objective.id),
                say(
                    "Add a goal with `supports: [strategy/{id}]`, or let the objective go.",
                    id=objective.id,
                ),
                ("objectives", index, "id"),
            )


RULES = (
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
