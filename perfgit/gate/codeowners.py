"""CODEOWNERS, made from the reporting lines and the authority table, in GitHub's dialect.

GitHub sees paths, not changes, so a path has owners only where every change of it needs an approval;
where some change needs nobody (a check-in, a review that is written), it has none, and the gate
decides. The last line that matches counts, so what is more special stands further down. Nothing here
depends on the day: whoever has a last day at work, and whoever stands in for somebody, is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfgit.company.authority import Role, rows
from perfgit.company.company import Company
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.layout import Place
from perfgit.i18n import say
from perfgit.problem import PerfgitError

PATH = ".github/CODEOWNERS"

LIMIT = 3_000_000
"""Bytes; GitHub ignores a CODEOWNERS file from 3 MB on."""

WARN_FROM = 0.8
"""Share of the limit from which people are told."""

_PERSONAL = (
    ("goals", "checkins/", "checkin-new"),
    ("reviews", "self.yml", "self-review"),
    ("reviews", "peers/", "peer-review"),
    ("reviews", "upward/", "upward-review"),
    ("reviews", "external/", "external-review"),
    ("reviews", "handover/", "handover-review"),
    ("reviews", "feedback/", "feedback"),
    ("reviews", "meeting.yml", "meeting"),
    ("reviews", "appeal.yml", "appeal-raise"),
)
"""Below a person's folder: what the table lets somebody change without any approval."""

_OURS = ("/.github/", "/.perfgit/", "/docs/", "/perfgit/", "/site/", "/mkdocs.yml")

HEAD = (
    "# Written by `perfgit codeowners` from org/ and the authority table; edits are overwritten.",
    "# It asks the right people for review. Who may change what is decided by `perfgit gate`.",
    "# A line without owners: nobody has to approve, or it depends on the change.",
)


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """The text of the file; `coarse` where people had to be put together to stay below LIMIT."""

    text: str
    coarse: bool

    @property
    def share(self) -> float:
        """How much of what GitHub takes the file has."""
        return len(self.text.encode()) / LIMIT

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say before GitHub's limit is reached, and when it was."""
        if self.coarse:
            return (
                say(
                    "With a line for each person, CODEOWNERS would reach the {most:,} bytes from which"
                    " on GitHub ignores it: people are put together by the first letters of their ids,"
                    " owned by HR. `perfgit gate` goes on to ask the right people.",
                    most=LIMIT,
                ),
            )
        if self.share < WARN_FROM:
            return ()
        return (
            say(
                "CODEOWNERS has {share:.0%} of the {most:,} bytes that GitHub reads. Beyond, people will"
                " be put together by the first letters of their ids.",
                share=self.share,
                most=LIMIT,
            ),
        )


def codeowners(company: Company, prefix: str = "", limit: int = LIMIT) -> CodeOwners:
    """The file for a company in a folder of its repository (`prefix`, without slashes at its ends).

    Raises PerfgitError where the organisation has no HR, executives or admins with a login, and where even
    the coarse form is too long.
    """
    making = _Making(company, f"/{prefix}" if prefix else "")
    for coarse in (False, True):
        text = "\n".join([*HEAD, "", *making.lines(coarse=coarse)]) + "\n"
        if len(text.encode()) < limit:
            return CodeOwners(text, coarse)
    raise PerfgitError(
        say(
            "CODEOWNERS would have {size:,} bytes; GitHub reads less than {most:,}.",
            size=len(text.encode()),
            most=limit,
        ),
        say("Split the company into several repositories, or rely on `perfgit gate` alone."),
    )


class _Making:
    def __init__(self, company: Company, prefix: str) -> None:
        self._company = company
        self._prefix = prefix
        self._people = People(Org(company, dt.date.max))
        self._groups: dict[Role, str] = {
            role: self._logins(role) for role in ("hr", "executive", "admin")
        }

    def _logins(self, role: Role) -> str:
        found = self._written(holder.id for holder in self._people.holders(role, None))
        if not found:
            raise PerfgitError(
                say("Nobody with a GitHub login has the role {role}.", role=role),
                say("Name people under `roles` in org/policy.yml, with `github` in their files."),
            )
        return " ".join(found)

    def _written(self, ids: Iterable[str]) -> list[str]:
        """Logins with @, nobody twice; people without a login are left out."""
        found: dict[str, None] = {}
        for id in ids:
            doc = self._company.people.get(id)
            if doc and doc.data and doc.data.github:
                found[f"@{doc.data.github}"] = None
        return list(found)

    def lines(self, *, coarse: bool) -> Iterator[str]:
        """Every line, from the general to the special."""
        hr, executive, admin = (self._groups[role] for role in ("hr", "executive", "admin"))
        at = self._prefix
        yield f"* {admin}"
        yield f"{at}/org/ {hr}"
        yield f"{at}/goals/ {executive}"
        yield f"{at}/reviews/ {hr}"
        yield f"{at}/reviews/*/calibration/ {hr} {executive}"
        yield ""
        for id, team in self._company.teams.items():
            if team.data:
                yield f"{at}/goals/*/teams/{id}/ {self._owners('team-goals', Place('goals', None, f'teams/{id}'))}"
        yield ""
        yield from self._by_letters() if coarse else self._one_by_one()
        yield ""
        yield from self._without_approval()
        yield f"{at}/reviews/*/{self._anybody()}/result.yml {hr}"
        yield ""
        yield from (f"{path} {admin}" for path in _OURS)

    def _one_by_one(self) -> Iterator[str]:
        shard = self._company.layout.shard
        for id, person in self._company.people.items():
            if person.data and person.data.left is None:
                folder = f"{id[:shard]}/{id}" if shard else id
                owners = self._owners("goals-agreed", Place("goals", None, f"people/{id}"))
                yield f"{self._prefix}/*/*/people/{folder}/ {owners}"

    def _by_letters(self) -> Iterator[str]:
        """One line for all whose ids begin with the same two letters: HR passes it on."""
        shard = self._company.layout.shard
        depth = "*/" if shard == 1 else ""
        for letters in sorted({id[: max(2, shard)] for id in self._company.people}):
            name = f"{letters[:shard]}/" if shard > 1 else f"{depth}{letters}*/"
            yield f"{self._prefix}/*/*/people/{name} {self._groups['hr']}"

    def _owners(self, row: str, place: Place) -> str:
        """Who has to approve; two at least, so that nobody is the only owner of their own change."""
        ways = rows()[row].may
        wanted: list[Role] = [role for way in ways for group in way.groups for role in group]
        wanted += [way.author for way in ways]
        found = self._written(
            holder.id for role in wanted for holder in self._people.holders(role, place)
        )
        return " ".join(found) if len(found) > 1 else " ".join([*found, self._groups["hr"]])

    def _anybody(self) -> str:
        return "people/*/*" if self._company.layout.shard else "people/*"

    def _without_approval(self) -> Iterator[str]:
        at, anybody = self._prefix, self._anybody()
        for root, name, row in _PERSONAL:
            if any(not way.groups for way in rows()[row].may):
                yield f"{at}/{root}/*/{anybody}/{name}"
        if not self._company.policy.approvals.manager_review_needs_second:
            yield f"{at}/reviews/*/{anybody}/manager.yml"
        if not any(way.groups for way in rows()["cycle-rating"].may):
            yield f"{at}/reviews/*/retrospective/"
        yield f"{at}/goals/*/teams/*/checkins/"
        yield f"{at}/goals/*/company/checkins/"
