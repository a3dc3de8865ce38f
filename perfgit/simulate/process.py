"""How a simulated company looks at itself: calibration sessions and the retrospective."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from perfgit.company.company import Company
from perfgit.scoring.result import score
from perfgit.simulate.chance import generator, happens
from perfgit.simulate.org import H1, H1_ENDS, H1_STARTS, Org

Data = dict[str, Any]

_WHY = {
    1: "Compared with others of the same level: the target was the hardest of the department.",
    -1: "The figures came from one large customer; the other goals are as in the rest of the team.",
}
HELD = dt.date(2026, 7, 30)
_MOST = 6


def calibrations(org: Org, company: Company) -> Iterator[tuple[str, Data]]:
    """A session per department: who was moved, and why. Reads the reviews that were written."""
    head = next(iter(org.people))
    for team in [team for team in org.teams.values() if team.parent == "leadership"]:
        chance = generator(org.seed, "calibration", team.id)
        staff = [
            id
            for id, one in org.people.items()
            if one.function == team.function and one.here(H1_STARTS, H1_ENDS)
        ]
        seen = chance.sample(staff, min(len(staff), 40))
        changes: list[Data] = []
        for id in sorted(seen):
            rating = score(company, company.dossier(H1, f"people/{id}")).computed_rating
            if rating is None or not happens(chance, 0.12) or len(changes) >= _MOST:
                continue
            step = 1 if (rating <= 3 and happens(chance, 0.6)) or rating == 1 else -1
            changes.append(
                {"person": id, "before": rating, "after": rating + step, "why": _WHY[step]}
            )
        leads = [team.lead, *(id for id in org.people[team.lead].reports if org.people[id].leads)]
        yield (
            team.id,
            {
                "held": HELD,
                "attended": [head, *leads[:8]],
                "summary": f"{len(seen)} results looked at, {len(changes)} moved.",
                "changes": changes,
            },
        )


def retrospective(org: Org) -> Data:
    """What the closed cycle taught about the process."""
    owner = next(
        (id for id, one in org.people.items() if one.function == "people"), next(iter(org.people))
    )
    return {
        "held": dt.date(2026, 8, 6),
        "summary": "The second cycle with files in git. Reviews were shorter and came earlier than by mail.",
        "swot": {
            "strengths": ["Goals can be read by everybody", "Every change has a reason beside it"],
            "weaknesses": ["A third of the teams writes no peer reviews yet", "Most reviews come in the last two days"],
            "opportunities": ["Check-ins show early which goals need help"],
            "threats": ["Too many goals without a measure"],
        },
        "decisions": [
            {"what": "Nominate peers two weeks earlier", "owner": owner, "due": dt.date(2026, 11, 30)},
            {"what": "Ten more teams go through the whole circle", "owner": owner, "due": dt.date(2026, 12, 31)},
        ],
    }  # fmt: skip


def cycle_ratings(org: Org) -> Iterator[tuple[str, Data]]:
    """What a third of the participants, 2,000 at most, say of the closed cycle; by their ids."""
    chance = generator(org.seed, "retrospective")
    there = sorted(id for id, one in org.people.items() if one.here(H1_STARTS, H1_ENDS))
    for id in sorted(chance.sample(there, min(max(1, len(there) // 3), 2000))):
        yield id, {"rating": chance.choices((1, 2, 3, 4, 5), (4, 14, 38, 32, 12))[0]}
