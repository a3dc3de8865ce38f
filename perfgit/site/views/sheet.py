"""A person's review on one page, for printing: goals, ratings and the words that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from perfgit.i18n import say
from perfgit.measures.exact import Fraction
from perfgit.site.views.company import SiteView
from perfgit.site.views.owner import OwnerView
from perfgit.site.views.reviews import About, Voice


@dataclass(frozen=True, slots=True)
class Row:
    """A goal or a competency, with the ratings of each column's voices."""

    title: str
    share: Fraction | None
    progress: Fraction | None
    ratings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """What is on the page; a column is a kind of voice that has spoken."""

    columns: tuple[str, ...]
    goals: tuple[Row, ...]
    competencies: tuple[Row, ...]
    overall: Row | None
    manager: Voice | None
    own: Voice | None
    others: tuple[Voice, ...]


def review_sheet(site: SiteView, view: OwnerView) -> ReviewSheet:
    """The page of a person of whom something is said."""
    voices = view.said.voices if view.said else ()
    by_kind: dict[str, list[Voice]] = {}
    for voice in voices:
        by_kind.setdefault(voice.kind, []).append(voice)
    titles = {
        "self": say("Self"),
        "manager": say("Manager"),
        "peer": say("Peers"),
        "upward": say("Reports"),
        "external": say("Customers"),
        "handover": say("Handover"),
    }
    columns = [kind for kind in titles if kind in by_kind]

    def row(title: str, about: About, id: str, share: Fraction | None = None) -> Row:
        goal = next((one for one in view.goals if about == "goal" and one.ref.goal == id), None)
        cells = tuple(_ratings(by_kind[kind], about, id) for kind in columns)
        return Row(title, share, goal.progress if goal else None, cells)

    rated = {
        line.id: None for voice in voices for line in voice.lines if line.about == "competency"
    }
    overall = row(say("Overall"), "overall", "")
    return ReviewSheet(
        tuple(titles[kind] for kind in columns),
        tuple(row(goal.title, "goal", goal.ref.goal, goal.share) for goal in view.active),
        tuple(row(site.competency(id), "competency", id) for id in rated),
        overall if any(overall.ratings) else None,
        next(iter(by_kind.get("manager", [])), None),
        next(iter(by_kind.get("self", [])), None),
        tuple(voice for voice in voices if voice.kind not in ("manager", "self")),
    )


def _ratings(voices: Iterable[Voice], about: About, id: str) -> str:
    """The ratings of all who speak in a column: `3`, or `3, 4` where there are several."""
    lines = (voice.of(about, id) for voice in voices)
    return ", ".join(str(line.rating) for line in lines if line and line.rating is not None)
