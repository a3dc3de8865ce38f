"""The questions about a goal, with the templates of the role and what there is to support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from perfgit.authoring import choices
from perfgit.authoring.change import Data
from perfgit.authoring.choices import Option
from perfgit.authoring.goal_fields import (
    check_id,
    check_target,
    new_targets,
    supportable,
    targets,
    usual_id,
    usual_weight,
)
from perfgit.authoring.goals import Sheet
from perfgit.authoring.session import Session
from perfgit.authoring.values import day_from
from perfgit.cli.answers import Answers
from perfgit.cli.key_result_form import KeyResultForm
from perfgit.i18n import listing, plain, say
from perfgit.measures.kinds import from_words
from perfgit.measures.typed import grouped, number_from
from perfgit.model.goals import Goal
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
            found["measure"] = from_words(flags.measure)
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
                {result.id for result in goal.key_results}, flags.key_results
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
        usual = usual_id(self._there, title)
        return (
            self._answers.text(
                "id",
                say("A short id for it"),
                given=self._flags.id_,
                default=usual,
                check=lambda text: check_id(self._there, text),
            )
            or usual
        )

    def _supports(self, before: list[str]) -> list[str]:
        return self._answers.several(
            "supports",
            say("What does it support?"),
            list(supportable(self._sheet)) if self._answers.asks else [],
            given=self._flags.supports,
            default=before,
        )

    def _weight(self, before: float | None = None) -> float | None:
        old = {goal.id: goal.weight for goal in agreed(self._there)}
        if self._answers.asks and old:
            shown = (f"{id} {plain(weight or 0)}" for id, weight in old.items())
            self._answers.heading(say("Weights now: {weights}", weights=listing(shown)))
        usual = plain(usual_weight(self._there) if before is None else before)
        text = self._answers.text(
            "weight",
            say("Its weight, per cent of all (the others make room)"),
            given=self._flags.weight,
            last=usual if self._answers.asks else "",
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
        for id in given:
            check_target(goal, id)
        texts = dict(given)
        for id, now in targets(goal).items() if asked else ():
            texts[id] = self._answers.text(
                f"target {id}",
                say("{id}: target", id=id),
                last=given.get(id) or grouped(now),
                check=number_from,
            )
        return new_targets(goal, {id: number_from(text) for id, text in texts.items() if text})
