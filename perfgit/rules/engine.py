"""Run every rule over a company: the whole of `perfgit check`.

The organisation's files are read here; dossiers are shared out to several processes, each of which reads,
judges and forgets them one by one. So memory stays flat, and the time is near that of reading.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_all_start_methods, get_context
from typing import Any, NamedTuple

from perfgit.company.alignment import Alignment, GoalNode, nodes_of
from perfgit.company.company import Company
from perfgit.company.org_files import org_paths
from perfgit.files.documents import AnyDoc, with_places
from perfgit.files.garbage import garbage_left
from perfgit.files.layout import DATA_FOLDERS
from perfgit.files.trees import Tree
from perfgit.i18n import say
from perfgit.problem import Problem
from perfgit.rules.fold import folded
from perfgit.rules.registry import BY_NAME, RULES
from perfgit.rules.rule import Rule
from perfgit.rules.unknown_files import stray, strays

PARALLEL_FROM = 400
"""Dossiers below which a second process costs more than it saves."""

PROCESSES = 2
"""For each core: while one waits for the disk, another judges (a quarter less time, cold)."""

TOGETHER = 50
"""Dossiers that are in memory together, in each process."""

Progress = Callable[[int, int], None]
"""Called with the number of dossiers that are done, and of all."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: problems in order of file and line, and how much was looked at."""

    problems: tuple[Problem, ...]
    files: int
    rules: int
    seconds: float

    @property
    def errors(self) -> int:
        """The number of problems that are errors."""
        return sum(1 for problem in self.problems if problem.severity == "error")


class _Found(NamedTuple):
    problems: list[Problem]
    nodes: list[GoalNode]
    unread: list[tuple[str, str]]
    files: int


def check(tree: Tree, progress: Progress | None = None) -> Report:
    """Check everything in a tree of files."""
    with garbage_left():
        return _check(tree, progress)


def _check(tree: Tree, progress: Progress | None) -> Report:
    started = time.perf_counter()
    company = Company(tree)
    docs = company.org_docs
    dossiers = [
        (cycle, owner) for cycle in company.cycle_folders() for owner in company.owners(cycle)
    ]
    parts = _over_dossiers(company, dossiers, progress, lambda: _organisation(company, docs))
    found = _merged(parts)
    problems, files = found.problems, found.files
    alignment = Alignment(found.nodes, found.unread)
    for rule in RULES:
        if rule.alignment:
            problems += _named(rule, rule.alignment(company, alignment))
    if not files:
        problems.append(
            _named_one(
                BY_NAME["nothing-to-check"],
                Problem(
                    "",
                    DATA_FOLDERS[0],
                    say("There are no files to check."),
                    say("`--root DIR` names the folder that holds org/, goals/ and reviews/."),
                ),
            )
        )
    placed = with_places(tree, folded(problems))
    placed.sort(key=lambda one: (one.file, one.line, one.column, one.rule, one.message))
    return Report(tuple(placed), files, len(RULES), time.perf_counter() - started)


def _named(rule: Rule, problems: Iterable[Problem]) -> list[Problem]:
    return [_named_one(rule, problem) for problem in problems]


def _named_one(rule: Rule, problem: Problem) -> Problem:
    return replace(problem, rule=rule.name, severity=rule.severity)


def _organisation(company: Company, docs: list[AnyDoc]) -> _Found:
    """The rules of the organisation's files, and whatever lies beside the dossiers."""
    problems = [problem for doc in docs for problem in doc.problems]
    read = {doc.path for doc in docs}
    problems += strays(company, org_paths(company), read)
    for rule in RULES:
        if rule.company:
            problems += _named(rule, rule.company(company))
    return _Found(problems, [], [], len(docs))


def _few(company: Company, owners: Sequence[tuple[str, str]]) -> _Found:
    """Everything that can be said of some dossiers, each by itself.

    Some at a time rather than one after the other: a rule that looks at fifty dossiers in a row
    finds itself in the processor's cache, which saves a tenth of the time.
    """
    dossiers = [company.dossier(cycle, owner) for cycle, owner in owners]
    found = _Found([], [], [], 0)
    files = 0
    for dossier in dossiers:
        for docs in dossier.docs.values():
            files += len(docs)
            for doc in docs:
                if doc.problems:
                    found.problems.extend(doc.problems)
        found.problems.extend(stray(company, path) for path in dossier.strays)
        found.nodes.extend(nodes_of(dossier))
        if dossier.doc("goals") and not dossier.sheet:
            found.unread.append((dossier.cycle, dossier.owner))
    for rule in RULES:
        if rule.dossier:
            for dossier in dossiers:
                if not rule.reads or not dossier.docs.keys().isdisjoint(rule.reads):
                    said = list(rule.dossier(company, dossier))
                    if said:
                        found.problems.extend(_named(rule, said))
    return found._replace(files=files)


_shared: Company | None = None
"""The company that worker processes inherit by fork; set only around the pool."""


def _chunk(dossiers: Sequence[tuple[str, str]]) -> _Found:
    assert _shared is not None
    found = _some(_shared, dossiers)
    plain: list[Any] = list(map(tuple, found.nodes))  # travels at a third of the cost
    # Problems with a cause may be folded into one, so their places are looked up at the end.
    alone = [one for one in found.problems if not one.cause]
    others = [one for one in found.problems if one.cause]
    return found._replace(nodes=plain, problems=[*with_places(_shared.tree, alone), *others])


def _some(company: Company, dossiers: Sequence[tuple[str, str]]) -> _Found:
    return _merged(
        _few(company, dossiers[start : start + TOGETHER])
        for start in range(0, len(dossiers), TOGETHER)
    )


def _merged(parts: Iterable[_Found]) -> _Found:
    problems: list[Problem] = []
    nodes: list[GoalNode] = []
    unread: list[tuple[str, str]] = []
    files = 0
    for part in parts:
        problems += part.problems
        nodes += part.nodes
        unread += part.unread
        files += part.files
    return _Found(problems, nodes, unread, files)


def _over_dossiers(
    company: Company,
    dossiers: list[tuple[str, str]],
    progress: Progress | None,
    meanwhile: Callable[[], _Found],
) -> Iterator[_Found]:
    """What is found in the dossiers, in any order; `meanwhile` is done beside the workers."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    size = max(50, len(dossiers) // (cores * 48))
    chunks = [dossiers[start : start + size] for start in range(0, len(dossiers), size)]
    done = 0
    if cores == 1 or len(dossiers) < PARALLEL_FROM or "fork" not in get_all_start_methods():
        yield meanwhile()
        for chunk in chunks:
            yield _some(company, chunk)
            done += len(chunk)
            if progress:
                progress(done, len(dossiers))
        return
    from concurrent.futures import ProcessPoolExecutor, as_completed

    global _shared  # noqa: PLW0603 -- fork hands the loaded company over without copying it
    _shared = company
    try:
        with ProcessPoolExecutor(cores * PROCESSES, mp_context=get_context("fork")) as pool:
            waiting = {pool.submit(_chunk, chunk): len(chunk) for chunk in chunks}
            yield meanwhile()
            for future in as_completed(waiting):
                part = future.result()
                yield part._replace(nodes=list(map(GoalNode._make, part.nodes)))
                done += waiting[future]
                if progress:
                    progress(done, len(dossiers))
    finally:
        _shared = None
