"""The list of all rules, in the order in which they are explained."""

from __future__ import annotations

from perfgit.i18n import later, say, suggestion
from perfgit.problem import PerfgitError
from perfgit.rules import (
    alignment,
    checkins,
    company,
    cycles,
    files,
    goals,
    measures,
    org,
    outcomes,
    people,
    plausible,
    policy,
    ratings,
    results,
    reviews,
)
from perfgit.rules.rule import Rule

AREAS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    (later("files"), files.RULES),
    (later("org"), company.RULES + people.RULES + org.RULES),
    (later("cycles"), cycles.RULES),
    (later("policy"), policy.RULES),
    (later("goals"), goals.RULES + measures.RULES + alignment.RULES),
    (later("check-ins"), checkins.RULES),
    (
        later("reviews"),
        reviews.RULES + ratings.RULES + outcomes.RULES + results.RULES + plausible.RULES,
    ),
)
RULES: tuple[Rule, ...] = tuple(rule for _, rules in AREAS for rule in rules)
BY_NAME = {rule.name: rule for rule in RULES}


def find(name: str) -> Rule:
    """A rule by its name; raises PerfgitError with the nearest name where there is none."""
    if name not in BY_NAME:
        raise PerfgitError(say('There is no rule "{name}".', name=name), suggestion(name, BY_NAME))
    return BY_NAME[name]
