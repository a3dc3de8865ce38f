"""What people call somebody leads to one id, or is told to lead nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgit.company.resolver import Called, Resolver

KNOWN = (
    Called("wang", "王建国", "wang@x.example", "jianguo"),
    Called("wei-a", "王伟"),
    Called("wei-b", "王伟"),
    Called("alice", "Alice Martin", "a@x.example", "wei-a"),
    Called("zoe-uenal", "Zoë Ünal"),
    Called("none-such", "wang"),
)


@pytest.mark.parametrize(
    ("text", "ids", "whys"),
    [
        ("wang", ("wang",), 0),  # an id comes before the name that somebody else has
        ("wei-a", ("wei-a",), 0),  # and before somebody else's login
        ("WANG@X.example", ("wang",), 0),
        ("Jianguo", ("wang",), 0),
        ("王建国", ("wang",), 0),
        ("alice  martin", ("alice",), 0),
        ("\uff21lice Martin", ("alice",), 0),  # a full-width A
        ("zoe uenal", ("zoe-uenal",), 0),  # the id that is made of it
        ("王伟", (), 1),  # two have this name
        ("Alice Martin、王建国", ("alice", "wang"), 0),
        ("alice wang", ("alice", "wang"), 0),
        ("alice; nobody", ("alice",), 1),
        ("Bob Miller", (), 1),  # one name, told once
        ("王 wang", (), 1),  # not glued: the id made of it would lose a letter
        ("Alice Ash", (), 1),  # somebody else than Alice Martin
        ("alice, alice", ("alice",), 0),
        *((nobody, (), 0) for nobody in ("", "-", "None", "无", "n/a", "\u2013")),
    ],
)
def test_who_is_meant(text: str, ids: tuple[str, ...], whys: int) -> None:
    match = Resolver(KNOWN).several(text)
    assert (match.ids, len(match.whys)) == (ids, whys)


def test_one_is_one() -> None:
    known = Resolver(KNOWN)
    assert known.one("王建国") == ("wang", "")
    assert known.one("无") == (None, "")
    id, why = known.one("alice, wang")
    assert id is None
    assert "alice" in why
    assert "wang" in why


def test_an_id_that_nothing_has_yet_stays_only_where_it_may() -> None:
    assert Resolver(KNOWN, open_ended=True).one("later") == ("later", "")
    assert Resolver(KNOWN, open_ended=True).one("Later On")[0] is None
    assert Resolver(KNOWN).one("later")[0] is None


def test_somebody_called_none_is_somebody() -> None:
    assert Resolver([Called("none", "Anna None")]).one("none") == ("none", "")


@given(st.lists(st.sampled_from(["alice", "王建国", "a@x.example", "wei-b", "ghost", "无"])))
def test_every_part_is_found_or_told(parts: list[str]) -> None:
    match = Resolver(KNOWN).several("; ".join(parts))
    meant = {"alice": "alice", "王建国": "wang", "a@x.example": "alice", "wei-b": "wei-b"}
    assert set(match.ids) == {meant[part] for part in parts if part in meant}
    assert len(match.whys) == ("ghost" in parts)
