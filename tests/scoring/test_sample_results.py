"""The results of two people of the sample company, from the figures in their files, by hand."""

from __future__ import annotations

from perfgit.company.company import Company
from perfgit.files.trees import WorkingTree
from perfgit.measures.exact import Fraction
from perfgit.scoring.frozen import signed_off
from perfgit.scoring.result import Score
from tests import ROOT

# A rating of 2 counts 0.6, of 3 0.825 (the middle of 0.7 and 0.95), of 4 1.025 (0.95 and 1.1), of 5
# 1.175 (as far above 1.1 as 1.025 lies below). Goals 70, competencies 30; manager 70, peers 30.


def told(person: str) -> Score:
    company = Company(WorkingTree(ROOT))
    found = signed_off(company, company.dossier("2026-h1", f"people/{person}"))
    assert found
    return found


def test_daan() -> None:
    """Hours fell from 10 to 8.2 (commit 6): 0.7 x 1.8 / 4 = 0.315. 81 % of at least 88 that fails at 0:
    81 / 88. First goal (70): 0.6 x 0.315 + 0.4 x 81 / 88; second (30): 15 of 40 texts, 0.375.
    Competencies: 3, 2 and 2 say the manager and both peers: (0.825 + 0.6 + 0.6) / 3 = 0.675.
    """
    first = Fraction("0.6") * Fraction("0.315") + Fraction("0.4") * Fraction(81, 88)
    goals = Fraction("0.7") * first + Fraction("0.3") * Fraction("0.375")
    found = told("daan")
    assert found.achievement == goals
    assert found.score == Fraction("0.7") * goals + Fraction("0.3") * Fraction("0.675")
    assert (str(found.rounded_score), found.rating) == ("0.55", 2)


def test_alice() -> None:
    """Revenue 7.95 M between commit 7.4 M (0.7) and target 8 M (1): 0.975; churn inside its bound: 1.
    Goal of 60: 0.7 x 0.975 + 0.3 = 0.9825. Demo lab, of 25: all steps, says the manager (0.7 x 1); a 4
    the peers (0.3 x 1.025): 1.0075. Mentoring, of 15: 1. 0.5895 + 0.251875 + 0.15 = 0.991375.
    Competencies: manager 4, 5, 3: 3.025 / 3. Peers 4, 4, 4; 4, 4, 3; 4, 5, 4: 3.075 / 3, 2.875 / 3,
    3.225 / 3, in the mean 9.175 / 9.
    """
    manager, peers = Fraction("3.025") / 3, Fraction("9.175") / 9
    competencies = Fraction("0.7") * manager + Fraction("0.3") * peers
    found = told("alice")
    assert found.achievement == Fraction("0.991375")
    assert found.score == Fraction("0.7") * Fraction("0.991375") + Fraction("0.3") * competencies
    assert (str(found.rounded_score), found.rating) == ("1.00", 4)
