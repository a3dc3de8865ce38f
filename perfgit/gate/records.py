"""Changes of check-ins, meetings, appeals and the like, whose parts belong to different people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from perfgit.gate.change import Change
from perfgit.gate.diff import MISSING, Difference
from perfgit.gate.pairs import Pair, plain_data, refused, simple
from perfgit.gate.words import label, sentence, shown
from perfgit.i18n import say


def checkin_changes(pair: Pair) -> Iterator[Change]:
    """Check-ins; answers to what they ask for belong to somebody else than their values."""
    if pair.new is None:
        yield refused(
            pair.change(say("check-in of {day} deleted", day=pair.place.day), "checkin-edit"),
            say("Facts that were reported are not deleted."),
            say("Correct the check-in instead; earlier versions stay in git's history."),
        )
        return
    if pair.old is None:
        counts = [(key, len(getattr(pair.new, key))) for key in ("values", "obstacles", "misfits")]
        what = ", ".join(f"{key}: {count}" for key, count in counts if count)
        day = pair.place.day
        words = say("check-in of {day} added ({what})", day=day, what=what or say("a note"))
        late = pair.new.values and pair.is_judged
        yield pair.change(words, "checkin-late" if late else "checkin-new")
        for key in _ASKING:
            for index, one in enumerate(getattr(pair.new, key)):
                if one.answer:
                    found = Difference(
                        (key, "answer"), (key, index, "answer"), None, plain_data(one.answer)
                    )
                    yield replace(
                        pair.change(sentence(found, label(found.name)), "obstacle-answer", found),
                        signed=one.answer.by,
                    )
        return
    for one in pair.differences():
        for part in _apart(one):
            late = part.at[0] == "values" and pair.is_judged
            row, signed = "checkin-late" if late else "checkin-edit", None
            if _is_answer(part):
                row, signed = "obstacle-answer", _signature(pair.new, part)
            thing = say("check-in of {day}", day=pair.place.day)
            words = say("{thing}: {what}", thing=thing, what=sentence(part, label(part.name)))
            yield replace(pair.change(words, row, part), signed=signed)


_ASKING: Final = ("obstacles", "misfits")
"""The lists of a check-in whose entries are answered by somebody else."""


def _is_answer(one: Difference) -> bool:
    """Whether a difference lies in the answer of an entry; an entry may well be called `answer`."""
    return one.at[0] in _ASKING and one.at[2:3] == ("answer",)


def _apart(one: Difference) -> Iterator[Difference]:
    """An entry that came or went, and the answer that it holds, which is somebody else's."""
    yield one
    if one.at[0] not in _ASKING or len(one.at) != 2:
        return
    for value in (one.old, one.new):
        if isinstance(value, dict) and value.get("answer"):
            gone = value is one.old
            answer = value["answer"]
            yield Difference(
                (*one.name, "answer"),
                (*one.at, "answer"),
                answer if gone else MISSING,
                MISSING if gone else answer,
            )


def _signature(record: Any, one: Difference) -> str | None:
    """Who signs the answer that differs, as the file now says."""
    if one.new is MISSING:
        return None
    value: Any = record.model_dump(by_alias=True)
    for step in one.at:
        if isinstance(value, dict) and "by" in value and "on" in value:
            break
        value = value[step]
    return value.get("by") if isinstance(value, dict) else None


def meeting_changes(pair: Pair) -> Iterator[Change]:
    """The manager's record of the meeting, and the acknowledgement, which is the subject's."""
    was = pair.old.acknowledgement if pair.old else None
    row = "meeting-acknowledged" if was else "meeting"
    if pair.new is None:
        yield refused(
            pair.change(say("record of the meeting deleted"), row),
            say("The record of a meeting is not deleted."),
            say("Correct it instead."),
        )
        return
    if pair.old is None:
        yield pair.change(say("meeting of {day} recorded", day=pair.new.held), row)
    signed = pair.new.acknowledgement.by if pair.new.acknowledgement else None
    if pair.old is None and signed:
        found = Difference(
            ("acknowledgement",), ("acknowledgement",), None, plain_data(pair.new.acknowledgement)
        )
        words = sentence(found, label(found.name))
        yield replace(pair.change(words, "acknowledgement", found), signed=signed)
    for one in pair.differences() if pair.old else ():
        if one.name[0] == "acknowledgement":
            change = pair.change(sentence(one, label(one.name)), "acknowledgement", one)
            yield replace(change, signed=signed)
        else:
            what = sentence(one, label(one.name))
            yield pair.change(say("meeting: {what}", what=what), row, one)


