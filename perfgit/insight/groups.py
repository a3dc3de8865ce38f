"""Ratings counted by team so that nobody's own rating can be worked out.

The counts are never published team by team with gaps: gaps can be filled by subtraction. Instead
everybody who has a rating is put into exactly one group, and only whole groups are counted. Sums
and differences of whole groups are whole groups again, so no sum tells of fewer people than the
smallest group has (docs/decisions/0011-small-groups.md).

1. A team with too few people goes into the group of the team above; what is left at the top
   makes a group of its own or joins the smallest one.
2. Where nearly all people of a group have the same rating, the group would tell everybody's. Then
   all groups below the same team are put together, so that it is not told which of them it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

ELSE = ""
"""The key of the top: people without a team, and those whose group was too small everywhere."""
DISSENTERS = 2
"""How many people of a group must have another rating than most: one would know all others'."""


@dataclass(frozen=True, slots=True)
class Group:
    """A number of people counted together.

    `team` is the id of the team that the group is called by, or ELSE; `teams` are all the teams
    that it has people of.
    """

    team: str
    teams: tuple[str, ...]
    counts: tuple[tuple[int, int], ...]

    @property
    def people(self) -> int:
        """How many people are in the group."""
        return sum(count for _, count in self.counts)

    def count(self, rating: int) -> int:
        """How many of them have a rating."""
        return dict(self.counts).get(rating, 0)


@dataclass(slots=True)
class _Heap:
    team: str
    people: list[str] = field(default_factory=list)


Ratings = Mapping[str, int]
Teams = Mapping[str, str | None]


def partition(
    ratings: Ratings, team_of: Teams, parent_of: Teams, min_group: int
) -> list[tuple[str, list[str]]]:
    """Everybody with a rating in groups that may be counted; empty where not even all of them may.

    Args:
        ratings: The rating of each person.
        team_of: The team of each person; people without one belong to ELSE.
        parent_of: The team above each team; None at the top. Loops count as top.
        min_group: The smallest number of people that may be counted.

    Returns:
        Team (or ELSE) and people of each group, in order of the team's id. People are for the one
        who counts; they are not to be published.
    """
    everybody = sorted(ratings)
    if not _tellable(everybody, ratings, min_group):
        return []
    below, order = _tree(parent_of)
    own: dict[str, list[str]] = {}
    for person in everybody:
        team = team_of.get(person)
        own.setdefault(team if team in parent_of else ELSE, []).append(person)  # type: ignore[arg-type]
    groups: dict[str, list[_Heap]] = {}
    left: dict[str, list[str]] = {}
    for team in order:  # the lowest first, ELSE last
        found = [heap for child in below.get(team, ()) for heap in groups.pop(child)]
        rest = own.get(team, []) + [
            person for child in below.get(team, ()) for person in left.pop(child)
        ]
        if len(rest) >= min_group:
            found.append(_Heap(team, rest))
            rest = []
        if team == ELSE and rest:
            smallest = min(found, key=lambda heap: (len(heap.people), heap.team))
            smallest.people += rest
            rest = []
        if any(not _tellable(heap.people, ratings, min_group) for heap in found):
            found = [_Heap(team, [person for heap in found for person in heap.people] + rest)]
            rest = []
        groups[team], left[team] = found, rest
    return sorted((heap.team, sorted(heap.people)) for heap in groups[ELSE])


def _tellable(people: list[str], ratings: Ratings, min_group: int) -> bool:
    """Whether a group is large enough, and its people's ratings differ enough."""
    if len(people) < min_group:
        return False
    most = max(Counter(ratings[person] for person in people).values())
    return len(people) - most >= DISSENTERS


def _tree(parent_of: Teams) -> tuple[dict[str, list[str]], list[str]]:
    """The teams below each team, and all of them with the lowest first; ELSE is above all."""
    above = {
        team: ELSE if parent not in parent_of or _loops(team, parent_of) else parent
        for team, parent in sorted(parent_of.items())
    }
    below: dict[str, list[str]] = {}
    for team, parent in above.items():
        below.setdefault(parent or ELSE, []).append(team)
    order = [ELSE]
    for team in order:
        order += below.get(team, [])
    return below, order[::-1]


def _loops(team: str, parent_of: Teams) -> bool:
    """Whether the way up from a team comes back to it."""
    seen: set[str] = set()
    at = parent_of.get(team)
    while at is not None and at not in seen:
        if at == team:
            return True
        seen.add(at)
        at = parent_of.get(at)
    return False


def counted(
    ratings: Ratings, team_of: Teams, parent_of: Teams, min_group: int
) -> tuple[Group | None, tuple[Group, ...]]:
    """Everybody as one group, and the groups by team; see `partition`.

    The groups are left out where there is only one, which would say the same again; both are where
    nothing may be told.
    """
    parts = partition(ratings, team_of, parent_of, min_group)
    if not parts:
        return None, ()
    groups = tuple(_group(team, people, ratings, team_of) for team, people in parts)
    everybody = _group(ELSE, sorted(ratings), ratings, team_of)
    return everybody, groups if len(groups) > 1 else ()


def _group(team: str, people: list[str], ratings: Ratings, team_of: Teams) -> Group:
    counts = Counter(ratings[person] for person in people)
    teams = {found for person in people if (found := team_of.get(person))}
    return Group(team, tuple(sorted(teams)), tuple(sorted(counts.items())))
