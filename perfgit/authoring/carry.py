"""Goals carried from one cycle into the next: what is left to do, starting where things stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from perfgit.authoring.change import Change, Data, RefusedError, edited, plain_data, put
from perfgit.authoring.goals import Sheet, known_goal
from perfgit.company.company import parse_ref
from perfgit.files.render import record_data
from perfgit.i18n import listing, plain, say
from perfgit.measures.measure import Measure
from perfgit.measures.weights import scaled
from perfgit.model.goals import Goal
from perfgit.model.values import Value
from perfgit.scoring.sheet import facts

if TYPE_CHECKING:  # ruamel.yaml is loaded when a file is edited
    from perfgit.files.editor import Editor


def carried(old: Sheet, new: Sheet, ids: Iterable[str], reason: str | None = None) -> Change:
    """Goals of an older sheet added to a newer one.

    Numbers start at their last value, milestones keep the steps that are not done, references that
    lead nowhere in the new cycle are left out, a due day before the new cycle too; weights are
    shared out anew. Raises RefusedError where there is nothing to carry.
    """
    from_sheet, to_sheet = old.goals(), new.goals()
    values = {key: fact.value for key, fact in facts(old.dossier).items()}
    there = {goal.id for goal in to_sheet.goals}
    notes: list[str] = []
    goals: list[Data] = []
    for id in ids:
        _, goal = known_goal(from_sheet, id)
        if id in there:
            notes.append(say('"{goal}" is there already: left as it is.', goal=id))
            continue
        goals.append(_anew(goal, values, new, notes))
    if not goals:
        raise RefusedError(
            say("There is nothing to carry into {cycle}.", cycle=new.cycle),
            listing(notes) or say("Name goals, or list them under `carry:` in the plan."),
        )
    agreed = [goal for goal in to_sheet.goals if goal.dropped is None]
    weights = {goal.id: goal.weight for goal in agreed} | {
        one["id"]: one["weight"] for one in goals
    }
    known = [weight for weight in weights.values() if weight]
    usual = sum(known) / len(known) if known else 1
    shares = scaled({id: usual if one is None else one for id, one in weights.items()}, 100)
    for one in goals:
        one["weight"] = shares[one["id"]]
    notes += [
        say("{goal}: weight {weight}", goal=id, weight=plain(weight))
        for id, weight in shares.items()
    ]
    entries = (
        [
            {"on": new.today, "goal": one["id"], "what": "added", "why": reason or _why(old.cycle)}
            for one in goals
        ]
        + [
            {"on": new.today, "goal": one.id, "what": "changed", "why": reason or _why(old.cycle)}
            for one in agreed
            if one.weight != shares[one.id]
        ]
        if new.after_planning
        else []
    )
    if not new.dossier.doc("goals"):
        return put(new.company, new.path, {"goals": goals, "history": entries}, tuple(notes))

    def work(editor: Editor) -> None:
        for index, goal in enumerate(to_sheet.goals):
            if goal.dropped is None and goal.weight != shares[goal.id]:
                editor.set(("goals", index, "weight"), shares[goal.id])
        for one in goals:
            editor.append(("goals",), plain_data(one))
        for entry in entries:
            editor.append(("history",), entry)

    return edited(new.company, new.path, work, tuple(notes))


def _why(cycle: str) -> str:
    return say("Carried over from {cycle}.", cycle=cycle)


def _anew(goal: Goal, values: dict[str, Value], new: Sheet, notes: list[str]) -> Data:
    data: Data = record_data(goal)
    data["weight"] = goal.weight
    data["supports"] = _references(goal, new, notes)
    cycle = new.company.cycles[new.cycle].data
    if goal.due and cycle and goal.due < cycle.starts:
        data.pop("due")
    if goal.measure is not None:
        data["measure"] = _continued(goal.measure, values.get(goal.id))
    for one, made in zip(goal.key_results, data.get("key_results", []), strict=True):
        made["measure"] = _continued(one.measure, values.get(f"{goal.id}/{one.id}"))
    return data


def _continued(measure: Measure, value: Value | None) -> Data:
    """The measure from where things stand."""
    return record_data(measure if value is None else measure.continued(value))


def _references(goal: Goal, new: Sheet, notes: list[str]) -> list[str]:
    """What the goal supports and what there is in the new cycle."""
    kept: list[str] = []
    lost: list[str] = []
    for text in goal.supports:
        ref = parse_ref(text, new.cycle)
        if ref.owner == "strategy":
            there = any(one.id == ref.goal for one in new.company.strategy.objectives)
        else:
            sheet = new.company.dossier(ref.cycle, ref.owner).sheet
            there = any(one.id == ref.goal for one in (sheet.goals if sheet else ()))
        (kept if there else lost).append(text)
    if lost:
        notes.append(
            say(
                '"{goal}" supported {refs}, which {cycle} does not have: left out.',
                goal=goal.id,
                refs=listing(lost),
                cycle=new.cycle,
            )
        )
    return kept
