"""Edits that keep comments, order of keys and every byte that they do not touch.

ruamel.yaml makes the change; where its writing would lay out other lines anew (its own indentation,
its own spaces), those lines are taken from the file as it was. What is written has been read back,
compared with what was meant, and fitted to the model of its kind.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from perfgit.files.formats import current
from perfgit.files.layout import BY_NAME, Layout
from perfgit.files.merge import gaps_below, with_old_lines
from perfgit.files.reader import read
from perfgit.files.shape import shape_problems
from perfgit.files.style import like, styled, writer_like
from perfgit.files.trees import Tree, Unreadable, WorkingTree, blob_id
from perfgit.files.writer import Writer
from perfgit.i18n import say
from perfgit.problem import DataPath, PerfgitError, Problem

BOM = b"\xef\xbb\xbf"


class Editor:
    """One file while it is edited; nothing is written before `save`.

    `expected` is the git blob id of what the edit was made from (a form, a web page): where the file
    says something else by now, nothing is edited. On a tree of any kind (`root` is no folder) it
    gives the new bytes and saves nothing.
    """

    def __init__(
        self,
        root: Path | Tree,
        path: str,
        layout: Layout | None = None,
        *,
        expected: str | None = None,
    ) -> None:
        place = (layout or Layout()).place(path)
        if place is None:
            raise PerfgitError(say("{path} is no file of a company.", path=path))
        self.path = path
        self._kind = place.kind
        self._model: type[BaseModel] = BY_NAME[place.kind].model
        self._root = root
        self._files = WorkingTree(root) if isinstance(root, Path) else root
        self._raw = self._bytes()
        self.read_as = blob_id(self._raw)
        if expected is not None and expected != self.read_as:
            raise _changed(path)
        self._text, self._mark, self._crlf = _plain_text(self._raw)
        self.data: Any = self._parsed(self._raw)
        self._tree = self._loaded()
        self._before = self._dumped()

    def set(self, at: DataPath, value: object) -> None:
        """Set the value of a field; a key that is missing is put where the model has it.

        Raises PerfgitError where there is nothing at the path above.
        """
        holder, plain, last = self._holder(at)
        if isinstance(plain, dict):
            if last in plain and plain[last] == value and type(plain[last]) is type(value):
                return
            if last not in plain:
                holder.insert(self._position(at, list(plain)), last, styled(value))
            else:
                holder[last] = like(holder[last], value)
        else:
            self._in_list(plain, last, at)
            holder[last] = styled(value)
        plain[last] = deepcopy(value)

    def append(self, at: DataPath, value: object) -> None:
        """Add an entry to a list; a list that is missing or empty is begun."""
        holder, plain, last = self._holder(at)
        if isinstance(plain, list):
            self._in_list(plain, last, at)
        entries = plain[last] if isinstance(plain, list) else plain.get(last)
        if not entries:
            self.set(at, [value])
            return
        if not isinstance(entries, list):
            raise PerfgitError(say("{field} is not a list.", field=_spelled(at)))
        new, sibling = styled(value), holder[last][-1]
        both = isinstance(new, CommentedMap) and isinstance(sibling, CommentedMap)
        if both and not sibling.fa.flow_style():
            new.fa.set_block_style()
        holder[last].append(new)
        entries.append(deepcopy(value))

    def remove(self, at: DataPath) -> None:
        """Take out a key or an entry of a list."""
        holder, plain, last = self._holder(at)
        if isinstance(plain, list):
            self._in_list(plain, last, at)
        elif last not in plain:
            raise PerfgitError(say("There is no {field}.", field=_spelled(at)))
        del holder[last]
        del plain[last]

    @property
    def text(self) -> str:
        """The text of the file with the edits."""
        return self.after().decode("utf-8-sig")

    def save(self) -> bool:
        """Write the file, whole or not at all; False where nothing has changed.

        Raises PerfgitError where the edits do not fit the model, with the first problem, and where
        somebody else has changed the file since it was read.
        """
        if not isinstance(self._root, Path):
            raise TypeError("only files of a folder can be saved")
        data = self.after()
        if blob_id(self._bytes()) != self.read_as:
            raise _changed(self.path)
        if data == self._raw:
            return False
        with Writer(self._root) as writer:
            writer.write(self.path, data)
        self._raw, self.read_as = data, blob_id(data)
        self._text, self._before = _plain_text(data)[0], self._dumped()
        return True

    def _bytes(self) -> bytes:
        try:
            raw = self._files.read(self.path)
        except Unreadable as error:
            raise PerfgitError(error.message) from None
        if raw is None:
            raise PerfgitError(say("There is no file {path}.", path=self.path))
        return raw

    def _parsed(self, raw: bytes) -> object:
        reading = read(raw, self.path)
        if reading.problems:
            raise _as_error(reading.problems[0])
        return reading.data

    def _loaded(self) -> Any:
        try:
            tree = writer_like(self._text).load(self._text)
        except YAMLError as error:
            raise PerfgitError(
                say(
                    "{path} cannot be edited: {why}.",
                    path=self.path,
                    why=str(error).partition("\n")[0],
                )
            ) from None
        return CommentedMap() if tree is None else tree

    def _dumped(self) -> str:
        out = io.StringIO()
        writer_like(self._text).dump(self._tree, out)
        return out.getvalue()

    def after(self) -> bytes:
        """The file with the edits, read back and found right; else raises PerfgitError."""
        after = self._dumped()
        if after == self._before:
            return self._raw
        last: PerfgitError | None = None
        merged = with_old_lines(self._text, self._before, after)
        for text in (gaps_below(self._text, merged), merged, after):
            shown = text.replace("\n", "\r\n") if self._crlf else text
            raw = (BOM if self._mark else b"") + shown.encode()
            try:
                meant = self._parsed(raw) == self.data
            except PerfgitError as error:
                last = error
                continue
            if meant:
                self._fit()
                return raw
        raise last or PerfgitError(
            say("The edit of {path} cannot be written as YAML.", path=self.path)
        )

    def _fit(self) -> None:
        try:
            self._model.model_validate(current(self._files, self._kind, self.data, self._raw))
        except ValidationError as error:
            problem = shape_problems(error, self.data, self._model, self.path)[0]
            raise _as_error(problem) from None

    def _holder(self, at: DataPath) -> tuple[Any, Any, Any]:
        """What holds a field, as ruamel.yaml's and as plain data, and the field's key in it."""
        holder, plain = self._tree, self.data
        if plain is None:
            plain = self.data = {}
        for depth, step in enumerate(at[:-1], 1):
            found = isinstance(plain, dict) and step in plain
            found = found or (
                isinstance(plain, list) and isinstance(step, int) and 0 <= step < len(plain)
            )
            if not found:
                raise PerfgitError(say("There is no {field}.", field=_spelled(at[:depth])))
            holder, plain = holder[step], plain[step]
        if not at or not isinstance(plain, dict | list):
            raise PerfgitError(say("{field} cannot be edited.", field=_spelled(at)))
        return holder, plain, at[-1]

    def _in_list(self, plain: list[Any], index: object, at: DataPath) -> None:
        if not (isinstance(index, int) and 0 <= index < len(plain)):
            raise PerfgitError(say("There is no {field}.", field=_spelled(at)))

    def _position(self, at: DataPath, keys: list[Any]) -> int:
        """Where a new key belongs among the keys that are there, in the order of the model."""
        order = next(_fields(self._model, list(at[:-1])), [])
        if at[-1] not in order:
            return len(keys)
        earlier = set(order[: order.index(str(at[-1]))])
        return max((index + 1 for index, key in enumerate(keys) if key in earlier), default=0)


def _plain_text(raw: bytes) -> tuple[str, bool, bool]:
    """The text with plain line ends; whether it had a byte order mark, and Windows' line ends."""
    text = raw.decode("utf-8-sig")
    return text.replace("\r\n", "\n"), raw.startswith(BOM), "\r\n" in text


def _fields(annotation: Any, at: list[str | int]) -> Iterator[list[str]]:
    """The names of the fields of the models at a place, in order."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        names = [field.alias or name for name, field in annotation.model_fields.items()]
        if not at:
            yield names
        elif at[0] in names:
            inner = list(annotation.model_fields)[names.index(str(at[0]))]
            yield from _fields(get_type_hints(annotation, include_extras=True)[inner], at[1:])
    elif origin in (list, dict) and at:
        yield from _fields(arguments[-1], at[1:])
    elif origin not in (list, dict):
        for part in arguments:
            yield from _fields(part, at)


def _spelled(at: DataPath) -> str:
    return ".".join(map(str, at)) or say("the file itself")


def _changed(path: str) -> PerfgitError:
    return PerfgitError(
        say("{path} has changed since it was read; nothing was written.", path=path),
        say("Look at the file as it is now, and make the change again."),
    )


def _as_error(problem: Problem) -> PerfgitError:
    where = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    field = "" if problem.line or not problem.at else f" {_spelled(problem.at)}:"
    return PerfgitError(f"{where}:{field} {problem.message}", problem.help)
