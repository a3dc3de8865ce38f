"""Which cycle a command means when it does not say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, cast

from perfgit.authoring.change import RefusedError
from perfgit.company.company import Company
from perfgit.company.periods import before
from perfgit.files.layout import is_slug
from perfgit.i18n import say, suggestion
from perfgit.insight.impact import running
from perfgit.model.org import Cycle
from perfgit.model.reviews import Appeal
from perfgit.problem import PerfgitError

Fits = Callable[[Cycle], bool]
Purpose = Literal["plan", "coach", "evaluate", "feedback"]


def cycle_for(
    company: Company,
    purpose: Purpose,
    today: dt.date,
    given: str | None = None,
    *,
    closed_too: bool = False,
) -> tuple[str, Cycle]:
    """The cycle that is given, or the one that a stage of the circle is about today.

    One that is closed is taken only where it is given and `closed_too` says so.

    Raises PerfgitError where there is none of that name, or none that fits, and RefusedError where it
    is closed.
    """
    cycles = dict(company.cycles_in_order())
    if given is not None:
        if not is_slug(given) or given not in cycles:
            raise _unknown(given, cycles)
        if cycles[given].closed and not closed_too:
            raise RefusedError(
                say("{cycle} is closed; its files do not change any more.", cycle=given),
                say("What was signed off stays; only an appeal moves it."),
            )
        return given, cycles[given]
    usual = usual_cycle(company, purpose, today)
    if usual:
        return usual, cycles[usual]
    raise PerfgitError(say("No cycle is open."), _how_to_open(cycles))


def cycle_to_appeal(
    company: Company, today: dt.date, given: str | None = None, appealed: str | None = None
) -> str:
    """The cycle whose result is appealed against, closed or not; see `cycle_for`.

    Where none is given: the one in which `appealed` waits for a decision, else the one whose feedback
    is open today.
    """
    if given is None:
        order = company.cycles_in_order()
        if appealed:
            waiting = (id for id, _ in order if _waits(company, id, appealed))
        else:
            fits = _in_stage("feedback", today)
            waiting = (id for id, one in order if fits(one))
        found = next(waiting, None)
        if found:
            return found
    return cycle_for(company, "feedback", today, given, closed_too=True)[0]


def _waits(company: Company, cycle: str, person: str) -> bool:
    doc = company.only("appeal", cycle, f"people/{person}")
    appeal = cast("Appeal | None", doc.data) if doc else None
    return appeal is not None and appeal.decision is None


def usual_cycle(company: Company, purpose: Purpose, today: dt.date) -> str | None:
    """The cycle that a command means which names none; None where all are closed."""
    found = [(id, one) for id, one in company.cycles_in_order() if not one.closed]
    for fits in (_in_stage(purpose, today), _running(today), _begun(today), lambda _: True):
        best = next((id for id, one in found if fits(one)), None)
        if best:
            return best
    return None


def begun_cycle(company: Company, today: dt.date, given: str | None = None) -> str:
    """The cycle that is given, or the latest one that has begun, closed ones too.

    Raises PerfgitError where there is none.
    """
    if given is not None:
        return _known(company, given)
    cycles = company.cycles_in_order()
    if not cycles:
        raise PerfgitError(
            say("The company has no cycle yet."),
            say("Add org/cycles/ID.yml; `perfgit explain unknown-cycle` shows one."),
        )
    return next((id for id, cycle in cycles if cycle.starts <= today), cycles[-1][0])


def judged_cycle(company: Company, today: dt.date, given: str | None = None) -> str:
    """The cycle that is given, or the latest one whose evaluation has opened, closed ones too.

    Raises PerfgitError where there is none.
    """
    if given is not None:
        return _known(company, given)
    for id, cycle in company.cycles_in_order():
        if cycle.stages.evaluate.opens <= today:
            return id
    raise PerfgitError(
        say("No cycle has been evaluated yet."), say("`--cycle ID` names one that is running.")
    )


def running_cycle(company: Company, given: str | None = None) -> str:
    """The cycle that is given, or the latest one that is not closed; PerfgitError without one."""
    if given is not None:
        return _known(company, given)
    found = running(company)
    if not found:
        raise PerfgitError(
            say("No cycle is running."), say("`--cycle ID` names one that is closed.")
        )
    return found[0][0]


def cycle_before(company: Company, cycle: str, given: str | None = None) -> str:
    """The cycle before a cycle, or the one that is named; a closed one too.

    Raises PerfgitError where there is none.
    """
    order = [id for id, _ in company.cycles_in_order()]
    if given:
        if given not in order:
            raise _unknown(given, order)
        return given
    found = before(company, cycle)
    if found is None:
        raise PerfgitError(
            say("There is no cycle before {cycle}.", cycle=cycle), say("`--from CYCLE` names one.")
        )
    return found


def _known(company: Company, cycle: str) -> str:
    if cycle not in company.cycles:
        raise _unknown(cycle, company.cycles)
    return cycle


def _unknown(cycle: str, known: Iterable[str]) -> PerfgitError:
    return PerfgitError(
        say('There is no cycle "{cycle}".', cycle=cycle[:80]), suggestion(cycle, known)
    )


def _how_to_open(cycles: Mapping[str, Cycle]) -> str:
    if not cycles:
        return say("HR writes the first one: a file in org/cycles/.")
    latest = next(iter(cycles))
    return say("HR prepares the next one: `perfgit cycle next {cycle} --write`.", cycle=latest)


def _in_stage(purpose: Purpose, today: dt.date) -> Fits:
    def fits(cycle: Cycle) -> bool:
        stage = getattr(cycle.stages, purpose)
        return bool(stage.opens <= today <= stage.closes)

    return fits


def _running(today: dt.date) -> Fits:
    return lambda cycle: cycle.starts <= today <= cycle.ends


def _begun(today: dt.date) -> Fits:
    return lambda cycle: cycle.stages.plan.opens <= today


def not_now(cycle: Cycle, purpose: Purpose, today: dt.date) -> str | None:
    """What to say where a stage is not open today; None where it is."""
    stage = getattr(cycle.stages, purpose)
    if today < stage.opens:
        return say("This stage opens on {day}.", day=stage.opens)
    return say("This stage closed on {day}.", day=stage.closes) if today > stage.closes else None
