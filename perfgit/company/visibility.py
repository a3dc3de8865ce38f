"""What everyone may read: the one place where the site's privacy is decided.

The site has no readers' accounts, so whatever it holds is for everyone. Views never see a whole
dossier; they get what `Visibility.shown` and `Visibility.participation` let through under
`org/policy.yml`, so a template cannot show too much.

What no policy opens: potential (a manager's opinion that is never the subject's peers' business),
feedback that was meant for the manager only, nominations, improvement plans, appeals, calibration,
what a result was computed from, reviews that were not handed in. `readers.py` says it in words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple, cast

from perfgit.company.dossier import REVIEW_KINDS, Dossier
from perfgit.files.documents import AnyDoc, Doc
from perfgit.model.org import Cycle
from perfgit.model.policy import SiteVisibility
from perfgit.model.reviews import Feedback, GoalReview, ManagerReview, Result, Review
from perfgit.model.values import Record


class RatedIn(NamedTuple):
    """A rating to be counted, and the teams to be counted in: one's own at closing, those above."""

    rating: int
    teams: tuple[str, ...]


class Participation(NamedTuple):
    """That reviews exist, and nothing of what they say."""

    self_in: bool = False
    manager_in: bool = False
    peers_in: int = 0
    upward_in: int = 0
    external_in: int = 0
    handover_in: int = 0
    met: dt.date | None = None

    @property
    def others_in(self) -> int:
        """Reviews by anybody but the person and the manager."""
        return self.peers_in + self.upward_in + self.external_in + self.handover_in

    @property
    def any_in(self) -> bool:
        """Whether there is anything yet."""
        return self.self_in or self.manager_in or self.others_in > 0 or self.met is not None


