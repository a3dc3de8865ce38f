"""The list of all rules, in the order in which they are explained."""

from __future__ import annotations

from perfgit.problem import PerfgitError
from perfgit.rules import (
    afterwards,
    alignment,
    checkins,
    cycles,
    goals,
    measures,
    org,
    people,
    policy,
    ratings,
    reading,
    reviews,
)
from perfgit.rules.rule import Rule
from perfgit.words import say, suggestion

AREAS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("files", reading.RULES),
    ("org", people.RULES + org.RULES),
    ("cycles", cycles.RULES),
    ("policy", policy.RULES),
    ("goals", goals.RULES + measures.RULES + alignment.RULES),
    ("check-ins", checkins.RULES),
    ("reviews", reviews.RULES + ratings.RULES + afterwards.RULES),
)
RULES: tuple[Rule, ...] = tuple(rule for _, rules in AREAS for rule in rules)
BY_NAME = {rule.name: rule for rule in RULES}


def find(name: str) -> Rule:
    """A rule by its name; raises PerfgitError with the nearest name where there is none."""
    if name not in BY_NAME:
        raise PerfgitError(say('There is no rule "{name}".', name=name), suggestion(name, BY_NAME))
    return BY_NAME[name]
