"""Whether enough people are left who can act in each role: nobody gives away the last key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from perfgit.company.authority import Role, roles
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.git import FileChange
from perfgit.gate.change import Change, Refusal
from perfgit.gate.governance import POLICY
from perfgit.i18n import say

_ENOUGH: Final = 2
"""What one proposes another approves."""

_ROLES: Final[tuple[Role, ...]] = ("hr", "executive", "admin")


def nobody_left(files: Iterable[FileChange], base: Org, head: Org) -> Iterator[Change]:
    """A refusal for each role in which too few could act after a proposal.

    Where there are fewer than two already, no more may be taken away. Whoever has a last day at work
    no longer counts, whenever that is.
    """
    paths = {file.path for file in files}
    policy = head.company.policy_doc
    if policy is None or policy.data is None:
        return  # refused for itself
    for role in _ROLES:
        before, after = _named(base, role), _named(head, role)
        touched = [base.layout.path("person", id=id) for id in dict.fromkeys((*before, *after))]
        at = next((path for path in (POLICY, *touched) if path in paths), None)
        if at is None:
            continue
        for with_account in (False, True):
            able = _able(head, after, with_account=with_account)
            if able < min(_ENOUGH, _able(base, before, with_account=with_account)):
                yield Change(
                    at,
                    say(
                        "{role}: {count} left who could act",
                        role=say(roles()[role].name),
                        count=able,
                    ),
                    refusal=Refusal(
                        say(
                            "What one of them proposes another has to approve: two have to be left."
                        ),
                        say(
                            "Name somebody else under `roles` in org/policy.yml in the same proposal, or"
                            " before, with `github` in the person's file."
                        ),
                    ),
                )
                break


def _named(org: Org, role: Role) -> list[str]:
    held = org.policy.roles
    return {"hr": held.hr, "executive": held.executive, "admin": held.admin}[role]


def _able(org: Org, ids: Iterable[str], *, with_account: bool) -> int:
    """How many different people of the ids are there to stay, and have an account where asked for."""
    people = People(org)
    found: list[str] = []
    for id in ids:
        person = org.person(id)
        if person is None or person.left or (with_account and not people.has_account(id)):
            continue
        if not any(people.are_one(id, other) for other in found):
            found.append(id)
    return len(found)
