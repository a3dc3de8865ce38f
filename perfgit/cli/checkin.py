"""`perfgit checkin` and `perfgit answer`."""

from __future__ import annotations

from typing import Any

import click

from perfgit.authoring import checkins
from perfgit.authoring.change import Change, Data, RefusedError
from perfgit.authoring.goals import Sheet, owner_of
from perfgit.authoring.measures import words_of
from perfgit.authoring.values import CONFIDENCES, NEEDS, day_from, one_of, pairs, typed, value_from
from perfgit.cli import choices
from perfgit.cli.answers import Answers
from perfgit.cli.prompts import Option
from perfgit.cli.session import Session, author_options
from perfgit.company.dossier import key_results
from perfgit.i18n import say, suggestion
from perfgit.model.goals import Goal, GoalSheet, Measure
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import visible
from perfgit.scoring.sheet import agreed, facts


@click.command()
@click.option("--for", "owner", metavar="OWNER", help="teams/ID or company; usually your own.")
@click.option("--on", "day", metavar="DATE", help="The day it speaks of; usually today.")
@click.option(
    "--value", "values", multiple=True, metavar="GOAL/KEY-RESULT=VALUE", help="May be repeated."
)
@click.option("--confidence", multiple=True, metavar="GOAL=low|medium|high")
@click.option("--note", metavar="TEXT", help="What happened, in Markdown.")
@click.option(
    "--obstacle",
    "obstacles",
    multiple=True,
    metavar="NEEDS=TEXT",
    help="Something in the way; NEEDS: training, tool, resource, decision or help.",
)
@click.option(
    "--misfit", "misfits", multiple=True, metavar="GOAL=WHY", help="A goal that no longer fits."
)
@author_options
def checkin(
    session: Session,
    *,
    owner: str | None,
    day: str | None,
    values: tuple[str, ...],
    confidence: tuple[str, ...],
    note: str | None,
    obstacles: tuple[str, ...],
    misfits: tuple[str, ...],
) -> None:
    """Say where things stand: values, confidence, what is in the way.

    Without options it asks about every key result, beginning with its last value; an answer of "-"
    leaves one out. Milestones are named by id, title or number, with commas between them.

    Exit code 0: written, or nothing to write. 1: refused, or stopped. 2: wrong usage.

    \b
    Examples:
      perfgit checkin
      perfgit checkin --value emea-arr/arr=11_200_000 --confidence emea-arr=high
      perfgit checkin --obstacle "training=A course on tenders" --note "First pilot signed."
    """
    whose = owner_of(owner, session.me.id)
    flags: tuple[Any, ...] = (values, confidence, note, obstacles, misfits)

    def fill(answers: Answers) -> Change:
        cycle = session.cycle("coach")
        on = day_from(day) if day else session.today
        answers_name = f"checkin-{cycle}-{whose.replace('/', '-')}-{on}"
        session.begin(answers, answers_name)
        dossier = session.company.dossier(cycle, whose)
        sheet = Sheet(session.company, cycle, whose, session.today).goals()
        form = _Form(answers, sheet, {key: one.value for key, one in facts(dossier).items()})
        for doc in dossier.checkins:
            form.last_confidence.update(doc.data.confidence if doc.data else {})
        if session.with_editor and not any(flags):
            return checkins.checkin(session.company, cycle, whose, on, form.where_things_stand())
        data: Data = {
            "values": form.values(values),
            "confidence": form.confidence(confidence),
            "note": answers.text("note", say("What happened? (may stay empty)"), given=note)
            or None,
        }
        return checkins.checkin(
            session.company,
            cycle,
            whose,
            on,
            {key: value for key, value in data.items() if value},
            obstacles=form.obstacles(obstacles),
            misfits=form.misfits(misfits),
        )

    session.finish(fill, given=any(flags))


