"""Where a person, team, goal, ... is named, over the whole company: in files and in their paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from perfgit.company.company import Company, parse_ref
from perfgit.files.documents import AnyDoc
from perfgit.files.layout import BY_NAME, Layout, Place
from perfgit.model.references import Reference, namings
from perfgit.model.reviews import Result
from perfgit.problem import DataPath

Kind = Literal[
    "person", "team", "role", "competency", "cycle", "objective", "goal", "key-result", "file"
]


class Thing(NamedTuple):
    """What can be named, by kind and id.

    A goal's id is `CYCLE:OWNER/GOAL`, as in a reference from another cycle; a key result's has its
    own id behind it; a file's is its path.
    """

    kind: Kind
    id: str


class Occurrence(NamedTuple):
    """One place where a thing is named: a field or key of a file, or (`in_path`) its path.

    `text` is what stands there: the id itself, or a reference, key or path that contains it.
    """

    path: str
    at: DataPath
    text: str
    on_key: bool = False
    in_path: bool = False


def occurrences(company: Company, thing: Thing) -> Iterator[Occurrence]:
    """Every place of a company where a thing is named, file by file.

    Files that have errors, or belong to no kind, are found by their paths only: check first. What
    people write in their own words (notes, titles) names nobody.
    """
    for doc in _docs(company):
        for named, occurrence in named_by(company.layout, doc):
            if named == thing:
                yield occurrence


def _docs(company: Company) -> Iterator[AnyDoc]:
    yield from company.org_docs
    for cycle in company.cycle_folders():
        for owner in company.owners(cycle):
            yield from company.dossier(cycle, owner).all_docs()


def named_by(layout: Layout, doc: AnyDoc) -> Iterator[tuple[Thing, Occurrence]]:
    """Everything that a file names, each with its place."""
    for thing in _in_path(doc.place):
        yield thing, Occurrence(doc.path, (), doc.path, in_path=True)
    if doc.data is not None:
        for naming in namings(doc.data):
            for one in naming.each():
                found = Occurrence(doc.path, one.at, one.id, on_key=one.on_key)
                for thing in dict.fromkeys(_named(layout, doc, one)):
                    yield thing, found


def _in_path(place: Place) -> Iterator[Thing]:
    if place.cycle:
        yield Thing("cycle", place.cycle)
    yield from _owner(place.owner or "")
    named = BY_NAME[place.kind].names
    if named and place.id:
        yield from _plain(named, place.id)


def _owner(owner: str) -> Iterator[Thing]:
    holder, _, id = owner.partition("/")
    if holder == "people":
        yield Thing("person", id)
    elif holder == "teams":
        yield Thing("team", id)


def _plain(kind: str, id: str) -> Iterator[Thing]:
    """A thing that is named by its id alone."""
    match kind:
        case "person" | "team" | "role" | "competency" | "cycle" | "objective":
            yield Thing(kind, id)
        case "former-team":
            yield Thing("team", id)


def _named(layout: Layout, doc: AnyDoc, one: Reference) -> Iterator[Thing]:
    """The things that are named by what stands in one place."""
    yield from _plain(one.kind, one.id)
    own = f"{doc.place.cycle}:{doc.place.owner}"
    match one.kind:
        case "goal":
            yield Thing("goal", f"{own}/{one.id}")
        case "topic":
            yield Thing("competency", one.id)
            yield Thing("goal", f"{own}/{one.id}")
        case "value":
            yield from _key(own, one.id.split("/"))
        case "key-result":
            yield from _key(own, [str(one.at[-3]), one.id])
        case "goal-ref":
            yield from _of_ref(doc.place, one.id)
        case "file":
            yield Thing("file", one.id)
            place = layout.place(one.id)
            yield from _in_path(place) if place else ()
        case "line":
            yield from _of_line(doc.data, own, one.id)


def _key(own: str, parts: Iterable[str]) -> Iterator[Thing]:
    """A goal, and its key result where one is named; its own measure is called like the goal."""
    goal, *inner = parts
    yield Thing("goal", f"{own}/{goal}")
    for name in inner:
        yield Thing("key-result", f"{own}/{goal}/{name}")


def _of_ref(place: Place, text: str) -> Iterator[Thing]:
    ref = parse_ref(text, place.cycle or "")
    if ref.owner == "strategy":
        yield Thing("objective", ref.goal)
        return
    if ":" in text:
        yield Thing("cycle", ref.cycle)
    yield from _owner(ref.owner)
    yield Thing("goal", f"{ref.cycle}:{ref}")


_FOLDERS = {"peer": "peers", "upward": "upward", "external": "external"}
"""Sources of which there may be several reviews, and the folders of these."""
_SOURCES = ("manager", "self", *_FOLDERS)


def _of_line(result: Result | None, own: str, text: str) -> Iterator[Thing]:
    """A line of a result: `goals/GOAL/KEY-RESULT/SOURCE`, `competencies/SOURCE/COMPETENCY`.

    Where several people of a source have written, their ids stand behind the source. Method 1 wrote
    `goals/SOURCE/GOAL/KEY-RESULT`; what data say has no source in method 2.
    """
    part, *names = text.split("/")
    inputs = result.inputs if result else {}
    last = part == "goals" and result is not None and result.method > 1
    for place in (len(names) - 2, len(names) - 1) if last else (0,):
        if 0 <= place < len(names) and names[place] in _SOURCES and (not last or place):
            source, behind = names[place], names[place + 1 : place + 2]
            folder = f"/{_FOLDERS.get(source)}/"
            authors = [path.rpartition("/")[2] for path in inputs if folder in path]
            named = len(authors) > 1 and behind and f"{behind[0]}.yml" in authors
            if last and behind and not named:
                continue
            if named and source != "external":
                yield Thing("person", behind[0])
            del names[place : place + (2 if named else 1)]
            break
    if part == "competencies":
        yield from (Thing("competency", name) for name in names)
    elif names:
        yield from _key(own, names)
