"""Rules about results: what they rest on, and that they are neither lost nor forged."""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.i18n import say
from perfgit.problem import Problem
from perfgit.rules.rule import Rule
from perfgit.scoring.frozen import (
    METHOD,
    closing_policy,
    differences,
    follows_closing,
    owes_result,
)
from perfgit.scoring.result import score


def _frozen(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc = dossier.doc("result")
    if doc is None or doc.data is None:
        return
    if not is_closed(company, dossier):
        yield doc.problem(
            say("A result, but the cycle is not closed."),
            say("`perfgit cycle close` writes results; nobody writes them by hand."),
        )
        return
    for difference in differences(company, dossier):
        yield doc.problem(difference.message, _restore(dossier), difference.at)


def is_closed(company: Company, dossier: Dossier) -> bool:
    """Whether the dossier's cycle is closed, or cannot be read."""
    cycle = company.cycles.get(dossier.cycle)
    return bool(cycle and (cycle.data is None or cycle.data.closed))


def _restore(dossier: Dossier) -> str:
    return say(
        "Restore the file from before the change, or have HR close the cycle again"
        " (`perfgit cycle close {cycle} --write`).",
        cycle=dossier.cycle,
    )


def _result_policy(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc, result = dossier.doc("result"), dossier.result
    if doc is None or result is None or not is_closed(company, dossier):
        return
    if follows_closing(company, dossier.cycle, result):
        return
    closing = company.closing(dossier.cycle)
    if closing is None:
        path = company.layout.path("closing", cycle=dossier.cycle)
        yield doc.problem(
            say("{path} is not there: nothing says which policy was frozen.", path=path),
            say("Restore it; `perfgit cycle close` writes it once."),
            ("policy",),
            on_key=True,
            cause=f"closing:{dossier.cycle}",
        )
    elif closing.data and closing.data.policy != result.policy:
        yield doc.problem(
            say("The policy in the result is not that of {path}.", path=closing.path),
            _restore(dossier),
            ("policy",),
            on_key=True,
        )
    elif closing.data and result.method <= METHOD:  # else frozen-result has said so
        yield doc.problem(
            say(
                "The result is of method {method}, but {path} says {right}.",
                method=result.method,
                path=closing.path,
                right=closing.data.method,
            ),
            _restore(dossier),
            ("method",),
        )


def _closed_early(company: Company) -> Iterator[Problem]:
    """The policy of a closing that was not finished, or that somebody froze before its time."""
    for cycle in company.cycle_folders():
        closing, doc = company.closing(cycle), company.cycles.get(cycle)
        if closing and doc and doc.data and doc.data.closed is None:
            yield closing.problem(
                say("The policy of closing, but the cycle is not closed."),
                say(
                    "Was closing interrupted? Repeat it (`perfgit cycle close {cycle} --write`);"
                    " else delete the file.",
                    cycle=cycle,
                ),
            )


def _missing_result(company: Company, dossier: Dossier) -> Iterator[Problem]:
    cycle = company.cycles.get(dossier.cycle)
    data = cycle.data if cycle else None
    if data is None or not data.closed or not dossier.person:
        return
    if not company.closing(dossier.cycle) or dossier.doc("result"):
        return
    doc = next((one for one in dossier.all_docs() if one.place.kind != "feedback"), None)
    owed = owes_result(company, dossier.cycle, dossier.person)
    if doc and owed and dossier.person not in data.who.without:
        yield doc.problem(
            say(
                "{person} has goals or reviews in {cycle}, and no result.",
                person=dossier.person,
                cycle=dossier.cycle,
            ),
            say(
                "Restore result.yml, or say in `who.without` why there is none"
                " (`perfgit cycle close {cycle} --without {person} --why TEXT --write`).",
                person=dossier.person,
                cycle=dossier.cycle,
            ),
        )


def _calibration_order(company: Company, dossier: Dossier) -> Iterator[Problem]:
    sessions = company.calibrations_of(dossier.cycle, dossier.person or "")
    if dossier.result and dossier.result.method < METHOD:
        return  # figures of then, which are not computed anew
    if not sessions or any(doc.data is None for doc in (*dossier.all_docs(), *sessions)):
        return  # a file that cannot be read says so itself
    rating = _before_sessions(company, dossier)
    for doc in sessions:
        first = True
        for index, change in enumerate(doc.data.changes if doc.data else ()):
            if change.person != dossier.person:
                continue
            at = ("changes", index, "before")
            if not first:
                yield doc.problem(
                    say("{person} stands there twice.", person=change.person),
                    say("One entry a person and session: from what it was to what it became."),
                    ("changes", index, "person"),
                )
            elif rating is None:
                yield doc.problem(
                    say("{person} has no rating that could be moved.", person=change.person),
                    say("Calibration compares computed ratings; take the entry out."),
                    at,
                )
                return
            elif change.before != rating:
                yield doc.problem(
                    say(
                        "`before` is {given}, but the rating of {person} was {rating}.",
                        given=change.before,
                        person=change.person,
                        rating=rating,
                    ),
                    say("`before` is what was computed, or what an earlier session moved it to."),
                    at,
                )
            first, rating = False, change.after


def _before_sessions(company: Company, dossier: Dossier) -> int | None:
    if dossier.result:
        return dossier.result.computed_rating  # frozen-result says whether that is right
    return score(company, dossier, closing_policy(company, dossier.cycle)).computed_rating


def _without_dossier(company: Company) -> Iterator[Problem]:
    """Entries about people who have nothing in the cycle that could give a rating."""
    for cycle in company.cycle_folders():
        owners = company.owners(cycle)
        for doc in company.calibrations(cycle).values():
            for index, change in enumerate(doc.data.changes if doc.data else ()):
                if change.person in company.people and f"people/{change.person}" not in owners:
                    yield doc.problem(
                        say("{person} has no rating that could be moved.", person=change.person),
                        say("Calibration compares computed ratings; take the entry out."),
                        ("changes", index, "before"),
                    )


def _appeal_rating(company: Company, dossier: Dossier) -> Iterator[Problem]:
    appeal, doc = dossier.appeal, dossier.doc("appeal")
    if not appeal or not doc:
        return
    if dossier.manager_review is None and dossier.meeting is None and not dossier.doc("manager"):
        yield doc.problem(
            say("An appeal, but there is neither a manager's review nor a meeting."),
            say("What can be appealed against has to be there first."),
            ("raised",),
        )
    decision = appeal.decision
    if decision and decision.outcome == "granted" and decision.rating is None:
        yield doc.problem(
            say("The appeal is granted, without a rating."),
            say("Add `rating:`, the rating that is granted (it may be the one that was)."),
            ("decision", "outcome"),
        )
    elif decision and decision.outcome == "dismissed" and decision.rating is not None:
        yield doc.problem(
            say("The appeal is dismissed, and yet there is a rating."),
            say("Take `rating:` out, or say `outcome: granted`."),
            ("decision", "rating"),
        )


RULES = (
    Rule(
        "frozen-result",
        """A frozen result is what its inputs give under the policy frozen with it.

At closing the tool writes each result with the git ids of all files that went into it. `check`
computes it again: an input that was edited, added or taken away afterwards, or a figure changed by
hand shows. Results of an older method are not computed anew: inputs, sums and thresholds hold. That
the policy is the one of closing says `result-policy`.""",
        dossier=_frozen,
        reads=("result",),
    ),
    Rule(
        "result-policy",
        """Every result of a closed cycle rests on the policy in `closing.yml`.

It is written once, at closing, and the gate lets it in only as the policy stood on the base branch.
So nobody gives a result thresholds or a method of its own, and a policy changed later moves
nothing.""",
        company=_closed_early,
        dossier=_result_policy,
        reads=("result",),
    ),
    Rule(
        "missing-result",
        """In a closed cycle everybody with goals or reviews has a result, or a reason stands there.

The reason is in `who.without` of the cycle. A result that was deleted shows here.""",
        dossier=_missing_result,
    ),
    Rule(
        "calibration-order",
        """A calibration moves the rating that there is, once a person and session.

`before` is what was computed, or what an earlier session moved it to; sessions follow each other by
the day on which they were held. Who has no rating gets none there.""",
        company=_without_dossier,
        dossier=_calibration_order,
    ),
    Rule(
        "decision-without-rating",
        """An appeal that is granted says the rating; one that is dismissed has none.

And there is something to appeal against: a manager's review, or a meeting.""",
        dossier=_appeal_rating,
        reads=("appeal",),
    ),
)
