"""Names of people in several scripts, each with a spelling in plain letters for ids."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from perfgit.simulate.data import data


class Name(NamedTuple):
    """A name as people write it, its plain spelling, and the language of the texts they write."""

    shown: str
    plain: str
    language: str


class _Pool(NamedTuple):
    language: str
    family_first: bool
    given: tuple[tuple[str, str], ...]
    family: tuple[tuple[str, str], ...]


def _words(text: str) -> tuple[tuple[str, str], ...]:
    """`shown=plain` words; a word without `=` is plain already."""
    pairs = []
    for word in text.split():
        shown, _, plain = word.partition("=")
        pairs.append((shown, plain or shown.lower()))
    return tuple(pairs)


_GROUPS = data("names")["groups"]
_POOLS = tuple(
    _Pool(group["language"], group["family_first"], _words(group["given"]), _words(group["family"]))
    for group in _GROUPS
)
_WEIGHTS = tuple(group["weight"] for group in _GROUPS)


def name(chance: Random) -> Name:
    """A name of a person who does not exist."""
    pool = chance.choices(_POOLS, _WEIGHTS)[0]
    given, plain_given = chance.choice(pool.given)
    family, plain_family = chance.choice(pool.family)
    if pool.family_first:
        return Name(f"{family}{given}", f"{plain_given}-{plain_family}", pool.language)
    return Name(f"{given} {family}", f"{plain_given}-{plain_family}", pool.language)


def unique(plain: str, taken: set[str]) -> str:
    """The plain spelling as an id that nobody has yet; the id is taken then."""
    id, number = plain, 1
    while id in taken:
        number += 1
        id = f"{plain}-{number}"
    taken.add(id)
    return id
