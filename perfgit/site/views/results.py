"""How results are distributed, for groups that are large enough to hide in."""

from __future__ import annotations

from dataclasses import dataclass

from perfgit.insight.groups import Group, counted
from perfgit.scoring.exact import Fraction
from perfgit.site.views.cards import TeamCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.divisions import divisions
from perfgit.words import say


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
    rated = cycle.ratings if site.visibility.distribution else {}
    shown = divisions(site.directory)
    team_of = {
        person: shown.of(card.team) if (card := site.person(person)) else None for person in rated
    }
    everybody, groups = counted(rated, team_of, shown.parents, site.visibility.policy.min_group)
    values = [step.value for step in scale]

    def named(group: Group) -> Rated:
        team = shown.shown.get(group.team)
        others = tuple(shown.shown[id].name for id in group.teams if id != group.team)
        return Rated(
            team.name if team else say("Other teams"),
            team if team and not others else None,
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
