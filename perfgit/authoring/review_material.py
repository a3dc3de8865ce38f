"""What a review begins with: the goals with their last values, what the role expects, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from perfgit.authoring.change import Data, RefusedError
from perfgit.authoring.identity import Me
from perfgit.authoring.reviews import Expected, Kind, expected, feedback_for, nominated_by
from perfgit.authoring.session import Session
from perfgit.authoring.values import rating_from
from perfgit.company.company import Company
from perfgit.company.dossier import Dossier, key_results
from perfgit.i18n import say, suggestion
from perfgit.model.goals import Goal
from perfgit.model.reviews import ManagerReview, Rated, Review
from perfgit.model.values import Value
from perfgit.problem import PerfgitError
from perfgit.scoring.sheet import agreed, facts


class Remark(NamedTuple):
    """Something that was reported or said in the cycle, as a line."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewMaterial:
    """All that is known when a review of a kind is begun; `old` is the review as far as it stands."""

    company: Company
    kind: Kind
    subject: Me
    dossier: Dossier
    old: Review
    goals: tuple[Goal, ...]
    last: Mapping[str, Value]
    """Last values, by key result."""
    expected: tuple[Expected, ...]
    """The competencies that the role names."""

    @classmethod
    def of(cls, company: Company, kind: Kind, cycle: str, subject: Me, old: Review | None) -> Self:
        """The material for a review of a person."""
        dossier = company.dossier(cycle, f"people/{subject.id}")
        return cls(
            company,
            kind,
            subject,
            dossier,
            old or Review(),
            tuple(agreed(dossier.sheet)) if dossier.sheet else (),
            {key: fact.value for key, fact in facts(dossier).items()},
            tuple(expected(company, subject.id)),
        )

    @property
    def scale(self) -> list[int]:
        """The ratings that the policy has."""
        return [step.value for step in self.company.policy.scale]

    @property
    def takes_finals(self) -> bool:
        """Whether final values are for this kind of review to say."""
        return self.kind in ("self", "manager")

    @property
    def potential(self) -> Rated | None:
        """What a manager's review says of potential so far."""
        return self.old.potential if isinstance(self.old, ManagerReview) else None

    def final(self, goal: Goal, key: str, result: str) -> Value | None:
        """The final value so far, else the last one that was reported."""
        old = self.old.goals.get(goal.id)
        found = old.final.get(result) if old else None
        return self.last.get(key) if found is None else found

    def finals(self, given: Mapping[str, str]) -> dict[str, Data]:
        """Final values by goal and key result, from texts by `GOAL/KEY-RESULT`."""
        measures = {
            key: (goal.id, result) for goal in self.goals for key, result in key_results(goal)
        }
        found: dict[str, Data] = {}
        for key, text in given.items():
            if key not in measures:
                raise PerfgitError(
                    say('There is no key result "{key}".', key=key[:120]), suggestion(key, measures)
                )
            goal, result = measures[key]
            found.setdefault(goal, {})[result.id] = result.measure.value_from(text)
        return found

    def ratings(self, given: Mapping[str, str]) -> dict[str, int]:
        """Ratings by address, from texts by the id of a goal or competency."""
        return {self.address(id): rating_from(text, self.scale) for id, text in given.items()}

    def comments(self, given: Mapping[str, str]) -> dict[str, str]:
        """Comments by address, by the id of a goal or competency."""
        return {self.address(id): text for id, text in given.items()}

    def address(self, id: str) -> str:
        """`goals/ID` or `competencies/ID`; raises PerfgitError for what is neither."""
        goals = [f"goals/{goal.id}" for goal in self.goals]
        doc = self.company.competencies_doc
        known = [
            f"competencies/{competency.id}"
            for competency in (doc.data.competencies if doc and doc.data else ())
        ]
        for address in (*goals, *known):
            if id in (address, address.partition("/")[2]):
                return address
        names = [name.partition("/")[2] for name in (*goals, *known)]
        raise PerfgitError(
            say('"{id}" is neither a goal nor a competency here.', id=id[:80]),
            suggestion(id, names),
        )

    def competencies(self, addresses: Iterable[str]) -> list[str]:
        """Those that the role expects, those that are there, and those that addresses name."""
        named = (address.partition("/") for address in addresses)
        return list(
            dict.fromkeys(
                [
                    *(known.competency.id for known in self.expected),
                    *self.old.competencies,
                    *(id for kind, _, id in named if kind == "competencies"),
                ]
            )
        )

    def remarks(self, reader: Me) -> Iterator[Remark]:
        """What was reported and said in the cycle, as far as it is for the author of the review."""
        for checkin in self.dossier.checkins:
            if checkin.data and checkin.data.note:
                yield Remark(f"{checkin.place.day}", checkin.data.note)
        for feedback in feedback_for(self.dossier, reader, self.kind):
            if feedback.data:
                text = say(
                    "{author} says: {note}", author=feedback.place.id, note=feedback.data.note
                )
                yield Remark(f"{feedback.place.day}", text)
        for kind in ("self", "peer") if self.kind == "manager" else ():
            for review in self.dossier.reviews(kind):
                if review.data and review.data.submitted and review.data.overall:
                    overall = review.data.overall
                    rating = "-" if overall.rating is None else overall.rating
                    who = review.place.id or self.subject.id
                    yield Remark(f"{kind} {who}: {rating}", overall.comment or "")


def reviewable(session: Session, kind: Kind, cycle: str) -> list[str]:
    """Whom one may review in this way; raises RefusedError where there is nobody."""
    company, me = session.company, session.me.id
    found: list[str] = []
    if kind in ("manager", "external"):
        found = list(company.reports.get(me, []))
    elif kind == "handover":
        opened = company.cycles.get(cycle)
        starts = opened.data.starts if opened and opened.data else None
        found = [
            id
            for id, doc in company.people.items()
            if doc.data and me in doc.data.managers_since(starts)
        ]
    elif kind == "peer":
        found = [id for id in company.people if me in nominated_by(company, cycle, id)]
    if not found:
        raise RefusedError(
            say("There is nobody whom you could review in this way in {cycle}.", cycle=cycle),
            say("Peers are nominated first: `perfgit nominate`. `--cycle` names another cycle."),
        )
    return found
