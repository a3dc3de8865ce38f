"""Pictures of how ratings are distributed; what may be counted is decided before, in groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from perfgit.i18n import say
from perfgit.measures.exact import Fraction
from perfgit.site import urls
from perfgit.site.charts.bars import Bar, bars
from perfgit.site.charts.chart import Part, Told
from perfgit.site.charts.stacks import Stack, stacks
from perfgit.site.theme import formats
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.results import Rated, Results


def of_company(found: Results | None) -> Told | None:
    """How many people have which rating in the company, the highest first."""
    if found is None or found.company is None:
        return None
    company = found.company
    most = max(range(len(found.labels)), key=lambda index: (company.counts[index], index))
    said = say(
        "Of {people} results, {count} are “{label}”.",
        people=formats.number(company.people),
        count=formats.number(company.counts[most]),
        label=found.labels[most],
    )
    rows = [
        Bar(
            label,
            count,
            _people(count),
            cells=(formats.number(count), formats.percent(Fraction(count, company.people))),
        )
        for label, count in reversed(list(zip(found.labels, company.counts, strict=True)))
    ]
    columns = (say("Rating"), say("People"), say("Share"))
    return Told(said, bars("ratings", say("Ratings in the company"), said, rows, columns))


def by_team(found: Results | None, link: Callable[[str], str]) -> Told | None:
    """The same, group by group; `link` gives the way to a team's page."""
    if found is None or not found.groups:
        return None
    rows = [
        Stack(
            _short(group),
            group.counts,
            _people(group.people),
            link(group.team.owner) if group.team else None,
            _whole(group),
        )
        for group in found.groups
    ]
    title, said = say("Ratings by team"), _order()
    parts = scale_parts(found.labels)
    return Told(said, stacks("by-team", title, said, rows, parts, say("Team")))


def over_cycles(
    found: Sequence[tuple[CycleView, Results]], cycle: CycleView, here: str
) -> Told | None:
    """The company's ratings in a cycle and those before; None where there are no others."""
    known = [(one, rated, rated.company) for one, rated in found if rated.company]
    if all(one is cycle for one, *_ in known):
        return None
    rows = [
        Stack(
            one.cycle.title,
            company.counts,
            _people(company.people),
            urls.relative(urls.of_cycle(one.id), here),
        )
        for one, _, company in reversed(known)
    ]
    title, said = say("Ratings, cycle by cycle"), _order()
    parts = scale_parts(known[-1][1].labels)
    return Told(said, stacks("over-cycles", title, said, rows, parts, say("Cycle")))


def scale_parts(labels: tuple[str, ...]) -> tuple[Part, ...]:
    """The ratings as parts of one colour, the higher the stronger."""
    last = max(len(labels) - 1, 1)
    return tuple(
        Part(label, "part-scale", 18 + 82 * index // last) for index, label in enumerate(labels)
    )


def _order() -> str:
    return say("From the lowest rating on the left to the highest on the right.")


def _people(count: int) -> str:
    return formats.counted(count, "one person", "{count} people")


def _short(group: Rated) -> str:
    if not group.others:
        return group.name
    more = formats.counted(len(group.others), "one more team", "{count} more teams")
    return say("{team} and {more}", team=group.name, more=more)


def _whole(group: Rated) -> str:
    if not group.others:
        return group.name
    return say("{team} with {others}", team=group.name, others=say(", ").join(group.others))
