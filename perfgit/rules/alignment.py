"""Rules about what goals support."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from perfgit.company.alignment import Alignment, GoalNode
from perfgit.company.company import Company, Ref, parse_ref
from perfgit.company.dossier import Dossier
from perfgit.company.namings import Namings
from perfgit.company.periods import around
from perfgit.i18n import say, suggestion
from perfgit.problem import Problem
from perfgit.rules.references import Target
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
                help = _nearest_goal(ref, alignment.ids.get((ref.cycle, ref.owner), []))
            node = nodes[own]
            yield Problem(
                "",
                sheet_path(company, node),
                say('There is no "{ref}".', ref=node.supports[number]),
                help,
                ("goals", node.position, "supports", number),
                cause=f"reference:{ref.cycle}:{ref}",
            )


def _nearest_goal(ref: Ref, goals: list[str]) -> str:
    if goals:
        return suggestion(ref.goal, goals)
    return say("{owner} has no goals in {cycle}.", owner=ref.owner, cycle=ref.cycle)


def _references_elsewhere(company: Company, namings: Namings) -> Iterator[Problem]:
    """References that stand elsewhere than below `supports`, where all goals are asked together.

    A sheet that does not fit has no goals to be asked: its references are looked up one by one.
    """
    for doc, naming in namings.get("goal-ref", ()):
        if doc.data and doc.place.kind == "goals" and naming.at[2:] == ("supports",):
            continue
        for named in naming.each():
            ref = parse_ref(named.id, doc.place.cycle or "")
            known = _goals_at(company, ref)
            if known is not None and ref.goal not in known:
                yield doc.problem(
                    say('There is no "{ref}".', ref=named.id),
                    _nearest_goal(ref, sorted(known)),
                    named.at,
                    on_key=named.on_key,
                    cause=f"reference:{ref.cycle}:{ref}",
                )


def _goals_at(company: Company, ref: Ref) -> set[str] | None:
    """The goals of the owner that is referred to; None where they cannot be read."""
    if ref.owner == "strategy":
        return _objectives(company)
    sheet = company.sheet(ref.cycle, ref.owner)
    if sheet is None:
        return set()
    return {goal.id for goal in sheet.data.goals} if sheet.data else None


def _in_org(company: Company) -> Iterator[Problem]:
    yield from _OBJECTIVES.in_org(company)
    yield from _references_elsewhere(company, company.namings)


def _in_dossier(company: Company, dossier: Dossier) -> Iterator[Problem]:
    yield from _OBJECTIVES.in_dossier(company, dossier)
    yield from _references_elsewhere(company, dossier.namings)


def _objectives(company: Company) -> set[str] | None:
    doc = company.strategy_doc
    if doc and not doc.data:
        return None
    return {objective.id for objective in company.strategy.objectives}


def _no_objective(company: Company, id: str, known: Collection[str]) -> tuple[str, str]:
    return say('There is no objective "{id}".', id=id), suggestion(id, known)


_OBJECTIVES = Target("objective", _objectives, _no_objective)


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
    """Circles of support, each once, starting and ending at its first goal by name.

    They depend on nothing but the goals that lead to each other, however many others are known.
    """
    # Whether there are any is soon said; a circle has only goals that are supported, and few are.
    supported = {target for targets in alignment.targets.values() for target in targets}
    supported &= alignment.nodes.keys()
    if not _loops_from(alignment.targets, supported):
        return []
    loops: list[list[Ref]] = []
    for knot in _knots(alignment.targets, sorted(supported)):
        within = {ref: tuple(filter(knot.__contains__, alignment.targets[ref])) for ref in knot}
        loops += _loops_from(within, sorted(knot))
    return sorted(loops)


Links = Mapping[Ref, tuple[Ref, ...]]


def _knots(links: Links, refs: Sequence[Ref]) -> Iterator[set[Ref]]:
    """The sets of goals in which each leads to every other (Kosaraju's algorithm)."""
    ended: list[Ref] = []
    _walk(links, refs, lambda _trail, _ref: None, ended.append)
    back: dict[Ref, list[Ref]] = {}
    for ref, targets in links.items():
        for target in targets:
            back.setdefault(target, []).append(ref)
    seen: set[Ref] = set()
    among = set(ended)
    for start in reversed(ended):
        if start in seen:
            continue
        seen.add(start)
        knot = [start]
        for ref in knot:  # grows while it is walked through
            found = [one for one in back.get(ref, ()) if one in among and one not in seen]
            seen.update(found)
            knot += dict.fromkeys(found)
        yield set(knot)


def _loops_from(links: Links, starts: Iterable[Ref]) -> list[list[Ref]]:
    found: list[list[Ref]] = []

    def close(trail: list[Ref], ref: Ref) -> None:
        loop = trail[trail.index(ref) :]
        first = loop.index(min(loop))
        found.append([*loop[first:], *loop[:first], loop[first]])

    _walk(links, starts, close, lambda _ref: None)
    return found


def _walk(
    links: Links,
    starts: Iterable[Ref],
    closed: Callable[[list[Ref], Ref], None],
    ended: Callable[[Ref], object],
) -> None:
    """Go from goal to goal as deep as it goes; tell where the way comes back, and what is done."""
    state: dict[Ref, int] = {}
    for start in starts:
        if start in state:
            continue
        trail: list[Ref] = [start]
        ways = [iter(links[start])]
        state[start] = 1
        while trail:
            ref = next(ways[-1], None)
            if ref is None:
                state[trail[-1]] = 2
                ended(trail.pop())
                ways.pop()
            elif ref not in links or ref == trail[-1]:
                continue
            elif state.get(ref) == 1:
                closed(trail, ref)
            elif ref not in state:
                state[ref] = 1
                trail.append(ref)
                ways.append(iter(links[ref]))


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
    if any(unread in (id, *around(company, id)) for unread, _ in alignment.unread):
        return  # what cannot be read may support anything
    for index, objective in enumerate(doc.data.objectives):
        if objective.until and objective.until < cycle.starts:
            continue
        supporters = [
            node
            for one in (id, *around(company, id))
            for node in alignment.supporters(Ref(one, "strategy", objective.id))
        ]
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
        company=_in_org,
        dossier=_in_dossier,
        alignment=_unknown_references,
        goals="upwards",
    ),
    Rule(
        "alignment-loop",
        """No goal supports, through any number of steps, itself.

Progress of such goals would be made of itself.""",
        alignment=_loops,
        goals="upwards",
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
        """Every objective of the strategy is supported by a goal of the latest cycle, or of a longer one
around it.

An objective that nobody works on is a wish. Objectives whose `until` has passed before the cycle
starts do not count.""",
        "warning",
        alignment=_unserved,
    ),
)
