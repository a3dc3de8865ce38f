"""Erasing a person, from the cycles that name them to the site: as the handbook of the people team says."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfgit.files.trees import WorkingTree
from perfgit.rules.engine import check
from tests.conftest import Run
from tests.gate.test_results import CLOSED, HR, Repository
from tests.gate.test_results import repository as repository  # noqa: PLC0414 -- a fixture

NAMES = {"alice": "Alice Martin", "chen": "Chen Yu"}
FROM = "2027-01-20"


def named_as_erased(repository: Repository, on: str, person: str) -> str:
    """A commit in which every cycle says that a person is erased, and nobody has to be led by Alice."""
    changes: dict[str, str | None] = {}
    for cycle in ("org/cycles/2026-h1.yml", "org/cycles/2026-h2.yml"):
        text = repository.git("show", f"{on}:{cycle}") + "\n"
        entry = f"    {person}: erased {FROM}\n"
        if "  without:\n" in text:
            lines = [line for line in text.splitlines(keepends=True) if f" {person}:" not in line]
            changes[cycle] = "".join(lines).replace("  without:\n", f"  without:\n{entry}")
        else:
            changes[cycle] = f"{text}who:\n  without:\n{entry}"
    for path in ("org/people/dana.yml", "org/teams/field.yml"):  # whom Alice leads
        text = repository.git("show", f"{on}:{path}") + "\n"
        changes[path] = text.replace(": alice", ": bruno")
    return repository.with_(changes, on=on)


def without(repository: Repository, on: str, person: str) -> str:
    """A commit without any file of a person."""
    repository.git("checkout", "-q", "--detach", on)
    gone = [
        path
        for path in repository.git("ls-files").splitlines()
        if f"/people/{person}/" in path or path == f"org/people/{person}.yml"
    ]
    return repository.with_(dict.fromkeys(gone), on=on)


def errors(folder: Path) -> list[str]:
    found = check(WorkingTree(folder), errors_only=True).problems
    return [f"{one.file}: {one.message}" for one in found]


@pytest.mark.parametrize("person", NAMES)
@pytest.mark.parametrize("when", ["before", "closed"])
def test_a_person_is_erased_in_two_proposals(
    repository: Repository, perfgit: Run, tmp_path: Path, when: str, person: str
) -> None:
    """2026-h2 runs or is closed; Chen has reviewed Alice, whose frozen result stays as it is."""
    base = getattr(repository, when)
    repository.git("checkout", "-q", "--detach", base)
    known = errors(repository.folder)
    named = named_as_erased(repository, base, person)
    assert repository.judged(named, *HR, base=base)[0] == "allowed"
    assert errors(repository.folder) == known
    gone = without(repository, named, person)
    alone, why = repository.judged(gone, "mei-h", base=named)
    assert alone == "waiting", why  # for another of HR
    verdict, why = repository.judged(gone, *HR, base=named)
    assert verdict == "allowed", why
    assert errors(repository.folder) == []
    site = tmp_path / "site"
    root = ("--root", repository.folder, "--today", CLOSED)
    assert perfgit("build", "--site-dir", site, *root).returncode == 0
    examples = site / "handbook/rules/index.html"  # which are of another Alice
    pages = [path for path in site.rglob("*.html") if path != examples]
    said = [path for path in pages if NAMES[person] in path.read_text()]
    assert said == []
    assert not (site / "people" / person).exists()
    assert person not in perfgit("todo", "--people", *root).stdout


def test_nobody_is_erased_whom_base_does_not_name(repository: Repository) -> None:
    """Naming and deleting at once would let one proposal hide what it takes away."""
    at_once = without(repository, named_as_erased(repository, repository.closed, "alice"), "alice")
    assert repository.judged(at_once, *HR)[0] == "refused"


def test_who_is_named_outside_cycles_is_an_error(repository: Repository) -> None:
    """Bruno manages Alice and Chen, and leads sales: that has to be somebody else's first."""
    named = named_as_erased(repository, repository.closed, "bruno")
    gone = without(repository, named, "bruno")
    verdict, why = repository.judged(gone, *HR, base=named)
    assert verdict == "refused"
    assert 'There is no person "bruno".' in why
