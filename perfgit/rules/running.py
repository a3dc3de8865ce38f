"""Run every rule over a company: the whole of `perfgit check`.

The frame is read here; dossiers are shared out to one process per core, each of which reads,
judges and forgets them one by one. So memory stays flat, and the time is near that of reading.
"""

from __future__ import annotations

import gc
import os
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_all_start_methods, get_context
from typing import NamedTuple

from perfgit.alignment import Alignment, GoalNode, nodes_of
from perfgit.company import COMPANY, Company
from perfgit.files.layout import DATA_FOLDERS, KEPT_EMPTY
from perfgit.files.loading import AnyDoc, with_places
from perfgit.files.trees import Tree, irregular, walk
from perfgit.problem import Problem
from perfgit.rules.folding import folded
from perfgit.rules.registry import BY_NAME, RULES
from perfgit.rules.rule import DossierCheck, Rule
from perfgit.words import say

PARALLEL_FROM = 400
"""Dossiers below which a second process costs more than it saves."""

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
    with _garbage_left():
        return _check(tree, progress)


@contextmanager
def _garbage_left() -> Iterator[None]:
    """What is loaded stays until the end; the collector would only walk through it in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(tree: Tree, progress: Progress | None) -> Report:
    started = time.perf_counter()
    company = Company(tree)
    found = _frame(company)
    dossiers = [
        (cycle, owner) for cycle in company.cycle_folders() for owner in company.owners(cycle)
    ]
    found = _merged([found, *_over_dossiers(company, dossiers, progress)])
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


def _frame(company: Company) -> _Found:
    """The frame's own files and rules, and whatever lies beside the dossiers."""
    docs: list[AnyDoc] = [
        doc
        for doc in (
            company.info_doc,
            company.policy_doc,
            company.competencies_doc,
            company.strategy_doc,
            *company.people.values(),
            *company.teams.values(),
            *company.roles.values(),
            *company.cycles.values(),
        )
        if doc
    ]
    for cycle in company.cycle_folders():
        docs += company.calibrations(cycle).values()
        retrospective = company.retrospective(cycle)
        docs += [retrospective] if retrospective else []
    problems = [problem for doc in docs for problem in doc.problems]
    read = {doc.path for doc in docs}
    problems += _strays(company, _frame_paths(company), read)
    for rule in RULES:
        if rule.company:
            problems += _named(rule, rule.company(company))
    return _Found(problems, [], [], len(docs))


def _frame_paths(company: Company) -> Iterator[str]:
    """Every path outside the dossiers' folders."""
    tree = company.tree
    for entry in tree.entries(""):
        if entry.name in DATA_FOLDERS and entry.type != "folder":
            yield entry.name
    yield from (path for path, _ in walk(tree, "org"))
    for root in ("goals", "reviews"):
        for entry in tree.entries(root):
            if entry.type != "folder":
                yield f"{root}/{entry.name}"
                continue
            for inner in tree.entries(f"{root}/{entry.name}"):
                yield from _beside_dossiers(tree, company, root, f"{root}/{entry.name}", inner)


def _beside_dossiers(
    tree: Tree, company: Company, root: str, cycle: str, inner: tuple[str, str]
) -> Iterator[str]:
    name, type_ = inner
    path = f"{cycle}/{name}"
    if type_ != "folder":
        yield path
    elif name == "people" or (name == "teams" and root == "goals"):
        for entry in tree.entries(path):
            if entry.type != "folder":
                yield f"{path}/{entry.name}"
            elif company.layout.shard and name == "people":
                for below in tree.entries(f"{path}/{entry.name}"):
                    inner_path = f"{path}/{entry.name}/{below.name}"
                    if below.type != "folder":
                        yield inner_path
                    elif below.name[: company.layout.shard] != entry.name:
                        yield from (lost for lost, _ in walk(tree, inner_path))
    elif not (name == COMPANY and root == "goals"):
        yield from (below for below, _ in walk(tree, path))


