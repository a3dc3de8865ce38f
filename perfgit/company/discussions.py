"""The conversations about goals and reviews, as a file that the site reads.

`perfgit discussions` writes it; it is no part of the company's data and is not committed.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from perfgit.files.layout import Layout
from perfgit.i18n import say
from perfgit.model.values import Record
from perfgit.problem import PerfgitError

FILE = ".perfgit/discussions.json"
LONGEST_TEXT = 10_000

Kind = Literal["comment", "review", "line"]


class Said(Record):
    """Something that somebody said; `by` is a login, None for a deleted account."""

    by: str | None
    at: dt.datetime | None
    kind: Kind
    text: str = Field(max_length=LONGEST_TEXT)
    opinion: Literal["approved", "changes_requested"] | None = None
    path: str | None = None
    line: int | None = None
    link: str


class Discussion(Record):
    """A pull request and what was said in it."""

    number: int
    title: str
    link: str
    state: Literal["open", "merged", "closed"]
    draft: bool = False
    by: str | None
    opened: dt.datetime
    updated: dt.datetime
    head: str
    paths: list[str]
    complete: bool = Field(description="Whether all paths are known: GitHub lists 3,000.")
    said: list[Said]


class Discussions(Record):
    """All that was read, the latest first."""

    version: Literal[1] = 1
    repository: str
    complete: bool = Field(
        default=False, description="Whether nothing was left for later when it was last read."
    )
    pulls: list[Discussion]


def about(discussion: Discussion, layout: Layout) -> list[str]:
    """Whom it is about: `people/alice`, `teams/sales`, `company`, in the order of the alphabet."""
    found = set()
    for path in discussion.paths:
        place = layout.place(path)
        if place and place.owner:
            found.add(place.owner)
        elif place and place.kind == "person" and place.id:
            found.add(f"people/{place.id}")
    return sorted(found)


def load(folder: Path) -> Discussions | None:
    """What `perfgit discussions` wrote last; None where there is nothing that can be read."""
    try:
        return Discussions.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def save(folder: Path, discussions: Discussions) -> Path:
    """Write the file at once, so that a reader sees the old one or the new one.

    Raises PerfgitError where it cannot be written.
    """
    path = folder / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".discussions-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(discussions.model_dump_json(indent=1) + "\n")
        Path(name).replace(path)
    except OSError as error:
        raise PerfgitError(say("{path} cannot be written: {why}.", path=path, why=error)) from None
    return path
