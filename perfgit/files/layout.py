"""The map between paths and what lies there; paths are computed, never searched."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from perfgit.model.checkins import CheckIn
from perfgit.model.goals import GoalSheet, Strategy
from perfgit.model.org import CompanyFile, Competencies, Cycle, Person, Role, Team
from perfgit.model.policy import Policy
from perfgit.model.process import Calibration, CycleRating, Retrospective
from perfgit.model.reviews import (
    Appeal,
    Closing,
    ExternalReview,
    Feedback,
    ManagerReview,
    Meeting,
    Nominations,
    Plan,
    Result,
    Review,
)
from perfgit.model.values import MAX_SLUG, SLUG, Record, ReferenceKind

DATA_FOLDERS = ("org", "goals", "reviews")
KEPT_EMPTY = ".gitkeep"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its name, the patterns of its path, and its model.

    Gaps in a pattern: `{cycle}`, `{team}`, `{person}` (whose folder it is), `{id}` (what the file
    itself is called) and `{day}`. `names` says what the file is called after: a peer review after
    a person.
    """

    name: str
    patterns: tuple[str, ...]
    model: type[Record]
    names: ReferenceKind | None = None


_SHEETS = ("goals/{cycle}/company", "goals/{cycle}/teams/{team}", "goals/{cycle}/people/{person}")
_REVIEWS = "reviews/{cycle}/people/{person}"

KINDS: tuple[Kind, ...] = (
    Kind("company", ("org/company.yml",), CompanyFile),
    Kind("policy", ("org/policy.yml",), Policy),
    Kind("competencies", ("org/competencies.yml",), Competencies),
    Kind("person", ("org/people/{id}.yml",), Person, "person"),
    Kind("team", ("org/teams/{id}.yml",), Team, "team"),
    Kind("role", ("org/roles/{id}.yml",), Role, "role"),
    Kind("cycle", ("org/cycles/{id}.yml",), Cycle, "cycle"),
    Kind("strategy", ("goals/strategy.yml",), Strategy),
    Kind("goals", tuple(f"{sheet}/goals.yml" for sheet in _SHEETS), GoalSheet),
    Kind("checkin", tuple(f"{sheet}/checkins/{{day}}.yml" for sheet in _SHEETS), CheckIn),
    Kind("nominations", (f"{_REVIEWS}/nominations.yml",), Nominations),
    Kind("self", (f"{_REVIEWS}/self.yml",), Review),
    Kind("manager", (f"{_REVIEWS}/manager.yml",), ManagerReview),
    Kind("peer", (f"{_REVIEWS}/peers/{{id}}.yml",), Review, "person"),
    Kind("upward", (f"{_REVIEWS}/upward/{{id}}.yml",), Review, "person"),
    Kind("external", (f"{_REVIEWS}/external/{{id}}.yml",), ExternalReview),
    Kind("handover", (f"{_REVIEWS}/handover/{{id}}.yml",), Review, "person"),
    Kind("feedback", (f"{_REVIEWS}/feedback/{{day}}-{{id}}.yml",), Feedback, "person"),
    Kind("meeting", (f"{_REVIEWS}/meeting.yml",), Meeting),
    Kind("plan", (f"{_REVIEWS}/plan.yml",), Plan),
    Kind("appeal", (f"{_REVIEWS}/appeal.yml",), Appeal),
    Kind("result", (f"{_REVIEWS}/result.yml",), Result),
    Kind("closing", ("reviews/{cycle}/closing.yml",), Closing),
    Kind("calibration", ("reviews/{cycle}/calibration/{id}.yml",), Calibration),
    Kind("retrospective", ("reviews/{cycle}/retrospective.yml",), Retrospective),
    Kind("cycle-rating", ("reviews/{cycle}/retrospective/{id}.yml",), CycleRating, "person"),
)
BY_NAME = {kind.name: kind for kind in KINDS}


