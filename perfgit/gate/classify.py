"""From files that differ to changes, each with its row of the authority table."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from perfgit.company.org import Org
from perfgit.files.documents import load
from perfgit.files.git import FileChange
from perfgit.files.layout import DATA_FOLDERS, KEPT_EMPTY, Layout, Place
from perfgit.files.trees import Tree
from perfgit.gate.change import Change, Refusal
from perfgit.gate.days import days_to_come
from perfgit.gate.governance import (
    competencies_changes,
    cycle_changes,
    person_changes,
    policy_changes,
    role_changes,
    team_changes,
)
from perfgit.gate.pairs import Pair, Sides, named
from perfgit.gate.records import (
    appeal_changes,
    calibration_changes,
    checkin_changes,
    feedback_changes,
    meeting_changes,
    plan_changes,
)
from perfgit.gate.results import closing_changes, result_changes
from perfgit.gate.reviews import REVIEWS, review_changes
from perfgit.gate.revisions import EXECUTABLE, LINK, REGULAR, SUBMODULE
from perfgit.gate.sheets import sheet_changes
from perfgit.i18n import say

AFTER_CLOSING = ("result", "closing", "retrospective", "cycle-rating", "plan", "appeal")
"""Kinds of files of a cycle that may change after it was closed."""

_KINDS: dict[str, Callable[[Pair], Iterable[Change]]] = {
    **dict.fromkeys(REVIEWS, review_changes),
    "checkin": checkin_changes,
    "meeting": meeting_changes,
    "appeal": appeal_changes,
    "calibration": calibration_changes,
    "feedback": feedback_changes,
    "plan": plan_changes,
    "person": person_changes,
    "nominations": named("nominations", lambda: say("nominations")),
    "result": result_changes,
    "closing": closing_changes,
    "company": named("org", lambda: say("company")),
    "competencies": competencies_changes,
    "team": team_changes,
    "role": role_changes,
    "policy": policy_changes,
    "cycle": cycle_changes,
    "retrospective": named("retrospective", lambda: say("retrospective")),
    "cycle-rating": named("cycle-rating", lambda: say("rating of the cycle")),
    "strategy": named("strategy", lambda: say("strategy")),
}


def changes_of(file: FileChange, sides: Sides) -> list[Change]:
    """The changes of one file; there is always at least one."""
    org = sides.org
    refused = _special_entry(file)
    if refused:
        return [refused]
    if not _is_data(file.path):
        return [Change(file.path, _whole(file), "repository")]
    if file.path.rpartition("/")[2] == KEPT_EMPTY and file.path.isascii():
        return [_kept_empty(file, sides.head)]
    place = org.layout.place(file.path)
    if place is None:
        return [_nowhere(file, org.layout)]
    found = list(_of_place(file, place, sides))
    return found or [_layout_only(file, place, org)]


def _special_entry(file: FileChange) -> Change | None:
    """What no path may be and no mode may say, wherever it lies."""
    for mode in (file.new_mode, file.old_mode):
        if mode in (LINK, SUBMODULE):
            what = say("symbolic link") if mode == LINK else say("submodule")
            if file.deleted and not _is_data(file.path):
                break
            return _refused(
                file,
                say("{what}: {change}", what=what, change=_whole(file)),
                say("Links and submodules could show what somebody else may change."),
                say("Put a plain file in its place."),
            )
    if not file.deleted and file.new_mode == EXECUTABLE and _is_data(file.path):
        return _refused(
            file,
            say("executable file: {change}", change=_whole(file)),
            say("Files of the company are data; none may be executable."),
            say("Take the bit away: `git update-index --chmod=-x FILE`."),
        )
    if not file.deleted and file.new_mode not in (REGULAR, EXECUTABLE):
        return _refused(
            file,
            say("file of mode {mode}: {change}", mode=file.new_mode, change=_whole(file)),
            say("This is no plain file."),
            say("Put a plain file in its place."),
        )
    name = _path_fault(file.path)
    if name and not file.deleted:
        return _refused(file, _whole(file), name, say("Rename it to plain ASCII letters."))
    return None


def _path_fault(path: str) -> str | None:
    """What is wrong with a path, wherever it lies."""
    parts = path.removeprefix("/").split("/")
    if any(
        part in ("", ".", "..") or part.casefold().startswith((".git/", "git~")) for part in parts
    ):
        return say("The path leads out of its folder.")
    if any(part.casefold().rstrip(". ") == ".git" for part in parts):
        return say("The path leads into git's own folder.")
    if not path.isprintable() or "\\" in path or ":" in path:
        return say("The path holds characters that other systems read differently.")
    top = parts[0]
    if top not in _TOP and _plain(top) in _TOP:
        return say('"{name}" looks like "{other}", but is not.', name=top, other=_plain(top))
    if not path.isascii() and _is_guarded(path):
        return say("The path holds letters that look like others.")
    return None


_TOP = (*DATA_FOLDERS, ".github", "perfgit", "site", "mkdocs.yml")
_LOOK_ALIKE = str.maketrans("аесорхуіѕԁɡоοеἐ", "aecopxyisdgooee")


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name).casefold().translate(_LOOK_ALIKE)
    return "".join(char for char in text if char.isascii() and char.isprintable()).strip()


def _is_guarded(path: str) -> bool:
    return path.partition("/")[0] in (".github", "perfgit", *DATA_FOLDERS)


def _is_data(path: str) -> bool:
    return path.partition("/")[0] in DATA_FOLDERS


def _of_place(file: FileChange, place: Place, sides: Sides) -> Iterator[Change]:
    refusal = _of_cycle(place, sides.org, AFTER_CLOSING)
    if file.deleted and _is_erased(place, sides):
        yield Change(file.path, say("file of somebody who is erased"), "org", place, in_old=True)
        return
    old = None if file.added else load(sides.base, file.path, place)
    new = None if file.deleted else load(sides.head, file.path, place)
    if new and new.data is None:
        first = new.problems[0]
        yield Change(
            file.path,
            _whole(file),
            None,
            place,
            first.at,
            refusal=Refusal(say("The file cannot be read: {why}", why=first.message), first.help),
        )
        return
    if old and old.data is None:
        yield Change(file.path, say("file mended that could not be read"), "repair", place)
        if place.kind != "policy":
            return
    before, after = old.data if old else None, new.data if new else None
    for change in _semantic(Pair(file.path, place, before, after, sides)):
        yield replace(change, refusal=refusal) if refusal else change


def _is_erased(place: Place, sides: Sides) -> bool:
    """Whether base's cycle says that the file's person is erased, and their own file is gone."""
    cycle = sides.org.cycle(place.cycle)
    if not (cycle and place.person and cycle.who.has_erased(place.person)):
        return False
    return sides.head.read(sides.org.layout.path("person", id=place.person)) is None


def _semantic(pair: Pair) -> Iterator[Change]:
    yield from days_to_come(pair)
    yield from _of_kind(pair)


def _of_kind(pair: Pair) -> Iterable[Change]:
    if pair.place.kind != "goals":
        return _KINDS[pair.place.kind](pair)
    path, place, before, after, org = pair.path, pair.place, pair.old, pair.new, pair.org
    cycle = org.cycle(place.cycle)
    first = org.joins(place.person) and not (before and before.goals)
    planning = cycle is None or org.planning_is_open(cycle) or first
    if place.person:
        evaluated = cycle is not None and cycle.stages.evaluate.opens <= org.today
        agreed = "goals-in-evaluation" if evaluated else "goals-agreed"
        row = "goals-in-planning" if planning else agreed
    else:
        row = "company-goals" if place.owner == "company" else "team-goals"
    found = list(sheet_changes(path, place, row, before, after, history=not planning))
    if not found and (before is None or after is None):
        words = say("empty goal sheet added") if before is None else say("goal sheet deleted")
        if before is None and place.person:
            row = "cycle"  # agrees to nothing: what HR adds for everybody when a cycle opens
        return [Change(path, words, row, place, in_old=after is None)]
    return found


def _of_cycle(place: Place, org: Org, kinds: Collection[str]) -> Refusal | None:
    """Why nothing of this kind can change in a cycle, whoever approves it; `kinds` outlast closing."""
    if place.cycle is None or place.kind == "retrospective":
        return None
    cycle = org.cycle(place.cycle)
    if cycle is None:
        return Refusal(
            say('The base branch has no cycle "{cycle}".', cycle=place.cycle),
            say("HR opens it first: org/cycles/{cycle}.yml.", cycle=place.cycle),
        )
    if cycle.closed and place.kind not in kinds:
        return Refusal(
            say('The cycle "{cycle}" was closed on {day}.', cycle=place.cycle, day=cycle.closed),
            say("What was signed off stays; only an appeal moves it."),
        )
    return None


def _layout_only(file: FileChange, place: Place, org: Org) -> Change:
    """Nothing that perfgit reads has changed: it stays a matter of whoever owns the file."""
    row = {
        "goals": "goals-agreed",
        "checkin": "checkin-edit",
        "meeting": "meeting",
        "appeal": "appeal-raise",
        "person": "org",
        "company": "org",
        "competencies": "org",
        "team": "org",
        "role": "org",
        **REVIEWS,
    }.get(place.kind, place.kind)
    if place.kind == "goals" and not place.person:
        row = "company-goals" if place.owner == "company" else "team-goals"
    # A frozen result knows its inputs by their bytes, so even a comment would undo it.
    refusal = _of_cycle(place, org, [kind for kind in AFTER_CLOSING if kind != "appeal"])
    words = say("layout or comments only")
    return Change(file.path, words, row, place, refusal=refusal, layout=True)


def _kept_empty(file: FileChange, head: Tree) -> Change:
    if not file.deleted and head.read(file.path) not in (b"", None):
        return _refused(
            file, _whole(file), say("{name} has to be empty.", name=KEPT_EMPTY), say("Empty it.")
        )
    return Change(file.path, _whole(file), "org")


def _nowhere(file: FileChange, layout: Layout) -> Change:
    if file.deleted:
        return Change(file.path, _whole(file), "repair")
    return _refused(
        file,
        _whole(file),
        say("Nothing reads a file at this path."),
        say("The nearest valid path is {nearest}.", nearest=layout.nearest(file.path)),
    )


def _whole(file: FileChange) -> str:
    if file.added:
        return say("file added")
    return say("file deleted") if file.deleted else say("file changed")


def _refused(file: FileChange, words: str, why: str, help: str) -> Change:
    return Change(file.path, words, refusal=Refusal(why, help), in_old=file.deleted)
