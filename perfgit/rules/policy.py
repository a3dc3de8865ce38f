"""Rules about `org/policy.yml`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from perfgit.company.company import Company
from perfgit.i18n import listing, plain, say
from perfgit.measures.exact import exact, rounded
from perfgit.model.policy import Policy
from perfgit.problem import DataPath, Problem
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
    anchors = doc.data.achievement
    found = _out_of_order(doc.data) or _counted_elsewhere(doc.data)
    if found:
        yield doc.problem(*found)
    stretch = anchors.stretch
    in_order = anchors.floor < anchors.commit < 1 <= anchors.cap
    if not in_order or (stretch is not None and not 1 < stretch <= anchors.cap):
        yield doc.problem(
            say("The anchors of achievement are out of order."),
            say(
                "floor < commit < 1 (the target) < stretch, and stretch is at most cap; `stretch: null`"
                " where nothing counts beyond the target."
            ),
            ("achievement",),
            on_key=True,
        )


_Found = tuple[str, str, DataPath]


def _out_of_order(policy: Policy) -> _Found | None:
    """A rating or a threshold that does not rise, or leaves scores without a rating."""
    scale, floor, cap = policy.scale, policy.achievement.floor, policy.achievement.cap
    for place, (low, high) in enumerate(pairwise(scale), 1):
        if high.value <= low.value:
            return (
                say("The rating {value} does not lie above the one before.", value=high.value),
                say("List the ratings from the lowest to the highest."),
                ("scale", place, "value"),
            )
    for place, (low, high) in enumerate(pairwise(scale), 1):
        if high.from_ <= low.from_:
            return (
                say(
                    "The threshold of rating {value} does not lie above the one before.",
                    value=high.value,
                ),
                say("Thresholds rise with the rating."),
                ("scale", place, "from"),
            )
    if scale[0].from_ > floor:
        return (
            say("No rating for scores below {value}.", value=plain(scale[0].from_)),
            say("The lowest rating starts at the floor, {floor}.", floor=plain(floor)),
            ("scale", 0, "from"),
        )
    if scale[-1].from_ > cap:
        return (
            say("No score reaches rating {value}.", value=scale[-1].value),
            say("The highest rating starts at the cap, {cap}, or below.", cap=plain(cap)),
            ("scale", len(scale) - 1, "from"),
        )
    return None


def _counted_elsewhere(policy: Policy) -> _Found | None:
    """A rating whose judgement, rounded as scores are, would earn another rating."""
    judged, anchors = policy.judgements, policy.achievement
    for place, step in enumerate(policy.scale):
        counted = judged[step.value]
        earned = exact(float(rounded(counted)))
        above = policy.scale[place + 1].from_ if place + 1 < len(policy.scale) else None
        inside = exact(anchors.floor) <= counted <= exact(anchors.cap)
        if inside and earned >= exact(step.from_) and (above is None or earned < exact(above)):
            continue
        return (
            say(
                "A judgement of {value} counts as {counted}, which is not what earns {value}.",
                value=step.value,
                counted=plain(float(rounded(counted, 4))),
            ),
            say(
                "counts_as lies within the rating's own band, from {low} to below {high}.",
                low=plain(max(step.from_, anchors.floor)),
                high=plain(anchors.cap if above is None else above),
            ),
            ("scale", place, "from" if step.counts_as is None else "counts_as"),
        )
    return None


RULES = (
    Rule(
        "policy-total",
        """The weights of the result's parts total 100, and those of the sources too.

They are per cent; whoever reads a score adds them up.""",
        company=_totals,
    ),
    Rule(
        "scale-order",
        """The rating scale rises and so do its thresholds (`from`), each judgement is to count
within its own rating (`counts_as`), and the anchors of achievement are in order.

Otherwise a better score could give a worse rating, or somebody whom everybody rates 4 would get
a 3. `counts_as` may be left out: the middle of the band.""",
        company=_scale,
    ),
    Rule(
        "unknown-role-holder",
        """Everybody who holds a role (hr, executive, admin) has a file in `org/people/`.

The gate looks up the holders' logins there; without one nobody could approve.""",
        company=ROLE_HOLDERS.in_org,
    ),
)
