"""What changed in the last days, in words: from git's history, as far as everyone may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfgit.company.today import zone_of
from perfgit.files.layout import Place
from perfgit.files.log import Change, log
from perfgit.i18n import say
from perfgit.site import urls
from perfgit.site.views.cards import Card
from perfgit.site.views.company import SiteView

DAYS = 7
SHOWN = 12
"""Names in one line; of more, how many there are."""

KINDS: Final = (
    *("strategy", "agreed", "again", "withdrawn", "checkin", "amended"),
    *("self", "manager", "meeting", "cycle", "retrospective", "person", "team", "policy"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that changed, with the page behind it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind, the latest first."""

    kind: str
    title: str
    names: tuple[Named, ...]
    last: dt.date

    @property
    def shown(self) -> tuple[Named, ...]:
        """As many as a line has room for."""
        return self.names[:SHOWN]


@dataclass(frozen=True, slots=True)
class Week:
    """What changed in a week; `bulk` counts files that one large commit brought."""

    first: dt.date
    last: dt.date
    groups: tuple[Group, ...]
    bulk: int
    whole: bool


def week(site: SiteView) -> Week | None:
    """The seven days up to today; None where there is no history to tell."""
    root = getattr(site.company.tree, "root", None)
    if not isinstance(root, Path):
        return None
    first = site.today - dt.timedelta(days=DAYS - 1)
    found = log(root, first, site.today, zone_of(site.company))
    if found is None:
        return None
    named: dict[str, dict[Named, dt.date]] = {}
    for change in _netted(found.changes):
        place = site.company.layout.place(change.path)
        told = _told(site, place, change) if place else None
        if told:
            kind, name = told
            named.setdefault(kind, {}).setdefault(name, change.day)
    titles = _titles()
    groups = tuple(
        Group(kind, titles[kind], tuple(named[kind]), max(named[kind].values()))
        for kind in KINDS
        if kind in named
    )
    return Week(first, site.today, groups, found.bulk, found.whole)


def _titles() -> dict[str, str]:
    return {
        "strategy": say("Strategy changed"),
        "agreed": say("Goals agreed"),
        "again": say("Goals agreed again"),
        "withdrawn": say("Goals withdrawn"),
        "checkin": say("Checked in"),
        "amended": say("Check-ins answered or corrected"),
        "self": say("Self reviews handed in"),
        "manager": say("Managers’ reviews handed in"),
        "meeting": say("Review meetings held"),
        "cycle": say("Cycles set up or changed"),
        "retrospective": say("Retrospectives written"),
        "person": say("New in the directory"),
        "team": say("Teams new or changed"),
        "policy": say("The rules of the game changed"),
    }


def _netted(changes: Iterable[Change]) -> list[Change]:
    """One change a file: what the week as a whole did to it, on the day of its latest change."""
    found: dict[str, Change] = {}
    for change in changes:  # the latest first
        later = found.get(change.path)
        if later is None:
            found[change.path] = change
        elif later.status == "D":
            found[change.path] = later
        else:
            status = "M" if change.status == "D" else change.status
            found[change.path] = Change(change.path, status, later.day)
    return sorted(found.values(), key=lambda one: (-one.day.toordinal(), one.path))


def _told(site: SiteView, place: Place, change: Change) -> tuple[str, Named] | None:
    """What the site says of a change; None for what it does not speak of.

    Silent, whatever the policy: drafts, peers' and other reviews, nominations, feedback, plans,
    appeals, calibration, results, and what changes in a person's own file.
    """
    if place.kind in ("goals", "checkin"):
        return _of_goals(site, place, change.status)
    if place.kind in ("self", "manager", "meeting"):
        return _of_reviews(site, place)
    if change.status == "D":
        return None
    return _of_org(site, place, change.status)


def _of_goals(site: SiteView, place: Place, status: str) -> tuple[str, Named] | None:
    cycle = site.cycles.get(place.cycle or "")
    if cycle is None or not site.visibility.goals:
        return None
    if place.kind == "goals":
        kind = {"A": "agreed", "D": "withdrawn"}.get(status, "again")
        return _owner(site, kind, place)
    late = place.day is None or place.day > site.today
    if late or status == "D" or not site.visibility.checkins:
        return None
    return _owner(site, "checkin" if status == "A" else "amended", place)


def _of_reviews(site: SiteView, place: Place) -> tuple[str, Named] | None:
    """Participation: that it was handed in, which the tree of today has to confirm."""
    cycle = site.cycles.get(place.cycle or "")
    done = cycle.owner(place.owner or "").participation if cycle else None
    if done is None:
        return None
    in_ = {"self": done.self_in, "manager": done.manager_in, "meeting": done.met is not None}
    return _owner(site, place.kind, place) if in_[place.kind] else None


def _of_org(site: SiteView, place: Place, status: str) -> tuple[str, Named] | None:
    if place.kind == "strategy" and site.visibility.goals:
        return "strategy", Named(say("From vision to person"), urls.STRATEGY)
    if place.kind == "policy":
        return "policy", Named(say("Process"), urls.PROCESS)
    if place.kind in ("cycle", "retrospective"):
        cycle = site.cycles.get(place.cycle or place.id or "")
        return (place.kind, Named(cycle.cycle.title, urls.of_cycle(cycle.id))) if cycle else None
    card: Card | None = None
    if place.kind == "team":
        card = site.card(f"teams/{place.id}")
    elif place.kind == "person" and status == "A":
        card = site.person(place.id)
    return (place.kind, Named(card.name, card.url)) if card else None


def _owner(site: SiteView, kind: str, place: Place) -> tuple[str, Named] | None:
    card = site.card(place.owner or "")
    if card is None or place.cycle is None:
        return None
    cycle = site.cycles[place.cycle]
    known = cycle.id == site.running or card.owner in cycle.owners
    return (kind, Named(card.name, site.owner_url(card.owner, cycle.id))) if known else None