class Place(NamedTuple):
    """What lies at a path: the kind of file and the ids that the path states.

    `owner` is `company`, `teams/ID` or `people/ID`; `id` is what the file itself is called (the
    person of a person file, the author of a peer review); `day` is the day of a check-in or
    feedback.
    """

    kind: str
    cycle: str | None = None
    owner: str | None = None
    id: str | None = None
    day: dt.date | None = None

    @property
    def person(self) -> str | None:
        """The id of the person in whose folder the file lies."""
        return self.owner[7:] if self.owner and self.owner.startswith("people/") else None


_GAPS = {
    "cycle": SLUG,
    "team": SLUG,
    "person": SLUG,
    "id": SLUG,
    "day": r"\d{4}-\d\d-\d\d",
}


def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern)
    text = "".join(
        f"(?P<{part}>{_GAPS[part]})" if index % 2 else re.escape(part)
        for index, part in enumerate(parts)
    )
    return re.compile(text)


_TABLE: dict[tuple[str, int], list[tuple[str, re.Pattern[str]]]] = {}
for _kind in KINDS:
    for _pattern in _kind.patterns:
        _TABLE.setdefault((_pattern.split("/")[0], _pattern.count("/")), []).append(
            (_kind.name, _compiled(_pattern))
        )

_SHARDED = re.compile(r"((?:org|(?:goals|reviews)/[^/]+)/people)/([^/]+)/([^/]+)(.*)", re.DOTALL)
_PEOPLE = re.compile(r"((?:org|(?:goals|reviews)/[^/]+)/people)/([^/]+)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths of a company; `shard` letters of a person's id make a folder (0: no such folders)."""

    shard: int = 0

    def place(self, path: str) -> Place | None:
        """What lies at a path, or nothing when no kind of file belongs there."""
        if self.shard:
            plain = self._without_shard(path)
            if plain is None:
                return None
            path = plain
        for name, pattern in _TABLE.get((path.partition("/")[0], path.count("/")), ()):
            found = pattern.fullmatch(path)
            if found:
                return _place(name, found.groupdict())
        return None

    def place_in(self, root: str, cycle: str, owner: str, below: str) -> Place | None:
        """What lies at a path in an owner's folder, as `place` of the whole path says it.

        `cycle` and `owner` are taken to be valid; thousands of owners have files of the same name.
        """
        found = _below(root, owner.partition("/")[0], below)
        return found and Place(found.kind, cycle, owner, found.id, found.day)

    def path(
        self,
        kind: str,
        *,
        cycle: str | None = None,
        owner: str | None = None,
        id: str | None = None,
        day: dt.date | None = None,
    ) -> str:
        """The path of a file; the inverse of `place`.

        Raises ValueError where the ids do not make a path of that kind.
        """
        for pattern in BY_NAME[kind].patterns:
            holder, _, name = (owner or "").partition("/")
            values = {"cycle": cycle, "id": id, "day": day.isoformat() if day else None}
            values["team"] = name if holder == "teams" else None
            values["person"] = name if holder == "people" else None
            gaps = re.findall(r"\{(\w+)\}", pattern)
            fits = all(values[gap] for gap in gaps)
            if fits and (owner is None or owner.partition("/")[0] in pattern.split("/")):
                path = self._with_shard(pattern.format(**values))
                if self.place(path) == Place(kind, cycle, owner, id, day):
                    return path
        raise ValueError(f"no path for {kind}: {cycle=} {owner=} {id=} {day=}")

    def folder(self, root: str, cycle: str, owner: str) -> str:
        """The folder of an owner's files under `goals` or `reviews`."""
        if self.shard and owner.startswith("people/"):
            return f"{root}/{cycle}/people/{owner[7 : 7 + self.shard]}/{owner[7:]}"
        return f"{root}/{cycle}/{owner}"

    def owner_at(self, path: str) -> tuple[str, str] | None:
        """The cycle and the owner in whose folder a path lies, whether or not a file belongs there.

        The inverse of `folder`; None for a path outside of owners' folders.
        """
        root, *names = path.split("/")
        if root not in ("goals", "reviews") or len(names) < 3:
            return None
        cycle, holder, *below = names
        if holder == "company" and root == "goals":
            return cycle, holder
        if holder == "people" and self.shard:
            if len(below) < 3 or below[1][: self.shard] != below[0]:
                return None
            return cycle, f"{holder}/{below[1]}"
        if len(below) < 2 or not (holder == "people" or (holder == "teams" and root == "goals")):
            return None
        return cycle, f"{holder}/{below[0]}"

    def _with_shard(self, path: str) -> str:
        found = _PEOPLE.fullmatch(path) if self.shard else None
        if not found:
            return path
        people, name, rest = found.groups()
        return f"{people}/{name.removesuffix('.yml')[: self.shard]}/{name}{rest}"

    def _without_shard(self, path: str) -> str | None:
        if not _PEOPLE.fullmatch(path):
            return path
        found = _SHARDED.fullmatch(path)
        if not found:
            return None
        people, shard, name, rest = found.groups()
        return (
            f"{people}/{name}{rest}" if name.removesuffix(".yml")[: self.shard] == shard else None
        )

    def nearest(self, path: str) -> str:
        """The valid path that is most like a path where nothing belongs, ids kept.

        What the path does not say stands in capitals: `org/people/ID.yml`.
        """
        given = self._given(path[:_LONGEST])
        text = "/".join(given)

        def likeness(candidate: tuple[str, int]) -> float:
            other, same_names = candidate
            return SequenceMatcher(None, text, other).ratio() + same_names / 10

        return self._with_shard(max(_candidates(given), key=likeness)[0])

    def _given(self, path: str) -> list[str]:
        """The segments of a path, without the folder of a shard."""
        segments = path.split("/")
        if self.shard and "people" in segments:
            at = segments.index("people") + 1
            if len(segments) > at + 1 and segments[at + 1].startswith(segments[at]):
                del segments[at]
        return segments


_LONGEST = 400
"""Letters of a path that are compared; a longer one is a mistake of another kind."""


@lru_cache(16_384)
def _below(root: str, holder: str, below: str) -> Place | None:
    owner = holder if holder == "company" else f"{holder}/x"
    return Layout().place(f"{root}/x/{owner}/{below}")


def _place(name: str, ids: dict[str, str]) -> Place | None:
    """A place, unless an id is too long or a day is not in the calendar."""
    if any(len(value) > MAX_SLUG for value in ids.values()):
        return None
    owner: str | None = None
    if "person" in ids:
        owner = f"people/{ids['person']}"
    elif "team" in ids:
        owner = f"teams/{ids['team']}"
    elif name in ("goals", "checkin"):
        owner = "company"
    day = None
    if "day" in ids:
        try:
            day = dt.date.fromisoformat(ids["day"])
        except ValueError:
            return None
    return Place(name, ids.get("cycle"), owner, ids.get("id"), day)


def _candidates(given: list[str]) -> Iterator[tuple[str, int]]:
    """Every pattern filled with what was given, and how many of its own names were right."""
    for kind in KINDS:
        for pattern in kind.patterns:
            parts = pattern.split("/")
            known = [*given, *[""] * len(parts)]
            filled = [_filled(part, one) for part, one in zip(parts, known, strict=False)]
            yield "/".join(filled), sum(map(str.__eq__, parts, known))


def _filled(part: str, given: str) -> str:
    """A segment of a pattern, with the segment that was given where it fits the gap."""
    if "{" not in part:
        return part
    bare, ending = part.removesuffix(".yml"), ".yml" if part.endswith(".yml") else ""
    stem = given.partition(".")[0].lower()
    if bare == "{day}-{id}":
        found = _DAY_AND_ID.fullmatch(stem)
        day, id = found.groups() if found else ("", stem)
        return f"{day if _is_day(day) else _ANY_DAY}-{id if is_slug(id) else 'ID'}{ending}"
    if bare == "{day}":
        return (stem if _is_day(stem) else _ANY_DAY) + ending
    return (stem if is_slug(stem) else bare.strip("{}").upper()) + ending


_ANY_DAY = "2026-08-15"
_DAY_AND_ID = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")


_SLUG = re.compile(SLUG)


def is_slug(text: str) -> bool:
    """Whether a text can be an id."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(_GAPS["day"], text) is not None and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
