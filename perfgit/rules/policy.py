"""Rules about `org/policy.yml`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from perfgit.company.company import Company
from perfgit.i18n import listing, plain, say
from perfgit.problem import Problem
from perfgit.rules.people import ROLE_HOLDERS
from perfgit.rules.rule import Rule


def _totals(company: Company) -> Iterator[Problem]:
    doc = company.policy_doc
    if not doc or not doc.data:
        return
    result = doc.data.result
    for name, shares in (("parts", result.parts), ("sources", result.sources)):
        weights = {field: Decimal(repr(value)) for field, value in shares}
        total = sum(weights.values(), Decimal(0))
        if total != 100:
            listed = listing(f"{field} {plain(value)}" for field, value in weights.items())
            yield doc.problem(
                say("The weights of {name} total {total}, not 100.", name=name, total=plain(total)),
                say("Now: {listed}.", listed=listed),
                ("result", name),
                on_key=True,
            )


def _scale(company: Company) -> Iterator[Problem]:
    doc = company.policy_doc
    if not doc or not doc.data:
        return
    policy = doc.data
    for index, (low, high) in enumerate(pairwise(policy.scale), 1):
        if high.value <= low.value:
            yield doc.problem(
                say("The rating {value} does not lie above the one before.", value=high.value),
                say("List the ratings from the lowest to the highest."),
                ("scale", index, "value"),
            )
            return
    values = [step.value for step in policy.scale]
    if set(policy.rating_from) != set(values):
        yield doc.problem(
            say("rating_from and scale do not have the same ratings."),
            say("One threshold for each of: {values}.", values=listing(map(str, values))),
            ("rating_from",),
            on_key=True,
        )
        return
    thresholds = [(value, policy.rating_from[value]) for value in values]
    for (_, low_from), (value, high_from) in pairwise(thresholds):
        if high_from <= low_from:
            yield doc.problem(
                say(
                    "The threshold of rating {value} does not lie above the one before.",
                    value=value,
                ),
                say("Thresholds rise with the rating."),
                ("rating_from", value),
            )
            return
    if thresholds[0][1] > policy.achievement.floor:
        yield doc.problem(
            say("No rating for scores below {value}.", value=plain(thresholds[0][1])),
            say(
                "The lowest rating starts at the floor, {floor}.",
                floor=plain(policy.achievement.floor),
            ),
            ("rating_from", values[0]),
        )
    anchors = policy.achievement
    if not anchors.floor < anchors.commit < 1 < anchors.stretch <= anchors.cap:
        yield doc.problem(
            say("The anchors of achievement are out of order."),
            say("floor < commit < 1 (the target) < stretch, and stretch is at most cap."),
            ("achievement",),
            on_key=True,
        )


RULES = (
    Rule(
        "policy-total",
        """The weights of the result's parts total 100, and those of the sources too.

They are per cent; whoever reads a score adds them up.""",
        company=_totals,
    ),
    Rule(
        "scale-order",
        """The rating scale rises, every rating has a threshold, thresholds rise with the ratings,
and the anchors of achievement are in order.

Otherwise a better score could give a worse rating.""",
        company=_scale,
    ),
    Rule(
        "unknown-role-holder",
        """Everybody who holds a role (hr, executive, admin) has a file in `org/people/`.

The gate looks up the holders' logins there; without one nobody could approve.""",
        company=ROLE_HOLDERS.in_org,
    ),
)
