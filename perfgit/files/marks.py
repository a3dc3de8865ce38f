"""The line and column of a field, found by reading a file's events once more.

Positions come from libyaml through PyYAML (which MkDocs brings along): its events carry them and
cost a thirtieth of what the pure-Python composer of ruamel.yaml takes, so a hostile file of 1 MiB
stays within the bounds. See docs/decisions/0002-reading-yaml.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from perfgit.problem import DataPath

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mark:
    """A scalar, list or mapping in a file; `line` and `column` count from 1."""

    path: DataPath
    line: int
    column: int
    is_key: bool
    event: yaml.NodeEvent


class _Level:
    """An open list or mapping while its events go by."""

    __slots__ = ("count", "is_key", "is_list", "key", "path")

    def __init__(self, path: DataPath, is_list: bool, is_key: bool) -> None:
        self.path = path
        self.is_list = is_list
        self.is_key = is_key
        self.count = 0
        self.key: str | None = None

    def awaits_key(self) -> bool:
        return not self.is_list and self.key is None

    def here(self) -> DataPath:
        return (*self.path, self.count if self.is_list else self.key or "")

    def step(self) -> None:
        self.count += 1
        self.key = None


def events(text: str) -> Iterator[yaml.Event]:
    """The events of libyaml; raises yaml.YAMLError where the text is not YAML."""
    parser = Loader(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


def marks(text: str) -> Iterator[Mark]:
    """Every key and value of a file with its place, in reading order.

    A key that is itself a list or a mapping comes as a mark with `is_key` and no name of its own.
    Raises yaml.YAMLError where the text is not YAML.
    """
    stack: list[_Level] = []
    for event in events(text):
        if isinstance(event, yaml.CollectionEndEvent):
            if stack.pop().is_key:
                stack[-1].key = ""
            elif stack:
                stack[-1].step()
        elif isinstance(event, yaml.NodeEvent):
            above = stack[-1] if stack else None
            is_key = above is not None and above.awaits_key()
            if is_key and above is not None and isinstance(event, yaml.ScalarEvent):
                above.key = event.value
            path = above.here() if above else ()
            start = event.start_mark
            assert start is not None
            yield Mark(path, start.line + 1, start.column + 1, is_key, event)
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(_Level(path, isinstance(event, yaml.SequenceStartEvent), is_key))
            elif above is not None and not is_key:
                above.step()
            elif above is not None and above.key is None:
                above.key = ""


def inside(text: str, line: int, column: int) -> tuple[int, int]:
    """The place, or the end of the text for a place behind it: parsers count an end of file so."""
    lines = text.rstrip("\r\n").split("\n")
    return (line, column) if line <= len(lines) else (len(lines), len(lines[-1]) + 1)


def locate(
    text: str, wanted: Iterable[tuple[DataPath, bool]]
) -> dict[tuple[DataPath, bool], tuple[int, int]]:
    """Line and column of fields; `(path, True)` asks for the key, `(path, False)` for the value.

    A path that is not in the file gets the place of the nearest thing above it that is. Reading
    stops as soon as everything is found.
    """
    open_ones = {(tuple(map(str, path)), on_key): (path, on_key) for path, on_key in wanted}
    nearest: dict[tuple[DataPath, bool], tuple[int, int]] = dict.fromkeys(
        open_ones.values(), (1, 1)
    )
    depth = dict.fromkeys(nearest, -1)
    left = set(open_ones)
    try:
        for mark in marks(text):
            here = tuple(map(str, mark.path))
            found = (here, mark.is_key)
            if found in left:
                left.discard(found)
                nearest[open_ones[found]] = (mark.line, mark.column)
                depth[open_ones[found]] = 10_000
                if not left:
                    break
            for key in left:
                if key[0][: len(here)] == here and depth[open_ones[key]] < len(here):
                    depth[open_ones[key]] = len(here)
                    nearest[open_ones[key]] = (mark.line, mark.column)
    except yaml.YAMLError:
        pass  # the reader has reported that the text is not YAML; what was found so far stands
    return {question: inside(text, *spot) for question, spot in nearest.items()}
