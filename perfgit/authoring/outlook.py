"""What would be wrong after a change that was not wrong before, and what the gate would say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from perfgit.authoring.change import Change
from perfgit.authoring.identity import Me
from perfgit.company.alignment import Alignment, nodes_of
from perfgit.company.company import Company
from perfgit.company.org import Org
from perfgit.company.roles import Account, People
from perfgit.files.documents import load, with_places
from perfgit.files.entries import blob_id
from perfgit.files.layout import Place
from perfgit.files.trees import OverlayTree, Tree
from perfgit.gate.check import upwards
from perfgit.gate.classify import changes_of
from perfgit.gate.decide import Judge
from perfgit.gate.proposal import Proposal
from perfgit.gate.revisions import NOTHING, REGULAR, FileChange
from perfgit.gate.verdict import ORDER, ChangeVerdict
from perfgit.i18n import say
from perfgit.problem import Problem
from perfgit.rules.fold import folded
from perfgit.rules.registry import RULES
from perfgit.rules.rule import Rule


def new_problems(company: Company, change: Change) -> list[Problem]:
    """The problems of `perfgit check` that a change brings, in order of files and lines.

    Warnings only about the file itself; errors also where another file of the same owner does not
    fit any more, because the gate will refuse them. Only what can depend on the file is looked at,
    so the work does not grow with the company.
    """
    place = company.layout.place(change.path)
    if place is None:
        return [Problem("unknown-file", change.path, say("Nothing reads this file."))]
    tree = OverlayTree(company.tree, change.files)
    after = [
        one for one in _problems(tree, place) if one.file == change.path or one.severity == "error"
    ]
    if not after:
        return []
    before = {_key(one) for one in _problems(company.tree, place)}
    placed = with_places(tree, folded(one for one in after if _key(one) not in before))
    return sorted(placed, key=lambda one: (one.file, one.line, one.column, one.rule))


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.file, problem.message


def _problems(tree: Tree, place: Place) -> list[Problem]:
    company = Company(tree)
    if not (place.cycle and place.owner):
        path = company.layout.path(place.kind, cycle=place.cycle, id=place.id)
        doc = load(tree, path, place)
        return list(doc.problems) if doc else []
    dossier = company.dossier(place.cycle, place.owner)
    problems = [problem for doc in dossier.all_docs() for problem in doc.problems]
    for rule in RULES:
        reads = not rule.reads or not dossier.docs.keys().isdisjoint(rule.reads)
        if rule.dossier and reads:
            problems += _named(rule, rule.dossier(company, dossier))
    if place.kind == "goals":
        nodes, unread = upwards(company, nodes_of(dossier))
        for rule in RULES:
            if rule.alignment and rule.name != "unserved-objective":  # that one asks all goals
                problems += _named(rule, rule.alignment(company, Alignment(nodes, unread)))
    return problems


def _named(rule: Rule, problems: Iterable[Problem]) -> list[Problem]:
    return [replace(one, rule=rule.name, severity=rule.severity) for one in problems]


class Outlook(NamedTuple):
    """What the gate will say of a change when it is proposed."""

    verdicts: tuple[ChangeVerdict, ...]

    @property
    def refusals(self) -> list[ChangeVerdict]:
        """What it will refuse, and what therefore is not written."""
        return [one for one in self.verdicts if one.verdict == "refused" and not one.lonely]

    @property
    def lonely(self) -> list[ChangeVerdict]:
        """What nobody is there to approve.

        It is written all the same: a company begins with one person, and the next may come before
        it is proposed.
        """
        return [one for one in self.verdicts if one.lonely]

    @property
    def words(self) -> list[str]:
        """The changes in words."""
        return list(dict.fromkeys(one.change for one in self.verdicts))

    @property
    def waits_for(self) -> list[str]:
        """Logins of which one has to approve."""
        return list(dict.fromkeys(login for one in self.verdicts for login in one.needs))


class _Locally(People):
    """People, where an account's login is the id of the person at the keyboard."""

    def is_account(self, id: str, account: Account) -> bool:
        """Whether the account is a person's."""
        return id == account.login


def outlook(company: Company, change: Change, me: Me, today: dt.date) -> Outlook:
    """What the gate would say of a change, were the company as it is here the base branch."""
    if not change.files:
        return Outlook(())
    org = Org(company, today)
    head = OverlayTree(company.tree, change.files)
    file = FileChange(
        change.path,
        REGULAR if change.before is not None else NOTHING,
        REGULAR,
        blob_id(change.before or b""),
        blob_id(change.after),
    )
    judge = Judge(_Locally(org), Proposal(author=Account(login=me.id)), "")
    found = changes_of(file, company.tree, head, org)
    verdicts = [judge.verdict(one, 1) for one in found]
    return Outlook(tuple(sorted(verdicts, key=lambda one: -ORDER[one.verdict])))
