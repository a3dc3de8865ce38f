"""One file of the company: where it lies, what it says, what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from perfgit.files.formats import current, too_new
from perfgit.files.layout import BY_NAME, Place
from perfgit.files.reader import read
from perfgit.files.shape import shape_problems
from perfgit.files.trees import Tree, Unreadable
from perfgit.i18n import say
from perfgit.model.partial import partial_record
from perfgit.model.values import Record
from perfgit.parallel import note
from perfgit.problem import DataPath, Problem

M = TypeVar("M", bound=Record)


class Doc(NamedTuple, Generic[M]):
    """A file of a known kind; `data` is None where it could not be read or does not fit."""

    path: str
    place: Place
    data: M | None
    problems: tuple[Problem, ...] = ()
    raw: bytes = b""
    rest: Record | None = None
    """Where a file does not fit its model: what it names all the same, and nothing else."""

    def problem(
        self,
        message: str,
        help: str = "",
        at: DataPath = (),
        *,
        on_key: bool = False,
        cause: str | None = None,
    ) -> Problem:
        """A problem in this file; the rule's name and severity are filled in by the runner."""
        return Problem("", self.path, message, help, at, on_key=on_key, cause=cause)


AnyDoc = Doc[Any]


def load(tree: Tree, path: str, place: Place) -> Doc[Record] | None:
    """Read a file and fit it to the model of its kind; None where there is no file.

    What keeps a file from being used is noted, for a command that goes on without it.
    """
    doc = _loaded(tree, path, place)
    if doc and doc.problems:
        note(doc.problems[0])
    return doc


def _loaded(tree: Tree, path: str, place: Place) -> Doc[Record] | None:
    try:
        raw = tree.read(path)
    except Unreadable as error:
        problem = Problem(error.rule, path, error.message, say("Put a plain file in its place."))
        return Doc(path, place, None, (problem,))
    if raw is None:
        return None
    reading = read(raw, path)
    if reading.problems:
        return Doc(path, place, None, tuple(reading.problems))
    model = BY_NAME[place.kind].model
    data = current(tree, place.kind, reading.data, raw)
    if place.kind == "company" and (newer := too_new(tree)):
        return Doc(path, place, None, (newer,))
    try:
        return Doc(path, place, model.__pydantic_validator__.validate_python(data), (), raw)
    except ValidationError as error:
        newer = too_new(tree)
        problems = (newer,) if newer else tuple(shape_problems(error, data, model, path))
        return Doc(path, place, None, problems, rest=partial_record(model, data))


def with_places(tree: Tree, problems: Iterable[Problem]) -> list[Problem]:
    """The problems with their line and column, looked up in one more reading of each file."""
    from perfgit.files.marks import locate  # libyaml starts only where there is a problem

    all_problems = list(problems)
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in all_problems:
        if not problem.line:
            by_file[problem.file].append(problem)
    places: dict[tuple[str, DataPath, bool], tuple[int, int]] = {}
    for file, unplaced in by_file.items():
        text = _text(tree, file)
        found = locate(text, [(one.at, one.on_key) for one in unplaced]) if text else {}
        for (at, on_key), spot in found.items():
            places[file, at, on_key] = spot
    return [
        one if one.line else one.placed(*places.get((one.file, one.at, one.on_key), (1, 1)))
        for one in all_problems
    ]


def _text(tree: Tree, file: str) -> str | None:
    try:
        raw = tree.read(file)
        return raw.decode("utf-8-sig") if raw else None
    except (Unreadable, UnicodeDecodeError):
        return None
