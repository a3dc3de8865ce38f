"""Rules about measures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.i18n import say
from perfgit.problem import Problem
from perfgit.rules.rule import Rule
from perfgit.rules.sheets import goals_of


def flaws(company: Company, dossier: Dossier, rule: str) -> Iterator[Problem]:
    """What a rule finds wrong with the measures of a sheet; each kind says itself what that is."""
    doc = dossier.doc("goals")
    if doc:
        for flaw in dossier.flaws:
            if flaw.rule == rule:
                yield doc.problem(flaw.message, flaw.help, flaw.at)


def _measure_order_in_roles(company: Company) -> Iterator[Problem]:
    for doc in company.roles.values():
        if doc.data:
            for index, kpi in enumerate(doc.data.kpis):
                for flaw in kpi.measure.flaws(kpi.id):
                    if flaw.rule == "measure-order":
                        at = ("kpis", index, "measure", *flaw.at)
                        yield doc.problem(flaw.message, flaw.help, at)


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
        dossier=partial(flaws, rule="no-distance"),
        reads=("goals",),
    ),
    Rule(
        "measure-order",
        """The anchors of a measure are in order: baseline, commit, target, stretch in one
direction; one bound of `keep`; rising steps of a scale.

The direction follows from baseline and target: a target below the baseline means that the number
has to fall.""",
        company=_measure_order_in_roles,
        dossier=partial(flaws, rule="measure-order"),
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
