"""What a change of strategy, or of a goal that others support, touches: all the way down.

A goal that is touched is agreed again: an entry in its sheet's `history` (kept, changed, dropped,
added) on or after the day of the change settles it.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from perfgit.company.company import Company, Ref, owner_order, parse_ref
from perfgit.i18n import say, suggestion
from perfgit.measures.exact import Fraction, rounded
from perfgit.model.goals import Goal, GoalSheet, HistoryEntry, Objective
from perfgit.model.org import Cycle
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed, shares

STRATEGY = "strategy"


class Change(NamedTuple):
    """Something that goals depend on has changed, or might.

    `sources` are objectives (owner `strategy`) or goals; their cycle is where the goals lie that are
    looked at. `on` is the day of the change, None where it is only asked about.
    """

    cycle: str
    sources: tuple[Ref, ...]
    on: dt.date | None
    what: str


class Touched(NamedTuple):
    """A goal that depends on what has changed."""

    ref: Ref
    title: str
    share: Fraction
    """Share of its owner's sheet, 0 to 1."""
    through: tuple[Ref, ...]
    """The shortest way: from what has changed to the goal above this one."""
    settled: HistoryEntry | None

    def as_json(self) -> dict[str, Any]:
        """The goal as plain data."""
        settled = self.settled
        return {
            "owner": self.ref.owner,
            "goal": self.ref.goal,
            "title": self.title,
            "share": float(rounded(self.share, 4)),
            "through": [str(ref) for ref in self.through],
            "settled": {"on": settled.on.isoformat(), "what": settled.what} if settled else None,
        }


class Impact(NamedTuple):
    """A change and all goals that it touches, the nearest first."""

    change: Change
    touched: tuple[Touched, ...]

    @property
    def open(self) -> tuple[Touched, ...]:
        """Those that nobody has agreed again."""
        return tuple(one for one in self.touched if one.settled is None)

    def owners(self) -> dict[str, Fraction]:
        """The share of each owner's sheet that is touched."""
        found: dict[str, Fraction] = {}
        for one in self.touched:
            found[one.ref.owner] = found.get(one.ref.owner, Fraction(0)) + one.share
        return found

    def most_touched(self, most: int) -> list[str]:
        """The owners of whose sheets the largest shares are touched."""
        owners = self.owners()
        return sorted(owners, key=lambda owner: (-owners[owner], owner))[:most]

    def as_json(self, *, open_only: bool = False) -> dict[str, Any]:
        """The change and its goals as plain data."""
        goals = self.open if open_only else self.touched
        return {
            "on": self.change.on.isoformat() if self.change.on else None,
            "of": [str(ref) for ref in self.change.sources],
            "what": self.change.what,
            "goals": [one.as_json() for one in goals],
            "owners": {owner: float(rounded(share, 4)) for owner, share in self.owners().items()},
        }


class Support(Protocol):
    """What `impact` asks about the goals of a cycle."""

    def below(self, ref: Ref) -> Iterable[Ref]:
        """The goals that support a goal or objective."""

    def about(self, ref: Ref) -> tuple[str, Fraction]:
        """A goal's title, and its share of its owner's sheet."""

    def settled(self, ref: Ref, on: dt.date | None) -> HistoryEntry | None:
        """The latest agreement about a goal on a day or after it."""


class Sheets:
    """All goals of a cycle by what they support; each sheet is read once."""

    def __init__(
        self,
        company: Company,
        cycle: str,
        of: Iterable[str] | None = None,
        sheet: Callable[[str], GoalSheet | None] | None = None,
    ) -> None:
        """Read the sheets of a cycle.

        Args:
            company: The company.
            cycle: The cycle.
            of: Only the sheets of these owners and all that their goals rest on, which is enough
                to tell what touches them; else everybody's.
            sheet: Gives an owner's sheet, where some have been read already.
        """
        self.cycle = cycle
        self.by_owner: dict[str, GoalSheet] = {}
        self.goals: dict[Ref, Goal] = {}
        self.shares: dict[Ref, Fraction] = {}
        self.supporters: dict[Ref, list[Ref]] = {}

        def read(owner: str) -> GoalSheet | None:
            doc = company.sheet(cycle, owner)
            return doc.data if doc else None

        owners = company.owners(cycle) if of is None else of
        found = {owner: (sheet or read)(owner) for owner in owners}
        if of is not None:
            waiting = list(found.values())
            for one in waiting:  # grows while it is walked through
                for owner in _rests_on(one, cycle) if one else ():
                    if owner not in found:
                        found[owner] = (sheet or read)(owner)
                        waiting.append(found[owner])
        for owner in sorted(found, key=owner_order):
            if one := found[owner]:
                self._add(owner, one)

    def _add(self, owner: str, sheet: GoalSheet) -> None:
        self.by_owner[owner] = sheet
        goals = agreed(sheet)
        for goal, share in zip(goals, shares([one.weight for one in goals]), strict=True):
            ref = Ref(self.cycle, owner, goal.id)
            self.goals[ref], self.shares[ref] = goal, share
            for text in goal.supports:
                self.supporters.setdefault(parse_ref(text, self.cycle), []).append(ref)

    def below(self, ref: Ref) -> Iterable[Ref]:
        """The goals that support a goal or objective."""
        return self.supporters.get(ref, ())

    def about(self, ref: Ref) -> tuple[str, Fraction]:
        """A goal's title, and its share of its owner's sheet."""
        return self.goals[ref].title, self.shares[ref]

    def settled(self, ref: Ref, on: dt.date | None) -> HistoryEntry | None:
        """The latest agreement about a goal on a day or after it."""
        if on is None:
            return None
        since = [
            one for one in self.by_owner[ref.owner].history if one.goal == ref.goal and one.on >= on
        ]
        return max(since, key=lambda one: one.on, default=None)


