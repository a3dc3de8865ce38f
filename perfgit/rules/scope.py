"""What a change can touch: the part of a company in which something may be wrong that was not before."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from perfgit.company.alignment import GoalNode, nodes_of
from perfgit.company.company import Company, parse_ref
from perfgit.company.dossier import Dossier
from perfgit.files.layout import DATA_FOLDERS, Layout
from perfgit.files.trees import Tree
from perfgit.rules import registry

Owner = tuple[str, str]
"""Whose dossier: the cycle, and `company`, `teams/ID` or `people/ID`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at; the default is everything.

    Attributes:
        organisation: Whether the files outside of dossiers are looked at.
        owners: Whose dossiers are; None: all.
        goals: Whose goals are asked what they support, and what those support in turn; None: all.
            Rules that have to know all goals are asked only then.
    """

    organisation: bool = True
    owners: frozenset[Owner] | None = None
    goals: frozenset[Owner] | None = None


EVERYTHING = Scope()


def scope_of(
    before: Tree, after: Tree, paths: Iterable[str], *, errors_only: bool = False
) -> Scope:
    """What a change can touch.

    A file of the organisation (a person, the policy, a cycle) may be named or used anywhere, so it
    touches everything, and so does a goal that is gone. Any other file of a dossier touches the
    dossier; and where goals support something else than before, those goals and what they support,
    or all goals if a rule that looks at all of them is asked.

    Args:
        before: The files without the change.
        after: The files with it.
        paths: Every path at which the two differ; those outside of the data folders touch nothing.
        errors_only: Whether no more is asked for than the rules whose problems are errors.
    """
    old, new = Company(before), Company(after)
    touched = [path for path in paths if path.partition("/")[0] in DATA_FOLDERS]
    owners = {new.layout.owner_at(path) for path in touched}
    cycles = [_cycle_folders(tree) for tree in (before, after)]
    if None in owners or cycles[0] != cycles[1]:
        return EVERYTHING
    found = frozenset(owner for owner in owners if owner)
    if _collides(before, after, new.layout, found):
        return EVERYTHING
    changed = [key for key in found if _links(old, *key) != _links(new, *key)]
    if any(_is_gone(old, new, *key) for key in changed):
        return EVERYTHING
    asks_all = any(
        rule.alignment and rule.goals == "all" and not (errors_only and rule.severity != "error")
        for rule in registry.RULES
    )
    goals = None if changed and asks_all else upwards(old, changed).owners
    return Scope(False, found, goals)


def _cycle_folders(tree: Tree) -> list[list[str]]:
    return [
        [entry.name for entry in tree.entries(root) if entry.type == "folder"]
        for root in ("goals", "reviews")
    ]


def _collides(before: Tree, after: Tree, layout: Layout, owners: Iterable[Owner]) -> bool:
    """Whether a folder comes or goes whose name other systems take for its neighbour's.

    Then files that lie in the neighbour's are told to be something else than before.
    """
    names: dict[tuple[int, str], Counter[str]] = {}
    for cycle, owner in owners:
        for root in ("goals", "reviews"):
            folder = layout.folder(root, cycle, owner)
            if bool(before.entries(folder)) == bool(after.entries(folder)):
                continue
            parts = folder.split("/")
            for depth in range(2, len(parts)):
                above = "/".join(parts[:depth])
                for number, tree in enumerate((before, after)):
                    if (number, above) not in names:
                        listed = (alike(entry.name) for entry in tree.entries(above))
                        names[number, above] = Counter(listed)
                    if names[number, above][alike(parts[depth])] > 1:
                        return True
    return False


def alike(name: str) -> str:
    """A name as systems see it that know neither case nor the way in which accents are stored."""
    return unicodedata.normalize("NFC", name).casefold()


def _links(
    company: Company, cycle: str, owner: str
) -> list[tuple[str, tuple[str, ...], bool]] | None:
    """What rules about alignment see of an owner's goals; None where the sheet cannot be read."""
    nodes = sheet_nodes(company, cycle, owner)
    return None if nodes is None else [(node.id, node.supports, node.dropped) for node in nodes]


def _is_gone(old: Company, new: Company, cycle: str, owner: str) -> bool:
    """Whether a goal may be gone; what a sheet that could not be read has held is not known."""
    was, now = sheet_nodes(old, cycle, owner), sheet_nodes(new, cycle, owner)
    if now is None:
        return False  # the sheet says itself what is wrong, and nobody blames who refers to it
    return was is None or bool({node.id for node in was} - {node.id for node in now})


def sheet_nodes(company: Company, cycle: str, owner: str) -> list[GoalNode] | None:
    """An owner's goals (none where there is no sheet); None where the sheet cannot be read."""
    doc = company.sheet(cycle, owner)
    if doc is None:
        return []
    return nodes_of(Dossier(cycle, owner, {"goals": [doc]})) if doc.data else None


class Goals(NamedTuple):
    """Goals of some owners; `unread` are those whose sheets cannot be read."""

    nodes: list[GoalNode]
    unread: list[Owner]
    owners: frozenset[Owner]


def upwards(company: Company, owners: Iterable[Owner]) -> Goals:
    """The goals of some owners, all that they support, and what those support in turn."""
    nodes: list[GoalNode] = []
    unread: list[Owner] = []
    waiting = list(owners)
    known = set(waiting)
    for cycle, owner in waiting:  # grows while it is walked through
        found = sheet_nodes(company, cycle, owner)
        if found is None:
            unread.append((cycle, owner))
            continue
        nodes += found
        for node in found:
            for text in node.supports:
                ref = parse_ref(text, cycle)
                above = (ref.cycle, ref.owner)
                if ref.owner != "strategy" and above not in known:
                    known.add(above)
                    waiting.append(above)
    return Goals(nodes, unread, frozenset(known))
