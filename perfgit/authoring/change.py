"""A change of one file: what it held, what it will hold, and how to get from the one to the other."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfgit.company.company import Company
from perfgit.files.render import render
from perfgit.files.trees import Unreadable
from perfgit.i18n import say
from perfgit.problem import DataPath, PerfgitError

if TYPE_CHECKING:  # ruamel.yaml is loaded when a file is edited
    from perfgit.files.editor import Editor

Data = dict[str, Any]
NEW_FILE = b"{}\n"
"""A file that says nothing yet."""


class RefusedError(PerfgitError):
    """What was asked for cannot be: exit code 1, nothing was written."""


class MissingError(PerfgitError):
    """An answer is missing, and nobody is there to be asked: wrong usage, exit code 2."""


@dataclass(frozen=True, slots=True)
class Change:
    """New bytes for one file, made from what it held (None: there was no file).

    `notes` are what its author should know: weights that move, references left out. `follows` gives the
    other files that follow from the new bytes, as far as they differ; they are written with it.
    """

    path: str
    before: bytes | None
    after: bytes
    notes: tuple[str, ...] = ()
    follows: Callable[[bytes], dict[str, bytes]] | None = None

    @property
    def files(self) -> dict[str, bytes]:
        """New bytes by path, the file itself first."""
        own = {self.path: self.after} if self.after != self.before else {}
        return own | self.follows(self.after) if self.follows else own

    def diff(self) -> list[str]:
        """The change as lines of a unified diff, without line ends."""
        old, new = _lines(self.before), _lines(self.after)
        there = f"a/{self.path}" if self.before is not None else "/dev/null"
        return list(difflib.unified_diff(old, new, there, f"b/{self.path}", lineterm="", n=2))


def _lines(raw: bytes | None) -> list[str]:
    return raw.decode("utf-8-sig", "replace").splitlines() if raw is not None else []


def read_bytes(company: Company, path: str) -> bytes | None:
    """What lies at a path; raises PerfgitError where that is no plain file."""
    try:
        return company.tree.read(path)
    except Unreadable as error:
        raise PerfgitError(say("{path}: {why}", path=path, why=error.message)) from None


def written_anew(company: Company, path: str, data: Mapping[str, object]) -> Change:
    """A file with this data and nothing else; what is None or empty is left out."""
    return Change(path, read_bytes(company, path), render(plain_data(data)).encode())


def edited(
    company: Company, path: str, work: Callable[[Editor], None], notes: tuple[str, ...] = ()
) -> Change:
    """A file that is there, edited; comments and order stay.

    Raises PerfgitError where it cannot be read, or where the edits do not fit its model.
    """
    from perfgit.files.editor import Editor

    editor = Editor(company.tree, path, company.layout)
    before = read_bytes(company, path)
    work(editor)
    return Change(path, before, editor.after(), notes)


def put(
    company: Company, path: str, data: Mapping[str, object], notes: tuple[str, ...] = ()
) -> Change:
    """A file brought to say this: made where there is none, else only what differs is edited.

    In a file that is there, None takes a field out, and a field that is not named stays.
    """
    if read_bytes(company, path) is None:
        change = written_anew(company, path, data)
        return Change(change.path, change.before, change.after, notes)
    return edited(company, path, lambda editor: apply(editor, (), data), notes)


def apply(editor: Editor, at: DataPath, new: object) -> None:
    """Edit what differs: fields by key (None removes), entries of lists by id, else the whole."""
    old: Any = editor.data
    for step in at:
        old = old[step]
    if isinstance(new, Mapping) and (isinstance(old, dict) or (old is None and not at)):
        known = old or {}
        for key, value in new.items():
            there = key in known
            if value is None:
                if there and known[key] is not None:
                    editor.remove((*at, key))
            elif there and isinstance(known[key], dict | list):
                apply(editor, (*at, key), value)
            elif value not in ({}, []) or there:
                editor.set((*at, key), plain_data(value))
    elif _with_ids(old) and _with_ids(new):
        places = {entry["id"]: index for index, entry in enumerate(old)}
        for entry in new if isinstance(new, list) else ():
            if entry["id"] in places:
                apply(editor, (*at, places[entry["id"]]), entry)
            else:
                editor.append(at, plain_data(entry))
    elif old != new:
        editor.set(at, plain_data(new))


def plain_data(value: object) -> Any:
    """The value without fields that are None, and without lists and mappings that are empty.

    An empty list stays where it says something: no step of a milestone measure is done yet.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, Mapping):
        return [plain_data(one) for one in value] if isinstance(value, list) else value
    return {
        key: plain_data(one)
        for key, one in value.items()
        if one is not None and one != {} and not (one == [] and key in _EMPTY_SAYS_NOTHING)
    }


_EMPTY_SAYS_NOTHING = frozenset(
    {"obstacles", "misfits", "supports", "helpers", "key_results", "actions", "carry", "attended"}
)


def _with_ids(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "id" in one for one in value)
    )