class _Form:
    """The questions of a check-in."""

    def __init__(self, answers: Answers, sheet: GoalSheet, last: dict[str, Any]) -> None:
        self._answers = answers
        self._goals = agreed(sheet)
        self._last = last
        self.last_confidence: dict[str, str] = {}
        self._measures: dict[str, tuple[Goal, str, Measure]] = {
            key: (goal, one.title, one.measure)
            for goal in self._goals
            for key, one in key_results(goal)
        }

    def values(self, given: tuple[str, ...]) -> Data:
        """Values by key result."""
        found: Data = {}
        for key, text in pairs(given, "--value").items():
            if key not in self._measures:
                raise PerfgitError(
                    say('There is no key result "{key}".', key=key[:120]),
                    suggestion(key, self._measures),
                )
            found[key] = value_from(self._measures[key][2], text)
        if not self._answers.asks:
            return found
        seen: str | None = None
        for key, (goal, title, measure) in self._measures.items():
            if goal.id != seen:
                self._answers.heading(f"\n{visible(goal.title)}")
                seen = goal.id
            self._answers.heading(f"  {visible(words_of(measure))}")
            text = self._answers.text(
                f"value {key}",
                title,
                default=typed(found.get(key, self._last.get(key))),
                check=lambda text, measure=measure: text == "-" or value_from(measure, text),  # type: ignore[misc]
            )
            if text and text != "-":
                found[key] = value_from(measure, text)
        return found

    def where_things_stand(self) -> Data:
        """The last values and confidence, to be brought up to date in an editor."""
        return {
            "values": {key: self._last[key] for key in self._measures if key in self._last},
            "confidence": {
                one.id: self.last_confidence[one.id]
                for one in self._goals
                if one.id in self.last_confidence
            },
        }

    def confidence(self, given: tuple[str, ...]) -> Data:
        """How sure, by goal."""
        found: Data = {}
        for goal, word in pairs(given, "--confidence").items():
            self._known(goal)
            found[goal] = one_of(CONFIDENCES, word, say("confidence"))
        if self._answers.asks:
            for one in self._goals:
                found[one.id] = self._answers.choose(
                    f"confidence {one.id}",
                    say('How sure are you to reach "{goal}"?', goal=one.title),
                    choices.confidences(),
                    default=found.get(one.id, self.last_confidence.get(one.id, "medium")),
                )
        return found

    def obstacles(self, given: tuple[str, ...]) -> list[Data]:
        """What is in the way."""
        found: list[Data] = [
            {"what": what, "needs": one_of(NEEDS, needs, say("what an obstacle needs"))}
            for needs, what in pairs(given, "--obstacle").items()
        ]
        number = 0
        while self._answers.asks:
            number += 1
            question = (
                say("Is anything in the way, or missing?")
                if number == 1
                else say("Anything else in the way?")
            )
            if not self._answers.yes(f"obstacle {number}", question, default=False):
                break
            what = self._answers.text(f"obstacle {number} what", say("What?"), required=True)
            needs = self._answers.choose(
                f"obstacle {number} needs", say("What would help?"), choices.needs()
            )
            goal = self._answers.choose(
                f"obstacle {number} goal",
                say("Which goal does it hold up?"),
                [*choices.goals(self._goals), Option("", say("none in particular"))],
            )
            one: Data = {"goal": goal} if goal else {}
            found.append(one | {"what": what, "needs": needs, "status": "open"})
        return found

    def misfits(self, given: tuple[str, ...]) -> list[Data]:
        """Goals that no longer fit."""
        found: list[Data] = []
        for goal, why in pairs(given, "--misfit").items():
            self._known(goal)
            found.append({"goal": goal, "why": why})
        if self._answers.asks and self._goals:
            chosen = self._answers.several(
                "misfits",
                say("Does any goal no longer fit?"),
                choices.goals(self._goals),
            )
            for goal in chosen:
                why = self._answers.text(
                    f"misfit {goal}",
                    say('Why does "{goal}" no longer fit?', goal=goal),
                    required=True,
                )
                found.append({"goal": goal, "why": why})
        return found

    def _known(self, goal: str) -> None:
        ids = [one.id for one in self._goals]
        if goal not in ids:
            raise PerfgitError(
                say('There is no goal "{goal}".', goal=goal[:80]), suggestion(goal, ids)
            )


@click.command()
@click.argument("owner", required=False)
@click.argument("request", required=False)
@click.option(
    "--status", metavar="WORD", help="granted, declined, done; or kept, changed, dropped."
)
@click.option("--note", metavar="TEXT", help="Why, or what happens next.")
@author_options
def answer(
    session: Session,
    *,
    owner: str | None,
    request: str | None,
    status: str | None,
    note: str | None,
) -> None:
    """Answer what somebody asked for, or a goal that was said not to fit any more.

    OWNER is a person's id, teams/ID or company; REQUEST the id of the obstacle, or of the goal.
    Without them it lists what waits for you.

    \b
    Examples:
      perfgit answer
      perfgit answer alice sdr --status granted --note "Starts on Monday."
      perfgit answer alice playbook --status kept
    """

    def fill(answers: Answers) -> Change:
        cycle = session.cycle("coach")
        whose = owner_of(owner or _who_asks(session, answers, cycle), session.me.id)
        dossier = session.company.dossier(cycle, whose)
        waiting = list(checkins.requests(dossier))
        named = request
        if request is None and answers.asks and len(waiting) > 1:
            named = answers.choose(
                "request",
                say("Which one?"),
                [Option(one.id, f"{one.id}: {one.text}") for one in waiting],
            )
        found = checkins.find_request(dossier, named)
        session.begin(answers, f"answer-{cycle}-{whose.replace('/', '-')}-{found.id}")
        answers.heading(f"{whose}: {visible(found.text)}")
        word = answers.choose(
            "status",
            say("Your answer?"),
            choices.worded(checkins.ANSWERS[found.kind]),
            given=status,
            flag="--status",
        )
        text = answers.text("note", say("Why, or what happens next? (may stay empty)"), given=note)
        return checkins.answered(
            session.company, session.me, found, word, text or None, session.today
        )

    session.finish(fill, given=bool(status or note))


def _who_asks(session: Session, answers: Answers, cycle: str) -> str:
    """Whose request: of those whose files have one that waits, my own people's first."""
    mine = [f"people/{id}" for id in session.company.reports.get(session.me.id, [])]
    teams = [f"teams/{id}" for id in session.company.teams]
    waiting: list[Option] = []
    for whose in [*mine, *teams, "company"]:
        open_ones = list(checkins.requests(session.company.dossier(cycle, whose)))
        if open_ones:
            waiting.append(Option(whose, f"{whose}: {'; '.join(one.text for one in open_ones)}"))
    if not waiting:
        raise RefusedError(
            say("Nobody waits for an answer of yours in {cycle}.", cycle=cycle),
            say("`perfgit answer OWNER REQUEST` names one; `--cycle` another cycle."),
        )
    return answers.choose("owner", say("Whose?"), waiting, flag="OWNER REQUEST")
