"""Rules about people, teams, roles and cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from perfgit.company import Company
from perfgit.dossier import Dossier
from perfgit.files.loading import AnyDoc
from perfgit.model.org import Cycle, Person
from perfgit.problem import DataPath, Problem
from perfgit.rules.rule import Rule
from perfgit.words import listing, say, suggestion


def missing_person(
    company: Company, doc: AnyDoc, id: str | None, at: DataPath, *, on_key: bool = False
) -> Iterator[Problem]:
    """The problem of a person who has no file; all that name the same one have one cause."""
    if id is None or id in company.people:
        return
    yield doc.problem(
        say('There is no person "{id}".', id=id),
        suggestion(id, company.people)
        + say(" Or add {path}.", path=company.layout.path("person", id=id)),
        at,
        on_key=on_key,
        cause=f"person:{id}",
    )


def _people_in_org(company: Company) -> Iterator[Problem]:
    for doc in company.people.values():
        if person := doc.data:
            yield from missing_person(company, doc, person.manager, ("manager",))
            for index, away in enumerate(person.away):
                yield from missing_person(company, doc, away.deputy, ("away", index, "deputy"))
            for index, former in enumerate(person.former_managers):
                yield from missing_person(company, doc, former.id, ("former_managers", index, "id"))
    for team in company.teams.values():
        if team.data:
            yield from missing_person(company, team, team.data.lead, ("lead",))
    for cycle in company.cycle_folders():
        for session in company.calibrations(cycle).values():
            if session.data:
                for index, id in enumerate(session.data.attended):
                    yield from missing_person(company, session, id, ("attended", index))
                for index, change in enumerate(session.data.changes):
                    at = ("changes", index, "person")
                    yield from missing_person(company, session, change.person, at)
        retrospective = company.retrospective(cycle)
        if retrospective and retrospective.data:
            for index, decision in enumerate(retrospective.data.decisions):
                at = ("decisions", index, "owner")
                yield from missing_person(company, retrospective, decision.owner, at)


def _people_in_dossier(company: Company, dossier: Dossier) -> Iterator[Problem]:
    people = company.people
    first = next(dossier.all_docs(), None)
    if dossier.person and dossier.person not in people and first:
        yield from missing_person(company, first, dossier.person, ())
    for doc, id, at in _named_in(dossier):
        if id not in people:
            yield from missing_person(company, doc, id, at)


def _named_in(dossier: Dossier) -> Iterator[tuple[AnyDoc, str, DataPath]]:
    """Every person whom a dossier names, apart from its owner."""
    sheet, sheet_doc = dossier.sheet, dossier.doc("goals")
    if sheet and sheet_doc:
        for index, goal in enumerate(sheet.goals):
            for number, id in enumerate(goal.helpers):
                yield sheet_doc, id, ("goals", index, "helpers", number)
    for checkin in dossier.checkins:
        if checkin.data:
            for index, obstacle in enumerate(checkin.data.obstacles):
                if obstacle.answer:
                    yield checkin, obstacle.answer.by, ("obstacles", index, "answer", "by")
            for index, misfit in enumerate(checkin.data.misfits):
                if misfit.answer:
                    yield checkin, misfit.answer.by, ("misfits", index, "answer", "by")
    for kind in ("peer", "upward", "handover", "feedback"):
        for doc in dossier.docs.get(kind, ()):
            if doc.place.id:
                yield doc, doc.place.id, ()
    yield from _named_after_review(dossier)


def _named_after_review(dossier: Dossier) -> Iterator[tuple[AnyDoc, str, DataPath]]:
    nominations, doc = dossier.nominations, dossier.doc("nominations")
    if nominations and doc:
        for index, id in enumerate(nominations.peers):
            yield doc, id, ("peers", index)
    meeting, doc = dossier.meeting, dossier.doc("meeting")
    if meeting and doc:
        for index, id in enumerate(meeting.attended):
            yield doc, id, ("attended", index)
    plan, doc = dossier.plan, dossier.doc("plan")
    if plan and doc:
        for index, action in enumerate(plan.actions):
            if action.owner:
                yield doc, action.owner, ("actions", index, "owner")
    appeal, doc = dossier.appeal, dossier.doc("appeal")
    if appeal and appeal.decision and doc:
        yield doc, appeal.decision.by, ("decision", "by")


def _missing_team(company: Company, doc: AnyDoc, id: str | None, at: DataPath) -> Iterator[Problem]:
    if id is not None and id not in company.teams:
        yield doc.problem(
            say('There is no team "{id}".', id=id),
            suggestion(id, company.teams) + say(" Or add org/teams/{id}.yml.", id=id),
            at,
            cause=f"team:{id}",
        )


def _teams_in_org(company: Company) -> Iterator[Problem]:
    for person in company.people.values():
        if person.data:
            yield from _missing_team(company, person, person.data.team, ("team",))
    for team in company.teams.values():
        if team.data:
            yield from _missing_team(company, team, team.data.parent, ("parent",))


def _team_of_dossier(company: Company, dossier: Dossier) -> Iterator[Problem]:
    doc = next(dossier.all_docs(), None)
    if doc and dossier.owner.startswith("teams/"):
        yield from _missing_team(company, doc, dossier.owner[6:], ())


def _roles(company: Company) -> Iterator[Problem]:
    for doc in company.people.values():
        if doc.data and doc.data.role and doc.data.role not in company.roles:
            yield doc.problem(
                say('There is no role "{id}".', id=doc.data.role),
                suggestion(doc.data.role, company.roles)
                + say(" Or add org/roles/{id}.yml.", id=doc.data.role),
                ("role",),
                cause=f"role:{doc.data.role}",
            )


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


def _stage_order(company: Company) -> Iterator[Problem]:
    for doc in company.cycles.values():
        if doc.data:
            yield from _order_of_cycle(doc, doc.data)


def _order_of_cycle(doc: AnyDoc, cycle: Cycle) -> Iterator[Problem]:
    stages = [(name, getattr(cycle.stages, name)) for name in ("plan", "coach", "evaluate", "feedback")]
    if cycle.ends < cycle.starts:
        yield doc.problem(
            say("The cycle ends before it starts."), say("Correct one of the days."), ("ends",)
        )
    for name, stage in stages:
        if stage.closes < stage.opens:
            yield doc.problem(
                say("The stage {name} closes before it opens.", name=name),
                say("Correct one of the days."),
                ("stages", name, "closes"),
            )
    for (earlier, first), (later, second) in pairwise(stages):
        if second.opens < first.opens:
            yield doc.problem(
                say("The stage {later} opens before {earlier}.", later=later, earlier=earlier),
                say("The stages open in the order plan, coach, evaluate, feedback."),
                ("stages", later, "opens"),
            )
    if cycle.peers.min > cycle.peers.max:
        yield doc.problem(
            say("More peers are needed than allowed."), say("Lower min or raise max."), ("peers", "min")
        )


def _day_order(company: Company) -> Iterator[Problem]:
    for doc in company.people.values():
        if doc.data:
            yield from _order_of_person(doc, doc.data)


def _order_of_person(doc: AnyDoc, person: Person) -> Iterator[Problem]:
    if person.joined and person.left and person.left < person.joined:
        yield doc.problem(
            say("The last day lies before the first."), say("Correct one of the days."), ("left",)
        )
    for index, away in enumerate(person.away):
        if away.to < away.from_:
            yield doc.problem(
                say("The time away ends before it begins."),
                say("Correct one of the days."),
                ("away", index, "to"),
            )


def _overlaps(company: Company) -> Iterator[Problem]:
    cycles = sorted(company.cycles_in_order(), key=lambda pair: (pair[1].starts, pair[0]))
    for (earlier, first), (later, second) in pairwise(cycles):
        if second.starts <= first.ends:
            yield company.cycles[later].problem(
                say("The cycle starts before {other} has ended.", other=earlier),
                say("One day belongs to one cycle; move the start or the other's end."),
                ("starts",),
            )


def _unknown_cycles(company: Company) -> Iterator[Problem]:
    for name in company.cycle_folders():
        if name in company.cycles:
            continue
        file = next(
            (
                f"{root}/{name}"
                for root in ("goals", "reviews")
                if any(entry.name == name for entry in company.tree.entries(root))
            )
        )
        yield Problem(
            "",
            file,
            say('There is no cycle "{id}".', id=name),
            suggestion(name, company.cycles) + say(" Or add org/cycles/{id}.yml.", id=name),
            cause=f"cycle:{name}",
        )


def _outside_cycle(company: Company, dossier: Dossier) -> Iterable[Problem]:
    cycle_doc = company.cycles.get(dossier.cycle)
    if cycle_doc is None or cycle_doc.data is None:
        return
    cycle = cycle_doc.data
    first = min(cycle.starts, cycle.stages.plan.opens)
    last = max(cycle.ends, cycle.stages.feedback.closes)
    help = say("The cycle goes from {first} to {last}.", first=first, last=last)
    for kind in ("checkin", "feedback"):
        for doc in dossier.docs.get(kind, ()):
            if doc.place.day and not first <= doc.place.day <= last:
                yield doc.problem(say("{day} lies outside the cycle.", day=doc.place.day), help)
    sheet, doc_of_sheet = dossier.sheet, dossier.doc("goals")
    if sheet and doc_of_sheet:
        for index, goal in enumerate(sheet.goals):
            if goal.due and not first <= goal.due <= last:
                yield doc_of_sheet.problem(
                    say("The goal is due on {day}, outside the cycle.", day=goal.due),
                    help,
                    ("goals", index, "due"),
                )


RULES = (
    Rule(
        "unknown-person",
        """Every person who is named has a file in `org/people/`.

