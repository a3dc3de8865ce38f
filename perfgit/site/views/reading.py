"""Read what every owner has, by several processes, and only what has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.company.visibility import Visibility
from perfgit.parallel import Progress, shared_out
from perfgit.site import stamps
from perfgit.site.stamps import Stamp
from perfgit.site.views.due import due_context
from perfgit.site.views.parts import Part, Parts, part_of

PARALLEL_FROM = 300
"""Dossiers below which a second process costs more than it saves."""
_CHUNK = 250


class Kept(NamedTuple):
    """A part, and the stamp of the files that it was read from."""

    stamp: Stamp
    part: Part


KeptParts = Mapping[tuple[str, str], Kept]
"""By cycle and owner."""


def read(
    company: Company, root: Path, today: dt.date, kept: KeptParts, progress: Progress | None = None
) -> dict[tuple[str, str], Kept]:
    """The parts of all owners; those whose files are untouched since they were kept come from there.

    Args:
        company: The company in the folder `root`.
        root: Where stamps are taken.
        today: The day that counts as today.
        kept: What an earlier build has read of the same frame on the same day.
        progress: Told how many dossiers have been read.
    """
    visibility = Visibility(company.policy.site)
    due_context(company, today)
    owners = [(id, owner) for id, _ in company.cycles_in_order() for owner in company.owners(id)]

    def some(chunk: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, str], Kept | None]]:
        return [(key, None if _holds(key) else fresh(*key)) for key in chunk]

    def _holds(key: tuple[str, str]) -> bool:
        found = kept.get(key)
        return found is not None and stamps.holds(root, found.stamp)

    def fresh(cycle: str, owner: str) -> Kept:
        roots = ("goals", "reviews") if owner.startswith("people/") else ("goals",)
        folders = [company.layout.folder(top, cycle, owner) for top in roots]
        stamp = stamps.take(root, folders)
        return Kept(stamp, part_of(company, visibility, cycle, owner, today))

    chunks = [owners[start : start + _CHUNK] for start in range(0, len(owners), _CHUNK)]
    found: dict[tuple[str, str], Kept] = {}
    for result in shared_out(chunks, some, progress, parallel=len(owners) >= PARALLEL_FROM):
        found.update((key, one or kept[key]) for key, one in result)
    return {key: found[key] for key in owners}


def as_parts(company: Company, kept: KeptParts) -> Parts:
    """The parts as `SiteView` takes them."""
    found: dict[str, dict[str, Part]] = {id: {} for id, _ in company.cycles_in_order()}
    for (cycle, owner), one in kept.items():
        found[cycle][owner] = one.part
    return found