def appeal_changes(pair: Pair) -> Iterator[Change]:
    """An appeal is the person's until it is decided; the decision is somebody else's."""
    decided = pair.old is not None and pair.old.decision is not None
    if pair.new is None:
        yield refused(
            pair.change(say("appeal deleted"), "appeal-raise"),
            say("An appeal is not deleted."),
            say("Let it be decided; whoever withdraws it says so in `reasons`."),
        )
        return
    if pair.old is None:
        raised = pair.change(say("appeal raised on {day}", day=pair.new.raised), "appeal-raise")
        yield _in_time(pair, raised)
    signed = pair.new.decision.by if pair.new.decision else None
    if pair.old is None and signed:
        found = Difference(("decision",), ("decision",), None, plain_data(pair.new.decision))
        words = sentence(found, label(found.name))
        yield replace(pair.change(words, "appeal-decide", found), signed=signed)
    for one in pair.differences() if pair.old else ():
        words = say("appeal: {what}", what=sentence(one, label(one.name)))
        if one.name[0] == "decision":
            yield replace(pair.change(words, "appeal-decide", one), signed=signed)
        elif decided:
            yield refused(
                pair.change(words, "appeal-raise", one),
                say("The appeal was decided."),
                say("What it said stays as it was when it was decided."),
            )
        else:
            yield _in_time(pair, pair.change(words, "appeal-raise", one))


def _in_time(pair: Pair, change: Change) -> Change:
    """What is said in an appeal, refused once the cycle is closed and feedback as well."""
    cycle = pair.org.cycle(pair.place.cycle)
    if cycle is None or not cycle.closed or pair.org.today <= cycle.stages.feedback.closes:
        return change
    return refused(
        change,
        say("Appeals were raised until {day}.", day=cycle.stages.feedback.closes),
        say("Talk to HR: they can decide one that was raised in time."),
    )


def calibration_changes(pair: Pair) -> Iterator[Change]:
    """Calibration; whoever's rating it moves is concerned by all of the session."""
    entries = [*(pair.old.changes if pair.old else ()), *(pair.new.changes if pair.new else ())]
    concerned = tuple(sorted({one.person for one in entries}))
    if pair.new is None:
        change = pair.change(say("calibration session deleted"), "calibration")
        yield refused(
            replace(change, concerned=concerned),
            say("A calibration session is not deleted."),
            say("Take its changes back with another session, and say why."),
        )
        return
    if pair.old is None:
        words = say("calibration of {day} recorded", day=pair.new.held)
        yield replace(pair.change(words, "calibration"), concerned=concerned)
        for index, moved in enumerate(pair.new.changes):
            found = Difference(
                ("changes", str(index)), ("changes", index), MISSING, plain_data(moved)
            )
            words = _moved(found.new)
            yield replace(pair.change(words, "calibration", found), concerned=concerned)
        return
    for one in pair.differences():
        entry = one.old if one.new is MISSING else one.new
        words = sentence(one, label(one.name))
        if one.name[0] == "changes" and isinstance(entry, dict):
            words = _moved(entry)
            if one.new is MISSING:
                words = say("taken out: {what}", what=words)
        yield replace(pair.change(words, "calibration", one), concerned=concerned)


def _moved(entry: dict[str, Any]) -> str:
    return say(
        "rating of {person} moved {before} → {after}: {why}",
        person=entry["person"],
        before=entry["before"],
        after=entry["after"],
        why=shown(entry["why"]),
    )


def feedback_changes(pair: Pair) -> Iterator[Change]:
    """Feedback is given; it is not taken back unseen."""
    gaps = {"giver": pair.place.id, "day": pair.place.day}
    if pair.new is None:
        yield refused(
            pair.change(say("feedback by {giver} of {day} deleted", **gaps), "feedback"),
            say("Feedback that was given is not deleted."),
            say("Its giver may correct it."),
        )
    elif pair.old is None:
        yield pair.change(say("feedback by {giver} of {day}", **gaps), "feedback")
    else:
        yield from simple(pair, "feedback", say("feedback by {giver} of {day}", **gaps))


def plan_changes(pair: Pair) -> Iterator[Change]:
    """The improvement plan."""
    if pair.new is None:
        yield refused(
            pair.change(say("improvement plan deleted"), "plan"),
            say("A plan that was agreed is not deleted."),
            say("Set the status of its actions to `dropped`."),
        )
        return
    yield from simple(pair, "plan", say("improvement plan"))
