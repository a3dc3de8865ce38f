"""A file before and after, and the changes of files that fall under one row as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from perfgit.company.company import Company
from perfgit.company.org import Org
from perfgit.files.layout import Place
from perfgit.files.trees import Tree
from perfgit.gate.change import Change, Refusal
from perfgit.gate.diff import MISSING, Difference, differing
from perfgit.gate.words import label, sentence
from perfgit.i18n import say
from perfgit.model.values import Record


@dataclass(frozen=True)
class Sides:
    """What is compared: the base branch with its organisation, and the head.

    `said` are files whose `changes` say why the rules of a running cycle change; `merged` is the base
    branch as it will be, where that is not the head.
    """

    base: Tree
    head: Tree
    org: Org
    said: frozenset[str] = frozenset()
    merged: Tree | None = None

    @cached_property
    def after(self) -> Org:
        """The organisation as it will be."""
        return Org(Company(self.merged or self.head), self.org.today)


@dataclass(frozen=True, slots=True)
class Pair:
    """A file before and after, at its place; None where there is no file."""

    path: str
    place: Place
    old: Any
    new: Any
    sides: Sides

    @property
    def org(self) -> Org:
        """The organisation of the base branch."""
        return self.sides.org

    def change(self, words: str, row: str, one: Difference | None = None) -> Change:
        """A change of this file."""
        in_old = self.new is None or (one is not None and one.new is MISSING)
        return Change(self.path, words, row, self.place, one.at if one else (), in_old)

    @property
    def is_judged(self) -> bool:
        """Whether the manager has judged the person of the file: nothing new is heard unasked."""
        if not (self.place.person and self.place.cycle):
            return False
        review = self.org.manager_review(self.place.cycle, self.place.person)
        handed_in = review.submitted if review else None
        return self.is_over or (handed_in is not None and handed_in <= self.org.today)

    @property
    def is_over(self) -> bool:
        """Whether evaluation has closed."""
        cycle = self.org.cycle(self.place.cycle)
        return cycle is not None and self.org.today > cycle.stages.evaluate.closes

    def differences(self) -> list[Difference]:
        """What differs, for a file that was there before and still is."""
        return differing(self.old, self.new)


def named(row: str, kind: Callable[[], str]) -> Callable[[Pair], Iterator[Change]]:
    """Changes of a file that falls under one row as a whole."""
    return lambda pair: simple(pair, row, kind())


def simple(pair: Pair, row: str, thing: str) -> Iterator[Change]:
    """A file that came, went, or differs field by field."""
    whole = _titled(thing, pair)
    if pair.old is None:
        yield pair.change(say("{thing} added", thing=whole), row)
    elif pair.new is None:
        yield pair.change(say("{thing} deleted", thing=whole), row)
    else:
        for one in pair.differences():
            words = say("{thing}: {what}", thing=whole, what=sentence(one, label(one.name)))
            yield pair.change(words, row, one)


def _titled(thing: str, pair: Pair) -> str:
    if pair.place.id and not pair.place.person:
        return say('{thing} "{id}"', thing=thing, id=pair.place.id)
    return thing


def refused(change: Change, why: str, help: str) -> Change:
    """The change, refused whoever approves it."""
    return replace(change, refusal=Refusal(why, help))


def plain_data(record: Record) -> dict[str, Any]:
    """A record as plain data."""
    return record.model_dump(by_alias=True)
