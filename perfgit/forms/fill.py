"""From a filled-in form to a change of one file, by the same functions as the commands.

An answer only ever becomes a value: ids, paths and names are looked up or computed, never taken.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from perfgit.authoring import checkins, choices, goals, outcomes
from perfgit.authoring.change import Change, Data, RefusedError
from perfgit.authoring.goals import Sheet
from perfgit.authoring.identity import Me
from perfgit.authoring.key_results import key_result_from
from perfgit.authoring.values import CONFIDENCES, day_from, one_of
from perfgit.authoring.which_cycle import cycle_for
from perfgit.company.company import Company
from perfgit.company.dossier import key_results
from perfgit.forms.submitted import Filled
from perfgit.i18n import LANGUAGES, say, speaking, suggestion
from perfgit.measures.typed import number_from
from perfgit.model.cells import distinct, slug
from perfgit.model.org import Person
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed

_PAIR = re.compile(r"\s*([^=:：＝]{1,200}?)\s*[=:：＝]\s*(.*\S)\s*")
_MOST_LINES = 500


class Day(NamedTuple):
    """When a form was submitted, and when its author last changed it."""

    submitted: dt.date
    edited: dt.date


def change_of(company: Company, me: Me, filled: Filled, day: Day) -> Change:
    """The change that a form asks for, as if its author had used the command.

    Raises PerfgitError with what to write instead.
    """
    return _MAKERS[filled.form.kind](company, me, filled, day)


def _goal(company: Company, me: Me, filled: Filled, day: Day) -> Change:
    cycle, _ = cycle_for(company, "plan", day.edited)
    sheet = Sheet(company, cycle, f"people/{me.id}", day.edited)
    title = _one_line(filled, "goal")
    taken = {one.id for one in sheet.goals().goals}
    made: Data = {"id": distinct(slug(" ".join(title.split()[:5])[:40], "goal"), taken)}
    made["title"] = title
    if why := filled.text("why"):
        made["why"] = why
    made["supports"] = _some(filled, "supports")
    if weight := filled.text("weight"):
        made["weight"] = number_from(weight.removesuffix("%"))
    if due := filled.text("due"):
        made["due"] = day_from(due)
    made["helpers"] = [_person(company, one).id for one in _some(filled, "helpers")]
    known: set[str] = set()
    made["key_results"] = [key_result_from(one, known) for one in _some(filled, "key_results")]
    return goals.new_goal(sheet, made, weights={}, reason=filled.text("reason"))


def _checkin(company: Company, me: Me, filled: Filled, day: Day) -> Change:
    cycle, sheet = _own_sheet(company, me, day)
    measures = {key: one.measure for goal in agreed(sheet) for key, one in key_results(goal)}
    values: Data = {}
    for key, text in _pairs(filled, "values", measures).items():
        values[key] = measures[key].value_from(text)
    ids = [goal.id for goal in agreed(sheet)]
    confidence = {
        key: one_of(CONFIDENCES, _confidence(text), say("confidence"))
        for key, text in _pairs(filled, "confidence", ids).items()
    }
    said: Data = {"values": values, "confidence": confidence, "note": filled.text("note")}
    return checkins.checkin(
        company,
        cycle,
        f"people/{me.id}",
        day.submitted,
        {key: value for key, value in said.items() if value},
        obstacles=_obstacles(filled, ids),
    )


def _obstacles(filled: Filled, goals_: list[str]) -> list[Data]:
    what, needs, goal = (filled.text(field) for field in ("obstacle", "needs", "goal"))
    if not what:
        if needs or goal:
            raise RefusedError(
                say("It is not said what is in the way."),
                say("Edit the issue: say it, or leave the two questions after it empty, too."),
            )
        return []
    if not needs:
        raise RefusedError(
            say("It is not said what would help."),
            say("Edit the issue: below that heading, write one of the words of the form."),
        )
    made: Data = {"goal": _known(goals_, goal)} if goal else {}
    return [made | {"what": what, "needs": _word(filled, "needs", needs), "status": "open"}]


def _misfit(company: Company, me: Me, filled: Filled, day: Day) -> Change:
    cycle, sheet = _own_sheet(company, me, day)
    goal = _known([one.id for one in agreed(sheet)], _one_line(filled, "goal"))
    misfits = [{"goal": goal, "why": _needed(filled, "why")}]
    return checkins.checkin(company, cycle, f"people/{me.id}", day.submitted, {}, misfits=misfits)


def _feedback(company: Company, me: Me, filled: Filled, day: Day) -> Change:
    subject = _person(company, _one_line(filled, "person"))
    if subject.id == me.id:
        raise RefusedError(
            say("Feedback is for somebody else."), say("Edit the issue: name another person.")
        )
    cycle, _ = cycle_for(company, "coach", day.submitted)
    about = filled.text("about")
    if about:
        sheet = company.dossier(cycle, f"people/{subject.id}").sheet
        doc = company.competencies_doc
        topics = [one.id for one in (agreed(sheet) if sheet else ())]
        topics += [one.id for one in (doc.data.competencies if doc and doc.data else ())]
        about = _known(topics, about)
    return outcomes.feedback(
        company, me, cycle, subject.id, day.submitted, _needed(filled, "note"), about=about
    )


_MAKERS: dict[str, Callable[[Company, Me, Filled, Day], Change]] = {
    "goal": _goal,
    "checkin": _checkin,
    "misfit": _misfit,
    "feedback": _feedback,
}


def _own_sheet(company: Company, me: Me, day: Day) -> tuple[str, Any]:
    cycle, _ = cycle_for(company, "coach", day.submitted)
    return cycle, Sheet(company, cycle, f"people/{me.id}", day.edited).goals()


def _label(filled: Filled, field: str) -> str:
    return next(say(one.label) for one in filled.form.fields if one.id == field)


def _needed(filled: Filled, field: str) -> str:
    found = filled.text(field)
    if not found:
        raise RefusedError(
            say('"{field}" is empty.', field=_label(filled, field)),
            say("Edit the issue: write below that heading."),
        )
    return found


def _one_line(filled: Filled, field: str) -> str:
    found = _needed(filled, field)
    if "\n" in found:
        raise RefusedError(
            say('"{field}" is more than one line.', field=_label(filled, field)),
            say("Edit the issue: one line below that heading."),
        )
    return found


def _some(filled: Filled, field: str) -> list[str]:
    found = filled.lines(field)
    if len(found) > _MOST_LINES:
        raise RefusedError(
            say('"{field}" has more than {most} lines.', field=_label(filled, field), most=500)
        )
    return found


def _pairs(filled: Filled, field: str, valid: Iterable[str]) -> dict[str, str]:
    """Lines of `KEY = VALUE`, with keys that there are."""
    found: dict[str, str] = {}
    names = list(valid)
    for line in _some(filled, field):
        pair = _PAIR.fullmatch(line)
        if not pair:
            raise RefusedError(
                say(
                    '"{field}": the line "{line}" has no "=".',
                    field=_label(filled, field),
                    line=line[:80],
                ),
                say("Write NAME = VALUE on each line."),
            )
        key = _known(names, pair[1])
        if key in found:
            raise RefusedError(
                say('"{field}" names {key} twice.', field=_label(filled, field), key=key)
            )
        found[key] = pair[2]
    return found


def _known(valid: list[str], text: str) -> str:
    if text in valid:
        return text
    raise RefusedError(say('There is no "{name}" here.', name=text[:80]), suggestion(text, valid))


def _word(filled: Filled, field: str, text: str) -> str:
    """The model's word for what was chosen, whatever language the form was in."""
    asked = next(one for one in filled.form.fields if one.id == field)
    shown: dict[str, str] = {word: word for word in asked.options}
    for language in LANGUAGES:
        with speaking(language.code):
            shown.update({say(asked.words[word]): word for word in asked.options})
    return shown[_known(list(shown), text)]


def _confidence(text: str) -> str:
    """The model's word for how sure somebody is, in whatever language it was written."""
    for language in LANGUAGES:
        with speaking(language.code):
            for option in choices.confidences():
                if option.label.casefold() == text.strip().casefold():
                    return option.value
    return text.strip().casefold()


def _person(company: Company, text: str) -> Me:
    """Somebody by id, login or full name."""
    wanted = text.strip().removeprefix("@").casefold()
    found: list[Me] = []
    for id, person in _everybody(company):
        if id == wanted:
            return Me(id, person)
        if wanted in {(person.github or "").casefold(), person.name.casefold()}:
            found.append(Me(id, person))
    if len(found) == 1:
        return found[0]
    if found:
        raise RefusedError(
            say('More than one person is called "{name}".', name=text[:80]),
            say("Edit the issue: give the login or the id instead."),
        )
    raise PerfgitError(
        say('There is no person "{id}".', id=text[:80]),
        suggestion(text, [id for id, _ in _everybody(company)]),
    )


def _everybody(company: Company) -> Iterable[tuple[str, Person]]:
    return ((id, doc.data) for id, doc in company.people.items() if doc.data)
