"""Closing a cycle: every result is frozen, and the cycle's file says on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from perfgit.company.company import Company, cycle_of
from perfgit.cycles.results import Outcome, outcomes
from perfgit.files.render import record_data, render
from perfgit.files.trees import WorkingTree
from perfgit.files.writer import Writer
from perfgit.i18n import listing, say
from perfgit.model.org import Cycle
from perfgit.model.values import Source
from perfgit.parallel import Progress
from perfgit.problem import PerfgitError, Problem
from perfgit.rules.engine import check
from perfgit.scoring.frozen import closing_of

_ROOTS = ("goals/", "reviews/")
_PUT_RIGHT = ("frozen-result", "missing-result", "result-policy")


class Lacking(NamedTuple):
    """What is missing of a manager's people, so that somebody can go and ask."""

    manager: str
    """Empty for those who have none."""
    no_result: tuple[str, ...]
    not_in: tuple[tuple[str, tuple[Source, ...]], ...]
    """Who has sources that count of which nothing was handed in, and which."""


def lacking(company: Company, found: Iterable[Outcome]) -> Iterator[Lacking]:
    """What is missing, by manager; a source that nobody can be is not."""
    by_manager: dict[str, list[Outcome]] = {}
    for one in found:
        if one.owed:
            by_manager.setdefault(_manager(company, one), []).append(one)
    for manager, people in sorted(by_manager.items()):
        no_result = tuple(one.person for one in people if one.why is not None)
        missing = [
            (one.person, tuple(it for it in one.missing if manager or it != "manager"))
            for one in people
        ]
        not_in = tuple((person, sources) for person, sources in missing if sources)
        if no_result or not_in:
            yield Lacking(manager, no_result, not_in)


