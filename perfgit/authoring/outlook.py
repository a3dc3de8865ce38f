"""What would be wrong after a change that was not wrong before, and what the gate would say."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from perfgit.authoring.change import Change, read_bytes
from perfgit.authoring.identity import Me
from perfgit.company.actors import Named
from perfgit.company.company import Company
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.entries import blob_id
from perfgit.files.git import NOTHING, FileChange
from perfgit.files.trees import OverlayTree
from perfgit.gate.classify import changes_of
from perfgit.gate.decide import Judge
from perfgit.gate.pairs import Sides
from perfgit.gate.proposal import Proposal
from perfgit.gate.revisions import REGULAR
from perfgit.gate.verdict import ORDER, ChangeVerdict
from perfgit.problem import Problem
from perfgit.rules import engine
from perfgit.rules.scope import scope_of


def new_problems(company: Company, change: Change) -> list[Problem]:
    """The problems of `perfgit check` that a change brings, in order of files and lines.

    Warnings only about the file itself; errors also elsewhere, because the gate will refuse them.
    """
    tree = OverlayTree(company.tree, change.files)
    scope = scope_of(company.tree, tree, change.files, errors_only=True)
    return [
        problem
        for problem in engine.new_problems(company.tree, tree, scope).problems
        if problem.severity == "error" or problem.file == change.path
    ]


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
        return list(
            dict.fromkeys(login for one in self.verdicts for login in (*one.needs, *one.also))
        )


def outlook(company: Company, change: Change, me: Me, today: dt.date) -> Outlook:
    """What the gate would say of a change, were the company as it is here the base branch."""
    if not change.files:
        return Outlook(())
    org = Org(company, today)
    sides = Sides(company.tree, OverlayTree(company.tree, change.files), org)
    judge = Judge(People(org), Proposal(author=Named(person=me.id)), ())
    verdicts = [
        judge.verdict(one, 1)
        for path, after in change.files.items()
        for one in changes_of(_file(path, read_bytes(company, path), after), sides)
    ]
    return Outlook(tuple(sorted(verdicts, key=lambda one: -ORDER[one.verdict])))


def _file(path: str, before: bytes | None, after: bytes) -> FileChange:
    mode = REGULAR if before is not None else NOTHING
    return FileChange(path, mode, REGULAR, blob_id(before or b""), blob_id(after))
