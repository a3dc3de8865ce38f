"""Pull requests and what is said in them, as far as everyone may read it.

What `perfgit discussions` has read is data from outside: a pull request is shown only where every
file that it touches is one that everyone may read, so that a word about a review does not come out
by way of the conversation about it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from perfgit.company.company import Company
from perfgit.company.discussions import Discussion, Said, load
from perfgit.company.visibility import Visibility
from perfgit.files.layout import Layout

MOST_SAID = 40
"""What is shown of one conversation; the rest is a click away."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Something that was said; `person` is an id where the login is known."""

    person: str | None
    login: str | None
    day: dt.date | None
    opinion: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull request."""

    number: int
    title: str
    link: str
    state: str
    draft: bool
    person: str | None
    login: str | None
    opened: dt.date
    owners: tuple[str, ...]
    cycles: tuple[str, ...]
    voices: tuple[Voice, ...]
    more: int

    @property
    def open(self) -> bool:
        """Whether it is still talked about."""
        return self.state == "open"


class Proposals:
    """All proposals, the open ones first, then the latest."""

    def __init__(self, company: Company, visibility: Visibility) -> None:
        root = getattr(company.tree, "root", None)
        found = load(root) if isinstance(root, Path) else None
        self.read = found is not None
        """Whether there is anything that was read from GitHub."""
        logins = _logins(company) if found else {}
        shown = [
            _proposal(one, company.layout, logins)
            for one in (found.pulls if found else ())
            if one.link.startswith("https://") and _for_everyone(one, company.layout, visibility)
        ]
        self.all = sorted(shown, key=lambda one: (not one.open, -one.number))
        """Every one."""
        self._about: dict[tuple[str, str], list[Proposal]] = {}
        for one in self.all:
            for owner in one.owners:
                for cycle in one.cycles:
                    self._about.setdefault((cycle, owner), []).append(one)

    def about(self, cycle: str, owner: str) -> list[Proposal]:
        """Those about an owner's files in a cycle."""
        return self._about.get((cycle, owner), [])


def _for_everyone(one: Discussion, layout: Layout, visibility: Visibility) -> bool:
    if not one.complete or not one.paths:
        return False
    places = [layout.place(path) for path in one.paths]
    return all(place is not None and visibility.discussed(place.kind) for place in places)


def _proposal(one: Discussion, layout: Layout, logins: dict[str, str]) -> Proposal:
    places = [place for place in map(layout.place, one.paths) if place]
    return Proposal(
        number=one.number,
        title=one.title.strip() or f"#{one.number}",
        link=one.link,
        state=one.state,
        draft=one.draft,
        person=logins.get((one.by or "").casefold()),
        login=one.by,
        opened=one.opened.date(),
        owners=tuple(sorted({place.owner for place in places if place.owner})),
        cycles=tuple(sorted({place.cycle for place in places if place.cycle})),
        voices=tuple(_voice(said, logins) for said in one.said[-MOST_SAID:]),
        more=max(len(one.said) - MOST_SAID, 0),
    )


def _voice(said: Said, logins: dict[str, str]) -> Voice:
    return Voice(
        person=logins.get((said.by or "").casefold()),
        login=said.by,
        day=said.at.date() if said.at else None,
        opinion=said.opinion,
        text=said.text,
    )


def _logins(company: Company) -> dict[str, str]:
    """Whose account is whose."""
    return {
        doc.data.github.casefold(): id
        for id, doc in company.people.items()
        if doc.data and doc.data.github
    }
