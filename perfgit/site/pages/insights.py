"""The Insights page: figures of a cycle as pictures, each with what it says and its numbers."""

from __future__ import annotations

from perfgit.i18n import later, say
from perfgit.insight.checkins import needs_word
from perfgit.measures.exact import ONE, ZERO, Fraction
from perfgit.site import urls
from perfgit.site.charts.bars import Bar, bars
from perfgit.site.charts.chart import Part, Row, Told
from perfgit.site.charts.lines import Axis, Series, lines
from perfgit.site.charts.stacks import Stack, stacks
from perfgit.site.pages import ratings
from perfgit.site.pages.page import Page, switch
from perfgit.site.theme import formats
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import every
from perfgit.site.views.insights import FRESH, Ages, Insights, Points, insights
from perfgit.site.views.support import BOUNDS, Support

TITLES = {
    "trend": later("Progress over time"),
    "ratings": later("Ratings"),
    "over_cycles": later("Ratings, cycle by cycle"),
    "by_team": later("Ratings by team"),
    "alignment": later("Alignment with the strategy"),
    "freshness": later("Check-ins"),
    "support": later("Support asked for"),
    "answers": later("Waiting for an answer"),
}
"""What there is a picture of, in the page's order."""
WAITING = 8
"""Unanswered requests that are listed, the longest first."""


def insights_page(site: SiteView, cycle: CycleView) -> Page:
    """The page of a cycle."""
    url = urls.in_cycle(urls.INSIGHTS, site.cycle_suffix(cycle.id))
    found = insights(site, cycle)
    return Page(
        url,
        "pages/insights.html",
        "insights",
        say("Insights"),
        {
            "cycle": cycle,
            "found": found,
            "rhythm": every(cycle),
            "titles": {id: say(title) for id, title in TITLES.items()},
            **told(site, cycle, found),
            "waiting": found.support.waiting[:WAITING] if found.support else (),
            "switch": switch(site, list(site.cycles.values()), cycle.id, urls.INSIGHTS),
        },
    )


def told(site: SiteView, cycle: CycleView, found: Insights) -> dict[str, Told | None]:
    """Its pictures with their sentences and figures, by the ids of TITLES."""
    url = urls.in_cycle(urls.INSIGHTS, site.cycle_suffix(cycle.id))
    make = _Charts(site, cycle, url)
    return {
        "trend": make.trend(found),
        "ratings": ratings.of_company(found.results),
        "over_cycles": ratings.over_cycles(found.earlier_results, cycle, url),
        "by_team": ratings.by_team(found.results, make.link),
        "alignment": make.alignment(found),
        "freshness": make.freshness(found.freshness),
        "support": make.support(found.support),
        "answers": make.answers(found.support),
    }