def _rests_on(sheet: GoalSheet, cycle: str) -> Iterator[str]:
    """The owners of goals of the same cycle that a sheet's goals support."""
    for goal in sheet.goals:
        for text in goal.supports:
            ref = parse_ref(text, cycle)
            if ref.cycle == cycle and ref.owner != STRATEGY:
                yield ref.owner


def impact(sheets: Support, change: Change) -> Impact:
    """All goals below what has changed, level by level; circles of support end where they close."""
    found: list[Touched] = []
    seen = set(change.sources)
    todo: deque[tuple[Ref, tuple[Ref, ...]]] = deque((ref, (ref,)) for ref in change.sources)
    while todo:
        above, way = todo.popleft()
        for ref in sheets.below(above):
            if ref in seen:
                continue
            seen.add(ref)
            title, share = sheets.about(ref)
            found.append(Touched(ref, title, share, way, sheets.settled(ref, change.on)))
            todo.append((ref, (*way, ref)))
    return Impact(change, tuple(found))


def running(company: Company) -> list[tuple[str, Cycle]]:
    """The cycles that are not closed, the latest first."""
    return [pair for pair in company.cycles_in_order() if pair[1].closed is None]


def strategy_changes(company: Company, cycle: str) -> list[Change]:
    """The changes of strategy that fall into a cycle once its goals are agreed."""
    found = company.cycles.get(cycle)
    if not (found and found.data):
        return []
    last = max(found.data.ends, found.data.stages.feedback.closes)
    return [
        Change(
            cycle,
            tuple(Ref(cycle, STRATEGY, id) for id in one.objectives),
            one.on,
            one.what.strip(),
        )
        for one in company.strategy.changes
        if found.data.stages.plan.opens <= one.on <= last
    ]


def asked_about(company: Company, sheets: Sheets, text: str) -> Change:
    """The change that somebody asks about: an objective's id, or a goal as references name it.

    Raises PerfgitError where there is no such thing.
    """
    objectives = {one.id: one.title for one in company.strategy.objectives}
    name = text.removeprefix(f"{STRATEGY}/")
    if name in objectives:
        return Change(sheets.cycle, (Ref(sheets.cycle, STRATEGY, name),), None, objectives[name])
    ref = parse_ref(text, sheets.cycle)
    if ref in sheets.goals:
        return Change(sheets.cycle, (ref,), None, sheets.goals[ref].title)
    known = [*objectives, *(str(one) for one in sheets.supporters if one in sheets.goals)]
    raise PerfgitError(
        say('There is no objective or goal "{name}".', name=text[:80]), suggestion(text, known)
    )


def between(base: Company, head: Company, sheets: Sheets) -> list[Change]:
    """What others depend on and what differs between two revisions, goals of people left out."""
    cycle = sheets.cycle
    before = {one.id: one for one in base.strategy.objectives}
    after = {one.id: one for one in head.strategy.objectives}
    found = [
        Change(cycle, (Ref(cycle, STRATEGY, id),), None, what)
        for id, what in _differing(before, after)
    ]
    for owner in {*base.owners(cycle), *head.owners(cycle)}:
        if not owner.startswith("people/"):
            old, new = (_goals(one, cycle, owner) for one in (base, head))
            found += [
                Change(cycle, (Ref(cycle, owner, id),), None, what)
                for id, what in _differing(old, new)
            ]
    return sorted(found, key=lambda one: one.sources)


def _goals(company: Company, cycle: str, owner: str) -> dict[str, Goal]:
    doc = company.sheet(cycle, owner)
    return {goal.id: goal for goal in doc.data.goals} if doc and doc.data else {}


def _differing(
    before: dict[str, Goal] | dict[str, Objective], after: dict[str, Goal] | dict[str, Objective]
) -> Iterator[tuple[str, str]]:
    for id in sorted(before.keys() | after.keys()):
        old, new = before.get(id), after.get(id)
        if old is None or old == new:
            continue  # nobody can have relied on what is new
        if new is None:
            yield id, say('"{title}" is gone', title=old.title)
        else:
            yield id, say('"{title}" is changed', title=old.title)


def totals(impacts: Iterable[Impact]) -> tuple[int, int, int]:
    """Goals touched, owners concerned, and goals still to be agreed again; each counted once."""
    touched: dict[Ref, bool] = {}
    for one in impacts:
        for goal in one.touched:
            touched[goal.ref] = touched.get(goal.ref, False) or goal.settled is None
    return len(touched), len({ref.owner for ref in touched}), sum(touched.values())


def still_open(impacts: Sequence[Impact]) -> dict[str, list[tuple[Change, Touched]]]:
    """What each owner has still to agree again."""
    found: dict[str, list[tuple[Change, Touched]]] = {}
    for one in impacts:
        for goal in one.open:
            found.setdefault(goal.ref.owner, []).append((one.change, goal))
    return found
