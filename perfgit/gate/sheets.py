"""Changes of a goal sheet, and which entries of its history they need."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.files.layout import Place
from perfgit.gate.change import Change, Refusal
from perfgit.gate.diff import MISSING, Difference, differing
from perfgit.gate.words import label, number_moved, sentence, short, shown
from perfgit.i18n import say
from perfgit.measures.exact import is_number
from perfgit.model.goals import Goal, GoalSheet, KeyResult


def sheet_changes(
    path: str,
    place: Place,
    row: str,
    old: GoalSheet | None,
    new: GoalSheet | None,
    *,
    history: bool,
) -> Iterator[Change]:
    """What changes in a sheet; `history`: each goal that changes needs a new entry."""
    nothing = GoalSheet(goals=[])
    differences = differing(old or nothing, new or nothing)
    noted = _noted(differences)
    titles = {goal.id: goal for sheet in (old, new) if sheet for goal in sheet.goals}
    for one in differences:
        refusal = _refusal(one, noted, titles) if history else None
        words, easier = _words(one, titles, old, new)
        yield Change(path, words, row, place, one.at, one.new is MISSING, refusal, easier=easier)


def _noted(differences: list[Difference]) -> dict[str, set[str]]:
    """What the new entries of the history say has happened to each goal."""
    found: dict[str, set[str]] = {}
    for one in differences:
        if one.name == ("history",) and isinstance(one.new, dict):
            found.setdefault(one.new["goal"], set()).add(one.new["what"])
    return found


def _refusal(one: Difference, noted: dict[str, set[str]], goals: dict[str, Goal]) -> Refusal | None:
    if one.name[0] == "history":
        if one.new is MISSING or one.order:
            return Refusal(
                say("The history of agreed goals is never rewritten."),
                say("Leave the entries that are there, and add a new one."),
            )
        return None
    if one.order:
        return None
    if len(one.name) < 2:
        return Refusal(
            say("Two goals have the same id."), say("Give each goal of the sheet an id of its own.")
        )
    id = one.name[1]
    what = "changed"
    fitting = {"changed"}
    if len(one.name) == 2:
        if one.new is MISSING:
            return Refusal(
                say('The agreed goal "{goal}" is not deleted.', goal=id),
                say(
                    "Leave it in the file with `dropped:` (day and reason), and add an entry under"
                    " `history`."
                ),
            )
        what, fitting = "added", {"added"}
    elif one.name[2] == "dropped" and one.added:
        what, fitting = "dropped", {"dropped"}
    elif goals[id].dropped or "added" in noted.get(id, ()):
        fitting = {"changed", "dropped", "added"}
    if noted.get(id, set()) & fitting:
        return None
    return Refusal(
        say('Planning has closed, and `history` has no new entry for the goal "{goal}".', goal=id),
        say(
            "Add an entry under `history`: on (the day), goal: {goal}, what: {what}, and why.",
            goal=id,
            what=what,
        ),
    )


def _words(
    one: Difference, goals: dict[str, Goal], old: GoalSheet | None, new: GoalSheet | None
) -> tuple[str, bool | None]:
    if one.name[0] == "history":
        return _history_words(one), None
    if one.name[0] != "goals" or len(one.name) < 2 or one.name[1] not in goals:
        return sentence(one, label(one.name)), None
    goal = goals[one.name[1]]
    if one.order:
        return sentence(one, label(one.name[2:]), goal.title), None
    if len(one.name) == 2:
        return _whole_goal(one, goal), None
    if one.name[2] == "dropped" and one.added:
        return say(
            'goal "{title}" dropped: {why}', title=short(goal.title), why=shown(one.new)
        ), None
    if one.name[2] == "supports":
        ref = shown(one.old if one.new is MISSING else one.new)
        if one.new is MISSING:
            return say('"{title}" no longer supports {ref}', title=short(goal.title), ref=ref), None
        return say('"{title}" now supports {ref}', title=short(goal.title), ref=ref), None
    thing, field = goal.title, one.name[2:]
    holder: tuple[str, ...] = ("goals", goal.id)
    if one.name[2] == "key_results" and len(one.name) > 3:
        thing, holder = (
            _title(one.name[:4], new) or _title(one.name[:4], old) or one.name[3],
            (one.name[:4]),
        )
        if len(one.name) == 4:
            return _whole_key_result(one, goal), None
        field = one.name[4:]
    if field[0] == "measure" and len(field) == 2 and is_number(one.old) and is_number(one.new):
        found = _thing(holder, new)
        measure = found.measure if found else None
        words = number_moved(
            field[1], thing, one.old, one.new, measure.value_unit if measure else None
        )
        return words, measure.easier(field[1], one.old, one.new) if measure else None
    return sentence(one, label(field), thing), None


def _thing(name: tuple[str, ...], sheet: GoalSheet | None) -> Goal | KeyResult | None:
    """A goal or key result of a sheet."""
    goal = next((one for one in sheet.goals if one.id == name[1]), None) if sheet else None
    if goal is None or len(name) == 2:
        return goal
    return next((one for one in goal.key_results if one.id == name[3]), None)


def _title(name: tuple[str, ...], sheet: GoalSheet | None) -> str:
    found = _thing(name, sheet)
    return found.title if found else ""


def _history_words(one: Difference) -> str:
    if one.order:
        return sentence(one, label(one.name))
    entry = one.old if one.new is MISSING else one.new
    gaps = {"goal": entry["goal"], "what": entry["what"], "why": shown(entry["why"])}
    if one.new is MISSING:
        return say('history entry taken out ("{goal}", {what}): {why}', **gaps)
    return say('history entry added ("{goal}", {what}): {why}', **gaps)


def _whole_goal(one: Difference, goal: Goal) -> str:
    title = short(goal.title)
    if one.new is MISSING:
        return say('goal "{title}" deleted', title=title)
    if goal.weight is None:
        return say('goal "{title}" added', title=title)
    return say('goal "{title}" added, weight {weight}', title=title, weight=shown(goal.weight))


def _whole_key_result(one: Difference, goal: Goal) -> str:
    entry = one.old if one.new is MISSING else one.new
    gaps = {"title": short(str(entry["title"])), "goal": short(goal.title)}
    if one.new is MISSING:
        return say('key result "{title}" of "{goal}" taken out', **gaps)
    return say('key result "{title}" of "{goal}" added', **gaps)
