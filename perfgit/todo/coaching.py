"""What is due while goals are planned and coached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from perfgit.company import COMPANY
from perfgit.impact import Touched
from perfgit.insight.checkins import MisfitView, ObstacleView, checkins_of, needs_word, rhythm
from perfgit.model.checkins import MisfitAnswer
from perfgit.model.goals import Goal
from perfgit.todo.item import Duty, Item, Matter, turn
from perfgit.words import say

ANSWER_WITHIN = dt.timedelta(days=7)
AGREE_WITHIN = dt.timedelta(days=14)


def plan_goals(matter: Matter) -> Iterator[Item]:
    """Goals are proposed while planning is open, and afterwards as long as there are none.

    Whether there are goals of the company is for its leadership to say: nobody is told to be late.
    """
    stage, dossier = matter.cycle.stages.plan, matter.dossier
    doc = dossier.doc("goals")
    if matter.today < stage.opens or matter.today > matter.cycle.ends or (doc and not doc.data):
        return
    if matter.dossier.owner == COMPANY and matter.today > stage.closes:
        return
    if dossier.sheet and any(goal.dropped is None for goal in dossier.sheet.goals):
        return
    joined = _joined(matter)
    if joined and joined > matter.cycle.ends:
        return
    since = max(stage.opens, joined or stage.opens)
    until = max(stage.closes, since + AGREE_WITHIN) if since > stage.opens else stage.closes
    title = matter.cycle.title
    yield from turn(
        matter,
        "plan-goals",
        matter.owners(),
        since,
        until,
        lambda who: (
            say("Propose your goals for {cycle}.", cycle=title)
            if dossier.person == who
            else say("Propose the goals of {name} for {cycle}.", name=matter.name(), cycle=title)
        ),
        lambda who: f"perfgit goal new{_of(matter, who)}",
        matter.path("goals"),
    )


def check_in(matter: Matter) -> Iterator[Item]:
    """A check-in, in the rhythm of the cycle, while coaching is open and there are goals."""
    stage, sheet = matter.cycle.stages.coach, matter.dossier.sheet
    if not sheet or not any(goal.dropped is None for goal in sheet.goals):
        return
    if not stage.opens <= matter.today <= stage.closes:
        return
    last = checkins_of(matter.dossier, matter.today).last
    begins = max(stage.opens, _joined(matter) or stage.opens)
    due = (last or begins) + rhythm(matter.cycle)
    if matter.today < due:
        return
    until = min(due + ANSWER_WITHIN, stage.closes)
    yield from turn(
        matter,
        "check-in",
        matter.owners(),
        due,
        until,
        lambda who: (
            say("Check in: where do your goals stand?")
            if matter.person == who
            else say("Check in for {name}.", name=matter.name())
        ),
        lambda who: f"perfgit checkin{_of(matter, who)}",
        matter.path("checkin", day=matter.today),
    )


def answer_request(matter: Matter) -> Iterator[Item]:
    """Support that was asked for is answered by the manager."""
    for one in checkins_of(matter.dossier, matter.today).obstacles:
        if one.waits:
            yield from _request(matter, one)


def _request(matter: Matter, one: ObstacleView) -> Iterator[Item]:
    yield from turn(
        matter,
        "answer-request",
        matter.managers(),
        one.raised,
        one.raised + ANSWER_WITHIN,
        lambda _: say(
            "{name} asks for support ({needs}): {what}",
            name=matter.name(),
            needs=needs_word(one.needs),
            what=short(one.what),
        ),
        lambda who: f"perfgit answer{matter.subject(who)} {one.id}",
        _last_checkin(matter),
    )


def answer_misfit(matter: Matter) -> Iterator[Item]:
    """A goal that was said not to fit any more is kept, changed or dropped."""
    for one in checkins_of(matter.dossier, matter.today).open_misfits:
        yield from _misfit(matter, one)


def _misfit(matter: Matter, one: MisfitView) -> Iterator[Item]:
    yield from turn(
        matter,
        "answer-misfit",
        matter.managers(),
        one.raised,
        one.raised + AGREE_WITHIN,
        lambda _: say(
            '{name} says that "{goal}" no longer fits: {why}',
            name=matter.name(),
            goal=one.goal,
            why=short(one.why),
        ),
        lambda who: f"perfgit answer{matter.subject(who)} {one.goal}",
        _last_checkin(matter),
    )


def change_goal(matter: Matter) -> Iterator[Item]:
    """A misfit was answered with another goal, or none: the owner brings the sheet to say so."""
    sheet = matter.dossier.sheet
    if matter.today <= matter.cycle.stages.plan.closes:
        return  # until then changes leave no entry in the history that would settle it
    for one in checkins_of(matter.dossier, matter.today).misfits:
        answer = one.answer
        if not sheet or not answer or answer.status == "kept":
            continue
        goal = next((goal for goal in sheet.goals if goal.id == one.goal), None)
        done = any(past.goal == one.goal and past.on >= one.raised for past in sheet.history)
        if goal and not goal.dropped and not done:
            yield from _change(matter, goal, answer)


def _change(matter: Matter, goal: Goal, answer: MisfitAnswer) -> Iterator[Item]:
    dropped = answer.status == "dropped"
    verb = "drop" if dropped else "edit"
    yield from turn(
        matter,
        "change-goal",
        matter.owners(),
        answer.on,
        answer.on + AGREE_WITHIN,
        lambda _: (
            say('Give "{goal}" up, as was agreed.', goal=goal.title)
            if dropped
            else say('Change "{goal}", as was agreed.', goal=goal.title)
        ),
        lambda who: f"perfgit goal {verb}{_of(matter, who)} {goal.id}",
        matter.path("goals"),
    )


def agree_again(matter: Matter) -> Iterator[Item]:
    """A goal that a change of strategy has touched is agreed again: kept, changed or dropped."""
    seen: set[str] = set()
    for impact in matter.impacts:
        on = impact.change.on
        if on is None or on > matter.today:
            continue
        for goal in impact.open:
            if goal.ref.owner != matter.dossier.owner or goal.ref.goal in seen:
                continue
            seen.add(goal.ref.goal)
            yield from _again(matter, goal, on)


def _again(matter: Matter, goal: Touched, on: dt.date) -> Iterator[Item]:
    yield from turn(
        matter,
        "agree-again",
        matter.owners(),
        on,
        on + AGREE_WITHIN,
        lambda _: say(
            'Strategy has changed: agree "{goal}" again (keep, change or drop it).',
            goal=goal.title,
        ),
        lambda who: f"perfgit goal edit{_of(matter, who)} {goal.ref.goal}",
        matter.path("goals"),
    )


def _joined(matter: Matter) -> dt.date | None:
    person = matter.frame.person(matter.person) if matter.person else None
    return person.joined if person else None


def _of(matter: Matter, who: str) -> str:
    """The option that names another owner than oneself."""
    if matter.dossier.owner == f"people/{who}":
        return ""
    return f" --for {matter.dossier.owner}"


def _last_checkin(matter: Matter) -> str:
    return matter.dossier.checkins[-1].path


def short(text: str) -> str:
    """The beginning of somebody's text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99].rstrip() + "…"


DUTIES: tuple[tuple[str, Duty], ...] = (
    ("plan-goals", plan_goals),
    ("check-in", check_in),
    ("answer-request", answer_request),
    ("answer-misfit", answer_misfit),
    ("change-goal", change_goal),
    ("agree-again", agree_again),
)
