"""What differs between two records, field by field, with entries of lists found again by their id.

Only what perfgit reads is compared: layout, comments, order of keys and fields that state their own
default are no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from perfgit.problem import DataPath


class _Missing:
    """No value at all."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()


class Difference(NamedTuple):
    """A field that differs.

    `name` is the way to it by ids (`("goals", "emea-arr", "weight")`; an entry without an id has the
    name of its list), `at` the way in the file that has it: the old file only for what was taken out.
    """

    name: tuple[str, ...]
    at: DataPath
    old: Any
    new: Any

    @property
    def added(self) -> bool:
        """Whether there was nothing before."""
        return self.old is MISSING or self.old is None

    @property
    def removed(self) -> bool:
        """Whether there is nothing any more."""
        return self.new is MISSING or self.new is None


def as_data(record: BaseModel) -> dict[str, Any]:
    """A record as plain data, every default stated."""
    return record.model_dump(by_alias=True)


def differing(old: BaseModel | None, new: BaseModel | None) -> list[Difference]:
    """What differs between two records of one kind; a file that is missing has nothing."""
    before = as_data(old) if old else {}
    after = as_data(new) if new else {}
    return list(_differ(before, after, (), ()))


def _differ(old: Any, new: Any, name: tuple[str, ...], at: DataPath) -> Iterator[Difference]:
    if _same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old.get("kind") == new.get("kind"):
        for key in {**old, **new}:
            before, after = old.get(key, MISSING), new.get(key, MISSING)
            yield from _differ(before, after, (*name, str(key)), (*at, key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, name, at)
    elif not (_empty(old) and _empty(new)):
        yield Difference(name, at, old, new)


def _lists(old: list[Any], new: list[Any], name: tuple[str, ...], at: DataPath) -> Iterator[Any]:
    key = "goal" if name == ("misfits",) else "id"
    before, after = _by_id(old, key), _by_id(new, key)
    if before is None or after is None:
        yield from _bags(old, new, name, at)
        return
    for id, (index, entry) in after.items():
        earlier = before[id][1] if id in before else MISSING
        yield from _differ(earlier, entry, (*name, id), (*at, index))
    for id, (index, entry) in before.items():
        if id not in after:
            yield Difference((*name, id), (*at, index), entry, MISSING)


def _by_id(entries: list[Any], key: str) -> dict[str, tuple[int, Any]] | None:
    """The entries by what identifies them, or nothing where some have no such key of their own."""
    found: dict[str, tuple[int, Any]] = {}
    for index, entry in enumerate(entries):
        id = entry.get(key) if isinstance(entry, dict) else None
        if not isinstance(id, str) or id in found:
            return None
        found[id] = (index, entry)
    return found


def _bags(old: list[Any], new: list[Any], name: tuple[str, ...], at: DataPath) -> Iterator[Any]:
    """Entries without an id: those that are new, and those that are gone; their order says nothing."""
    left = list(old)
    for index, entry in enumerate(new):
        same = next((place for place, one in enumerate(left) if _same(one, entry)), None)
        if same is None:
            yield Difference(name, (*at, index), MISSING, entry)
        else:
            del left[same]
    for entry in left:
        index = next(place for place, one in enumerate(old) if one is entry)
        yield Difference(name, (*at, index), entry, MISSING)


def _same(old: Any, new: Any) -> bool:
    """Equality that tells true from 1, and a list's order apart only where it says something."""
    if isinstance(old, bool) != isinstance(new, bool):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)


def _empty(value: Any) -> bool:
    return value is MISSING or value is None or value in ([], {})
