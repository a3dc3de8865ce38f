"""Rules about people, teams, roles and cycles."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from perfgit.company.company import Company
from perfgit.i18n import listing, say, suggestion
from perfgit.problem import Problem
from perfgit.rules.references import Target
from perfgit.rules.rule import Rule


def _no_team(company: Company, id: str, known: Collection[str]) -> tuple[str, str]:
    return (
        say('There is no team "{id}".', id=id),
        suggestion(id, known) + say(" Or add org/teams/{id}.yml.", id=id),
    )


def _no_role(company: Company, id: str, known: Collection[str]) -> tuple[str, str]:
    return (
        say('There is no role "{id}".', id=id),
        suggestion(id, known) + say(" Or add org/roles/{id}.yml.", id=id),
    )


_TEAMS = Target("team", lambda company: company.teams, _no_team, "teams")
_ROLES = Target("role", lambda company: company.roles, _no_role)


def loops(above: dict[str, str | None]) -> list[list[str]]:
    """The loops of a relation in which everybody has one above: each once, from its first id."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in sorted(above):
        trail: list[str] = []
        on_trail: set[str] = set()
        here: str | None = start
        while here is not None and here in above and here not in done and here not in on_trail:
            trail.append(here)
            on_trail.add(here)
            here = above[here]
        if here is not None and here in on_trail:
            loop = trail[trail.index(here) :]
            first = loop.index(min(loop))
            found.append(loop[first:] + loop[:first])
        done.update(trail)
    return found


def _manager_loops(company: Company) -> Iterator[Problem]:
    above = {id: doc.data.manager if doc.data else None for id, doc in company.people.items()}
    for loop in loops(above):
        yield company.people[loop[0]].problem(
            say("The managers go round: {loop}.", loop=" → ".join([*loop, loop[0]])),
            say("Give one of them another manager; the head of the company has none."),
            ("manager",),
        )


def _team_loops(company: Company) -> Iterator[Problem]:
    above = {id: doc.data.parent if doc.data else None for id, doc in company.teams.items()}
    for loop in loops(above):
        yield company.teams[loop[0]].problem(
            say("The teams go round: {loop}.", loop=" → ".join([*loop, loop[0]])),
            say("Give one of them another parent; a team at the top has none."),
            ("parent",),
        )


def _managers_left(company: Company) -> Iterator[Problem]:
    for doc in company.people.values():
        person = doc.data
        manager = company.people.get(person.manager) if person and person.manager else None
        if not (person and manager and manager.data and manager.data.left):
            continue
        if person.left and person.left <= manager.data.left:
            continue
        yield doc.problem(
            say(
                "The manager, {id}, leaves on {day}.",
                id=person.manager,
                day=manager.data.left.isoformat(),
            ),
            say("Name the new manager; put the old one under former_managers for a handover."),
            ("manager",),
            cause=f"left:{person.manager}",
        )


def _duplicate_logins(company: Company) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for id, doc in company.people.items():
        if doc.data is None:
            continue
        for field, value in (
            ("github_id", doc.data.github_id and str(doc.data.github_id)),
            ("github", doc.data.github and doc.data.github.lower()),
            ("email", doc.data.email and doc.data.email.lower()),
        ):
            if not value:
                continue
            other = seen.setdefault((field, value), id)
            if other != id:
                yield doc.problem(
                    say(
                        "{field} {value} is also that of {other}.",
                        field=field,
                        value=value,
                        other=other,
                    ),
                    say("One account is one person: otherwise two approvals could be one."),
                    (field,),
                )
                break


def _several_heads(company: Company) -> Iterator[Problem]:
    heads = [
        id
        for id, doc in company.people.items()
        if doc.data and doc.data.manager is None and doc.data.left is None
    ]
    if len(heads) > 1:
        yield company.people[heads[1]].problem(
            say(
                "{count} people have no manager: {names}.",
                count=len(heads),
                names=listing(heads, most=5),
            ),
            say("Name a manager for all but the head: only a manager can agree to goals."),
        )


def _leads_outside(company: Company) -> Iterator[Problem]:
    parents = {id: doc.data.parent if doc.data else None for id, doc in company.teams.items()}

    def upwards(team: str | None) -> set[str]:
        found: set[str] = set()
        while team is not None and team not in found:
            found.add(team)
            team = parents.get(team)
        return found

    for id, doc in company.teams.items():
        lead = company.people.get(doc.data.lead) if doc.data and doc.data.lead else None
        if lead is None or lead.data is None:
            continue
        if id not in upwards(lead.data.team) and lead.data.team not in upwards(id):
            yield doc.problem(
                say(
                    "The lead, {lead}, belongs to {team}.",
                    lead=doc.data.lead if doc.data else "",
                    team=lead.data.team or say("no team"),
                ),
                say("Change the lead, or the lead's team."),
                ("lead",),
            )


RULES = (
    Rule(
        "unknown-team",
        """Every team that is named has a file in `org/teams/`.

A person's team, a team's parent, and the teams whose folders lie in `goals/`.""",
        company=_TEAMS.in_org,
        dossier=_TEAMS.in_dossier,
    ),
    Rule(
        "unknown-role",
        """Every person's role has a file in `org/roles/`.

Without it nobody knows which competencies are expected.""",
        company=_ROLES.in_org,
        dossier=_ROLES.in_dossier,
    ),
    Rule(
        "manager-loop",
        """Nobody is, through any number of steps, their own manager.

In a loop nobody could ever approve anything.""",
        company=_manager_loops,
    ),
    Rule(
        "team-loop",
        """No team is, through any number of steps, part of itself.

Figures of such a team would contain themselves.""",
        company=_team_loops,
    ),
    Rule(
        "manager-left",
        """Nobody who stays has a manager who leaves.

As soon as a manager's last day is known, the reports need a new one until then; the old one goes to
`former_managers`, so that a handover review can be written. After that day the executives stand in.""",
        "warning",
        company=_managers_left,
    ),
    Rule(
        "duplicate-login",
        """A GitHub login, GitHub number or e-mail address belongs to one person.

Otherwise one account could approve as two people.""",
        company=_duplicate_logins,
    ),
    Rule(
        "several-heads",
        """One person has no manager: the head of the company.

Everybody else needs somebody who agrees to their goals.""",
        "warning",
        company=_several_heads,
    ),
    Rule(
        "lead-outside-team",
        """A team's lead belongs to the team, to one above it or to one within it.

Otherwise the team's goals are led by somebody who does not share them.""",
        "warning",
        company=_leads_outside,
    ),
)
