"""The files that an import leads to: new, equal, different, or edited with `--update`."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from perfgit.company.company import Company
from perfgit.files.editor import Editor
from perfgit.files.layout import BY_NAME
from perfgit.files.reader import read
from perfgit.files.render import render
from perfgit.files.shape import shape_problems
from perfgit.files.trees import Unreadable, WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import say
from perfgit.imports.fresh import COMPANY_FILE, POLICY_FILE, company_text, policy_text
from perfgit.imports.report import Report
from perfgit.problem import DataPath, PerfgitError

Data = dict[str, Any]


class Store:
    """A company's folder that an import writes to; with `dry_run` it only reports."""

    def __init__(self, root: Path, report: Report, *, update: bool, dry_run: bool) -> None:
        self.root = root
        self.report = report
        self._update = update
        self._dry_run = dry_run
        self._tree = WorkingTree(root)

    @cached_property
    def company(self) -> Company:
        """The company as it was before the import."""
        return Company(self._tree)

    def begin(self) -> None:
        """Write the first files of a fresh company where there are none."""
        for path, text in (
            (COMPANY_FILE, company_text(self.root)),
            (POLICY_FILE, policy_text()),
        ):
            if not self.exists(path):
                self._write(path, text)

    def exists(self, path: str) -> bool:
        """Whether something lies at a path."""
        return (self.root / path).is_symlink() or (self.root / path).exists()

    def put(self, kind: str, path: str, data: Data, line: int) -> bool:
        """Bring a file to what the table says; False where the row cannot be taken."""
        problem = _misfit(kind, path, data)
        if problem:
            self.report.refuse(line, "does-not-fit", say("Not taken: {why}", why=problem))
            return False
        try:
            raw = self._tree.read(path)
        except Unreadable as error:
            self.report.refuse(line, "unreadable", say("Not taken: {why}", why=error.message))
            return False
        if raw is None:
            try:
                self._write(path, render(data))
            except PerfgitError as error:
                self.report.refuse(line, "does-not-fit", say("Not taken: {why}", why=error.message))
                return False
        elif read(raw, path).data == data:
            self.report.unchanged.append(path)
        elif self._update:
            return self._edit(path, data, line)
        else:
            self.report.kept.append(path)
            self.report.note(
                line,
                "exists",
                say(
                    "{path} is there and says something else: kept. `--update` edits it.", path=path
                ),
            )
        return True

    def _write(self, path: str, text: str) -> None:
        if not self._dry_run:
            with Writer(self.root, durable=False) as writer:
                writer.write(path, text.encode())
        self.report.written.append(path)

    def _edit(self, path: str, data: Data, line: int) -> bool:
        try:
            editor = Editor(self.root, path, self.company.layout)
            merge(editor, (), data)
            changed = bool(editor.text) and not self._dry_run and editor.save()
        except PerfgitError as error:
            self.report.refuse(line, "cannot-edit", say("Not updated: {why}", why=error.message))
            return False
        (self.report.updated if changed or self._dry_run else self.report.unchanged).append(path)
        return True

    def editor(self, path: str) -> Editor | None:
        """An editor of a file of the organisation, unless nothing may be written."""
        return None if self._dry_run else Editor(self.root, path, self.company.layout)


def merge(editor: Editor, at: DataPath, new: object) -> None:
    """Edit what differs: fields by key, entries of lists by id; nothing is taken away."""
    old = editor.data
    for step in at:
        old = old[step]
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in new.items():
            if key not in old:
                editor.set((*at, key), value)
            elif old[key] != value:
                merge(editor, (*at, key), value)
    elif _with_ids(old) and _with_ids(new):
        assert isinstance(old, list) and isinstance(new, list)  # noqa: PT018
        places = {entry["id"]: index for index, entry in enumerate(old)}
        for entry in new:
            if entry["id"] in places:
                merge(editor, (*at, places[entry["id"]]), entry)
            else:
                editor.append(at, entry)
    else:
        editor.set(at, new)


def _with_ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value)


def _misfit(kind: str, path: str, data: Data) -> str | None:
    model = BY_NAME[kind].model
    try:
        model.model_validate(data)
    except ValidationError as error:
        problem = shape_problems(error, data, model, path)[0]
        field = ".".join(map(str, problem.at))
        return say(
            "{field}: {message} {help}", field=field, message=problem.message, help=problem.help
        )
    return None