Managers, leads, deputies, peers, authors of reviews, owners of actions, and the people whose
folders lie in `goals/` and `reviews/`. All places that name the same missing person are one
problem, because they have one cause.""",
        company=_people_in_org,
        dossier=_people_in_dossier,
    ),
    Rule(
        "unknown-team",
        """Every team that is named has a file in `org/teams/`.

A person's team, a team's parent, and the teams whose folders lie in `goals/`.""",
        company=_teams_in_org,
        dossier=_team_of_dossier,
    ),
    Rule(
        "unknown-role",
        """Every person's role has a file in `org/roles/`.

Without it nobody knows which competencies are expected.""",
        company=_roles,
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

As soon as a manager's last day is known, the reports need a new one; the old one goes to
`former_managers`, so that a handover review can be written.""",
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
    Rule(
        "stage-order",
        """A cycle's stages open in order (plan, coach, evaluate, feedback), and no period ends
before it starts.

Stages may overlap: coaching goes on while reviews are written.""",
        company=_stage_order,
    ),
    Rule(
        "day-order",
        """A person's days are in order: joined before left, away from before to.

A deputy stands in on the days between the two.""",
        company=_day_order,
    ),
    Rule(
        "cycle-overlap",
        """A cycle starts after the one before it has ended.

One day belongs to one cycle; otherwise a check-in could count twice.""",
        "warning",
        company=_overlaps,
    ),
    Rule(
        "outside-cycle",
        """Check-ins, feedback and due dates lie within their cycle.

A cycle reaches from its start, or from the opening of planning where that is earlier, to its end
or the end of the feedback stage.""",
        dossier=_outside_cycle,
        reads=("goals", "checkin", "feedback"),
    ),
    Rule(
        "unknown-cycle",
        """Every folder below `goals/` and `reviews/` is called like a cycle of `org/cycles/`.

The cycle's file says when it starts and which stages it has; without it nothing in the folder has
a place in time.""",
        company=_unknown_cycles,
    ),
)
