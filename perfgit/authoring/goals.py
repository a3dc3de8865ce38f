"""Goal sheets: a goal more, changed, given up, or kept although strategy changed.

Every function here is pure: from the company and what was answered to a change of one file. After
planning has closed each goal that changes gets an entry in `history`, so a reason is asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import ValidationError

from perfgit.authoring.change import (
    Change,
    Data,
    MissingError,
    RefusedError,
    apply,
    edited,
    plain_data,
    put,
)
from perfgit.authoring.weights import balanced
from perfgit.company.company import COMPANY, Company
from perfgit.company.dossier import Dossier
from perfgit.company.org import Org
from perfgit.i18n import plain, say, suggestion
from perfgit.model.goals import Goal, GoalSheet
from perfgit.problem import PerfgitError

if TYPE_CHECKING:  # ruamel.yaml is loaded when a file is edited
    from perfgit.files.editor import Editor

What = Literal["added", "changed", "dropped", "kept"]


class Sheet(NamedTuple):
    """Whose goals, of which cycle, and the day on which they are changed."""

    company: Company
    cycle: str
    owner: str
    today: dt.date

    @property
    def path(self) -> str:
        """The file."""
        return self.company.layout.path("goals", cycle=self.cycle, owner=self.owner)

    @property
    def dossier(self) -> Dossier:
        """Everything of the owner in the cycle."""
        return self.company.dossier(self.cycle, self.owner)

    @property
    def after_planning(self) -> bool:
        """Whether planning has closed, so that changes need a reason."""
        doc = self.company.cycles.get(self.cycle)
        return bool(doc and doc.data and self.today > doc.data.stages.plan.closes)

    @property
    def of_newcomer(self) -> bool:
        """Whether it is of somebody who has just joined: the first sheet is planned, whatever the day."""
        kind, _, id = self.owner.partition("/")
        return kind == "people" and Org(self.company, self.today).joins(id)

    def goals(self) -> GoalSheet:
        """What was agreed so far; an empty sheet where there is none.

        Raises PerfgitError where the file is there and cannot be read.
        """
        dossier = self.dossier
        doc = dossier.doc("goals")
        if doc and dossier.sheet is None:
            raise PerfgitError(
                say("{path} has errors.", path=doc.path), say("`perfgit check` shows them.")
            )
        return dossier.sheet or GoalSheet(goals=[])


def known_goal(sheet: GoalSheet, id: str) -> tuple[int, Goal]:
    """A goal that was not given up, and its position; raises PerfgitError with the nearest one."""
    ids = [goal.id for goal in sheet.goals if goal.dropped is None]
    for index, goal in enumerate(sheet.goals):
        if goal.id == id:
            if goal.dropped:
                raise RefusedError(
                    say('"{goal}" was given up on {day}.', goal=id, day=goal.dropped.on),
                    suggestion(id, ids),
                )
            return index, goal
    raise PerfgitError(say('There is no goal "{goal}".', goal=id[:80]), suggestion(id, ids))


def new_goal(
    sheet: Sheet, goal: Data, *, weights: Mapping[str, float], reason: str | None = None
) -> Change:
    """A goal more; `weights` are those that are fixed for other goals, the rest make room for it.

    Raises RefusedError where its id is taken, the same goal is there under another one, or weights do
    not fit, and MissingError without a reason after planning.
    """
    before = sheet.goals()
    for known in before.goals:
        if known.id == goal["id"] or _is_same(known, goal):
            raise RefusedError(
                say('There is a goal "{goal}" already.', goal=known.id),
                say(
                    "Give another id, or change that one: `perfgit goal edit {goal}`.",
                    goal=known.id,
                ),
            )
    old = _weights(before)
    weight = goal.get("weight")
    if weight is None and any(weight_ is not None for weight_ in old.values()):
        raise MissingError(
            say("What is the weight of the new goal? The others have one."),
            say("`--weight NUMBER`, per cent of all your work on goals."),
        )
    fixed = dict(weights) | ({} if weight is None else {goal["id"]: weight})
    _known(fixed, {*old, goal["id"]})
    found = balanced(old | {goal["id"]: None}, fixed) if old else {goal["id"]: weight}
    moved = _moved(old, found)
    changed: dict[str, What] = {goal["id"]: "added"}
    changed.update(dict.fromkeys(moved, "changed"))
    entries = _history(sheet, changed, reason)
    if not before.goals and not sheet.dossier.doc("goals"):
        return put(sheet.company, sheet.path, {"goals": [goal], "history": entries})

    def work(editor: Editor) -> None:
        _set_weights(editor, before, moved)
        editor.append(("goals",), plain_data(goal))
        for entry in entries:
            editor.append(("history",), entry)

    return edited(sheet.company, sheet.path, work, _notes(moved, old))


def _is_same(known: Goal, goal: Data) -> bool:
    """Whether a new goal says, but for the id, what another says: the command was given twice."""
    try:
        return Goal.model_validate(plain_data(goal) | {"id": known.id}) == known
    except ValidationError:
        return False


def edit_goal(
    sheet: Sheet,
    id: str,
    fields: Mapping[str, Any],
    *,
    weights: Mapping[str, float],
    without: Sequence[str] = (),
    reason: str | None = None,
) -> Change:
    """A goal changed: `fields` by name, None takes one out; key results are matched by id.

    `without` are key results that go. `weights` (of this goal or others) are fixed; the rest share
    what is left. A reason and nothing else: the goal is kept as it is.
    """
    before = sheet.goals()
    index, goal = known_goal(before, id)
    fields, given = dict(fields), dict(weights)
    weight = fields.pop("weight", None)
    if weight is not None:
        given[id] = weight
    if reason and not (fields or given or without):
        return keep_goal(sheet, id, reason)
    old = _weights(before)
    _known(given, set(old))
    moved = _moved(old, balanced(old, given)) if given else {}

    def work(editor: Editor) -> None:
        as_it_was = deepcopy(editor.data)
        _set_weights(editor, before, moved)
        apply(editor, ("goals", index), fields)
        for place in _places(goal, without):
            editor.remove(("goals", index, "key_results", place))
        if editor.data == as_it_was:
            return
        changed: dict[str, What] = dict.fromkeys(
            [*([id] if fields or without else []), *moved], "changed"
        )
        for entry in _history(sheet, changed, reason):
            editor.append(("history",), entry)

    return edited(sheet.company, sheet.path, work, _notes(moved, old))


def drop_goal(
    sheet: Sheet, id: str, why: str, *, weights: Mapping[str, float] | None = None
) -> Change:
    """A goal given up, with its reason; the others take over its weight."""
    before = sheet.goals()
    index, _ = known_goal(before, id)
    old = {name: weight for name, weight in _weights(before).items() if name != id}
    fixed = dict(weights or {})
    _known(fixed, set(old))
    moved = _moved(old, balanced(old, fixed)) if old else {}
    changed: dict[str, What] = {id: "dropped"}
    changed.update(dict.fromkeys(moved, "changed"))
    entries = _history(sheet, changed, why)

    def work(editor: Editor) -> None:
        _set_weights(editor, before, moved)
        editor.set(("goals", index, "dropped"), {"on": sheet.today, "why": why})
        for entry in entries:
            editor.append(("history",), entry)

    return edited(sheet.company, sheet.path, work, _notes(moved, old))


def keep_goal(sheet: Sheet, id: str, why: str) -> Change:
    """A goal kept as it is, though the strategy above it has changed: agreed again, with a reason."""
    known_goal(sheet.goals(), id)
    entry = {"on": sheet.today, "goal": id, "what": "kept", "why": why}

    def work(editor: Editor) -> None:
        history = editor.data.get("history") or []
        if not any(entry == {**said, "what": "kept"} for said in history):  # an edit made again
            editor.append(("history",), entry)

    return edited(sheet.company, sheet.path, work)


def owner_of(text: str | None, me: str) -> str:
    """Whose files: mine, `people/ID`, `teams/ID` or `company`."""
    if text is None:
        return f"people/{me}"
    return text if "/" in text or text == COMPANY else f"people/{text}"


def _places(goal: Goal, ids: Iterable[str]) -> list[int]:
    """Positions of key results, the last first."""
    known = [result.id for result in goal.key_results]
    for id in ids:
        if id not in known:
            raise PerfgitError(
                say('There is no key result "{key}".', key=id[:80]), suggestion(id, known)
            )
    return sorted((known.index(id) for id in set(ids)), reverse=True)


def _weights(sheet: GoalSheet) -> dict[str, float | None]:
    return {goal.id: goal.weight for goal in sheet.goals if goal.dropped is None}


def _known(fixed: Iterable[str], valid: set[str]) -> None:
    for id in fixed:
        if id not in valid:
            raise PerfgitError(
                say('There is no goal "{goal}".', goal=id[:80]), suggestion(id, valid)
            )


def _moved(
    old: Mapping[str, float | None], new: Mapping[str, float | None]
) -> dict[str, float | None]:
    return {id: new[id] for id in old if new.get(id) != old[id]}


def _notes(moved: Mapping[str, float | None], old: Mapping[str, float | None]) -> tuple[str, ...]:
    return tuple(
        say(
            "The weight of {goal} becomes {new} (it was {old}).",
            goal=id,
            new=plain(weight or 0),
            old=say("none") if old[id] is None else plain(old[id] or 0),
        )
        for id, weight in moved.items()
    )


def _set_weights(editor: Editor, sheet: GoalSheet, moved: Mapping[str, float | None]) -> None:
    for index, goal in enumerate(sheet.goals):
        if goal.id in moved:
            editor.set(("goals", index, "weight"), moved[goal.id])


def _history(sheet: Sheet, changed: Mapping[str, What], reason: str | None) -> list[Data]:
    """Entries for what changes after planning has closed; none before.

    A newcomer's first goals take no reason; whether they are the first, the gate tells from base.
    """
    if not sheet.after_planning or not changed or (not reason and sheet.of_newcomer):
        return []
    if not reason:
        raise MissingError(
            say("Planning of {cycle} has closed: a change needs a reason.", cycle=sheet.cycle),
            say("`--reason TEXT`: it stands in the sheet's history, beside the change."),
        )
    return [
        {"on": sheet.today, "goal": goal, "what": what, "why": reason}
        for goal, what in changed.items()
    ]
