"""Which reviews are in, by kind and by team: that they exist, and nothing of what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from perfgit.company.visibility import Participation
from perfgit.i18n import say
from perfgit.measures.exact import Fraction
from perfgit.site.views.cards import PersonCard, TeamCard
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView, OwnerView
from perfgit.site.views.figures import reviewed_people

Member = tuple[PersonCard, OwnerView]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many; `of` is None where nobody is asked for a number."""

    done: int
    of: int | None

    @property
    def share(self) -> Fraction | None:
        """Done as a share of what is asked for."""
        return Fraction(min(self.done, self.of), self.of) if self.of else None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of review, who writes it, and how many are in."""

    id: str
    title: str
    what: str
    count: Count


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team (None: people without one), how many are reviewed, and how many of each kind are in."""

    team: TeamCard | None
    people: int
    counts: tuple[Count, ...]


def kinds(site: SiteView, cycle: CycleView) -> list[Kind]:
    """Every kind that the cycle asks for, over the whole company, and the meetings."""
    people = list(reviewed_people(site, cycle))
    peers = cycle.cycle.peers
    told: dict[str, tuple[str, str]] = {
        "self": (say("Self reviews"), say("one by each person")),
        "manager": (say("Managers’ reviews"), say("one by each manager, for each report")),
        "peer": (
            say("Peers’ reviews"),
            say("people with at least {count}", count=max(peers.min, 1)),
        ),
        "upward": (say("Reports’ reviews"), say("managers with at least one")),
        "external": (say("Customers’ voices"), say("where somebody asked a customer")),
        "handover": (say("Handovers"), say("by former managers, after a change")),
        "met": (say("Review meetings held"), say("one with each person who has a manager")),
    }
    return [
        Kind(id, *words, _count(site, cycle, id, people))
        for id, words in told.items()
        if id in ("met", "handover") or id in cycle.cycle.sources
    ]


def columns(cycle: CycleView) -> list[tuple[str, str]]:
    """The kinds that a table by team has room for, each with its short title."""
    titles = {
        "self": say("Self"),
        "manager": say("Manager"),
        "peer": say("Peers"),
        "met": say("Meeting"),
    }
    return [(id, title) for id, title in titles.items() if id == "met" or id in cycle.cycle.sources]


def by_team(site: SiteView, cycle: CycleView) -> list[TeamRow]:
    """The same by team, in order of name; people without a team come last."""
    groups: dict[str | None, list[Member]] = {}
    for card, view in reviewed_people(site, cycle):
        groups.setdefault(card.team, []).append((card, view))
    shown = columns(cycle)
    return [
        TeamRow(
            site.directory.teams[id] if id else None,
            len(groups[id]),
            tuple(_count(site, cycle, kind, groups[id]) for kind, _ in shown),
        )
        for id in (*site.directory.teams, None)
        if id in groups
    ]


def _count(site: SiteView, cycle: CycleView, kind: str, people: Iterable[Member]) -> Count:
    """How many reviews (of peers: people with enough of them) are in."""
    done = of = 0
    for card, view in people:
        have = view.participation or Participation()
        if kind in ("manager", "met") and not card.manager:
            continue
        if kind == "upward" and not site.directory.reports.get(card.id):
            continue
        of += 1
        done += {
            "self": have.self_in,
            "manager": have.manager_in,
            "peer": have.peers_in >= max(cycle.cycle.peers.min, 1),
            "upward": have.upward_in > 0,
            "external": have.external_in,
            "handover": have.handover_in,
            "met": have.met is not None,
        }[kind]
    return Count(done, None if kind in ("external", "handover") else of)


def begun(site: SiteView, cycle: CycleView) -> bool:
    """Whether reviews are being written, or any came early."""
    if site.today >= cycle.cycle.stages.evaluate.opens:
        return True
    return any(
        view.participation and view.participation.any_in for _, view in reviewed_people(site, cycle)
    )
