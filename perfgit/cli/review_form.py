"""The questions of a review, each beginning with what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from perfgit.authoring.change import Data
from perfgit.authoring.identity import Me
from perfgit.authoring.measures import words_of
from perfgit.authoring.reviews import Expected, Kind, expected, feedback_for
from perfgit.authoring.values import pairs, rating_from, typed, value_from
from perfgit.cli import choices
from perfgit.cli.answers import Answers
from perfgit.cli.prompts import Option
from perfgit.cli.session import Session
from perfgit.company.dossier import key_results
from perfgit.i18n import say, suggestion
from perfgit.model.goals import Goal
from perfgit.model.reviews import ManagerReview, Review
from perfgit.problem import PerfgitError
from perfgit.rules.reporting import visible
from perfgit.scoring.sheet import agreed, facts


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

    def __init__(
        self,
        session: Session,
        answers: Answers,
        kind: Kind,
        cycle: str,
        subject: Me,
        old: Review | None,
        flags: Flags,
    ) -> None:
        self._session = session
        self._answers = answers
        self._kind = kind
        self._subject = subject
        self._old = old or Review()
        self._flags = flags
        self._dossier = session.company.dossier(cycle, f"people/{subject.id}")
        sheet = self._dossier.sheet
        self._goals: list[Goal] = agreed(sheet) if sheet else []
        self._last = {key: fact.value for key, fact in facts(self._dossier).items()}
        self._expected: list[Expected] = expected(session.company, subject.id)
        self._valid = [step.value for step in session.company.policy.scale]

    def data(self) -> Data:
        """What the review says."""
        if self._answers.asks:
            self._show_material()
        ratings, comments = self._given_ratings(), self._given_comments()
        finals = self._given_finals()
        found: Data = {
            "goals": {
                goal.id: said
                for goal in self._goals
                if (
                    said := self._goal(
                        goal,
                        finals.get(goal.id, {}),
                        ratings.get(f"goals/{goal.id}"),
                        comments.get(f"goals/{goal.id}"),
                    )
                )
            },
            "competencies": {
                id: said
                for id in self._competencies(ratings, comments)
                if (
                    said := self._competency(
                        id, ratings.get(f"competencies/{id}"), comments.get(f"competencies/{id}")
                    )
                )
            },
            "overall": self._rated(
                "overall",
                say("The whole"),
                self._old.overall,
                self._flags.overall,
                self._flags.overall_comment,
            ),
            "strengths": self._answers.text(
                "strengths",
                say("Strengths? (may stay empty)"),
                given=self._flags.strengths,
                default=self._old.strengths or "",
            ),
            "growth": self._answers.text(
                "growth",
                say("Where to grow? (may stay empty)"),
                given=self._flags.growth,
                default=self._old.growth or "",
            ),
        }
        if self._kind == "manager":
            potential = self._old.potential if isinstance(self._old, ManagerReview) else None
            found["potential"] = self._rated(
                "potential",
                say("Potential (never shown to peers)"),
                potential,
                self._flags.potential,
                self._flags.potential_comment,
            )
        return {key: value for key, value in found.items() if value}

    def _goal(self, goal: Goal, finals: Data, rating: int | None, comment: str | None) -> Data:
        said: Data = {}
        old = self._old.goals.get(goal.id)
        self._answers.heading(f"\n{visible(goal.title)}")
        if self._kind in ("self", "manager") and self._answers.asks:
            for key, one in key_results(goal):
                before = finals.get(one.id, (old.final if old else {}).get(one.id))
                self._answers.heading(f"  {visible(words_of(one.measure))}")
                text = self._answers.text(
                    f"final {key}",
                    say("{title}: final value", title=one.title),
                    default=typed(before if before is not None else self._last.get(key)),
                    check=lambda text, m=one.measure: text == "-" or value_from(m, text),  # type: ignore[misc]
                )
                if text and text != "-":
                    finals[one.id] = value_from(one.measure, text)
        if finals:
            said["final"] = finals
        rated = self._rated(
            f"goals/{goal.id}",
            say('Goal "{goal}"', goal=goal.title),
            old,
            str(rating) if rating is not None else None,
            comment,
        )
        return said | rated

    def _competencies(self, ratings: dict[str, int], comments: dict[str, str]) -> list[str]:
        """Those that the role expects, those that are there, and those that flags name."""
        named = [key.partition("/")[2] for key in (*ratings, *comments) if key[0] == "c"]
        roles = [one.competency.id for one in self._expected]
        return list(dict.fromkeys([*roles, *self._old.competencies, *named]))

    def _competency(self, id: str, rating: int | None, comment: str | None) -> Data:
        one = next((one for one in self._expected if one.competency.id == id), None)
        name = one.competency.title if one else id
        if one and self._answers.asks:
            self._answers.heading(f"\n{visible(name)}: {visible(one.competency.what or '')}")
            for value, text in sorted(one.competency.ratings.items()):
                mark = say(" (expected at this level)") if value == one.rating else ""
                self._answers.heading(f"  {value}  {visible(text)}{mark}")
        return self._rated(
            f"competencies/{id}",
            name,
            self._old.competencies.get(id),
            str(rating) if rating is not None else None,
            comment,
        )

    def _rated(
        self, key: str, what: str, old: Any, rating: str | None, comment: str | None
    ) -> Data:
        """A rating with its comment, or nothing."""
        said: Data = {}
        before = str(old.rating) if old and old.rating is not None else None
        if rating is not None:
            rating = str(rating_from(rating, self._valid))
        found = self._answers.choose(
            f"rating {key}",
            say("{what}: which rating?", what=what),
            [*choices.ratings(self._session.company), Option("", say("I cannot say"))],
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

    def _given_finals(self) -> dict[str, Data]:
        measures = {key: (goal.id, one) for goal in self._goals for key, one in key_results(goal)}
        found: dict[str, Data] = {}
        for key, text in pairs(self._flags.final, "--final").items():
            if key not in measures:
                raise PerfgitError(
                    say('There is no key result "{key}".', key=key[:120]), suggestion(key, measures)
                )
            goal, one = measures[key]
            found.setdefault(goal, {})[one.id] = value_from(one.measure, text)
        return found

    def _given_ratings(self) -> dict[str, int]:
        return {
            self._address(id): rating_from(text, self._valid)
            for id, text in pairs(self._flags.rating, "--rating").items()
        }

    def _given_comments(self) -> dict[str, str]:
        return {
            self._address(id): text for id, text in pairs(self._flags.comment, "--comment").items()
        }

    def _address(self, id: str) -> str:
        """`goals/ID` or `competencies/ID`; raises PerfgitError for what is neither."""
        goals = [f"goals/{goal.id}" for goal in self._goals]
        doc = self._session.company.competencies_doc
        known = [
            f"competencies/{one.id}" for one in (doc.data.competencies if doc and doc.data else ())
        ]
        for address in (*goals, *known):
            if id in (address, address.partition("/")[2]):
                return address
        names = [one.partition("/")[2] for one in (*goals, *known)]
        raise PerfgitError(
            say('"{id}" is neither a goal nor a competency here.', id=id[:80]),
            suggestion(id, names),
        )

    def _show_material(self) -> None:
        """What was reported and said in the cycle, for those who may read it."""
        say_line = self._answers.heading
        say_line(say("\n{name}: what is known", name=visible(self._subject.person.name)))
        for doc in self._dossier.checkins:
            if doc.data and doc.data.note:
                say_line(f"  {doc.place.day}  {_short(doc.data.note)}")
        for feedback in feedback_for(self._dossier, self._session.me, self._kind):
            if feedback.data:
                text = say(
                    "  {day}  {author} says: {note}",
                    day=feedback.place.day,
                    author=feedback.place.id,
                    note=_short(feedback.data.note),
                )
                say_line(text)
        if self._kind == "manager":
            for kind in ("self", "peer"):
                for one in self._dossier.reviews(kind):
                    if one.data and one.data.submitted and one.data.overall:
                        who = one.place.id or self._subject.id
                        overall = one.data.overall
                        rating = "-" if overall.rating is None else overall.rating
                        say_line(f"  {kind} {who}: {rating}  {_short(overall.comment or '')}")


def _short(text: str, most: int = 200) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"
