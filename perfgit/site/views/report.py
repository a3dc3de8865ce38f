"""What the Insights page of a cycle tells, as JSON for other programs."""

from __future__ import annotations

from typing import Any

from perfgit.measures.exact import Fraction, rounded
from perfgit.site.views.company import SiteView
from perfgit.site.views.cycle import CycleView
from perfgit.site.views.figures import figures
from perfgit.site.views.insights import Ages, Insights
from perfgit.site.views.results import Rated, Results
from perfgit.site.views.support import Support

PLACES = 4
_AGES = ("in_time", "late", "very_late", "never")


def as_json(site: SiteView, cycle: CycleView, found: Insights) -> dict[str, Any]:
    """The figures of a cycle; null where the policy does not show them. Shares are of 1."""
    return {
        "version": 1,
        "cycle": cycle.id,
        "today": site.today.isoformat(),
        "figures": [
            {"id": one.id, "count": one.count, "of": one.of, "share": _share(one.share)}
            for one in figures(site, cycle)
        ],
        "progress": _progress(found),
        "ratings": _ratings(site, found.results),
        "alignment": _alignment(found),
        "checkins": None if found.freshness is None else [_ages(one) for one in found.freshness],
        "support": _support(found.support),
    }


def _share(share: Fraction | None) -> float | None:
    return None if share is None else float(rounded(share, PLACES))


def _progress(found: Insights) -> list[dict[str, Any]] | None:
    if found.trends is None:
        return None
    _, points = found.trends[-1]  # the cycle itself; those before have reports of their own
    return [{"gone": _share(gone), "share": _share(reached)} for gone, reached in points]


def _ratings(site: SiteView, found: Results | None) -> dict[str, Any] | None:
    if found is None:
        return None
    values = [step.value for step in site.company.policy.scale]

    def group(one: Rated) -> dict[str, Any]:
        pairs = zip(values, one.counts, strict=True)
        return {
            "name": one.name,
            "others": list(one.others),
            "people": one.people,
            "ratings": [{"rating": value, "people": count} for value, count in pairs],
        }

    return {
        "company": group(found.company) if found.company else None,
        "groups": [group(one) for one in found.groups],
    }


def _alignment(found: Insights) -> dict[str, Any] | None:
    if found.aligned is None:
        return None
    count, of = found.aligned
    teams = [{"team": one.team.id, "count": one.count, "of": one.of} for one in found.alignment]
    return {"count": count, "of": of, "teams": teams}


def _ages(one: Ages) -> dict[str, Any]:
    team = one.team.id if one.team else None
    return {"team": team, "counts": dict(zip(_AGES, one.counts, strict=True))}


def _support(found: Support | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "kinds": [one._asdict() for one in found.kinds],
        "median_days": None if found.median is None else float(found.median),
        "waiting": [
            {"owner": one.request.owner, "id": one.request.id, "days": one.days}
            for one in found.waiting
        ],
    }
