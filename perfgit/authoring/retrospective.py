"""What a participant says of a cycle, for the retrospective."""

from __future__ import annotations

from perfgit.authoring.change import Change, put
from perfgit.authoring.identity import Me
from perfgit.company.company import Company
from perfgit.company.readers import of_cycle_rating
from perfgit.company.visibility import Visibility
from perfgit.model.process import CycleRating


def said_before(company: Company, cycle: str, me: Me) -> CycleRating | None:
    """What I have said of the cycle already."""
    doc = company.cycle_ratings(cycle).get(me.id)
    return doc.data if doc else None


def cycle_rating(
    company: Company, cycle: str, me: Me, rating: int, helped: str | None, hindered: str | None
) -> Change:
    """My rating of a cycle, and what helped and what did not; None takes out what stood there."""
    path = company.layout.path("cycle-rating", cycle=cycle, id=me.id)
    data = {"rating": rating, "helped": helped, "hindered": hindered}
    return put(company, path, data, (of_cycle_rating(Visibility(company.policy.site)),))
