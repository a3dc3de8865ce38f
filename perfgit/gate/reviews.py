"""Changes of reviews: written, submitted, and edited after they were submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfgit.gate.change import Change
from perfgit.gate.diff import Difference
from perfgit.gate.pairs import Pair, refused
from perfgit.gate.words import label, sentence
from perfgit.i18n import say

REVIEWS = {
    "self": "self-review",
    "manager": "manager-review",
    "peer": "peer-review",
    "upward": "upward-review",
    "external": "external-review",
    "handover": "handover-review",
}

_LATE = ("self", "peer", "upward", "external")
"""Reviews whose ratings and values count in a result beside the manager's."""


def review_changes(pair: Pair) -> Iterator[Change]:
    """Reviews: written, submitted, and edited after they were submitted."""
    kind, row = pair.place.kind, REVIEWS[pair.place.kind]
    second = pair.org.policy.approvals.manager_review_needs_second
    name = _review_name(kind)
    if pair.old is None or not pair.old.submitted:
        if kind == "manager" and second:
            row = "manager-review-second"
        if pair.new is not None and pair.new.submitted and kind in _LATE:
            late = pair.is_judged if kind == "self" else pair.is_over
            row += "-late" if late else ""
        if pair.new is None:
            yield pair.change(say("draft of the {review} deleted", review=name), row)
        elif pair.old is None or pair.new.submitted:
            yield pair.change(_handed_in(name, pair.new), row)
        else:
            yield from (_in(pair, name, row, one) for one in pair.differences())
        return
    row += "-edit"
    if pair.new is None:
        yield refused(
            pair.change(say("submitted {review} deleted", review=name), row),
            say("A submitted review is not deleted."),
            say("Correct it while evaluation is open, or write to HR."),
        )
        return
    cycle = pair.org.cycle(pair.place.cycle)
    is_open = cycle is not None and pair.org.evaluation_is_open(cycle)
    for one in pair.differences():
        change = _in(pair, say("submitted {review}", review=name), row, one)
        if not is_open:
            change = refused(
                change,
                say("The review was submitted, and evaluation is not open."),
                say("What has to be put right goes into an appeal, or into calibration."),
            )
        yield change


def _in(pair: Pair, thing: str, row: str, one: Difference) -> Change:
    words = say("{thing}: {what}", thing=thing, what=_of_review(one))
    return pair.change(words, row, one)


def _of_review(one: Difference) -> str:
    if len(one.name) == 3 and one.name[0] in ("goals", "competencies"):
        return sentence(one, one.name[2], one.name[1])
    return sentence(one, label(one.name))


def _review_name(kind: str) -> str:
    return {
        "self": say("self review"),
        "manager": say("manager's review"),
        "peer": say("peer review"),
        "upward": say("review by a report"),
        "external": say("customer's review"),
        "handover": say("former manager's review"),
    }[kind]


def _handed_in(name: str, review: Any) -> str:
    if not review.submitted:
        return say("draft of a {review}", review=name)
    if review.overall and review.overall.rating is not None:
        return say(
            "{review} submitted, overall rating {rating}", review=name, rating=review.overall.rating
        )
    return say("{review} submitted", review=name)
