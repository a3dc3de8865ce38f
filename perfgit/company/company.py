"""The company: its files loaded and indexed, each read only when it is asked for.

The organisation (people, teams, roles, cycles, policy, strategy) is small and kept. What one owner has in
one cycle, a dossier, is loaded on demand and let go, so memory does not grow with the number of
check-ins and reviews.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar, cast

from perfgit.company.dossier import Dossier
from perfgit.company.lazy import LazyDocs
from perfgit.company.namings import Namings, namings_of
from perfgit.files.documents import AnyDoc, Doc, load
from perfgit.files.formats import first_policy, format_of
from perfgit.files.layout import BY_NAME, KEPT_EMPTY, Layout, Place, is_slug
from perfgit.files.trees import Tree, walk
from perfgit.i18n import say, suggestion
from perfgit.model.goals import GoalSheet, Strategy
from perfgit.model.org import CompanyFile, Competencies, Cycle, Person, Role, Team
from perfgit.model.policy import CLOSED, Policy
from perfgit.model.process import Calibration, CycleRating, Retrospective
from perfgit.model.reviews import Closing
from perfgit.model.values import Record
from perfgit.problem import PerfgitError

M = TypeVar("M", bound=Record)

COMPANY = "company"


class Ref(NamedTuple):
    """A reference taken apart: `2026-h1:people/alice/emea-arr`; owner `strategy` has no cycle."""

    cycle: str
    owner: str
    goal: str

    def __str__(self) -> str:
        return f"{self.owner}/{self.goal}"


@lru_cache(16_384)
def parse_ref(text: str, cycle: str) -> Ref:
    """Take a reference apart; `cycle` is where it stands, used when it names no other."""
    head, colon, rest = text.partition(":")
    owner, _, goal = (rest if colon else text).rpartition("/")
    return Ref(head if colon else cycle, owner, goal)


class Company:
    """A company on any tree of files."""

    def __init__(self, tree: Tree, today: dt.date | None = None) -> None:
        self.tree = tree
        self.known_today = today
        """The day that counts as today, where rules may know one; see `future-day`."""

    @cached_property
    def info_doc(self) -> Doc[CompanyFile] | None:
        """`org/company.yml`."""
        return self._one("company", CompanyFile)

    @cached_property
    def info(self) -> CompanyFile:
        """The company's name, locale, time zone and repository."""
        doc = self.info_doc
        return doc.data if doc and doc.data else CompanyFile(name="Company")

    @cached_property
    def policy_doc(self) -> Doc[Policy] | None:
        """`org/policy.yml`."""
        return cast("Doc[Policy] | None", load(self.tree, "org/policy.yml", Place("policy")))

    @cached_property
    def policy(self) -> Policy:
        """The policy; the defaults where the company has none.

        Where the file cannot be read, the defaults hold too, but the site shows nothing: what the
        policy wanted to keep back is not known.
        """
        doc = self.policy_doc
        if doc is None:
            default = first_policy({}) if format_of(self.tree) == 1 else {}
            return Policy.model_validate(default)
        return doc.data or Policy(site=CLOSED)

    @cached_property
    def layout(self) -> Layout:
        """How paths are computed in this company."""
        return Layout(self.policy.folders.shard)

    @cached_property
    def strategy_doc(self) -> Doc[Strategy] | None:
        """`goals/strategy.yml`."""
        return self._one("strategy", Strategy)

    @cached_property
    def strategy(self) -> Strategy:
        """Vision and objectives; empty where there is no valid file."""
        doc = self.strategy_doc
        return doc.data if doc and doc.data else Strategy()

    @cached_property
    def competencies_doc(self) -> Doc[Competencies] | None:
        """`org/competencies.yml`."""
        return self._one("competencies", Competencies)

    @cached_property
    def people(self) -> LazyDocs[Person]:
        """Every person by id, in order of id."""
        return self._lazy("person", Person)

    @cached_property
    def teams(self) -> LazyDocs[Team]:
        """Every team by id."""
        return self._lazy("team", Team)

    @cached_property
    def roles(self) -> LazyDocs[Role]:
        """Every role by id."""
        return self._lazy("role", Role)

    @cached_property
    def cycles(self) -> LazyDocs[Cycle]:
        """Every cycle by id."""
        return self._lazy("cycle", Cycle)

    def _lazy(self, kind: str, model: type[M]) -> LazyDocs[M]:
        return LazyDocs(
            lambda name: self._one(kind, model, id=name), lambda: self._all(kind, model)
        )

    def read_ahead(self) -> None:
        """Read people, teams, roles and cycles now, before processes part."""
        for docs in (self.people, self.teams, self.roles, self.cycles):
            docs.read_ahead()

    def person(self, id: str) -> Person | None:
        """One person, without listing anybody else."""
        doc = self.people.get(id)
        return doc.data if doc else None

    def teams_of(self, id: str) -> list[str]:
        """A person's team and those above it; a loop ends where it closes."""
        person = self.person(id)
        return self.line_of(person.team if person else None)

    def line_of(self, team: str | None) -> list[str]:
        """A team and those above it; a loop ends where it closes."""
        found: list[str] = []
        while team and team not in found and (doc := self.teams.get(team)):
            found.append(team)
            team = doc.data.parent if doc.data else None
        return found

    def cycles_in_order(self) -> list[tuple[str, Cycle]]:
        """The valid cycles, the latest first."""
        valid = [(id, doc.data) for id, doc in self.cycles.items() if doc.data]
        return sorted(valid, key=lambda pair: (pair[1].starts, pair[0]), reverse=True)

    @cached_property
    def reports(self) -> dict[str, list[str]]:
        """Who reports to whom: manager's id to the ids of the reports."""
        found: dict[str, list[str]] = {}
        for id, doc in self.people.items():
            if doc.data and doc.data.manager:
                found.setdefault(doc.data.manager, []).append(id)
        return found

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """Who is in which team: the team's id to the ids of its people."""
        found: dict[str, list[str]] = {}
        for id, doc in self.people.items():
            if doc.data and doc.data.team:
                found.setdefault(doc.data.team, []).append(id)
        return found

    def managers_of(self, id: str) -> Iterator[str]:
        """The manager, the manager's manager, and so on; a loop ends where it closes."""
        seen = {id}
        person = self.person(id)
        while person and person.manager and person.manager not in seen:
            seen.add(person.manager)
            yield person.manager
            person = self.person(person.manager)

    def cycle_folders(self) -> list[str]:
        """Names of the folders in which cycles have files, whether or not the cycle exists."""
        names = {
            entry.name
            for root in ("goals", "reviews")
            for entry in self.tree.entries(root)
            if entry.type == "folder"
        }
        return sorted(names)

    def owners(self, cycle: str) -> list[str]:
        """Who has a folder in a cycle: `company`, `teams/ID`, `people/ID`, in this order."""
        found: set[str] = set()
        for root in ("goals", "reviews"):
            for entry in self.tree.entries(f"{root}/{cycle}"):
                if entry.type != "folder":
                    continue
                if entry.name == COMPANY and root == "goals":
                    found.add(COMPANY)
                elif entry.name == "people" or (entry.name == "teams" and root == "goals"):
                    found.update(self._holders(f"{root}/{cycle}/{entry.name}"))
        return sorted(found, key=owner_order)

    def _holders(self, folder: str) -> Iterator[str]:
        kind = folder.rpartition("/")[2]
        sharded = kind == "people" and self.layout.shard
        for entry in self.tree.entries(folder):
            if entry.type == "folder" and sharded:
                for below in self.tree.entries(f"{folder}/{entry.name}"):
                    if below.type == "folder" and below.name[: self.layout.shard] == entry.name:
                        yield f"{kind}/{below.name}"
            elif entry.type == "folder":
                yield f"{kind}/{entry.name}"

    def dossier(self, cycle: str, owner: str) -> Dossier:
        """Everything that one owner has in one cycle."""
        docs: dict[str, list[AnyDoc]] = {}
        unknown_files: list[str] = []
        valid = is_slug(cycle) and (owner == COMPANY or is_slug(owner.partition("/")[2]))
        for root in ("goals", "reviews"):
            if root == "reviews" and not owner.startswith("people/"):
                continue
            folder = self.layout.folder(root, cycle, owner)
            for path in walk(self.tree, folder):
                below = path[len(folder) + 1 :]
                place = self.layout.place_in(root, cycle, owner, below) if valid else None
                doc = load(self.tree, path, place) if place else None
                if doc:
                    docs.setdefault(doc.place.kind, []).append(doc)
                elif not path.endswith(f"/{KEPT_EMPTY}"):
                    unknown_files.append(path)
        return Dossier(cycle, owner, docs, unknown_files)

    def sheet(self, cycle: str, owner: str) -> Doc[GoalSheet] | None:
        """An owner's goal sheet in a cycle, and nothing else of theirs."""
        return cast("Doc[GoalSheet] | None", self.only("goals", cycle, owner))

    def only(self, kind: str, cycle: str, owner: str) -> AnyDoc | None:
        """A dossier's only file of a kind, and nothing else of the dossier."""
        path = self.path_of(kind, cycle, owner)
        place = self.layout.place(path)
        return load(self.tree, path, place) if place else None

    def path_of(self, kind: str, cycle: str, owner: str) -> str:
        """Where a dossier's only file of a kind lies; whether the ids can be ones is not asked."""
        pattern = BY_NAME[kind].patterns[0]
        folder = self.layout.folder(pattern.partition("/")[0], cycle, owner)
        return f"{folder}/{pattern.rpartition('/')[2]}"

    def calibrations(self, cycle: str) -> dict[str, Doc[Calibration]]:
        """The calibration sessions of a cycle, by session."""
        if cycle not in self._sessions:
            self._sessions[cycle] = self._all("calibration", Calibration, cycle)
        return self._sessions[cycle]

    def calibrations_of(self, cycle: str, person: str) -> list[Doc[Calibration]]:
        """The sessions of a cycle that moved a person's rating, or confirmed it, as they were held."""
        if cycle not in self._sessions_by_person:
            found: dict[str, list[Doc[Calibration]]] = {}
            for doc in sorted(self.calibrations(cycle).values(), key=_held):
                for id in {change.person for change in (doc.data.changes if doc.data else ())}:
                    found.setdefault(id, []).append(doc)
            self._sessions_by_person[cycle] = found
        return self._sessions_by_person[cycle].get(person, [])

    @cached_property
    def _sessions_by_person(self) -> dict[str, dict[str, list[Doc[Calibration]]]]:
        return {}

    @cached_property
    def _sessions(self) -> dict[str, dict[str, Doc[Calibration]]]:
        return {}

    def closing(self, cycle: str) -> Doc[Closing] | None:
        """What was frozen for all results when the cycle was closed."""
        if cycle not in self._closings:
            self._closings[cycle] = self._one("closing", Closing, cycle=cycle)
        return self._closings[cycle]

    @cached_property
    def _closings(self) -> dict[str, Doc[Closing] | None]:
        return {}

    def retrospective(self, cycle: str) -> Doc[Retrospective] | None:
        """A cycle's retrospective."""
        return self._one("retrospective", Retrospective, cycle=cycle)

    def cycle_ratings(self, cycle: str) -> dict[str, Doc[CycleRating]]:
        """What participants said of a cycle, by person."""
        return self._all("cycle-rating", CycleRating, cycle)

    @cached_property
    def org_docs(self) -> list[AnyDoc]:
        """The organisation's files (all that are of a known kind and lie outside dossiers)."""
        docs: list[AnyDoc | None] = [
            self.info_doc,
            self.policy_doc,
            self.competencies_doc,
            self.strategy_doc,
            *self.people.values(),
            *self.teams.values(),
            *self.roles.values(),
            *self.cycles.values(),
        ]
        for cycle in self.cycle_folders():
            docs += (*self.calibrations(cycle).values(), *self.cycle_ratings(cycle).values())
            docs += (self.closing(cycle), self.retrospective(cycle))
        return [doc for doc in docs if doc]

    @cached_property
    def namings(self) -> Namings:
        """What the organisation's files name, by kind."""
        return namings_of(self.org_docs)

    def _one(
        self, kind: str, model: type[M], *, id: str | None = None, cycle: str | None = None
    ) -> Doc[M] | None:
        if cycle is not None and not is_slug(cycle):
            return None  # a folder called so holds nothing that is read
        path = self.layout.path(kind, id=id, cycle=cycle)
        place = self.layout.place(path)
        return cast("Doc[M] | None", load(self.tree, path, place)) if place else None

    def _all(self, kind: str, model: type[M], cycle: str | None = None) -> dict[str, Doc[M]]:
        """Every file of a kind that lies in one folder (and its shards), by id."""
        if cycle is not None and not is_slug(cycle):
            return {}
        folder = self.layout.path(kind, id="x", cycle=cycle).rpartition("/")[0]
        if kind == "person" and self.layout.shard:
            folder = folder.rpartition("/")[0]
        found: dict[str, Doc[M]] = {}
        for path in walk(self.tree, folder):
            place = self.layout.place(path)
            if place and place.id and place.kind == kind:
                doc = load(self.tree, path, place)
                if doc:
                    found[place.id] = cast("Doc[M]", doc)
        return found


def owner_order(owner: str) -> tuple[int, str]:
    """The key by which owners are sorted: the company, teams, people."""
    return _ORDER[owner.partition("/")[0]], owner


_ORDER = {COMPANY: 0, "teams": 1, "people": 2}


def cycle_of(company: Company, id: str) -> Cycle:
    """A cycle that exists and can be read.

    Raises PerfgitError where there is none, or it has errors.
    """
    doc = company.cycles.get(id)
    if doc is None:
        raise PerfgitError(
            say('There is no cycle "{cycle}".', cycle=id[:80]), suggestion(id, company.cycles)
        )
    if doc.data is None:
        raise PerfgitError(
            say("{path} has errors.", path=doc.path),
            say("{why} `perfgit check` shows where.", why=doc.problems[0].message),
        )
    return doc.data


def _held(doc: Doc[Calibration]) -> tuple[dt.date, str]:
    """When a session was held; of two of one day the name decides."""
    return doc.data.held if doc.data else dt.date.max, doc.path
