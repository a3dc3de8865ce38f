"""The organisation's files: all that lie outside the dossiers.

`org/`, the strategy, and what a cycle has beside its owners: calibration and retrospective.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfgit.company.company import COMPANY, Company
from perfgit.files.entries import Entry
from perfgit.files.layout import DATA_FOLDERS
from perfgit.files.trees import walk


def org_paths(company: Company) -> Iterator[str]:
    """Every path outside the dossiers' folders, whether or not anything reads it."""
    tree = company.tree
    for entry in tree.entries(""):
        if entry.name in DATA_FOLDERS and entry.type != "folder":
            yield entry.name
    yield from walk(tree, "org")
    for root in ("goals", "reviews"):
        for entry in tree.entries(root):
            if entry.type != "folder":
                yield f"{root}/{entry.name}"
                continue
            for inner in tree.entries(f"{root}/{entry.name}"):
                yield from _beside_dossiers(company, root, f"{root}/{entry.name}", inner)


def _beside_dossiers(company: Company, root: str, cycle: str, inner: Entry) -> Iterator[str]:
    tree = company.tree
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
                        yield from walk(tree, inner_path)
    elif not (name == COMPANY and root == "goals"):
        yield from walk(tree, path)
