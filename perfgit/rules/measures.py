"""Rules about measures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.files.documents import AnyDoc
from perfgit.i18n import plain, say
from perfgit.model.goals import (
    KeepMeasure,
    Measure,
    NumberMeasure,
    ScaleMeasure,
)
from perfgit.problem import DataPath, Problem
from perfgit.rules.rule import Rule
from perfgit.rules.sheets import goals_of


def _no_distance(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc = dossier.doc("goals")
    for one in dossier.measures:
        measure = one.measure
        if doc and isinstance(measure, NumberMeasure) and measure.baseline == measure.target:
            yield doc.problem(
                say("Baseline and target are both {value}.", value=plain(measure.target)),
                say("Set a target away from the baseline, or use `kind: keep` with a bound."),
                (*one.at, "target"),
            )


def _measure_order(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc = dossier.doc("goals")
    for one in dossier.measures:
        measure = one.measure
        if isinstance(measure, NumberMeasure) and measure.commit is measure.stretch is None:
            continue  # two anchors are in order unless they are equal: no-distance
        if doc:
            yield from order_problems(doc, measure, one.at)


def _measure_order_in_roles(company: Company) -> Iterator[Problem]:
    for doc in company.roles.values():
        if doc.data:
            for index, kpi in enumerate(doc.data.kpis):
                yield from order_problems(doc, kpi.measure, ("kpis", index, "measure"))


def order_problems(doc: AnyDoc, measure: Measure, path: DataPath) -> Iterator[Problem]:
    """Anchors of a number out of order, a bound missing or doubled, scale steps not rising."""
    if isinstance(measure, NumberMeasure):
        sign = 1 if measure.target > measure.baseline else -1
        named = [
            (name, value)
            for name in ("baseline", "commit", "target", "stretch")
            if (value := getattr(measure, name)) is not None
        ]
        for (before, low), (name, high) in pairwise(named):
            if name == "target" and before == "baseline":
                continue  # equal: no-distance
            if (high - low) * sign <= 0:
                yield doc.problem(
                    say(
                        "{name} {high} does not lie beyond {before} {low}.",
                        name=name,
                        high=plain(high),
                        before=before,
                        low=plain(low),
                    ),
                    say("On the way: baseline, commit, target, stretch, all in one direction."),
                    (*path, name),
                )
                return
    elif isinstance(measure, KeepMeasure):
        if (measure.at_most is None) == (measure.at_least is None):
            yield doc.problem(
                say("A `keep` measure has one bound."),
                say("Give either at_most or at_least."),
                path if measure.at_most is None else (*path, "at_least"),
            )
    elif isinstance(measure, ScaleMeasure):
        for number, (low_step, high_step) in enumerate(pairwise(measure.steps), 1):
            if high_step.value <= low_step.value:
                yield doc.problem(
                    say('The step "{id}" does not lie above the one before.', id=high_step.id),
                    say("Steps rise from the lowest to the highest value."),
                    (*path, "steps", number, "value"),
                )
                return


def _two_sources(company: Company, dossier: Dossier) -> Iterator[Problem]:
    for doc, index, goal in goals_of(dossier):
        if goal.measure and goal.key_results:
            yield doc.problem(
                say('"{goal}" has a measure of its own and key results.', goal=goal.id),
                say("Make the measure a key result, or remove one of the two."),
                ("goals", index, "measure"),
                on_key=True,
            )


def _no_measure(company: Company, dossier: Dossier) -> Iterator[Problem]:
    if not dossier.person:
        return
    for doc, index, goal in goals_of(dossier):
        if not goal.measure and not goal.key_results and goal.dropped is None:
            yield doc.problem(
                say('Nothing shows whether "{goal}" is reached.', goal=goal.id),
                say("Add key_results, or a measure (yes_no is the simplest)."),
                ("goals", index, "id"),
            )


RULES = (
    Rule(
        "no-distance",
        """Baseline and target of a number differ.

Where nothing has to move there is no progress to measure: a value that has to stay is
`kind: keep`.""",
        dossier=_no_distance,
        reads=("goals",),
    ),
    Rule(
        "measure-order",
        """The anchors of a measure are in order: baseline, commit, target, stretch in one
direction; one bound of `keep`; rising steps of a scale.

The direction follows from baseline and target: a target below the baseline means that the number
has to fall.""",
        company=_measure_order_in_roles,
        dossier=_measure_order,
        reads=("goals",),
    ),
    Rule(
        "two-sources-of-progress",
        """A goal has key results or a measure of its own, not both.

Otherwise nobody could say which of the two its progress is.""",
        dossier=_two_sources,
        reads=("goals",),
    ),
    Rule(
        "no-measure",
        """A person's goal has key results or a measure.

Without one, only judgement is left at the end. Goals of teams and of the company may do without:
they take their progress from the goals that support them.""",
        "warning",
        dossier=_no_measure,
        reads=("goals",),
    ),
)
