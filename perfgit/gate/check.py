"""The errors that a proposal would bring: `perfgit check --base`, of what the proposal touches.

Only the owners whose files change are looked at, with the goals that theirs support, and the whole
organisation only where that changes; so the work grows with the proposal, not with the company.
`perfgit check` in CI looks at everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from perfgit.company.alignment import Alignment, GoalNode, nodes_of
from perfgit.company.company import Company, parse_ref
from perfgit.company.dossier import Dossier
from perfgit.company.org import Org
from perfgit.files.documents import AnyDoc, Doc, load, with_places
from perfgit.files.layout import DATA_FOLDERS, Place
from perfgit.files.trees import Tree, walk
from perfgit.gate.revisions import FileChange, Revisions
from perfgit.problem import Problem
from perfgit.rules.fold import folded
from perfgit.rules.registry import RULES
from perfgit.rules.rule import Rule

ASKED_ONE_BY_ONE = ("checkin", "feedback", "result")
"""Kinds that are looked at only where they change themselves, or where goals or results change."""


_ALIGNMENT = ("unknown-reference", "alignment-loop")
"""Rules about all goals that can be asked of some of them."""


def new_errors(revisions: Revisions, org: Org, files: list[FileChange]) -> list[Problem]:
    """The errors that the head has in what it touches, and the base branch has not."""
    touched: dict[tuple[str, str], set[str]] = {}
    has_org = False
    for file in files:
        place = org.layout.place(file.path)
        if place and place.cycle and place.owner:
            touched.setdefault((place.cycle, place.owner), set()).add(file.path)
        elif file.path.partition("/")[0] in DATA_FOLDERS:
            has_org = True
    if not touched and not has_org:
        return []
    after = _errors(revisions.head, touched, has_org=has_org)
    if not after:
        return []
    before = {_key(one) for one in _errors(revisions.base, touched, has_org=has_org)}
    new = [one for one in after if _key(one) not in before]
    placed = with_places(revisions.head, folded(new))
    return sorted(placed, key=lambda one: (one.file, one.line, one.column, one.rule, one.message))


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.file, problem.message


def _errors(
    tree: Tree, touched: dict[tuple[str, str], set[str]], *, has_org: bool
) -> list[Problem]:
    company = Company(tree)
    problems = list(_of_org(company)) if has_org else []
    nodes: list[GoalNode] = []
    unread: list[tuple[str, str]] = []
    for (cycle, owner), paths in touched.items():
        dossier = _some_of(company, cycle, owner, paths)
        problems += [problem for doc in dossier.all_docs() for problem in doc.problems]
        for rule in RULES:
            reads = not rule.reads or not set(dossier.docs).isdisjoint(rule.reads)
            if rule.dossier and reads and rule.severity == "error":
                problems += _named(rule, rule.dossier(company, dossier))
        nodes += nodes_of(dossier)
    nodes, unread = upwards(company, nodes)
    sheets = {company.layout.path("goals", cycle=cycle, owner=owner) for cycle, owner in touched}
    alignment = Alignment(nodes, unread)
    for rule in RULES:
        if rule.alignment and rule.name in _ALIGNMENT:
            found = _named(rule, rule.alignment(company, alignment))
            problems += [one for one in found if one.file in sheets or rule.name == _ALIGNMENT[1]]
    return [one for one in problems if one.severity == "error"]


def _some_of(company: Company, cycle: str, owner: str, touched: set[str]) -> Dossier:
    """A dossier without the files that say nothing of what was touched."""
    kinds = {place.kind for path in touched if (place := company.layout.place(path))}
    everything = bool(kinds & {"goals", "result"})
    docs: dict[str, list[AnyDoc]] = {}
    for root in ("goals", "reviews"):
        if root == "reviews" and not owner.startswith("people/"):
            continue
        for path in walk(company.tree, company.layout.folder(root, cycle, owner)):
            place = company.layout.place(path)
            skipped = place is None or (
                place.kind in ASKED_ONE_BY_ONE and not everything and path not in touched
            )
            doc = load(company.tree, path, place) if place and not skipped else None
            if doc:
                docs.setdefault(doc.place.kind, []).append(doc)
    return Dossier(cycle, owner, docs)


def _of_org(company: Company) -> Iterator[Problem]:
    """What is wrong with the organisation's files, and what their rules say."""
    for doc in company.org_docs:
        yield from doc.problems
    for rule in RULES:
        if rule.company and rule.severity == "error":
            yield from _named(rule, rule.company(company))


def upwards(
    company: Company, nodes: list[GoalNode]
) -> tuple[list[GoalNode], list[tuple[str, str]]]:
    """The goals, with all that they support, and what those support; and sheets unreadable."""
    found = list(nodes)
    unread: list[tuple[str, str]] = []
    known = {(node.cycle, node.owner) for node in nodes}
    for node in found:  # grows while it is walked through
        for text in node.supports:
            ref = parse_ref(text, node.cycle)
            if ref.owner == "strategy" or (ref.cycle, ref.owner) in known:
                continue
            known.add((ref.cycle, ref.owner))
            doc = _sheet(company, ref.cycle, ref.owner)
            if doc and doc.data is None:
                unread.append((ref.cycle, ref.owner))
            elif doc:
                found += nodes_of(Dossier(ref.cycle, ref.owner, {"goals": [doc]}))
    return found, unread


def _sheet(company: Company, cycle: str, owner: str) -> Doc[Any] | None:
    try:
        path = company.layout.path("goals", cycle=cycle, owner=owner)
    except ValueError:
        return None
    return load(company.tree, path, Place("goals", cycle, owner))


def _named(rule: Rule, problems: Iterable[Problem]) -> list[Problem]:
    return [replace(one, rule=rule.name, severity=rule.severity) for one in problems]