@dataclass(frozen=True, slots=True)
class Visibility:
    """A policy's answer to the question what everyone may read."""

    policy: SiteVisibility

    @property
    def goals(self) -> bool:
        """Goal sheets, with their history."""
        return self.policy.goals == "everyone"

    @property
    def checkins(self) -> bool:
        """Check-ins; they speak of goals, so they are never shown without them."""
        return self.goals and self.policy.checkins == "everyone"

    @property
    def feedback(self) -> bool:
        """Feedback given at any time, as far as it was meant for its subject."""
        return self.policy.feedback == "everyone"

    @property
    def reviews(self) -> bool:
        """What reviews say."""
        return self.policy.reviews == "everyone"

    @property
    def review_participation(self) -> bool:
        """That reviews exist."""
        return self.policy.reviews != "nobody"

    @property
    def results(self) -> bool:
        """Each person's result."""
        return self.policy.results == "everyone"

    @property
    def distribution(self) -> bool:
        """How many results there are of each rating."""
        return self.policy.results != "nobody"

    @property
    def expectations(self) -> bool:
        """Which rating a role expects at which level."""
        return self.policy.expectations == "everyone"

    def discussed(self, kind: str) -> bool:
        """Whether everyone may read what is said about a change to a file of this kind.

        About a manager's review (it may be about potential), feedback, meetings, plans, appeals,
        results and the organisation nothing is ever shown.
        """
        if kind in ("goals", "strategy"):
            return self.goals
        if kind == "checkin":
            return self.checkins
        reviews = self.reviews and self.goals  # who talks about a review talks about goals
        return reviews and kind in ("self", "peer", "upward", "external", "handover")

    def large_enough(self, people: int) -> bool:
        """Whether a group has enough people for figures about them."""
        return people >= self.policy.min_group

    def shown(self, dossier: Dossier) -> Dossier:
        """The dossier with nothing in it that is not for everyone."""
        kinds: set[str] = set()
        kinds |= {"goals"} if self.goals else set()
        kinds |= {"checkin"} if self.checkins else set()
        kinds |= {"feedback"} if self.feedback else set()
        kinds |= set(REVIEW_KINDS) if self.reviews else set()
        kinds |= {"result"} if self.results else set()
        docs = {kind: found for kind, found in dossier.docs.items() if kind in kinds}
        if "feedback" in docs:
            docs["feedback"] = [doc for doc in docs["feedback"] if _for_subject(doc)]
        for kind in REVIEW_KINDS:  # a review that was not handed in is a draft of its author
            if kind in docs:
                handed_in = [doc for doc in docs[kind] if doc.data and doc.data.submitted]
                docs[kind] = handed_in if self.goals else list(map(_without_goals, handed_in))
        if "manager" in docs:
            docs["manager"] = [_without_potential(doc) for doc in docs["manager"]]
        if "result" in docs:
            docs["result"] = [_rating_only(doc) for doc in docs["result"]]
        return Dossier(dossier.cycle, dossier.owner, docs)

    def counted(self, dossier: Dossier, cycle: Cycle, today: dt.date | None = None) -> Dossier:
        """Where the values stand that count: check-ins, and once the cycle is closed the final values.

        Of the manager's review no more is in it than those, nor of the person's own, where final values
        of that counted (method 1). Without a day, closed is closed.
        """
        shown = self.shown(dossier)
        closed = cycle.closed is not None and (today is None or cycle.closed <= today)
        if not (self.checkins and closed):
            return shown
        docs = dict(shown.docs)
        kinds = ["manager"]
        if dossier.result and dossier.result.method == 1:
            kinds.append("self")
        for kind in kinds:
            doc = dossier.doc(kind)
            if doc and doc.data:
                docs[kind] = [_finals_only(doc)]
        return Dossier(dossier.cycle, dossier.owner, docs)

    def participation(self, dossier: Dossier) -> Participation | None:
        """Which reviews were handed in; None where not even that is for everyone."""
        if not self.review_participation or dossier.person is None:
            return None
        in_ = {
            kind: sum(1 for doc in dossier.reviews(kind) if doc.data and doc.data.submitted)
            for kind in REVIEW_KINDS
        }
        return Participation(
            self_in=bool(in_["self"]),
            manager_in=bool(in_["manager"]),
            peers_in=in_["peer"],
            upward_in=in_["upward"],
            external_in=in_["external"],
            handover_in=in_["handover"],
            met=dossier.meeting.held if dossier.meeting else None,
        )

    def rated(self, dossier: Dossier) -> RatedIn | None:
        """The final rating, to be counted into a distribution and not to be kept with a name."""
        result = dossier.result
        if not self.distribution or result is None or result.rating is None:
            return None
        return RatedIn(result.rating, tuple(result.teams))


def _for_subject(doc: Doc[Record]) -> bool:
    data = cast("Feedback | None", doc.data)
    return data is not None and data.for_ == "subject"


def _rating_only(doc: Doc[Record]) -> Doc[Record]:
    """The result without what it was computed from.

    Lines tell what each reviewer said; score and computed rating, that calibration or an appeal
    has moved the rating.
    """
    data = cast("Result | None", doc.data)
    if data is None:
        return doc
    kept = Result(computed_by=data.computed_by, rating=data.rating, policy=data.policy)
    return Doc(doc.path, doc.place, kept)


def _finals_only(doc: AnyDoc) -> AnyDoc:
    """A review with the final values alone."""
    review = cast("Review", doc.data)
    goals = {id: GoalReview(final=said.final) for id, said in review.goals.items()}
    return Doc(doc.path, doc.place, type(review)(submitted=review.submitted, goals=goals))


def _without_goals(doc: Doc[Record]) -> Doc[Record]:
    data = cast("Review", doc.data)
    return Doc(doc.path, doc.place, data.model_copy(update={"goals": {}}))


def _without_potential(doc: Doc[Record]) -> Doc[Record]:
    data = cast("ManagerReview | None", doc.data)
    open_ = data.model_copy(update={"potential": None}) if data else None
    return Doc(doc.path, doc.place, open_)
