"""A proposal before it is sent: which files, on which branch, called what, told how."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from perfgit.authoring.identity import Me
from perfgit.company.actors import Named
from perfgit.company.company import Company
from perfgit.files.git import merge_bases
from perfgit.files.layout import Place
from perfgit.files.repository import data_changed_since, tree_at
from perfgit.gate.judge import judge
from perfgit.gate.proposal import Proposal
from perfgit.gate.summary import markdown
from perfgit.gate.verdict import Verdict
from perfgit.i18n import counted, listing, say
from perfgit.problem import PerfgitError, Problem
from perfgit.proposing.repository import Repository
from perfgit.rules.engine import check, new_problems
from perfgit.rules.scope import scope_of

OURS = "perfgit/"
"""Branches that proposing makes begin with it."""

BEGIN, END = "<!-- perfgit:summary -->", "<!-- perfgit:summary:end -->"
"""Around what is written anew each time; what people write outside of it stays."""

MOST = 60_000
"""Characters of a body; GitHub takes 65,536."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be proposed."""

    me: Me
    base: str
    branch: str
    title: str
    paths: tuple[str, ...]
    new_branch: bool


def draft(repository: Repository, company: Company, me: Me, base: str, title: str | None) -> Draft:
    """Which files are proposed on which branch.

    Raises PerfgitError where nothing has changed, or no branch is checked out.
    """
    paths = repository.changed()
    here = repository.branch()
    if here is None:
        raise PerfgitError(
            say("No branch is checked out."), say("`git switch {base}` goes to one.", base=base)
        )
    on_base = here == base
    if not paths and (on_base or not repository.ahead(_known(repository, base))):
        raise PerfgitError(
            say("Nothing has changed."),
            say(
                "Write something first: `perfgit goal new`, `perfgit checkin`, `perfgit review self`."
            ),
        )
    places = [company.layout.place(_below(repository, path)) for path in paths]
    named = title or _title(company, [place for place in places if place])
    branch = _branch(repository, me, places) if on_base else here
    return Draft(me, base, branch, named, tuple(paths), on_base)


def _known(repository: Repository, base: str, remote: str = "origin") -> str:
    """Base as the remote has it, else as it is here."""
    return f"{remote}/{base}" if repository.exists(f"{remote}/{base}") else base


def _below(repository: Repository, path: str) -> str:
    return path.removeprefix(f"{repository.prefix}/") if repository.prefix else path


def _branch(repository: Repository, me: Me, places: list[Place | None]) -> str:
    """A new branch that says whose it is and what it is about."""
    known = [place for place in places if place]
    kinds = sorted({place.kind for place in known})
    cycles = sorted({place.cycle for place in known if place.cycle})
    parts = [me.id, kinds[0] if len(kinds) == 1 else "changes", *cycles[-1:]]
    name = OURS + re.sub(r"[^a-z0-9-]+", "-", "-".join(parts))
    number = 1
    found = name
    while repository.exists(f"refs/heads/{found}") or repository.exists(f"origin/{found}"):
        number += 1
        found = f"{name}-{number}"
    return found


def _title(company: Company, places: list[Place]) -> str:
    """What is proposed, in one line: kinds of files and whose they are."""
    parts = list(dict.fromkeys(_what(company, place) for place in places))
    return listing(parts, most=3) or say("Changes")


def _what(company: Company, place: Place) -> str:
    owner = _name(company, place)
    words = {
        "goals": say("Goals of {name}", name=owner),
        "checkin": say("Check-in of {name}", name=owner),
        "nominations": say("Peers of {name}", name=owner),
        "self": say("Self-review of {name}", name=owner),
        "meeting": say("Review meeting of {name}", name=owner),
        "plan": say("Improvement plan of {name}", name=owner),
        "appeal": say("Appeal of {name}", name=owner),
        "feedback": say("Feedback for {name}", name=owner),
        "result": say("Result of {name}", name=owner),
        "strategy": say("Strategy"),
        "policy": say("Policy"),
    }
    if place.kind in words:
        return words[place.kind]
    return say("Review of {name}", name=owner) if place.person else say("Organisation")


def _name(company: Company, place: Place) -> str:
    kind, _, id = (place.owner or "").partition("/")
    if kind == "people":
        person = company.person(id)
        return person.name if person else id
    if kind == "teams":
        team = company.teams.get(id)
        return team.data.name if team and team.data else id
    return company.info.name


def new_errors(repository: Repository, company: Company, base: str) -> list[Problem]:
    """The errors that the proposal would bring, since it left the base branch."""
    known = _known(repository, base)
    if not repository.exists(known):
        return list(check(company.tree, errors_only=True).problems)
    root = repository.root
    parted = merge_bases(root, known, "HEAD")
    before = tree_at(root, parted[0] if len(parted) == 1 else known)
    scope = scope_of(
        before, company.tree, data_changed_since(root, before.commit), errors_only=True
    )
    return list(new_problems(before, company.tree, scope, errors_only=True).problems)


def verdict_of(repository: Repository, me: Me, base: str, today: dt.date | None) -> Verdict:
    """What the gate would say of the branch as it is committed now."""
    proposal = Proposal(author=Named(person=me.id))
    return judge(repository.root, _known(repository, base), "HEAD", proposal, today=today)


def body_with(verdict: Verdict, old: str | None) -> str:
    """The description of the pull request: what people have written, and the summary anew."""
    told = f"{BEGIN}\n{markdown(verdict)[:MOST]}\n{END}"
    if not old:
        return told
    begin, end = old.find(BEGIN), old.rfind(END)
    if begin < 0 or end < begin:
        return f"{old.rstrip()}\n\n{told}"
    return old[:begin] + told + old[end + len(END) :]


def waiting_line(verdict: Verdict) -> str:
    """Whom the proposal waits for, in one line."""
    if verdict.verdict == "refused":
        refused = next((one for one in verdict.changes if one.verdict == "refused"), None)
        worst = refused or next(iter(verdict.problems), None)
        why = f"{worst.message} {worst.help}".strip() if worst else ""
        return say("As it is, the gate would refuse it: {why}", why=why)
    groups = [say(" or ").join(group) for group in verdict.waiting_for]
    if not groups:
        return say("Nobody has to approve it.")
    return counted(
        len(groups),
        "It needs the approval of {who}.",
        "It needs the approvals of {who}.",
        who=say(" and of ").join(groups),
    )
