"""The questions about a goal, with the templates of the role and what there is to support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from perfgit.authoring.change import Data
from perfgit.authoring.goals import Sheet
from perfgit.authoring.measures import grouped, measure_from
from perfgit.authoring.values import day_from, number_from
from perfgit.cli import choices
from perfgit.cli.answers import Answers
from perfgit.cli.key_result_form import KeyResultForm
from perfgit.cli.prompts import Option
from perfgit.cli.session import Session
from perfgit.company.dossier import key_results
from perfgit.files.cells import distinct, slug
from perfgit.files.layout import is_slug
from perfgit.i18n import listing, plain, say, suggestion
from perfgit.model.goals import Goal, KeepMeasure, NumberMeasure
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed


@dataclass(frozen=True)
class GoalFlags:
    """What flags say of a goal."""

    title: str | None = None
    id_: str | None = None
    why: str | None = None
    supports: tuple[str, ...] = ()
    weight: str | None = None
    due: str | None = None
    helpers: tuple[str, ...] = ()
    key_results: tuple[str, ...] = ()
    measure: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> GoalFlags:
        """From click's options."""
        return cls(**given)

    @property
    def any(self) -> bool:
        """Whether they say anything."""
        return self != GoalFlags()


class GoalForm:
    """One goal of a sheet."""

    def __init__(self, session: Session, answers: Answers, sheet: Sheet, flags: GoalFlags) -> None:
        self._session = session
        self._answers = answers
        self._sheet = sheet
        self._flags = flags
        self._there = sheet.goals()

    def new(self) -> Data:
        """A goal as a sheet holds it."""
        ask, flags = self._answers, self._flags
        title = ask.text(
            "title",
            say("What do you want to reach?"),
            given=flags.title,
            flag="--title",
            required=True,
        )
        found: Data = {
            "id": self._id(title),
            "title": title,
            "why": ask.text("why", say("Why does it matter? (may stay empty)"), given=flags.why)
            or None,
            "supports": self._supports([]),
            "weight": self._weight(),
            "due": self._due(""),
            "helpers": self._helpers([]),
        }
        if flags.measure:
            found["measure"] = measure_from(flags.measure)
        else:
            found["key_results"] = KeyResultForm(self._answers, self._sheet).ask(
                set(), flags.key_results
            )
        return {key: value for key, value in found.items() if value not in (None, [], "")}

    def changed(self, goal: Goal, targets: Mapping[str, str]) -> Data:
        """What changes of a goal, by field; weights of others are no business of this."""
        ask, flags = self._answers, self._flags
        fields: Data = {}
        wanted = self._fields_to_change()
        if flags.title is not None or "title" in wanted:
            fields["title"] = ask.text(
                "title", say("Title"), given=flags.title, default=goal.title, required=True
            )
        if flags.why is not None or "why" in wanted:
            fields["why"] = (
                ask.text("why", say("Why does it matter?"), given=flags.why, default=goal.why or "")
                or None
            )
        if flags.supports or "supports" in wanted:
            fields["supports"] = self._supports(list(goal.supports))
        if flags.weight is not None or "weight" in wanted:
            fields["weight"] = self._weight(goal.weight)
        if flags.due is not None or "due" in wanted:
            fields["due"] = self._due(goal.due.isoformat() if goal.due else "") or None
        if flags.helpers or "helpers" in wanted:
            fields["helpers"] = self._helpers(list(goal.helpers))
        results = self._targets(goal, targets, asked="targets" in wanted)
        if flags.key_results or "key_results" in wanted:
            results += KeyResultForm(ask, self._sheet).ask(
                {one.id for one in goal.key_results}, flags.key_results
            )
        if goal.measure is not None and results and "id" not in results[0]:
            fields["measure"] = results[0]["measure"]
        elif results:
            fields["key_results"] = results
        return fields

    def _fields_to_change(self) -> list[str]:
        if not self._answers.asks:
            return []
        options = [
            Option("title", say("the title")),
            Option("why", say("why it matters")),
            Option("supports", say("what it supports")),
            Option("weight", say("its weight")),
            Option("due", say("until when")),
            Option("helpers", say("who helps")),
            Option("targets", say("targets and bounds")),
            Option("key_results", say("one more key result")),
        ]
        return self._answers.several("fields", say("What do you want to change?"), options)

    def _id(self, title: str) -> str:
        taken = {goal.id for goal in self._there.goals}
        usual = distinct(slug(" ".join(title.split()[:5])[:40], "goal"), set(taken))

        def check(text: str) -> None:
            if not is_slug(text):
                raise PerfgitError(say("Lower-case letters, digits and hyphens."))
            if text in taken:
                raise PerfgitError(say('There is a goal "{goal}" already.', goal=text))

        return (
            self._answers.text(
                "id",
                say("A short id for it"),
                given=self._flags.id_,
                default=usual,
                check=check,
            )
            or usual
        )

    def _supports(self, before: list[str]) -> list[str]:
        return self._answers.several(
            "supports",
            say("What does it support?"),
            list(self._supportable()) if self._answers.asks else [],
            given=self._flags.supports,
            default=before,
        )

    def _supportable(self) -> Iterator[Option]:
        """Goals of the team and those above it, of the manager, of the company; objectives."""
        company, cycle = self._sheet.company, self._sheet.cycle
        owners: list[str] = []
        kind, _, id = self._sheet.owner.partition("/")
        if kind == "people":
            person = company.person(id)
            team = person.team if person else None
            if person and person.manager:
                owners.append(f"people/{person.manager}")
        else:
            team = id or None
        while team and f"teams/{team}" not in owners:
            owners.append(f"teams/{team}")
            doc = company.teams.get(team)
            team = doc.data.parent if doc and doc.data else None
        for owner in [*owners, "company"]:
            sheet = company.dossier(cycle, owner).sheet if owner != self._sheet.owner else None
            for goal in agreed(sheet) if sheet else ():
                yield Option(f"{owner}/{goal.id}", f"{owner}: {goal.title}")
        for one in company.strategy.objectives:
            yield Option(f"strategy/{one.id}", f"strategy: {one.title}")

    def _weight(self, before: float | None = None) -> float | None:
        old = {goal.id: goal.weight for goal in agreed(self._there)}
        if self._answers.asks and old:
            shown = (f"{id} {plain(weight or 0)}" for id, weight in old.items())
            self._answers.heading(say("Weights now: {weights}", weights=listing(shown)))
        usual = plain(before) if before is not None else str(100 // (len(old) + 1))
        text = self._answers.text(
            "weight",
            say("Its weight, per cent of all (the others make room)"),
            given=self._flags.weight,
            default=usual if self._answers.asks else "",
            check=number_from,
        )
        return number_from(text) if text else None

    def _due(self, before: str) -> Any:
        text = self._answers.text(
            "due",
            say("Until when? (YYYY-MM-DD; empty: the end of the cycle)"),
            given=self._flags.due,
            default=before,
            check=day_from,
        )
        return day_from(text) if text else None

    def _helpers(self, before: list[str]) -> list[str]:
        return self._answers.several(
            "helpers",
            say("Who helps?"),
            choices.people(self._session.company, but=[self._session.me.id])
            if self._answers.asks
            else [],
            given=[self._session.person(id).id for id in self._flags.helpers],
            default=before,
        )

    def _targets(self, goal: Goal, given: Mapping[str, str], *, asked: bool) -> list[Data]:
        """New targets or bounds, as what differs of the key results (or of the own measure)."""
        results = {one.id: one.measure for _, one in key_results(goal)}
        for id in given:
            if id not in results:
                raise PerfgitError(
                    say('There is no key result "{key}".', key=id[:80]), suggestion(id, results)
                )
        found: list[Data] = []
        for id, measure in results.items():
            if isinstance(measure, NumberMeasure):
                name, now = "target", measure.target
            elif isinstance(measure, KeepMeasure):
                name = "at_most" if measure.at_most is not None else "at_least"
                now = measure.at_most if measure.at_most is not None else measure.at_least or 0
            elif id in given:
                raise PerfgitError(
                    say('"{key}" has no number for a target.', key=id),
                    say("`perfgit goal edit --editor` opens the file."),
                )
            else:
                continue
            text = given.get(id, "")
            if asked:
                text = self._answers.text(
                    f"target {id}",
                    say("{id}: target", id=id),
                    default=text or grouped(now),
                    check=number_from,
                )
            if text and number_from(text) != now:
                change: Data = {"measure": {name: number_from(text)}}
                found.append(change if goal.measure is not None else {"id": id} | change)
        return found
