"""The verdict on one change: may its author make it, and has whoever has to approved it?"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from perfgit.company.actors import Account, Actor
from perfgit.company.authority import Role, Way, roles, rows
from perfgit.company.roles import Holder, People
from perfgit.gate.change import Change
from perfgit.gate.proposal import Proposal
from perfgit.gate.verdict import ChangeVerdict
from perfgit.i18n import listing, say

MOST_NAMED = 8
"""Logins that are named as those who may approve; more are not read."""


class _Approval(NamedTuple):
    """Who has approved a change, and who could; `stale` gave theirs on another revision."""

    given: tuple[str, ...]
    could: tuple[str, ...]
    stale: tuple[str, ...]
    not_counted: tuple[str, ...]


class Judge:
    """Judges the changes of one proposal by the table and the people of the base branch."""

    def __init__(self, people: People, proposal: Proposal, meant: Container[str]) -> None:
        """`meant` are the commits and digests that stand for what is judged."""
        self._people = people
        self._proposal = proposal
        self._meant = meant

    def verdict(self, change: Change, line: int) -> ChangeVerdict:
        """The verdict on one change."""
        author = self._proposal.author
        empty = ChangeVerdict(
            change.path,
            line,
            change.words,
            author.name if author else say("a deleted account"),
            "refused",
            row=change.row,
            of=_whose(change),
            about=change,
        )
        if change.refusal:
            return replace(empty, message=change.refusal.why, help=change.refusal.help)
        if change.row is None:
            return replace(empty, message=say("No row of the authority table covers this change."))
        if author is None:
            return replace(
                empty,
                message=say("The author's account was deleted."),
                help=say("Somebody who may make this change opens the pull request anew."),
            )
        may = rows()[change.row].may
        allowed = [(way, self._acts_as(way.author, change, author)) for way in may]
        ways = [(way, holder) for way, holder in allowed if holder]
        if not ways:
            message, help = self._not_theirs(change, may, author)
            return replace(empty, message=message, help=help, foreign=True)
        return self._of_author(change, may, ways, replace(empty, who=ways[0][1].id))

    def _of_author(
        self,
        change: Change,
        may: list[Way],
        ways: list[tuple[Way, Holder]],
        empty: ChangeVerdict,
    ) -> ChangeVerdict:
        """The verdict on a change that its author may make."""
        if change.signed and all(change.signed != holder.id for _, holder in ways):
            return replace(
                empty,
                message=say('It is signed by "{signed}", not by its author.', signed=change.signed),
                help=say("Write `by: {author}`.", author=empty.who),
            )
        intruder = self._intruder(change, may)
        if intruder:
            return replace(
                empty,
                message=say(
                    "{login} has pushed to this proposal, and may not make this change.",
                    login=intruder.name,
                ),
                help=say("The author makes these commits on a new branch, and opens it anew."),
            )
        if change.layout or any(not way.groups for way, _ in ways):
            return replace(empty, verdict="allowed")
        found = [
            [self._approval(group, holder, change) for group in way.groups] for way, holder in ways
        ]
        settled = [groups for groups in found if all(one.given for one in groups)]
        if settled:
            given = _unique(login for groups in settled for one in groups for login in one.given)
            return replace(empty, verdict="allowed", approved=given)
        open_ones = [groups for groups in found if all(one.given or one.could for one in groups)]
        if open_ones:
            return self._waiting(open_ones, empty)
        wanted = {role for way, _ in ways for group in way.groups for role in group}
        return replace(
            empty,
            lonely=True,
            message=say(
                "There is nobody left who could approve this. It takes: {who}. {why}",
                who=_in_words(wanted),
                why=self._why_nobody(ways, change),
            ),
            help=say(
                "Somebody else who may make this change proposes it, or HR names one more, with"
                " `github` in the person's file."
            ),
        )

    def _why_nobody(self, ways: list[tuple[Way, Holder]], change: Change) -> str:
        """Why nobody can approve it, though somebody may be named."""
        others = _unique(
            one.id
            for way, author in ways
            for group in way.groups
            for one in self._people.approvers(group, change.place, change.concerned, author.id)
            if not self._people.are_one(one.id, author.id) and not self._people.has_account(one.id)
        )
        if others:
            return say(
                "{names}: no `github` in the person's file.", names=listing(others, most=MOST_NAMED)
            )
        return say("Nobody else is that, or they have pushed to it.")

    def _waiting(self, found: list[list[_Approval]], empty: ChangeVerdict) -> ChangeVerdict:
        """The verdict where somebody may approve it; each way's groups stand in one list."""
        given = _unique(login for groups in found for one in groups for login in one.given)
        missing = [
            _unique(login for one in part if one and not one.given for login in one.could)
            for part in zip_longest(*found)
        ]
        needs, also = [*(could for could in missing if could), ()][:2]
        flat = [one for groups in found for one in groups if not one.given]
        why = _not_counted(flat, _unique((*needs, *also)))
        message = why or " ".join(_who_has_to(could) for could in (needs, also) if could)
        return replace(
            empty,
            verdict="waiting",
            message=message,
            needs=needs,
            also=also,
            why=why,
            approved=given,
        )

    def objections(self, changes: Iterable[Change]) -> tuple[str, ...]:
        """Logins that asked for changes, of people whose approval of one of the changes counts."""
        open_ones = [
            one.by
            for one in self._proposal.opinions
            if one.by and one.state == "changes_requested" and not self._is_author(one.by)
        ]
        if not open_ones:
            return ()
        return _unique(
            one.name
            for change in changes
            if change.row
            for way in rows()[change.row].may
            for group in way.groups
            for holder in self._people.approvers(group, change.place, change.concerned, "")
            for one in open_ones
            if self._people.is_person(holder.id, one)
        )

    def _acts_as(self, role: Role, change: Change, actor: Actor) -> Holder | None:
        """The person as whom somebody who acts holds a role."""
        for holder in self._people.holders(role, change.place, change.concerned):
            if self._people.is_person(holder.id, actor):
                return holder
        return None

    def _intruder(self, change: Change, ways: list[Way]) -> Actor | None:
        """Somebody else who pushed, and may neither make nor approve the change."""
        wanted = [role for way in ways for role in way.roles]
        for actor in self._proposal.contributors:
            if self._is_author(actor):
                continue
            if not any(self._acts_as(role, change, actor) for role in wanted):
                return actor
        return None

    def _is_author(self, actor: Actor) -> bool:
        author = self._proposal.author
        return author is not None and self._people.are_one_actor(author, actor)

    def _approval(self, group: list[Role], author: Holder, change: Change) -> _Approval:
        given: list[str] = []
        could: list[str] = []
        stale: list[str] = []
        not_counted: list[str] = []
        pending = [
            (one.by, one.commit in self._meant or one.digest in self._meant)
            for one in self._proposal.opinions
            if one.by and one.state == "approved"
        ]
        for holder in self._people.approvers(group, change.place, change.concerned, author.id):
            if self._people.are_one(holder.id, author.id) or self._took_part(holder.id):
                not_counted += [by.name for by, _ in pending if self._is(by, holder.id)]
                continue
            for by, counts in pending:
                if self._is(by, holder.id) and not self._has_part(by):
                    (given if counts else stale).append(by.name)
            if len(could) < MOST_NAMED and self._people.has_account(holder.id):
                could.append(self._people.login(holder.id))
        return _Approval(tuple(given), tuple(could), tuple(stale), tuple(not_counted))

    def _took_part(self, id: str) -> bool:
        """Whether a person has opened the proposal or pushed to it."""
        return any(self._is(actor, id) for actor in self._parts)

    def _has_part(self, actor: Actor) -> bool:
        """Whether whoever acts has opened the proposal or pushed to it."""
        return any(self._people.are_one_actor(actor, one) for one in self._parts)

    @property
    def _parts(self) -> list[Actor]:
        """Everybody who has a part in the proposal."""
        author = self._proposal.author
        return [*self._proposal.contributors, *([author] if author else [])]

    def _is(self, actor: Actor, id: str) -> bool:
        return self._people.is_person(id, actor)

    def _not_theirs(self, change: Change, may: list[Way], author: Actor) -> tuple[str, str]:
        allowed = {way.author for way in may}
        holders = [
            holder
            for role in sorted(allowed)
            for holder in self._people.holders(role, change.place, change.concerned)[:MOST_NAMED]
        ]
        message = say(
            "{login} may not make this change. It takes: {who}.",
            login=author.name,
            who=_in_words(allowed),
        )
        if not holders:
            return message, say("Nobody on the base branch holds that role for this file.")
        for holder in holders:
            hint = self._renamed(holder.id, author)
            if hint:
                return message, hint
        logins = _unique(self._people.login(holder.id) for holder in holders)
        return message, say("It can be proposed by: {who}.", who=listing(logins))

    def _renamed(self, id: str, author: Actor) -> str | None:
        """A hint where the login is a person's, but the number is another account's."""
        if not isinstance(author, Account):
            return None
        if self._people.login(id).casefold() != author.name.casefold():
            return None
        return say(
            "The login is that of {id}, but the account has another number (github_id) than"
            " org/people says: HR puts it right, if it is the same person.",
            id=id,
        )


def _not_counted(found: list[_Approval], could: tuple[str, ...]) -> str:
    """Why approvals that were given do not count; nothing where there are none."""
    stale = _unique(login for one in found for login in one.stale)
    if stale:
        return say(
            "{who} approved an earlier revision; what was pushed since needs approval again.",
            who=listing(stale),
        )
    mine = _unique(login for one in found for login in one.not_counted)
    if mine:
        return say(
            "The approval of {who} does not count: authors do not approve their own changes."
            " One of these has to: {could}.",
            who=listing(mine),
            could=listing(could),
        )
    return ""


def _who_has_to(could: tuple[str, ...]) -> str:
    if len(could) == 1:
        return say("{who} has to approve it.", who=could[0])
    return say("One of these has to approve it: {who}.", who=listing(could))


def _whose(change: Change) -> str | None:
    place = change.place
    if place and place.kind == "person":
        return f"people/{place.id}"
    return place.owner if place else None


def _in_words(wanted: Iterable[Role]) -> str:
    texts = (roles()[role] for role in sorted(wanted))
    return " / ".join(
        say("{role} ({who})", role=say(one.name), who=say(one.who).rstrip(".。")) for one in texts
    )


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