class _Charts:
    """Makes the pictures of one page; links are relative to it."""

    def __init__(self, site: SiteView, cycle: CycleView, here: str) -> None:
        self._site = site
        self._cycle = cycle
        self._here = here

    def link(self, owner: str) -> str:
        """The way to an owner's page."""
        return urls.relative(self._site.owner_url(owner, self._cycle.id), self._here)

    def trend(self, found: Insights) -> Told | None:
        """Progress over time, this cycle above the earlier ones."""
        known = [(cycle, points) for cycle, points in found.trends or () if points]
        if not known or known[-1][0] is not self._cycle:
            return None
        title = say("Mean progress of goals over the cycle")
        before = known[:-1]
        series = [
            Series(Part(say("Steady pace"), "line-pace"), ((ZERO, ZERO), (ONE, ONE)), last=False),
            *(
                Series(Part(cycle.cycle.title, f"line-{len(before) - number}"), points)
                for number, (cycle, points) in enumerate(before)
            ),
            Series(Part(self._cycle.cycle.title, "line-0"), known[-1][1]),
        ]
        marks = (
            (ZERO, say("start")),
            (Fraction(1, 4), formats.percent(Fraction(1, 4))),
            (Fraction(1, 2), say("half of the cycle")),
            (Fraction(3, 4), formats.percent(Fraction(3, 4))),
            (ONE, say("end")),
        )
        gone, reached = known[-1][1][-1]
        if gone < 1:
            said = say(
                "{reached} reached with {gone} of the cycle gone.",
                reached=formats.percent(reached),
                gone=formats.percent(gone),
            )
        else:
            said = say("{reached} reached in the end.", reached=formats.percent(reached))
        for cycle, points in reversed(before):
            said += " " + say(
                "At the same point of {cycle} it was {reached}.",
                cycle=cycle.cycle.title,
                reached=formats.percent(_at(points, gone)),
            )
        axis = Axis(marks, formats.percent)
        return Told(said, lines("trend", title, said, series, axis, _trend_figures(known)))

    def alignment(self, found: Insights) -> Told | None:
        """Which share of each team's goals serves the strategy."""
        if found.aligned is None or not found.aligned[1]:
            return None
        count, of = found.aligned
        said = say(
            "{count} of {of} goals lead to a strategic objective.",
            count=formats.number(count),
            of=formats.number(of),
        )
        rows = [
            Bar(
                one.team.name,
                Fraction(one.count, one.of),
                formats.percent(Fraction(one.count, one.of)),
                self.link(one.team.owner),
                cells=(formats.number(one.count), formats.number(one.of)),
            )
            for one in found.alignment
        ]
        columns = (say("Team"), say("Goals that serve the strategy"), say("All goals"))
        title = say("Goals that serve the strategy, by team")
        return Told(said, bars("alignment", title, said, rows, columns, whole=ONE))

    def freshness(self, found: tuple[Ages, ...] | None) -> Told | None:
        """How long ago people checked in."""
        if not found:
            return None
        everybody = found[0].counts
        said = say(
            "The latest check-in of {count} of {of} people with goals is as recent as agreed.",
            count=formats.number(everybody[FRESH]),
            of=formats.number(sum(everybody)),
        )
        parts = (
            Part(say("In time"), "part-good"),
            Part(say("Late"), "part-late"),
            Part(say("Very late"), "part-bad"),
            Part(say("Never"), "part-none"),
        )
        rows = [
            Stack(
                one.team.name if one.team else self._site.name,
                one.counts,
                formats.percent(Fraction(one.counts[FRESH], sum(one.counts))),
                self.link(one.team.owner) if one.team else None,
            )
            for one in found
        ]
        title = say("How long ago people checked in, by team")
        return Told(said, stacks("freshness", title, said, rows, parts, say("Team")))

    def support(self, found: Support | None) -> Told | None:
        """What was asked for, and what became of it."""
        if found is None or not found.asked:
            return None
        answered = sum(kind.answered for kind in found.kinds)
        said = formats.counted(
            found.asked,
            "One request, {answered} answered, {waiting} waiting.",
            "{count} requests, {answered} answered, {waiting} waiting.",
            answered=formats.number(answered),
            waiting=formats.number(len(found.waiting)),
        )
        parts = (
            Part(say("Answered"), "part-good"),
            Part(say("Solved without an answer"), "part-calm"),
            Part(say("Waiting"), "part-late"),
        )
        rows = [
            Stack(
                needs_word(kind.needs),
                (kind.answered, kind.solved, kind.waiting),
                formats.number(kind.asked),
            )
            for kind in found.kinds
        ]
        title = say("Support asked for, by kind")
        return Told(said, stacks("support", title, said, rows, parts, say("Kind"), alike=False))

    def answers(self, found: Support | None) -> Told | None:
        """How long an answer took."""
        if found is None or found.median is None:
            return None
        said = say("Half of the answers came within {days}.", days=_days(found.median))
        labels = [
            *(say("within {count} days", count=bound) for bound in BOUNDS),
            say("after more than {count} days", count=BOUNDS[-1]),
        ]
        rows = [
            Bar(label, count, formats.number(count))
            for label, count in zip(labels, found.within, strict=True)
        ]
        columns = (say("Time until the answer"), say("Answers"))
        title = say("How long people waited for an answer")
        return Told(said, bars("answers", title, said, rows, columns))


def _days(days: Fraction) -> str:
    whole = -(-days // 1)
    return formats.counted(int(whole), "one day", "{count} days")


def _at(points: Points, share: Fraction) -> Fraction:
    """What a line had reached at a share of its cycle."""
    return next((reached for x, reached in reversed(points) if x <= share), ZERO)


def _trend_figures(
    known: list[tuple[CycleView, Points]],
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The lines as a table, at every eighth of the cycle."""
    rows = []
    for step in range(9):
        share = Fraction(step, 8)
        cells = tuple(
            formats.percent(_at(points, share)) if points[-1][0] >= share else formats.NOTHING
            for _, points in reversed(known)
        )
        rows.append(Row(formats.percent(share), cells))
    heads = (say("Gone of the cycle"), *(cycle.cycle.title for cycle, _ in reversed(known)))
    return heads, tuple(rows)
