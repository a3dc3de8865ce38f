"""Changes that nobody could make, or nobody could approve: a company is never stuck unawares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from perfgit.company.authority import Role, Row, Way, table
from perfgit.company.company import COMPANY
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.layout import Place

_BY_FILE: frozenset[Role] = frozenset({"nominated_peer", "report", "former_manager", "giver"})
"""Who makes these changes is named by the file: without anybody there is nothing to make."""

_ABOUT_PEOPLE = frozenset({"calibration", "org", "hr-concerned"})
"""Rows of files that lie in nobody's folder and are about somebody."""


Lacking = Literal["author", "approver"]


class Deadlock(NamedTuple):
    """A kind of change, whose it would be, and what there is nobody for."""

    row: Row
    owner: str | None
    lacking: Lacking


def deadlocks(org: Org, *, with_accounts: bool = True) -> Iterator[Deadlock]:
    """Every kind of change that nobody could make or approve, for each owner whose it would be.

    Args:
        org: The company on a day.
        with_accounts: Whether only people with an account of the forge can do anything.
    """
    people = People(org)
    for row in table().rows:
        if any(way.author in _BY_FILE for way in row.may):
            continue
        for place, concerned in _places(org, row):
            found = [_lacking(people, way, place, concerned, with_accounts) for way in row.may]
            if None not in found:
                lacking: Lacking = "approver" if "approver" in found else "author"
                owner = place.owner or (f"people/{concerned[0]}" if concerned else None)
                yield Deadlock(row, owner, lacking)


def _places(org: Org, row: Row) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Whose such a change could be, and whom it would be about."""
    authors = {way.author for way in row.may}
    named = org.policy.roles
    active = [id for id in org.company.people if org.is_active(id)]
    if row.row in _ABOUT_PEOPLE:
        hr = {*named.hr}
        trusted = {*named.hr, *named.executive, *named.admin}
        for id in active:
            if (id in trusted) if row.row == "hr-concerned" else (row.row != "org" or id not in hr):
                yield Place("goals"), (id,)
        return
    whole = not authors.isdisjoint({"owner", "owners_manager"})
    if whole or not authors.isdisjoint({"person", "manager", "uninvolved_hr"}):
        yield from ((Place("goals", None, f"people/{id}"), ()) for id in active)
    if whole or "lead" in authors:
        yield from ((Place("goals", None, f"teams/{id}"), ()) for id in org.company.teams)
    if whole or authors <= {"hr", "executive", "admin"}:
        yield Place("goals", None, COMPANY if whole else None), ()


def _lacking(
    people: People, way: Way, place: Place, concerned: tuple[str, ...], with_accounts: bool
) -> Lacking | None:
    """What there is nobody for, of one way to make a change; None: it can be made."""
    able = people.has_account if with_accounts else lambda _: True
    authors = [one.id for one in people.holders(way.author, place, concerned) if able(one.id)]
    if not authors:
        return "author"
    for author in authors:
        if all(
            any(
                able(one.id) and not people.are_one(one.id, author)
                for one in people.approvers(group, place, concerned, author)
            )
            for group in way.groups
        ):
            return None
    return "approver"
