"""What differs between two records, field by field, with entries of lists found again by their id.

Only what the model reads alike is no difference: layout, comments, order of keys and fields that state
their own default. An empty list where there was none is one, and so is another order of a list.
"""

from __future__ import annotations

from collections import Counter
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
    `order`: the entries of a list stand in another order, and are otherwise looked at one by one.
    """

    name: tuple[str, ...]
    at: DataPath
    old: Any
    new: Any
    order: bool = False

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
    else:
        yield Difference(name, at, old, new)


def _lists(old: list[Any], new: list[Any], name: tuple[str, ...], at: DataPath) -> Iterator[Any]:
    before, after = (_by_id(entries, name) for entries in (old, new))
    if before is None or after is None:
        yield from _bags(old, new, name, at)
        return
    for id, (index, entry) in after.items():
        earlier = before[id][1] if id in before else MISSING
        yield from _differ(earlier, entry, (*name, id), (*at, index))
    for id, (index, entry) in before.items():
        if id not in after:
            yield Difference((*name, id), (*at, index), entry, MISSING)
    kept = [id for id in before if id in after], [id for id in after if id in before]
    if kept[0] != kept[1]:
        yield Difference(name, at, *kept, order=True)


def _by_id(entries: list[Any], name: tuple[str, ...]) -> dict[str, tuple[int, Any]] | None:
    """The entries by what identifies them, or nothing where some have no such key of their own.

    Several misfits may speak of one goal: they are told apart by their number.
    """
    key = "goal" if name == ("misfits",) else "id"
    found: dict[str, tuple[int, Any]] = {}
    times: Counter[str] = Counter()
    for index, entry in enumerate(entries):
        id = entry.get(key) if isinstance(entry, dict) else None
        if not isinstance(id, str):
            return None
        times[id] += 1
        if times[id] > 1:
            if key == "id":
                return None
            id = f"{id}#{times[id]}"  # no id has a #
        found[id] = (index, entry)
    return found


def _bags(old: list[Any], new: list[Any], name: tuple[str, ...], at: DataPath) -> Iterator[Any]:
    """Entries without an id: those that are new, those that are gone, and the order of the others."""
    left = list(enumerate(old))
    kept: list[int] = []
    for index, entry in enumerate(new):
        same = next((place for place, (_, other) in enumerate(left) if _same(other, entry)), None)
        if same is None:
            yield Difference(name, (*at, index), MISSING, entry)
        else:
            kept.append(left.pop(same)[0])
    for index, entry in left:
        yield Difference(name, (*at, index), entry, MISSING)
    if kept != sorted(kept):
        yield Difference(
            name, at, [old[index] for index in sorted(kept)], [old[index] for index in kept], True
        )


def _same(old: Any, new: Any) -> bool:
    """Equality that tells true from 1."""
    if isinstance(old, bool) != isinstance(new, bool):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)
