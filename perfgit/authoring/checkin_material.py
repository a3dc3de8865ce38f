"""What a check-in begins with: the goals, their measures, and where they stood last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from perfgit.authoring.change import Data
from perfgit.authoring.goals import Sheet
from perfgit.authoring.values import CONFIDENCES, NEEDS, one_of
from perfgit.company.dossier import key_results
from perfgit.i18n import say, suggestion
from perfgit.measures.measure import Measure
from perfgit.model.goals import Goal
from perfgit.model.values import Value
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed, facts


class Measured(NamedTuple):
    """A key result that a check-in may give a value for."""

    goal: Goal
    title: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class CheckInMaterial:
    """All that is known of a sheet when a check-in is begun, by key result and by goal."""

    goals: tuple[Goal, ...]
    measured: Mapping[str, Measured]
    values: Mapping[str, Value]
    confidence: Mapping[str, str]

    @classmethod
    def of(cls, sheet: Sheet) -> Self:
        """The material for a check-in; raises PerfgitError where the sheet cannot be read."""
        goals = tuple(agreed(sheet.goals()))
        dossier = sheet.dossier
        confidence: dict[str, str] = {}
        for checkin in dossier.checkins:
            confidence.update(checkin.data.confidence if checkin.data else {})
        return cls(
            goals,
            {
                key: Measured(goal, result.title, result.measure)
                for goal in goals
                for key, result in key_results(goal)
            },
            {key: fact.value for key, fact in facts(dossier).items()},
            confidence,
        )

    def as_it_was(self) -> Data:
        """The last values and confidence, to be brought up to date in an editor."""
        return {
            "values": {key: self.values[key] for key in self.measured if key in self.values},
            "confidence": {
                goal.id: self.confidence[goal.id]
                for goal in self.goals
                if goal.id in self.confidence
            },
        }

    def values_from(self, given: Mapping[str, str]) -> Data:
        """Values by key result, from texts."""
        for key in given:
            if key not in self.measured:
                raise PerfgitError(
                    say('There is no key result "{key}".', key=key[:120]),
                    suggestion(key, self.measured),
                )
        return {key: self.measured[key].measure.value_from(text) for key, text in given.items()}

    def confidence_from(self, given: Mapping[str, str]) -> Data:
        """How sure, by goal, from words."""
        return {
            self.known(goal): one_of(CONFIDENCES, word, say("confidence"))
            for goal, word in given.items()
        }

    def misfits_from(self, given: Mapping[str, str]) -> list[Data]:
        """Goals that no longer fit, from the reasons by goal."""
        return [{"goal": self.known(goal), "why": why} for goal, why in given.items()]

    def known(self, goal: str) -> str:
        """The id of a goal; raises PerfgitError where it is none of the sheet."""
        ids = [known.id for known in self.goals]
        if goal not in ids:
            raise PerfgitError(
                say('There is no goal "{goal}".', goal=goal[:80]), suggestion(goal, ids)
            )
        return goal


def obstacles_from(given: Mapping[str, str]) -> list[Data]:
    """What is in the way, from texts by what it needs."""
    return [
        {"what": what, "needs": one_of(NEEDS, needs, say("what an obstacle needs"))}
        for needs, what in given.items()
    ]
