"""Of whom a cycle asks what; nothing else is due, and nothing else is counted."""

from __future__ import annotations

from perfgit.company.company import COMPANY, Company
from perfgit.model.org import Asked, Cycle


def takes_part(company: Company, cycle: Cycle, id: str) -> bool:
    """Whether a person is among those of whom a cycle asks anything (`who:` of the cycle).

    Whether they work here then is another question, which each caller asks for its own days.
    """
    person, who = company.person(id), cycle.who
    if person is None or "people" not in who.owners or id in who.without:
        return False
    if who.joined_before and person.joined and person.joined >= who.joined_before:
        return False
    if (who.roles and person.role not in who.roles) or (
        who.levels and person.level not in who.levels
    ):
        return False
    return not who.teams or not set(who.teams).isdisjoint(_teams(company, id))


def asks(company: Company, cycle: Cycle, owner: str, what: Asked) -> bool:
    """Whether a cycle asks an owner for goals, check-ins or reviews.

    Roles, levels and days of joining are bounds of people; a team is bounded by `teams`, and the
    company has a part in every cycle that is not of certain teams alone.
    """
    who = cycle.who
    if what not in who.asks:
        return False
    kind, _, id = owner.partition("/")
    if kind == "people":
        return takes_part(company, cycle, id)
    if kind == COMPANY:
        return "company" in who.owners and not who.teams
    return "teams" in who.owners and (
        not who.teams or not set(who.teams).isdisjoint(company.line_of(id))
    )


def _teams(company: Company, id: str) -> list[str]:
    """Every team that a person works in, and those above."""
    person = company.person(id)
    others = person.also_in if person else ()
    return company.teams_of(id) + [above for team in others for above in company.line_of(team)]
