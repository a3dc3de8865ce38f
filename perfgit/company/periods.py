"""Which cycle comes before another, and which lie around it: half-years may lie within their year."""

from __future__ import annotations

from perfgit.company.company import Company
from perfgit.model.org import Cycle


def around(company: Company, id: str) -> list[str]:
    """The longer cycles within which a cycle lies."""
    cycles = dict(company.cycles_in_order())
    inner = cycles.get(id)
    return [one for one, outer in cycles.items() if inner and one != id and outer.holds(inner)]


def before(company: Company, id: str) -> str | None:
    """The latest cycle that was over when a valid cycle began; one of about its length comes first.

    The half-year before 2027-h1 is 2026-h2, and the year before 2027 is 2026.
    """
    cycles = dict(company.cycles_in_order())
    ended = [one for one, cycle in cycles.items() if cycle.ends < cycles[id].starts]
    alike = (one for one in ended if _alike(cycles[one], cycles[id]))
    return next(alike, ended[0] if ended else None)


def _alike(one: Cycle, other: Cycle) -> bool:
    """Whether two cycles are about equally long."""
    shorter, longer = sorted((one.ends - one.starts, other.ends - other.starts))
    return longer * 2 <= shorter * 3
