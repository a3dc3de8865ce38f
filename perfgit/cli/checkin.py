"""`perfgit checkin` and `perfgit answer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from perfgit.authoring import checkins, choices
from perfgit.authoring.change import Change, Data
from perfgit.authoring.checkin_material import CheckInMaterial, obstacles_from
from perfgit.authoring.choices import Option
from perfgit.authoring.goals import Sheet, owner_of
from perfgit.authoring.session import Session
from perfgit.authoring.values import day_from, pairs, typed
from perfgit.cli.answers import Answers
from perfgit.cli.session import author_options
from perfgit.cli.steps import Form
from perfgit.i18n import say
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import visible


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
) -> Form:
    """Say where things stand: values, confidence, what is in the way.

    Without options it asks about every key result and shows its last value, which Enter keeps; an
    answer of "-" leaves one out. Milestones are named by id, title or number, with commas between them.

    Exit code 0: written, or nothing to write. 1: refused, or stopped. 2: wrong usage.

    \b
    Examples:
      perfgit checkin
      perfgit checkin --value emea-arr/arr=11_200_000 --confidence emea-arr=high
      perfgit checkin --obstacle "training=A course on tenders" --note "First pilot signed."
    """
    whose = owner_of(owner, session.me.id)
    flags: tuple[Any, ...] = (values, confidence, note, obstacles, misfits)

    def change(session: Session, answers: Answers) -> Change:
        cycle = session.cycle("coach")
        on = day_from(day) if day else session.today
        if on > session.today:
            raise PerfgitError(
                say("{day} is still to come: today is {today}.", day=on, today=session.today),
                say("A check-in says where things stand on its day."),
            )
        answers.begin(f"checkin-{cycle}-{whose.replace('/', '-')}-{on}")
        sheet = Sheet(session.company, cycle, whose, session.today)
        form = _Form(answers, CheckInMaterial.of(sheet))
        if answers.editor and not any(flags):
            return checkins.checkin(session.company, cycle, whose, on, form.material.as_it_was())
        data: Data = {
            "values": form.values(pairs(values, "--value")),
            "confidence": form.confidence(pairs(confidence, "--confidence")),
            "note": answers.text("note", say("What happened? (may stay empty)"), given=note)
            or None,
        }
        return checkins.checkin(
            session.company,
            cycle,
            whose,
            on,
            {key: value for key, value in data.items() if value},
            obstacles=form.obstacles(pairs(obstacles, "--obstacle")),
            misfits=form.misfits(pairs(misfits, "--misfit")),
        )

    return Form(change, given=any(flags))


class _Form:
    """The questions of a check-in; each takes what flags have said."""

    def __init__(self, answers: Answers, material: CheckInMaterial) -> None:
        self._answers = answers
        self.material = material

    def values(self, given: Mapping[str, str]) -> Data:
        """Values by key result."""
        found = self.material.values_from(given)
        seen: str | None = None
        for key, (goal, title, measure) in (
            self.material.measured.items() if self._answers.asks else ()
        ):
            if goal.id != seen:
                self._answers.heading(f"\n{visible(goal.title)}")
                seen = goal.id
            self._answers.heading(f"  {visible(measure.words())}")
            text = self._answers.text(
                f"value {key}",
                title,
                last=typed(found.get(key, self.material.values.get(key))),
                check=lambda text, measure=measure: text == "-" or measure.value_from(text),  # type: ignore[misc]
            )
            if text and text != "-":
                found[key] = measure.value_from(text)
        return found

    def confidence(self, given: Mapping[str, str]) -> Data:
        """How sure, by goal."""
        found = self.material.confidence_from(given)
        for goal in self.material.goals if self._answers.asks else ():
            found[goal.id] = self._answers.choose(
                f"confidence {goal.id}",
                say('How sure are you to reach "{goal}"?', goal=goal.title),
                choices.confidences(),
                default=found.get(goal.id, self.material.confidence.get(goal.id, "medium")),
            )
        return found

    def obstacles(self, given: Mapping[str, str]) -> list[Data]:
        """What is in the way."""
        found = obstacles_from(given)
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
                [*choices.goals(self.material.goals), Option("", say("none in particular"))],
            )
            obstacle: Data = {"goal": goal} if goal else {}
            found.append(obstacle | {"what": what, "needs": needs, "status": "open"})
        return found

    def misfits(self, given: Mapping[str, str]) -> list[Data]:
        """Goals that no longer fit."""
        found = self.material.misfits_from(given)
        if self._answers.asks and self.material.goals:
            chosen = self._answers.several(
                "misfits",
                say("Does any goal no longer fit?"),
                choices.goals(self.material.goals),
            )
            for goal in chosen:
                why = self._answers.text(
                    f"misfit {goal}",
                    say('Why does "{goal}" no longer fit?', goal=goal),
                    required=True,
                )
                found.append({"goal": goal, "why": why})
        return found


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
) -> Form:
    """Answer what somebody asked for, or a goal that was said not to fit any more.

    OWNER is a person's id, teams/ID or company; REQUEST the id of the obstacle, or of the goal.
    Without them it lists what waits for you.

    \b
    Examples:
      perfgit answer
      perfgit answer alice sdr --status granted --note "Starts on Monday."
      perfgit answer alice playbook --status kept
    """

    def change(session: Session, answers: Answers) -> Change:
        cycle = session.cycle("coach")
        whose = owner_of(owner or _who_asks(session, answers, cycle), session.me.id)
        dossier = session.company.dossier(cycle, whose)
        waiting = list(checkins.requests(dossier))
        named = request
        if request is None and answers.asks and len(waiting) > 1:
            named = answers.choose(
                "request",
                say("Which one?"),
                [Option(request_.id, f"{request_.id}: {request_.text}") for request_ in waiting],
            )
        found = checkins.find_request(dossier, named)
        answers.begin(f"answer-{cycle}-{whose.replace('/', '-')}-{found.id}")
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

    return Form(change, given=bool(status or note))


def _who_asks(session: Session, answers: Answers, cycle: str) -> str:
    """Whose request: of those whose files have one that waits, my own people's first."""
    options = [
        Option(whose, f"{whose}: {'; '.join(request.text for request in requests)}")
        for whose, requests in checkins.waiting_for(session.company, session.me, cycle).items()
    ]
    return answers.choose("owner", say("Whose?"), options, flag="OWNER REQUEST")
