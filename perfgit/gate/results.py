"""Changes of what closing has frozen: results, and the policy that holds for them."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.gate.change import Change
from perfgit.gate.pairs import Pair, refused, simple
from perfgit.i18n import say
from perfgit.scoring.frozen import METHOD
from perfgit.scoring.result import scoring_policy


def closing_changes(pair: Pair) -> Iterator[Change]:
    """`closing.yml` comes once, with the policy of the base branch, and stays."""
    thing = say("policy frozen at closing")
    if pair.old is not None:
        for change in simple(pair, "closing", thing):
            yield refused(
                change,
                say("What was frozen at closing does not change."),
                say("Take the change of {path} out.", path=pair.path),
            )
        return
    change = pair.change(say("{thing} added", thing=thing), "closing")
    now = scoring_policy(pair.org.company, pair.place.cycle or "")
    if pair.new.policy != now or pair.new.method != METHOD:
        yield refused(
            change,
            say("It is not the policy of the base branch."),
            say("Bring the branch up to date, and let `perfgit cycle close` write it."),
        )
        return
    yield change


def result_changes(pair: Pair) -> Iterator[Change]:
    """A frozen result is never deleted, and moves only where an appeal is decided later."""
    cycle = pair.org.cycle(pair.place.cycle)
    person = pair.place.person or ""
    for change in simple(pair, "result", say("frozen result")):
        if pair.new is None:
            yield refused(
                change,
                say("A frozen result is not deleted."),
                say(
                    "Only with the whole person: HR writes `erased DATE` for {person} into"
                    " `who.without` of the cycle first, then all of their files go at once.",
                    person=person,
                ),
            )
        elif pair.old is None and pair.new.method != METHOD:  # older ones are not computed anew
            yield refused(
                change,
                say("New results are of method {method}.", method=METHOD),
                say("`perfgit cycle close` writes results; nobody writes them by hand."),
            )
        elif pair.old is None:
            yield _with_teams(change, pair.new.teams, pair.org.company.teams_of(person))
        elif cycle and cycle.closed and not _follows_appeal(pair):
            yield refused(
                change,
                say("A frozen result does not change."),
                say("After closing only the decision of an appeal moves it."),
            )
        else:
            yield _with_teams(change, pair.new.teams, pair.old.teams)


def _with_teams(change: Change, given: list[str], right: list[str]) -> Change:
    """The change, refused where the teams that it is counted in are others."""
    if given == right:
        return change
    return refused(
        change,
        say("The teams are not those of the person."),
        say("`perfgit cycle close` writes them; here they are {teams}.", teams=right),
    )


def _follows_appeal(pair: Pair) -> bool:
    """Whether the inputs differ by the appeal, and nothing but rating and inputs moves.

    That it is decided, and grants this rating, says `check`.
    """
    appeal = pair.path.replace("/result.yml", "/appeal.yml")
    old, new = dict(pair.old.inputs), dict(pair.new.inputs)
    if old.pop(appeal, None) == new.pop(appeal, None) or old != new:
        return False
    moved = {"rating": pair.new.rating, "inputs": pair.new.inputs}
    return bool(pair.old.model_copy(update=moved) == pair.new)