def _manager(company: Company, one: Outcome) -> str:
    person = company.person(one.person)
    return person.manager if person and person.manager else ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a cycle gives; `errors` stand in its way."""

    cycle: str
    today: dt.date
    closed: dt.date
    was_closed: bool
    outcomes: tuple[Outcome, ...] = ()
    errors: tuple[Problem, ...] = ()
    known: frozenset[str] = frozenset()
    """Of whom the cycle says already why they have no result."""
    early: dt.date | None = None
    """The day on which evaluation closes, where that is still to come."""
    policy: bytes | None = None
    """What `closing.yml` will hold; None: it is there, or none is needed."""
    lacking: tuple[Lacking, ...] = ()
    """What has not been handed in, by whom it is asked of."""

    @property
    def results(self) -> list[Outcome]:
        """Everybody who has a result."""
        return [one for one in self.outcomes if one.why is None]

    @property
    def without(self) -> list[Outcome]:
        """Everybody who has none."""
        return [one for one in self.outcomes if one.why is not None]

    def unexplained(self, given: Collection[str]) -> list[Outcome]:
        """Who has no result without a reason in the cycle; `given` have one now."""
        return [
            one
            for one in self.without
            if one.person not in self.known and one.person not in given and one.owed
        ]

    def brakes(self, given: Collection[str]) -> list[str]:
        """What speaks against closing now, in sentences; `given`: whose missing result is explained."""
        found: list[str] = []
        if self.early:
            found.append(say("evaluation is open until {day}", day=self.early))
        missing = self.unexplained(given)
        if missing:
            names = listing((one.person for one in missing), most=8)
            found.append(
                say("no result and no reason: {names} (`--without PERSON --why TEXT`)", names=names)
            )
        unjudged = [
            person
            for one in self.lacking
            for person, sources in one.not_in
            if "manager" in sources and person not in one.no_result
        ]
        if unjudged:
            names = listing(unjudged, most=8)
            found.append(say("a result without the manager's review: {names}", names=names))
        moved = [one for one in self.changes if one.told or one.stale]
        if self.was_closed and len(moved) > max(3, len(self.results) // 20):
            found.append(say("{count:,} results that were told would change", count=len(moved)))
        return found

    @property
    def changes(self) -> list[Outcome]:
        """The results whose files are written or, where nothing gives them any more, deleted."""
        return [one for one in self.outcomes if one.data is not None or one.stale]


def plan(root: Path, cycle: str, today: dt.date, progress: Progress | None = None) -> Closing:
    """What closing would do; nothing is written.

    Raises PerfgitError where there is no such cycle, or closing would be early.
    """
    company = Company(WorkingTree(root))
    data = cycle_of(company, cycle)
    was_closed = data.closed is not None
    closing = Closing(cycle, today, data.closed or today, was_closed)
    if not was_closed and today < data.stages.evaluate.opens:
        raise PerfgitError(
            say(
                "Evaluation opens only on {day}: there is nothing to close yet.",
                day=data.stages.evaluate.opens,
            ),
            say("`--today DATE` closes it as of another day."),
        )
    errors = _errors_of(root, cycle)
    if errors:
        return replace(closing, errors=errors)
    found = tuple(outcomes(company, cycle, _people(company, cycle, data), progress))
    there = company.closing(cycle)
    older = any(one.older for one in found)
    if was_closed and not there and not older and any(one.told for one in found):
        raise PerfgitError(
            say(
                "{path} is gone: nothing says which policy the results rest on.",
                path=company.layout.path("closing", cycle=cycle),
            ),
            say("Take it from the history of git; a result that was told does not move."),
        )
    frozen = (
        None
        if there or older
        else render(record_data(closing_of(company, cycle), defaults=True)).encode()
    )
    closes = data.stages.evaluate.closes
    return replace(
        closing,
        outcomes=found,
        known=frozenset(data.who.without),
        early=closes if not was_closed and today <= closes else None,
        policy=frozen,
        lacking=() if was_closed else tuple(lacking(company, found)),
    )


def close(
    root: Path,
    closing: Closing,
    without: Mapping[str, str] | None = None,
    forced: str | None = None,
) -> None:
    """Write what was planned.

    The policy comes first, then the results, and the cycle's day last, so that a run that was
    interrupted is simply repeated: what is frozen already is left alone.

    Args:
        root: The company's folder.
        closing: What `plan` has found.
        without: Who has no result, each with the reason; it is written into the cycle's file.
        forced: Why it is closed past a brake; it is written among the cycle's changes.
    """
    if closing.errors:
        raise PerfgitError(
            say("The cycle has {count} errors.", count=len(closing.errors)),
            say("`perfgit check` shows them; nothing was written."),
        )
    with Writer(root) as writer:
        if closing.policy:
            layout = Company(WorkingTree(root)).layout
            writer.write(layout.path("closing", cycle=closing.cycle), closing.policy)
        changes = closing.changes
        writer.write_all({one.path: one.data for one in changes if one.data is not None})
        for outcome in changes:
            if outcome.data is None:
                writer.remove(outcome.path)
    reasons = {id: why for id, why in (without or {}).items() if id not in closing.known}
    if not closing.was_closed or reasons or forced:
        from perfgit.files.editor import Editor  # ruamel.yaml starts only to write

        editor = Editor(root, f"org/cycles/{closing.cycle}.yml")
        who = editor.data.get("who") or {}
        if reasons and not who:
            editor.set(("who",), {"without": reasons})
        elif reasons and not who.get("without"):
            editor.set(("who", "without"), reasons)
        else:
            for person, why in reasons.items():
                editor.set(("who", "without", person), why)
        if forced:
            what = say("Closed past a brake.")
            editor.append(("changes",), {"on": closing.today, "what": what, "why": forced})
        if not closing.was_closed:
            editor.set(("closed",), closing.closed)
        editor.save()


def _errors_of(root: Path, cycle: str) -> tuple[Problem, ...]:
    """The errors that could touch a result: of the organisation and of the cycle.

    Frozen results that no longer fit their inputs, or are gone, are what closing again puts right.
    """
    own = tuple(f"{root}{cycle}/" for root in _ROOTS)
    return tuple(
        problem
        for problem in check(WorkingTree(root)).problems
        if problem.severity == "error"
        and problem.rule not in _PUT_RIGHT
        and (problem.file.startswith(own) or not _in_a_cycle(problem.file))
    )


def _in_a_cycle(path: str) -> bool:
    return path.startswith(_ROOTS) and path.count("/") > 1


def _people(company: Company, cycle: str, data: Cycle) -> list[str]:
    """Everybody with files in the cycle, and everybody who was there and has none."""
    found = {owner[7:] for owner in company.owners(cycle) if owner.startswith("people/")}
    for id, doc in company.people.items():
        person = doc.data
        if person is None:
            continue
        joined_late = person.joined is not None and person.joined > data.ends
        left_early = person.left is not None and person.left < data.starts
        if not joined_late and not left_early:
            found.add(id)
    return sorted(found)


def described(errors: tuple[Problem, ...]) -> str:
    """The first errors in one line."""
    return listing((f"{one.file}:{one.line} [{one.rule}]" for one in errors), most=5)
