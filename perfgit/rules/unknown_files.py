"""Paths that no kind of file claims: names misspelt, links, and names that collide."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from perfgit.company.company import Company
from perfgit.files.layout import KEPT_EMPTY
from perfgit.files.leftovers import is_leftover
from perfgit.files.trees import Tree, irregular
from perfgit.i18n import say
from perfgit.problem import Problem
from perfgit.rules.registry import BY_NAME
from perfgit.rules.scope import alike


def unknown_files(
    company: Company, paths: Iterable[str], read: Collection[str] = ()
) -> list[Problem]:
    """The problems of paths that no kind of file claims, and of names that collide."""
    found = (
        unknown_file(company, path)
        for path in paths
        for name in [path.rpartition("/")[2]]
        if path not in read and name != KEPT_EMPTY and not is_leftover(name)
    )
    return list(dict.fromkeys(found))


def unknown_file(company: Company, path: str) -> Problem:
    """What is wrong with a path that nothing reads."""
    return _repository_within(company.tree, path) or _unknown(company, path)


def _repository_within(tree: Tree, path: str) -> Problem | None:
    """The one problem of all files of a repository that lies within ours."""
    folder = path
    while folder := folder.rpartition("/")[0]:
        if any(entry.name == ".git" for entry in tree.entries(folder)):
            return Problem(
                "not-a-regular-file",
                folder,
                say("This folder is a repository of its own: nothing in it is read."),
                say("Put plain files in its place."),
                line=1,
                column=1,
            )
    return None


def _unknown(company: Company, path: str) -> Problem:
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
            if entry.name != name and alike(entry.name) == alike(name):
                return Problem(
                    "case-collision",
                    path,
                    say(
                        '"{name}" and "{other}" are one on other systems.',
                        name=name,
                        other=entry.name,
                    ),
                    say("Rename or delete one of the two."),
                    cause=f"case:{folder}/{alike(name)}",
                )
    return None
