"""From an older format of the files to the one that is written now."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any, NamedTuple

from perfgit.company.company import Company
from perfgit.files.documents import AnyDoc
from perfgit.files.editor import Editor
from perfgit.files.formats import COMPANY_FILE, FORMAT, check_format, current, format_of
from perfgit.files.trees import OverlayTree
from perfgit.i18n import say
from perfgit.problem import DataPath, PerfgitError
from perfgit.scoring.frozen import POLICY
from perfgit.scoring.result import Score, score


class Moved(NamedTuple):
    """A person's score in a cycle that the new files give another value; None: there is none."""

    cycle: str
    person: str
    before: object
    after: object


class Upgrade(NamedTuple):
    """What is rewritten, what stays because results were computed from it, whose scores move.

    `files` has new bytes by path, the company's own file last: until it says the new format, all
    the others read alike in both, so an interrupted upgrade is finished by the same command.
    """

    files: dict[str, bytes]
    left: tuple[str, ...]
    moved: tuple[Moved, ...]


def upgrade(company: Company) -> Upgrade:
    """What brings a company to the format of today.

    Raises PerfgitError where `org/company.yml` or a file that would be rewritten cannot be read,
    and where the files are of a newer format.
    """
    check_format(company.tree)
    info = company.info_doc
    if info is None or info.data is None:
        raise PerfgitError(
            say("{path} is missing or has errors.", path=COMPANY_FILE),
            say("`perfgit check` shows where."),
        )
    if format_of(company.tree) == FORMAT:
        return Upgrade({}, (), ())
    frozen = set(_frozen_inputs(company)) - {POLICY}  # results keep the policy that they used
    files: dict[str, bytes] = {}
    left: list[str] = []
    for doc in _docs(company):
        editor = Editor(company.tree, doc.path, company.layout)
        new = current(company.tree, doc.place.kind, editor.data, doc.raw)
        if new == editor.data:
            continue
        if doc.path in frozen:
            left.append(doc.path)
            continue
        _rewrite(editor, (), editor.data, new)
        files[doc.path] = editor.after()
    editor = Editor(company.tree, COMPANY_FILE, company.layout)
    editor.set(("format",), FORMAT)
    if not info.data.id:
        editor.set(("id",), secrets.token_hex(8))
    files[COMPANY_FILE] = editor.after()
    after = Company(OverlayTree(company.tree, files))
    return Upgrade(files, tuple(left), tuple(_moved(company, after)))


def _docs(company: Company) -> Iterator[AnyDoc]:
    """Every file that can be read, the policy first."""
    yield from (doc for doc in company.org_docs if doc.data is not None)
    for cycle in company.cycle_folders():
        for owner in company.owners(cycle):
            docs = company.dossier(cycle, owner).all_docs()
            yield from (doc for doc in docs if doc.data is not None)


def _frozen_inputs(company: Company) -> Iterator[str]:
    for cycle in company.cycle_folders():
        for owner in company.owners(cycle):
            if owner.startswith("people/"):
                result = company.only("result", cycle, owner)
                if result and result.data:
                    yield from result.data.inputs


def _rewrite(editor: Editor, at: DataPath, old: Any, new: Any) -> None:
    """Edit what differs, field by field, so that everything else stays as it was written."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [key for key in old if key not in new]:
            editor.remove((*at, key))
        for key, value in new.items():
            if key not in old:
                editor.set((*at, key), value)
            elif old[key] != value:
                _rewrite(editor, (*at, key), old[key], value)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (was, is_now) in enumerate(zip(list(old), new, strict=True)):
            if was != is_now:
                _rewrite(editor, (*at, place), was, is_now)
    else:
        editor.set(at, new)


def _moved(before: Company, after: Company) -> Iterator[Moved]:
    """Whose score or rating changes; what is frozen does not."""
    for cycle in before.cycle_folders():
        for owner in before.owners(cycle):
            if not owner.startswith("people/"):
                continue
            dossier = before.dossier(cycle, owner)
            if dossier.result:
                continue
            old = _figures(score(before, dossier))
            new = _figures(score(after, after.dossier(cycle, owner)))
            if old != new:
                yield Moved(cycle, owner.removeprefix("people/"), old, new)


def _figures(found: Score) -> str:
    shown = "–" if found.rounded_score is None else str(found.rounded_score)
    return f"{shown} ({found.rating})" if found.rating is not None else shown
