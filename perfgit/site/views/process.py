"""How the circle works here: who does what and when, from the cycle's and the policy's own data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfgit.i18n import say
from perfgit.insight.groups import counted
from perfgit.model.org import Cycle
from perfgit.model.policy import Policy
from perfgit.model.process import Retrospective
from perfgit.site.theme import formats
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import every
from perfgit.site.views.stages import StageView, timeline


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody does in a stage; `people` are the ids of those who hold the role."""

    who: str
    what: str
    when: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A stage with its duties; `stage` is None for the look back, which has no days of its own."""

    title: str
    why: str
    duties: tuple[Duty, ...]
    stage: StageView | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """What counts how much in a result, in per cent."""

    title: str
    weight: float


def steps(site: SiteView, cycle: CycleView) -> list[Step]:
    """The four stages of a cycle, and the look back at the process itself."""
    policy = site.company.policy
    reasons = {
        "plan": say("Strategy becomes goals of the company, of teams and of each person."),
        "coach": say("What stands in the way is seen while something can still be done."),
        "evaluate": say("Judged is what was agreed, by criteria that were known beforehand."),
        "feedback": say("Good and bad news are told openly, and the next goals follow from them."),
    }
    duties = {"plan": _plan, "coach": _coach, "evaluate": _evaluate, "feedback": _feedback}
    found = [
        Step(
            stage.title,
            reasons[stage.id],
            tuple(duties[stage.id](site, cycle, policy)),
            stage,
        )
        for stage in timeline(cycle.cycle, site.today).stages
    ]
    look_back = tuple(_improve(cycle.cycle, policy))
    why = say("The process itself is looked at, and changed where it did not help.")
    return [*found, Step(say("Improve"), why, look_back)]


def _until(day: object, text: str) -> str:
    return say("until {day}", day=text) if day else ""


def _plan(site: SiteView, cycle: CycleView, policy: Policy) -> Iterator[Duty]:
    stage = cycle.cycle.stages.plan
    until = _until(stage.closes, formats.day(stage.closes))
    executives = tuple(policy.roles.executive)
    opens = say("from {day}", day=formats.day(stage.opens))
    yield Duty(
        say("Executives"), say("set the strategy and the company’s goals"), opens, executives
    )
    yield Duty(say("Team leads"), say("write team goals that serve them"), until)
    yield Duty(
        say("Everybody"),
        say(
            "proposes their own goals, {most} at most, with weights and key results",
            most=policy.limits.goals_per_person,
        ),
        until,
    )
    yield Duty(say("Managers"), say("talk them through and agree them by merging"), until)


def _coach(site: SiteView, cycle: CycleView, policy: Policy) -> Iterator[Duty]:
    rhythm = say("every {rhythm}", rhythm=every(cycle))
    yield Duty(
        say("Everybody"), say("checks in: values, confidence, what stands in the way"), rhythm
    )
    yield Duty(
        say("Managers"), say("answer requests for support, with a reason"), say("as they come")
    )
    yield Duty(
        say("Everybody"),
        say("says so when a goal no longer fits; changes are agreed again, with their reason"),
        say("any time"),
    )
    yield Duty(say("Everybody"), say("gives feedback and praise"), say("any time"))


def _evaluate(site: SiteView, cycle: CycleView, policy: Policy) -> Iterator[Duty]:
    stage = cycle.cycle.stages.evaluate
    until = _until(stage.closes, formats.day(stage.closes))
    asked = cycle.cycle.sources
    peers = cycle.cycle.peers
    if "peer" in asked:
        yield Duty(
            say("Everybody"),
            say(
                "nominates {least} to {most} peers; the manager agrees",
                least=peers.min,
                most=peers.max,
            ),
            say("before {day}", day=formats.day(stage.opens)),
        )
    if "self" in asked:
        yield Duty(say("Everybody"), say("writes a self review"), until)
    if "peer" in asked:
        yield Duty(say("Peers"), say("write about the people who nominated them"), until)
    if "upward" in asked:
        yield Duty(say("Reports"), say("may write about their manager"), until)
    if "external" in asked:
        yield Duty(say("Managers"), say("may ask customers, and enter their voices"), until)
    yield Duty(say("Former managers"), say("hand over what they have seen"), until)
    yield Duty(
        say("Managers"),
        say("write a review of each report; their own manager approves it")
        if policy.approvals.manager_review_needs_second
        else say("write a review of each report"),
        until,
    )
    yield Duty(
        say("People team"),
        say("watches participation and holds calibration sessions with the managers"),
        until,
        tuple(policy.roles.hr),
    )


def _feedback(site: SiteView, cycle: CycleView, policy: Policy) -> Iterator[Duty]:
    stage = cycle.cycle.stages.feedback
    until = _until(stage.closes, formats.day(stage.closes))
    yield Duty(say("Managers"), say("hold a meeting with each report"), until)
    yield Duty(say("Everybody"), say("acknowledges the review, or appeals with reasons"), until)
    yield Duty(
        say("HR"),
        say("decides appeals, and an executive approves"),
        say("as they come"),
        tuple(policy.roles.hr),
    )
    yield Duty(
        say("Managers and reports"),
        say("agree what to improve, and which goals go on into the next cycle"),
        until,
    )


def _improve(cycle: Cycle, policy: Policy) -> Iterator[Duty]:
    people_team = tuple(policy.roles.hr)
    after = say("after {day}", day=formats.day(cycle.stages.feedback.closes))
    closed = cycle.closed
    yield Duty(
        say("People team"),
        say("closes the cycle: results are frozen"),
        say("closed on {day}", day=formats.day(closed)) if closed else after,
        people_team,
    )
    yield Duty(
        say("Everybody"),
        say("rates the cycle, and says what helped and what did not: perfgit retro rate"),
        after,
    )
    yield Duty(
        say("People team"),
        say("writes the retrospective with decisions, each with somebody who sees to it"),
        after,
        people_team,
    )


def parts_of_result(policy: Policy) -> list[Weight]:
    """What a result is made of."""
    parts = policy.result.parts
    return [Weight(say("Goals"), parts.goals), Weight(say("Competencies"), parts.competencies)]


def voices_of_result(policy: Policy) -> list[Weight]:
    """Whose judgement counts, those who do not count left out."""
    sources = policy.result.sources
    found = [
        Weight(say("Manager"), sources.manager),
        Weight(say("Peers"), sources.peer),
        Weight(say("The person"), sources.self),
        Weight(say("Reports"), sources.upward),
        Weight(say("Customers"), sources.external),
    ]
    return [one for one in found if one.weight]


def missing_source(policy: Policy) -> str:
    """What happens where somebody who counts has not written."""
    return {
        "renormalise": say("Where somebody has not written, the others count for more."),
        "zero": say("Where somebody who counts has not written, that part counts as zero."),
        "block": say("Where somebody who counts has not written, there is no result yet."),
    }[policy.result.missing_source]


@dataclass(frozen=True, slots=True)
class LookBack:
    """The retrospective of a cycle."""

    cycle: CycleView
    data: Retrospective
    rated: list[tuple[int, int]]


def look_back(site: SiteView, cycle: CycleView) -> LookBack | None:
    """What a cycle has taught about the process; None where nobody has written it down."""
    doc = site.company.retrospective(cycle.id)
    if doc is None or doc.data is None:
        return None
    return LookBack(cycle, doc.data, _rated(site, cycle, doc.data))


def _rated(site: SiteView, cycle: CycleView, data: Retrospective) -> list[tuple[int, int]]:
    """How many participants gave which rating; nothing where that would tell somebody's."""
    scale = [step.value for step in site.company.policy.scale]
    said = site.company.cycle_ratings(cycle.id)
    ratings = {id: doc.data.rating for id, doc in said.items() if doc.data}
    if not ratings:  # counted by hand
        enough = site.visibility.large_enough(sum(data.ratings.values()))
        return [(value, data.ratings.get(value, 0)) for value in scale] if enough else []
    everybody, _ = counted(ratings, {}, {}, site.visibility.policy.min_group)
    return [(value, everybody.count(value)) for value in scale] if everybody else []