def _strays(company: Company, paths: Iterable[str], read: set[str]) -> list[Problem]:
    """The problems of paths that no kind of file claims, and of names that collide."""
    return [
        _stray(company, path)
        for path in paths
        if path not in read and path.rpartition("/")[2] != KEPT_EMPTY
    ]


def _stray(company: Company, path: str) -> Problem:
    if any(
        entry.name == path.rpartition("/")[2] and entry.type == "other"
        for entry in company.tree.entries(path.rpartition("/")[0])
    ):
        rule = BY_NAME["not-a-regular-file"]
        return Problem(
            rule.name, path, irregular(path).message, say("Put a plain file in its place.")
        )
    collision = _collision(company.tree, path)
    if collision:
        return collision
    nearest = company.layout.nearest(path)
    if path.endswith(".yaml"):
        help = say("Files end in .yml: rename it to {nearest}.", nearest=nearest)
    else:
        help = say("The nearest valid path is {nearest}.", nearest=nearest)
    return Problem("unknown-file", path, say("Nothing reads this file."), help)


def _collision(tree: Tree, path: str) -> Problem | None:
    """A name on the way to a path that other systems would take for its neighbour's."""
    names = path.split("/")
    for depth in range(1, len(names)):
        folder, name = "/".join(names[:depth]), names[depth]
        for entry in tree.entries(folder):
            if entry.name != name and _alike(entry.name) == _alike(name):
                return Problem(
                    "case-collision",
                    path,
                    say(
                        '"{name}" and "{other}" are one on other systems.',
                        name=name,
                        other=entry.name,
                    ),
                    say("Rename or delete one of the two."),
                    cause=f"case:{folder}/{_alike(name)}",
                )
    return None


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _dossier(company: Company, cycle: str, owner: str) -> _Found:
    """Everything that can be said of one dossier by itself."""
    dossier = company.dossier(cycle, owner)
    problems = [problem for doc in dossier.all_docs() for problem in doc.problems]
    problems += [_stray(company, path) for path in dossier.strays]
    for rule, look in _rules_for(frozenset(dossier.docs)):
        found = list(look(company, dossier))
        if found:
            problems += _named(rule, found)
    unread = [(cycle, owner)] if dossier.doc("goals") and not dossier.sheet else []
    return _Found(problems, nodes_of(dossier), unread, sum(map(len, dossier.docs.values())))


@cache
def _rules_for(kinds: frozenset[str]) -> tuple[tuple[Rule, DossierCheck], ...]:
    """The rules that have something to look at where there are files of these kinds."""
    return tuple(
        (rule, rule.dossier)
        for rule in RULES
        if rule.dossier and (not rule.reads or not kinds.isdisjoint(rule.reads))
    )


_shared: Company | None = None
"""The company that worker processes inherit by fork; set only around the pool."""


def _chunk(dossiers: Sequence[tuple[str, str]]) -> _Found:
    assert _shared is not None
    return _merged(_dossier(_shared, cycle, owner) for cycle, owner in dossiers)


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
    company: Company, dossiers: list[tuple[str, str]], progress: Progress | None
) -> Iterator[_Found]:
    """What is found in the dossiers, in any order."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    size = max(50, len(dossiers) // (cores * 16))
    chunks = [dossiers[start : start + size] for start in range(0, len(dossiers), size)]
    done = 0
    if cores == 1 or len(dossiers) < PARALLEL_FROM or "fork" not in get_all_start_methods():
        for chunk in chunks:
            yield _merged(_dossier(company, cycle, owner) for cycle, owner in chunk)
            done += len(chunk)
            if progress:
                progress(done, len(dossiers))
        return
    global _shared  # noqa: PLW0603 -- fork hands the loaded frame over without copying it
    _shared = company
    try:
        with ProcessPoolExecutor(cores, mp_context=get_context("fork")) as pool:
            waiting = {pool.submit(_chunk, chunk): len(chunk) for chunk in chunks}
            for future in as_completed(waiting):
                yield future.result()
                done += waiting[future]
                if progress:
                    progress(done, len(dossiers))
    finally:
        _shared = None
