"""The questions of a review, each beginning with what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from perfgit.authoring import choices
from perfgit.authoring.change import Data
from perfgit.authoring.choices import Option
from perfgit.authoring.identity import Me
from perfgit.authoring.review_material import ReviewMaterial
from perfgit.authoring.values import pairs, rating_from, typed
from perfgit.cli.answers import Answers
from perfgit.company import readers
from perfgit.company.dossier import key_results
from perfgit.i18n import say
from perfgit.model.goals import Goal
from perfgit.rules.reporting import visible


@dataclass(frozen=True)
class Flags:
    """What flags say of a review."""

    final: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    comment: tuple[str, ...] = ()
    overall: str | None = None
    overall_comment: str | None = None
    strengths: str | None = None
    growth: str | None = None
    potential: str | None = None
    potential_comment: str | None = None
    hand_in: bool | None = None

    @property
    def any(self) -> bool:
        """Whether they say anything."""
        return self != Flags()


class ReviewForm:
    """One review: the material, the flags, and what stands there already."""

    def __init__(self, answers: Answers, material: ReviewMaterial, flags: Flags) -> None:
        self._answers = answers
        self._material = material
        self._flags = flags
        self._finals = material.finals(pairs(flags.final, "--final"))
        self._ratings = material.ratings(pairs(flags.rating, "--rating"))
        self._comments = material.comments(pairs(flags.comment, "--comment"))

    def show_material(self, reader: Me) -> None:
        """What was reported and said in the cycle, for those who may read it."""
        if not self._answers.asks:
            return
        name = self._material.subject.person.name
        self._answers.heading(say("\n{name}: what is known", name=visible(name)))
        for remark in self._material.remarks(reader):
            self._answers.heading(f"  {visible(remark.head)}  {_short(remark.text)}")

    def data(self) -> Data:
        """What the review says."""
        old, flags = self._material.old, self._flags
        competencies = self._material.competencies((*self._ratings, *self._comments))
        found: Data = {
            "goals": {goal.id: said for goal in self._material.goals if (said := self._goal(goal))},
            "competencies": {id: said for id in competencies if (said := self._competency(id))},
            "overall": self._rated(
                "overall", say("The whole"), old.overall, flags.overall, flags.overall_comment
            ),
            "strengths": self._answers.text(
                "strengths",
                say("Strengths? (may stay empty)"),
                given=flags.strengths,
                default=old.strengths or "",
            ),
            "growth": self._answers.text(
                "growth",
                say("Where to grow? (may stay empty)"),
                given=flags.growth,
                default=old.growth or "",
            ),
        }
        if self._material.kind == "manager":
            found["potential"] = self._rated(
                "potential",
                say("Potential ({readers})", readers=readers.of_potential()),
                self._material.potential,
                flags.potential,
                flags.potential_comment,
            )
        return {key: value for key, value in found.items() if value}

    def _goal(self, goal: Goal) -> Data:
        said: Data = {}
        finals = dict(self._finals.get(goal.id, {}))
        self._answers.heading(f"\n{visible(goal.title)}")
        if self._material.takes_finals and self._answers.asks:
            for key, result in key_results(goal):
                before = finals.get(result.id, self._material.final(goal, key, result.id))
                self._answers.heading(f"  {visible(result.measure.words())}")
                text = self._answers.text(
                    f"final {key}",
                    say("{title}: final value", title=result.title),
                    last=typed(before),
                    check=lambda text, m=result.measure: text == "-" or m.value_from(text),  # type: ignore[misc]
                )
                if text and text != "-":
                    finals[result.id] = result.measure.value_from(text)
        if finals:
            said["final"] = finals
        title = say('Goal "{goal}"', goal=goal.title)
        return said | self._addressed(
            f"goals/{goal.id}", title, self._material.old.goals.get(goal.id)
        )

    def _competency(self, id: str) -> Data:
        expected = next((one for one in self._material.expected if one.competency.id == id), None)
        name = expected.competency.title if expected else id
        if expected and self._answers.asks:
            what = expected.competency.what or ""
            self._answers.heading(f"\n{visible(name)}: {visible(what)}")
            for value, text in sorted(expected.competency.ratings.items()):
                mark = say(" (expected at this level)") if value == expected.rating else ""
                self._answers.heading(f"  {value}  {visible(text)}{mark}")
        return self._addressed(f"competencies/{id}", name, self._material.old.competencies.get(id))

    def _addressed(self, address: str, what: str, old: Any) -> Data:
        rating = self._ratings.get(address)
        given = str(rating) if rating is not None else None
        return self._rated(address, what, old, given, self._comments.get(address))

    def _rated(
        self, key: str, what: str, old: Any, rating: str | None, comment: str | None
    ) -> Data:
        """A rating with its comment, or nothing."""
        said: Data = {}
        before = str(old.rating) if old and old.rating is not None else None
        if rating is not None:
            rating = str(rating_from(rating, self._material.scale))
        found = self._answers.choose(
            f"rating {key}",
            say("{what}: which rating?", what=what),
            [*choices.ratings(self._material.company), Option("", say("I cannot say"))],
            given=rating,
            default=before or "",
            required=False,
        )
        if found and (rating is not None or self._answers.asks):
            said["rating"] = int(found)
        text = self._answers.text(
            f"comment {key}",
            say("{what}: why? (may stay empty)", what=what),
            given=comment,
            default=(old.comment or "") if old else "",
        )
        if text and (comment is not None or self._answers.asks):
            said["comment"] = text
        return said


def _short(text: str, most: int = 200) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"
