"""What is due while goals are planned and coached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from perfgit.company.company import COMPANY
from perfgit.i18n import say
from perfgit.insight.checkins import (
    MisfitView,
    ObstacleView,
    checkins_of,
    first_owed_from,
    needs_word,
    rhythm,
)
from perfgit.insight.impact import Touched
from perfgit.model.checkins import MisfitAnswer
from perfgit.model.goals import Goal
from perfgit.model.values import shifted
from perfgit.todo.item import DutyContext, Turn

ANSWER_WITHIN = dt.timedelta(days=7)
AGREE_WITHIN = dt.timedelta(days=14)


def plan_goals(context: DutyContext) -> Iterator[Turn]:
    """Goals are proposed while planning is open, and afterwards as long as there are none.

    Whether there are goals of the company is for its leadership to say: nobody is told to be late.
    """
    stage, dossier = context.cycle.stages.plan, context.dossier
    doc = dossier.doc("goals")
    if context.today < stage.opens or context.today > context.cycle.ends or (doc and not doc.data):
        return
    if context.dossier.owner == COMPANY and context.today > stage.closes:
        return
    if dossier.sheet and any(goal.dropped is None for goal in dossier.sheet.goals):
        return
    since = context.begins(stage.opens)
    if since > min(context.today, context.cycle.ends):
        return
    until = context.ends(stage.closes, stage.opens)
    title = context.cycle.title
    yield Turn(
        context.owners(),
        since,
        until,
        lambda who: (
            say("Propose your goals for {cycle}.", cycle=title)
            if dossier.person == who
            else say("Propose the goals of {name} for {cycle}.", name=context.name(), cycle=title)
        ),
        lambda who: f"perfgit goal new{_of(context, who)}",
        context.path("goals"),
    )


def _after_leave(context: DutyContext, due: dt.date) -> dt.date:
    """A week after a day, or after the time away that reaches into that week."""
    until = shifted(due, ANSWER_WITHIN)
    person = context.org.person(context.dossier.person)
    for away in sorted(person.away, key=lambda one: one.from_) if person else ():
        if away.to >= due and away.from_ <= until:
            until = max(until, shifted(away.to, ANSWER_WITHIN))
    return until


def check_in(context: DutyContext) -> Iterator[Turn]:
    """A check-in, in the rhythm of the cycle, while coaching is open and there are goals."""
    stage, sheet = context.cycle.stages.coach, context.dossier.sheet
    if not sheet or not any(goal.dropped is None for goal in sheet.goals):
        return
    if not stage.opens <= context.today <= stage.closes:
        return
    last = checkins_of(context.dossier, context.today).last
    goals = [goal.id for goal in sheet.goals if goal.dropped is None]
    person = context.org.person(context.person)
    begins = first_owed_from(context.cycle, person, goals, sheet.history)
    due = shifted(max(last or begins, begins), rhythm(context.cycle))
    if context.today < due:
        return
    until = min(_after_leave(context, due), stage.closes)
    yield Turn(
        context.owners(),
        due,
        until,
        lambda who: (
            say("Check in: where do your goals stand?")
            if context.person == who
            else say("Check in for {name}.", name=context.name())
        ),
        lambda who: f"perfgit checkin{_of(context, who)}",
        context.path("checkin", day=context.today),
    )


def answer_request(context: DutyContext) -> Iterator[Turn]:
    """Support that was asked for is answered by the manager."""
    for one in checkins_of(context.dossier, context.today).obstacles:
        if one.waits:
            yield _request(context, one)


def _request(context: DutyContext, one: ObstacleView) -> Turn:
    return Turn(
        context.managers(),
        one.raised,
        shifted(one.raised, ANSWER_WITHIN),
        lambda _: say(
            "{name} asks for support ({needs}): {what}",
            name=context.name(),
            needs=needs_word(one.needs),
            what=short(one.what),
        ),
        lambda who: f"perfgit answer{context.subject(who)} {one.id}",
        _last_checkin(context),
    )


def answer_misfit(context: DutyContext) -> Iterator[Turn]:
    """A goal that was said not to fit any more is kept, changed or dropped."""
    for one in checkins_of(context.dossier, context.today).open_misfits:
        yield _misfit(context, one)


def _misfit(context: DutyContext, one: MisfitView) -> Turn:
    return Turn(
        context.managers(),
        one.raised,
        shifted(one.raised, AGREE_WITHIN),
        lambda _: say(
            '{name} says that "{goal}" no longer fits: {why}',
            name=context.name(),
            goal=one.goal,
            why=short(one.why),
        ),
        lambda who: f"perfgit answer{context.subject(who)} {one.goal}",
        _last_checkin(context),
    )


def change_goal(context: DutyContext) -> Iterator[Turn]:
    """A misfit was answered with another goal, or none: the owner brings the sheet to say so."""
    sheet = context.dossier.sheet
    if context.today <= context.cycle.stages.plan.closes:
        return  # until then changes leave no entry in the history that would settle it
    for one in checkins_of(context.dossier, context.today).misfits:
        answer = one.answer
        if not sheet or not answer or answer.status == "kept":
            continue
        goal = next((goal for goal in sheet.goals if goal.id == one.goal), None)
        done = any(past.goal == one.goal and past.on >= one.raised for past in sheet.history)
        if goal and not goal.dropped and not done:
            yield _change(context, goal, answer)


def _change(context: DutyContext, goal: Goal, answer: MisfitAnswer) -> Turn:
    dropped = answer.status == "dropped"
    verb = "drop" if dropped else "edit"
    return Turn(
        context.owners(),
        answer.on,
        shifted(answer.on, AGREE_WITHIN),
        lambda _: (
            say('Give "{goal}" up, as was agreed.', goal=goal.title)
            if dropped
            else say('Change "{goal}", as was agreed.', goal=goal.title)
        ),
        lambda who: f"perfgit goal {verb}{_of(context, who)} {goal.id}",
        context.path("goals"),
    )


def agree_again(context: DutyContext) -> Iterator[Turn]:
    """A goal that a change of strategy has touched is agreed again: kept, changed or dropped."""
    seen: set[str] = set()
    for change, goal in context.touched:
        known = change.on and context.begins(change.on) == change.on <= context.today
        if change.on and known and goal.ref.goal not in seen:
            seen.add(goal.ref.goal)
            yield _again(context, goal, change.on)


def _again(context: DutyContext, goal: Touched, on: dt.date) -> Turn:
    return Turn(
        context.owners(),
        on,
        shifted(on, AGREE_WITHIN),
        lambda _: say(
            'Strategy has changed: agree "{goal}" again (keep, change or drop it).',
            goal=goal.title,
        ),
        lambda who: f"perfgit goal edit{_of(context, who)} {goal.ref.goal}",
        context.path("goals"),
    )


def _of(context: DutyContext, who: str) -> str:
    """The option that names another owner than oneself."""
    if context.dossier.owner == f"people/{who}":
        return ""
    return f" --for {context.dossier.owner}"


def _last_checkin(context: DutyContext) -> str:
    return context.dossier.checkins[-1].path


def short(text: str) -> str:
    """The beginning of somebody's text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99].rstrip() + "…"
