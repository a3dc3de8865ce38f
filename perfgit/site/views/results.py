"""How results are distributed, for groups that are large enough to hide in.

The groups are of the teams at closing, which each result names. Were they of today's teams, whoever
moves to another team would take their rating along, and the figures of before and after would tell it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from perfgit.company.visibility import RatedIn
from perfgit.i18n import say
from perfgit.insight.groups import Group, counted
from perfgit.measures.exact import Fraction
from perfgit.site.views.cards import Directory, TeamCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.divisions import Divisions, cut


@dataclass(frozen=True, slots=True)
class Step:
    """How many people have one rating."""

    label: str
    count: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Rated:
    """A group of people and how many of them have each rating, from the lowest.

    `team` is None where the group is of several teams; `others` are the names of the teams that it has besides.
    """

    name: str
    team: TeamCard | None
    others: tuple[str, ...]
    people: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a cycle as far as they may be counted.

    `there` says that there are results at all; `company` is None where even all of them together
    would tell somebody's.
    """

    there: bool
    labels: tuple[str, ...]
    company: Rated | None
    groups: tuple[Rated, ...]


def results(site: SiteView, cycle: CycleView) -> Results:
    """The ratings of a cycle in groups; nothing where the policy or the groups forbid it."""
    scale = site.company.policy.scale
    labels = tuple(step.label for step in scale)
    rated = cycle.rated if site.visibility.distribution else {}
    shown = _at_closing(site.directory, rated)
    team_of = {
        person: shown.of(one.teams[0] if one.teams else None) for person, one in rated.items()
    }
    ratings = {person: one.rating for person, one in rated.items()}
    everybody, groups = counted(ratings, team_of, shown.parents, site.visibility.policy.min_group)
    values = [step.value for step in scale]

    def named(group: Group) -> Rated:
        team = shown.shown.get(group.team)
        others = tuple(shown.shown[id].name for id in group.teams if id != group.team)
        return Rated(
            team.name if team else say("Other teams"),
            team if team and team.url and not others else None,
            others,
            group.people,
            tuple(group.count(value) for value in values),
        )

    return Results(
        bool(rated),
        labels,
        _company(site.name, everybody, values) if everybody else None,
        tuple(sorted(map(named, groups), key=lambda one: (one.team is None, one.name.casefold()))),
    )


def _at_closing(directory: Directory, rated: Mapping[str, RatedIn]) -> Divisions:
    """A cut through the tree of the teams at closing; those that are gone go by their ids."""
    parents: dict[str, str | None] = {}
    for _, one in sorted(rated.items()):
        parents |= zip_longest(one.teams, one.teams[1:])
    gone = {id: TeamCard(f"teams/{id}", "team", id, "", id=id) for id in sorted(parents)}
    teams = {id: directory.teams.get(id, card) for id, card in gone.items()}
    own = Counter(one.teams[0] for one in rated.values() if one.teams)
    return cut(teams, parents, own)


def _company(name: str, group: Group, values: list[int]) -> Rated:
    return Rated(name, None, (), group.people, tuple(group.count(value) for value in values))


def distribution(site: SiteView, cycle: CycleView) -> list[Step]:
    """The ratings of the company, from the lowest; nothing where they may not be counted."""
    found = results(site, cycle)
    if found.company is None:
        return []
    return [
        Step(label, count, Fraction(count, found.company.people))
        for label, count in zip(found.labels, found.company.counts, strict=True)
    ]
