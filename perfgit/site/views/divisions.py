"""The teams that figures are broken down by: few enough for one picture, in the order of names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from perfgit.site.views.cards import Directory, TeamCard

MOST = 24
"""Rows that a chart of teams has at most."""


@dataclass(slots=True)
class Divisions:
    """A cut through the tree of teams: each team belongs to one of the teams shown."""

    shown: dict[str, TeamCard]
    of_team: dict[str, str]
    parents: dict[str, str | None] = field(default_factory=dict)

    def of(self, team: str | None) -> str | None:
        """The team shown to which a team belongs; None where it belongs to none."""
        return self.of_team.get(team) if team else None


def divisions(directory: Directory, most: int = MOST) -> Divisions:
    """A cut through the tree of today's teams."""
    parent = {id: card.parent for id, card in directory.teams.items()}
    people = {id: len(members) for id, members in directory.members.items()}
    return cut(directory.teams, parent, people, most)


def cut(
    teams: Mapping[str, TeamCard],
    parents: Mapping[str, str | None],
    people: Mapping[str, int],
    most: int = MOST,
) -> Divisions:
    """As many levels of a tree as have room; teams further down belong to the one above them.

    Where even the top level has no room, the teams with most people are shown.
    """
    parent = _without_loops(teams, parents)
    depth = {id: _depth(id, parent) for id in teams}
    levels = sorted(set(depth.values()))
    level = next(
        (
            one
            for one in reversed(levels)
            if sum(1 for found in depth.values() if found <= one) <= most
        ),
        0,
    )
    chosen = [id for id in teams if depth[id] <= level]
    if len(chosen) > most:
        chosen = sorted(chosen, key=lambda one: (-people[one], one))[:most]
    shown = {id: teams[id] for id in teams if id in set(chosen)}
    of_team: dict[str, str] = {}
    for id in teams:
        above = _first(id, parent, shown.__contains__)
        if above:
            of_team[id] = above
    return Divisions(shown, of_team, {id: parent[id] for id in shown})


def _without_loops(
    teams: Mapping[str, TeamCard], parents: Mapping[str, str | None]
) -> dict[str, str | None]:
    """The team above each; None at the top, and for a loop where it is entered."""
    found = {
        id: parents[id] if parents[id] in teams and parents[id] != id else None for id in teams
    }
    for id in teams:
        seen = [id]
        while (above := found[seen[-1]]) is not None:
            if above in seen:
                found[above] = None
                break
            seen.append(above)
    return found


def _depth(id: str, parent: Mapping[str, str | None]) -> int:
    depth = 0
    at = parent[id]
    while at is not None:
        depth, at = depth + 1, parent[at]
    return depth


def _first(id: str, parent: Mapping[str, str | None], good: Callable[[str], bool]) -> str | None:
    at: str | None = id
    while at is not None and not good(at):
        at = parent[at]
    return at


def total_by(
    divisions: Divisions, found: Iterable[tuple[str | None, int, int]]
) -> dict[str, tuple[int, int]]:
    """Two counts added up for each team shown: from (team, count, of)."""
    sums: dict[str, tuple[int, int]] = {}
    for team, count, of in found:
        division = divisions.of(team)
        if division is not None:
            before = sums.get(division, (0, 0))
            sums[division] = (before[0] + count, before[1] + of)
    return sums
