"""The gate: what a proposal changes, and whether it may be merged."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import Path

from perfgit.company.company import COMPANY, Company
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.git import FileChange
from perfgit.files.marks import locate
from perfgit.files.trees import Tree, Unreadable
from perfgit.gate.acting import nobody_left
from perfgit.gate.change import Change, Refusal
from perfgit.gate.classify import changes_of
from perfgit.gate.decide import Judge
from perfgit.gate.effects import Effect, effects
from perfgit.gate.governance import POLICY, reasons
from perfgit.gate.impacts import impacts
from perfgit.gate.moves import Move, moves
from perfgit.gate.pairs import Sides
from perfgit.gate.proposal import Proposal
from perfgit.gate.revisions import Revisions
from perfgit.gate.verdict import MOST_TOUCHED, ChangeVerdict, Verdict
from perfgit.i18n import say
from perfgit.insight.impact import Impact
from perfgit.model.policy import Policy
from perfgit.problem import DataPath, Problem
from perfgit.rules.engine import new_problems
from perfgit.rules.scope import scope_of

MOST_NAMED = 20
"""Owners whose names are looked up; a larger proposal is told by ids."""


class Gate:
    """One run: the two revisions, the base branch's organisation, and what differs."""

    def __init__(self, folder: Path, base: str, head: str, *, today: dt.date | None = None) -> None:
        self.revisions = Revisions(folder, base, head)
        company = Company(self.revisions.base)
        if company.policy_doc is None or company.policy_doc.data is None:
            company.policy = self._last_readable(company.policy)
        self.org = Org(company, today)
        self.files: list[FileChange] = self.revisions.changes()

    def _last_readable(self, policy: Policy) -> Policy:
        """The last policy that can be read, so that whoever it names can mend it."""
        for tree in self.revisions.earlier(POLICY):
            doc = Company(tree).policy_doc
            if doc and doc.data:
                return doc.data
        return policy

    @cached_property
    def changes(self) -> list[Change]:
        """Every change, in the words of the field, in order of paths and lines."""
        found: list[Change] = []
        base, head = self.revisions.base, self.revisions.head
        said = reasons(self.files, base, head, self.org.layout)
        sides = Sides(base, head, self.org, said, self.revisions.merged(self.files))
        for file in self.files:
            if self.revisions.is_twice(file.path):
                found.append(_twice(file))
            elif self.revisions.is_stale(file):
                found.append(_stale(file))
            else:
                found += changes_of(file, sides)
        if any(file.path.startswith("org/") for file in self.files):
            found += nobody_left(self.files, self.org, sides.after)
        return found

    def judge(self, proposal: Proposal, *, check: bool = True) -> Verdict:
        """The verdict; `check` looks for errors that the head would bring, too."""
        revisions = self.revisions
        given_on = [one.commit for one in proposal.opinions if one.state == "approved"]
        meant = {revisions.head.commit, revisions.digest, *revisions.same_change(given_on)}
        judge = Judge(self._people, proposal, meant)
        verdicts = [
            judge.verdict(one, line) for one, line in zip(self.changes, self._lines, strict=True)
        ]
        return Verdict(
            revisions.base.commit,
            revisions.head.commit,
            tuple(one for one in verdicts if not _is_layout(one)),
            self._problems if check else (),
            judge.objections(self.changes),
            tuple(one.path for one in verdicts if _is_layout(one)),
            self._effects,
            self._impacts,
            self._moves,
            len(revisions.store.blobs),
            self._names,
            revisions.digest,
        )

    @cached_property
    def _people(self) -> People:
        return People(self.org)

    @cached_property
    def _lines(self) -> list[int]:
        return _lines(self.changes, self.revisions.base, self.revisions.head)

    @cached_property
    def _problems(self) -> tuple[Problem, ...]:
        before, after = self.revisions.base, self.revisions.merged(self.files)
        scope = scope_of(before, after, [file.path for file in self.files], errors_only=True)
        return new_problems(before, after, scope, errors_only=True).problems

    @cached_property
    def _effects(self) -> tuple[Effect, ...]:
        return tuple(effects(self.revisions, self.changes))

    @cached_property
    def _moves(self) -> tuple[Move, ...]:
        return tuple(moves(self.revisions, self.org, self.changes))

    @cached_property
    def _impacts(self) -> tuple[Impact, ...]:
        return tuple(impacts(self.revisions, self.org.layout, self.files))

    @cached_property
    def _names(self) -> dict[str, str]:
        owners = sorted({one.place.owner for one in self.changes if one.place and one.place.owner})[
            :MOST_NAMED
        ]
        owners += [owner for one in self._impacts for owner in one.most_touched(MOST_TOUCHED)]
        company, org = self.org.company, self.org
        found: dict[str, str] = {}
        for owner in dict.fromkeys(owners):
            kind, _, id = owner.partition("/")
            named = org.person(id) if kind == "people" else org.team(id)
            found[owner] = company.info.name if kind == COMPANY else named.name if named else id
        return found

    def close(self) -> None:
        """End the git processes."""
        self.revisions.close()


def judge(
    folder: Path,
    base: str,
    head: str,
    proposal: Proposal,
    *,
    today: dt.date | None = None,
    check: bool = True,
) -> Verdict:
    """The verdict on a proposal; raises PerfgitError where the revisions cannot be compared."""
    gate = Gate(folder, base, head, today=today)
    try:
        return gate.judge(proposal, check=check)
    finally:
        gate.close()


def _is_layout(one: ChangeVerdict) -> bool:
    """Whether nothing that counts changes, by somebody who may touch the file."""
    return one.about is not None and one.about.layout and one.verdict == "allowed"


def _twice(file: FileChange) -> Change:
    return Change(
        file.path,
        say("name that stands twice in one folder"),
        refusal=Refusal(
            say(
                "The name stands twice in one folder: which of the two counts depends on who reads."
            ),
            say("Make the commit anew with git itself, which writes each name once."),
        ),
        in_old=file.deleted,
    )


def _stale(file: FileChange) -> Change:
    return Change(
        file.path,
        say("file changed here and on the base branch"),
        refusal=Refusal(
            say("The base branch has changed this file since the proposal left it."),
            say("Update the branch (GitHub: Update branch), and look at the file again."),
        ),
        in_old=file.deleted,
    )


def _lines(changes: list[Change], base: Tree, head: Tree) -> list[int]:
    """The line of each change, looked up in one more reading of each file that has one."""
    wanted: dict[tuple[str, bool], set[DataPath]] = {}
    for one in changes:
        if one.at:
            wanted.setdefault((one.path, one.in_old), set()).add(one.at)
    places: dict[tuple[str, bool, DataPath], int] = {}
    for (path, in_old), fields in wanted.items():
        text = _text(base if in_old else head, path)
        for (at, _), (line, _) in locate(text, [(at, True) for at in fields]).items():
            places[path, in_old, at] = line
    return [places.get((one.path, one.in_old, one.at), 1) for one in changes]


def _text(tree: Tree, path: str) -> str:
    try:
        return (tree.read(path) or b"").decode("utf-8-sig")
    except (Unreadable, UnicodeDecodeError):
        return ""
