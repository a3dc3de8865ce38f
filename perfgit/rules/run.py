"""One run of the rules over one tree: every problem in a scope, each place by itself.

The organisation is read here; dossiers are shared out to several processes, each of which reads,
judges and forgets them some at a time. So memory stays flat, and the time is near that of reading.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from perfgit.company.alignment import Alignment, GoalNode, nodes_of
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier
from perfgit.company.org_files import org_paths
from perfgit.files.documents import AnyDoc, with_places
from perfgit.files.layout import DATA_FOLDERS
from perfgit.files.trees import Tree
from perfgit.i18n import say
from perfgit.parallel import Progress, portions, shared_out
from perfgit.problem import Problem
from perfgit.rules import registry
from perfgit.rules.fold import together
from perfgit.rules.rule import Rule
from perfgit.rules.scope import EVERYTHING, Goals, Owner, Scope, sheet_nodes, upwards
from perfgit.rules.unknown_files import unknown_files

PARALLEL_FROM = 400
"""Dossiers below which a second process costs more than it saves."""

PROCESSES = 2
"""For each core: while one waits for the disk, another judges (a quarter less time, cold)."""

TOGETHER = 50
"""Dossiers that are in memory together, in each process, and that it is handed at least."""


class Found(NamedTuple):
    """What is wrong in a scope, by what it was found in.

    `wrong` are the dossiers that have problems, `asked` whose goals the rules about alignment knew.
    """

    organisation: list[Problem]
    dossiers: list[Problem]
    alignment: list[Problem]
    wrong: frozenset[Owner]
    asked: frozenset[Owner]
    files: int

    @property
    def problems(self) -> list[Problem]:
        """All of it."""
        return [*self.organisation, *self.dossiers, *self.alignment]


class _Part(NamedTuple):
    """What is found in some dossiers."""

    problems: list[Problem]
    wrong: list[Owner]
    nodes: list[GoalNode]
    unread: list[Owner]
    files: int

    def travelling(self) -> _Part:
        """The same with nodes as plain tuples: they go between processes at a third of the cost."""
        plain: list[Any] = list(map(tuple, self.nodes))
        return self._replace(nodes=plain)


class Run:
    """The rules over one tree.

    Args:
        tree: The company's files.
        scope: What is looked at.
        progress: Told how many dossiers are done.
        errors_only: Leave out rules that warn.
        placed: Look lines up beside the reading, because all problems will be shown.
        today: The day that counts as today, for the rules that need one.
    """

    def __init__(
        self,
        tree: Tree,
        scope: Scope,
        progress: Progress | None = None,
        *,
        errors_only: bool = False,
        placed: bool = False,
        today: dt.date | None = None,
    ) -> None:
        self._company = Company(tree, today)
        self._scope = scope
        self._progress = progress
        self._placed = placed
        self._rules = [
            rule for rule in registry.RULES if not errors_only or rule.severity == "error"
        ]

    def found(self) -> Found:
        """All that is wrong."""
        scope = self._scope
        organisation: list[Problem] = []
        docs = self._company.org_docs if scope.organisation else []  # before workers inherit them

        def look_at_organisation() -> None:
            if scope.organisation:
                organisation.extend(self._of_organisation(docs))

        owners = _owners(self._company) if scope.owners is None else list(scope.owners)
        parts = self._over(owners, self._part, look_at_organisation, self._progress)
        dossiers = _merged(parts)
        files = len(docs) + dossiers.files
        if not files and scope == EVERYTHING:
            organisation.append(_nothing_to_check())
        goals = self._goals(dossiers)
        return Found(
            organisation,
            together(self._company, dossiers.problems, goals.nodes)
            if scope == EVERYTHING
            else dossiers.problems,
            self._of_alignment(goals),
            frozenset(dossiers.wrong),
            goals.owners,
            files,
        )

    def _of_organisation(self, docs: list[AnyDoc]) -> Iterator[Problem]:
        """The organisation's files and rules, and whatever lies beside the dossiers."""
        for doc in docs:
            yield from doc.problems
        yield from unknown_files(
            self._company, org_paths(self._company), {doc.path for doc in docs}
        )
        for rule in self._rules:
            if rule.company:
                yield from _named(rule, rule.company(self._company))

    def _goals(self, dossiers: _Part) -> Goals:
        """The goals that rules about alignment are asked of."""
        scope = self._scope
        if scope.goals is not None:
            return upwards(self._company, scope.goals)
        if scope.owners is not None:
            dossiers = _merged(self._over(_owners(self._company), self._sheets))
        owners = frozenset((node.cycle, node.owner) for node in dossiers.nodes)
        return Goals(dossiers.nodes, dossiers.unread, owners)

    def _of_alignment(self, goals: Goals) -> list[Problem]:
        knows_all = self._scope.goals is None
        if not knows_all and not goals.owners:
            return []
        alignment = Alignment(goals.nodes, goals.unread)
        return [
            problem
            for rule in self._rules
            if rule.alignment and (knows_all or rule.goals == "upwards")
            for problem in _named(rule, rule.alignment(self._company, alignment))
        ]

    def _over(
        self,
        owners: list[Owner],
        work: Callable[[Sequence[Owner]], _Part],
        meanwhile: Callable[[], object] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[_Part]:
        """What is found of some owners, in any order; `meanwhile` is done beside the workers."""
        for part in shared_out(
            portions(owners, TOGETHER, per_core=48),
            work,
            progress,
            parallel=len(owners) >= PARALLEL_FROM,
            per_core=PROCESSES,
            collect=False,
            meanwhile=meanwhile,
        ):
            yield part._replace(nodes=list(map(GoalNode._make, part.nodes)))

    def _part(self, owners: Sequence[Owner]) -> _Part:
        """Everything that can be said of some dossiers, each by itself."""
        part = _merged(
            self._few([self._company.dossier(*owner) for owner in owners[start : start + TOGETHER]])
            for start in range(0, len(owners), TOGETHER)
        )
        if self._placed:  # what has a cause may be folded into another, so it is placed at the end
            alone = [one for one in part.problems if not one.cause]
            others = [one for one in part.problems if one.cause]
            part = part._replace(problems=[*with_places(self._company.tree, alone), *others])
        return part.travelling()

    def _few(self, dossiers: list[Dossier]) -> _Part:
        """What can be said of the dossiers.

        Some at a time rather than one after the other: a rule that looks at fifty dossiers in a row
        finds itself in the processor's cache, which saves a tenth of the time.
        """
        part = _Part([], [], [], [], 0)
        problems: list[Problem] = part.problems
        files = 0
        for dossier in dossiers:
            before = len(problems)
            for docs in dossier.docs.values():
                files += len(docs)
                for doc in docs:
                    if doc.problems:
                        problems.extend(doc.problems)
            problems.extend(unknown_files(self._company, dossier.unknown_files))
            part.nodes.extend(nodes_of(dossier))
            if dossier.doc("goals") and not dossier.sheet:
                part.unread.append((dossier.cycle, dossier.owner))
            if len(problems) > before:
                part.wrong.append((dossier.cycle, dossier.owner))
        for rule in self._rules:
            if rule.dossier:
                for dossier in dossiers:
                    if not rule.reads or not dossier.docs.keys().isdisjoint(rule.reads):
                        said = list(rule.dossier(self._company, dossier))
                        if said:
                            problems.extend(_named(rule, said))
                            part.wrong.append((dossier.cycle, dossier.owner))
        return part._replace(files=files)

    def _sheets(self, owners: Sequence[Owner]) -> _Part:
        """The goals of some owners, and nothing else of them."""
        part = _Part([], [], [], [], 0)
        for cycle, owner in owners:
            nodes = sheet_nodes(self._company, cycle, owner)
            if nodes is None:
                part.unread.append((cycle, owner))
            else:
                part.nodes.extend(nodes)
        return part.travelling()


def _owners(company: Company) -> list[Owner]:
    return [(cycle, owner) for cycle in company.cycle_folders() for owner in company.owners(cycle)]


def _merged(parts: Iterable[_Part]) -> _Part:
    merged = _Part([], [], [], [], 0)
    files = 0
    for part in parts:
        merged.problems.extend(part.problems)
        merged.wrong.extend(part.wrong)
        merged.nodes.extend(part.nodes)
        merged.unread.extend(part.unread)
        files += part.files
    return merged._replace(files=files)


def _nothing_to_check() -> Problem:
    (problem,) = _named(
        registry.BY_NAME["nothing-to-check"],
        [
            Problem(
                "",
                DATA_FOLDERS[0],
                say("There are no files to check."),
                say("`--root DIR` names the folder that holds org/, goals/ and reviews/."),
            )
        ],
    )
    return problem


def _named(rule: Rule, problems: Iterable[Problem]) -> list[Problem]:
    return [replace(problem, rule=rule.name, severity=rule.severity) for problem in problems]
