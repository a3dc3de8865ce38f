"""The competencies that reviews speak of, in words; what roles expect only where the policy opens it."""

from __future__ import annotations

from typing import NamedTuple

from perfgit.model.org import Competency, Level
from perfgit.site.views.company import SiteView


class Words(NamedTuple):
    """What a rating of a competency looks like."""

    rating: int
    label: str
    text: str


class RoleExpects(NamedTuple):
    """A role, and the label of the rating that it expects at each level."""

    title: str
    levels: tuple[tuple[Level, str], ...]


class CompetencyView(NamedTuple):
    """A competency with its words for each rating, the highest first."""

    id: str
    title: str
    what: str | None
    words: tuple[Words, ...]
    expected: tuple[RoleExpects, ...]


def competencies(site: SiteView) -> list[CompetencyView]:
    """All of them, in the order of the file."""
    doc = site.company.competencies_doc
    labels = {step.value: step.label for step in site.company.policy.scale}
    return [
        CompetencyView(
            one.id,
            one.title,
            one.what,
            tuple(
                Words(rating, labels.get(rating, str(rating)), text)
                for rating, text in sorted(one.ratings.items(), reverse=True)
            ),
            _expected(site, one, labels) if site.visibility.expectations else (),
        )
        for one in (doc.data.competencies if doc and doc.data else ())
    ]


def _expected(
    site: SiteView, competency: Competency, labels: dict[int, str]
) -> tuple[RoleExpects, ...]:
    return tuple(
        RoleExpects(
            role.data.title,
            tuple((level, labels.get(rating, str(rating))) for level, rating in levels.items()),
        )
        for role in site.company.roles.values()
        if role.data and (levels := role.data.competencies.get(competency.id))
    )
