"""Who is at the keyboard: a person of `org/people/`, by name or by what git knows."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.company.resolver import person_called
from perfgit.files.entries import Unreadable
from perfgit.files.git import settings
from perfgit.files.trees import walk
from perfgit.i18n import listing, say, suggestion
from perfgit.model.org import Person
from perfgit.problem import PerfgitError

_NOREPLY = re.compile(r"(?:(\d+)\+)?([A-Za-z0-9_-]+)@users\.noreply\.")


class Me(NamedTuple):
    """The person who writes."""

    id: str
    person: Person


class Marks(NamedTuple):
    """What git's settings say of the person at the keyboard."""

    addresses: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()

    def of(self, person: Person) -> bool:
        """Whether they speak of a person."""
        addresses = {text.casefold() for text in self.addresses}
        logins = {text.casefold() for text in self.logins}
        for address in self.addresses:
            if found := _NOREPLY.match(address):
                number, login = found.groups()
                if number and person.github_id is not None:
                    return person.github_id == int(number)
                logins.add(login.casefold())
        return bool(
            (person.email and person.email.casefold() in addresses)
            or (person.github and person.github.casefold() in logins)
        )

    def words(self) -> list[bytes]:
        """What a file has to hold, in small letters, to be worth reading as YAML."""
        found = [*self.addresses, *self.logins]
        for address in self.addresses:
            if noreply := _NOREPLY.match(address):
                found += [part for part in noreply.groups() if part]
        return [text.lower().encode() for text in found]


def marks_from_git(folder: Path) -> Marks:
    """What git's settings and environment say: `user.email`, `github.user`, GIT_AUTHOR_EMAIL."""
    addresses = [os.environ.get("GIT_AUTHOR_EMAIL", "")]
    logins: list[str] = []
    for name, value in settings(folder, r"^(user\.email|github\.user)$"):
        (addresses if name == "user.email" else logins).append(value)
    return Marks(tuple(filter(None, addresses)), tuple(filter(None, logins)))


def named(company: Company, text: str) -> Me:
    """The person whom an id, address, login or name means.

    Raises PerfgitError with the nearest id where there is none, or with the ids of several.
    """
    id = person_called(company, text)
    person = company.person(id)
    if person is None:
        raise PerfgitError(say('There is no person "{id}".', id=id), suggestion(id, _ids(company)))
    return Me(id, person)


def recognised(company: Company, marks: Marks) -> Me:
    """The one person that git's settings speak of.

    Raises PerfgitError where there is none, or more than one.
    """
    found = _matching(company, marks)
    if len(found) == 1:
        return found[0]
    if found:
        raise PerfgitError(
            say(
                "Several people have this address or login: {names}.",
                names=listing(person.id for person in found),
            ),
            say("Say which one you are: `--as ID`."),
        )
    shown = listing((*marks.addresses, *marks.logins))
    raise PerfgitError(
        say("Who are you? Nobody in org/people/ has {marks}.", marks=shown)
        if shown
        else say("Who are you? git knows no address of yours."),
        say(
            "Say it with `--as ID`, or once for all: `git config user.email ADDRESS` with the"
            " address in your file in org/people/."
        ),
    )


def at_keyboard(company: Company, folder: Path, id: str | None) -> Me:
    """The person who is named, or the one that git's settings in the folder speak of."""
    return named(company, id) if id else recognised(company, marks_from_git(folder))


def _matching(company: Company, marks: Marks) -> list[Me]:
    """Everybody whom the marks speak of; only files that hold one of the words are parsed."""
    words = marks.words()
    found: list[Me] = []
    for path in walk(company.tree, "org/people") if words else ():
        place = company.layout.place(path)
        if place is None or place.id is None:
            continue
        try:
            raw = (company.tree.read(path) or b"").lower()
        except Unreadable:
            continue
        if any(word in raw for word in words):
            person = company.person(place.id)
            if person and marks.of(person):
                found.append(Me(place.id, person))
    return found


def _ids(company: Company) -> Iterable[str]:
    for path in walk(company.tree, "org/people"):
        place = company.layout.place(path)
        if place and place.id:
            yield place.id
