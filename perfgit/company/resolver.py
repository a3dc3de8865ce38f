"""What people call a person, a team, a role, ...: found by id, address, account or name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from perfgit.company.company import Company
from perfgit.i18n import listing, say, suggestion
from perfgit.model.cells import one_line, slug
from perfgit.problem import PerfgitError

_NOBODY = frozenset({"-", "\u2013", "\u2014", "none", "n/a", "\u65e0"})
_BETWEEN = re.compile(r"[;,\n\u3001\uff0c\uff1b]")


class Called(NamedTuple):
    """What one thing can be called, beside its id."""

    id: str
    name: str = ""
    email: str = ""
    login: str = ""


class Match(NamedTuple):
    """The ids that a text means, and why the rest of it leads nowhere (nothing, where all does)."""

    ids: tuple[str, ...]
    whys: tuple[str, ...] = ()


class Resolver:
    """Finds what a text refers to: exact id, e-mail, login, unique name, then the id made of it.

    Case does not matter but in ids, and full-width signs count as the usual ones.
    """

    def __init__(self, known: Iterable[Called], *, open_ended: bool = False) -> None:
        """`known`: the first with an id counts. `open_ended`: an id that is none of them stays.

        Another table may have it, and `perfgit check` finds it otherwise.
        """
        self._open_ended = open_ended
        self.ids: set[str] = set()
        self._by: tuple[dict[str, list[str]], ...] = ({}, {}, {})
        for called in known:
            if called.id in self.ids:
                continue
            self.ids.add(called.id)
            for by, text in zip(self._by, (called.email, called.login, called.name), strict=True):
                if text:
                    by.setdefault(_plain(text), []).append(called.id)

    def one(self, text: str) -> tuple[str | None, str]:
        """The id that a text means, or None and why not; None and nothing where it means nobody."""
        match = self.several(text)
        if len(match.ids) > 1:
            return None, say(
                '"{text}" names several ({ids}): one is wanted',
                text=one_line(text, 60),
                ids=listing(match.ids),
            )
        if match.whys:
            return None, match.whys[0]
        return (match.ids[0] if match.ids else None), ""

    def several(self, text: str) -> Match:
        """Everything that a text names, each once: the whole, else its parts.

        Parts stand between commas, semicolons or line ends; between spaces only where all look
        like ids and one is known, so that "Ann Ash" is never the person with the id "ann".
        """
        found: dict[str, None] = {}
        whys: dict[str, None] = {}
        for part in self._parts(text):
            id, why = self._find(part)
            if id:
                found[id] = None
            elif why:
                whys[why] = None
        return Match(tuple(found), tuple(whys))

    def _parts(self, text: str) -> list[str]:
        if self.candidates(text):
            return [text]
        parts: list[str] = []
        for part in filter(None, map(str.strip, _BETWEEN.split(text))):
            pieces = part.split()
            apart = all(slug(piece) == piece for piece in pieces) and any(
                piece in self.ids for piece in pieces
            )
            parts.extend(pieces if apart else [part])
        return parts

    def candidates(self, text: str) -> list[str]:
        """The ids that a text as a whole may mean, by the first way that leads to any."""
        if text in self.ids:
            return [text]
        plain = _plain(text)
        for by in self._by:
            if plain in by:
                return by[plain]
        made = _made(text)
        return [made] if made in self.ids else []

    def _find(self, text: str) -> tuple[str | None, str]:
        found = self.candidates(text)
        if len(found) == 1:
            return found[0], ""
        if found:
            return None, _of_several(text, found)
        if _plain(text) in _NOBODY:
            return None, ""
        if self._open_ended and slug(text) == text:
            return text, ""
        return None, say('nothing has the id or the name "{name}"', name=one_line(text, 60))


def _of_several(text: str, ids: Iterable[str]) -> str:
    return say(
        '"{name}" is the name of several ({ids}): write the id',
        name=one_line(text, 60),
        ids=listing(sorted(ids)),
    )


def _made(text: str) -> str:
    """The id made of a text; nothing where it would lose letters, or glue several together."""
    spelled = all(slug(char) for char in text if char.isalnum())
    return slug(text) if spelled and not _BETWEEN.search(text) else ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def people_called(company: Company) -> list[Called]:
    """What everybody of a company is called."""
    return [
        Called(id, doc.data.name, doc.data.email or "", doc.data.github or "")
        if doc.data
        else Called(id)
        for id, doc in company.people.items()
    ]


def teams_called(company: Company) -> list[Called]:
    """What the teams of a company are called."""
    return [Called(id, doc.data.name if doc.data else "") for id, doc in company.teams.items()]


def roles_called(company: Company) -> list[Called]:
    """What the roles of a company are called."""
    return [Called(id, doc.data.title if doc.data else "") for id, doc in company.roles.items()]


def person_called(company: Company, text: str) -> str:
    """The id of the person whom a text means.

    Raises PerfgitError with the nearest id where there is nobody, and with the ids where there are
    several.
    """
    if text in company.people:  # reads no other file
        return text
    found = Resolver(people_called(company)).candidates(text)
    if len(found) == 1:
        return found[0]
    if found:
        raise PerfgitError(_of_several(text, found))
    raise PerfgitError(
        say('There is no person "{id}".', id=one_line(text, 80)), suggestion(text, company.people)
    )
