"""Nobody is stuck: every kind of change has an author and an approver, or doctor says what is missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit import doctor
from perfgit.company.actors import Account
from perfgit.company.authority import table
from perfgit.company.company import Company
from perfgit.company.deadlocks import deadlocks
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.doctor import LOOKS
from perfgit.files.layout import Place
from perfgit.files.trees import OverlayTree
from perfgit.gate.change import Change
from perfgit.gate.decide import Judge
from perfgit.gate.proposal import Proposal
from perfgit.rules.engine import check
from tests.whole_company import Shuffled

TODAY = dt.date(2026, 9, 1)
IDS = ("ann", "ben", "cai", "dan", "eva", "fay")
BY_FILE = {"nominated_peer", "report", "former_manager", "giver"}
"""Whose change it is stands in the file: where there is nobody, there is no file."""

Files = dict[str, dict[str, Any]]


def company(files: Files) -> Company:
    return Company(
        OverlayTree(
            Shuffled({}, None),
            {
                path: yaml.safe_dump(data, allow_unicode=True).encode()
                for path, data in files.items()
            },
        ),
        TODAY,
    )


@st.composite
def companies(draw: st.DrawFn) -> Files:
    """One person to six, some without an account, leaving, or away; teams with and without leads."""
    count = draw(st.integers(1, len(IDS)))
    there = st.sampled_from(IDS[:count])
    files: Files = {"org/company.yml": {"format": 2, "name": "Acme"}}
    for place, id in enumerate(IDS[:count]):
        person: dict[str, Any] = {"name": id.title(), "team": draw(st.sampled_from(["top", "low"]))}
        if place and draw(st.integers(0, 5)):
            person["manager"] = draw(st.sampled_from(IDS[:place]))
        if draw(st.integers(0, 4)):
            person["github"] = f"{id}-h"
        if draw(st.integers(0, 5)) == 0:
            person["left"] = draw(st.sampled_from([dt.date(2026, 8, 31), dt.date(2026, 12, 31)]))
        if draw(st.integers(0, 5)) == 0:
            away = {"from": dt.date(2026, 8, 1), "to": dt.date(2026, 9, 30), "deputy": draw(there)}
            person["away"] = [away]
        files[f"org/people/{id}.yml"] = person
    for id, parent in (("top", None), ("low", "top")):
        team: dict[str, Any] = {"name": id, "parent": parent} if parent else {"name": id}
        if draw(st.booleans()):
            team["lead"] = draw(there)
        files[f"org/teams/{id}.yml"] = team
    named = st.lists(there, max_size=2, unique=True)
    files["org/policy.yml"] = {
        "roles": {role: draw(named) for role in ("hr", "executive", "admin")}
    }
    return files


def account(id: str) -> Account:
    return Account(login=f"{id}-h")


def possible(found: Company, change: Change) -> bool:
    """Whether anybody may make the change, so that it is allowed at once or waits for somebody."""
    people = People(Org(found, TODAY))
    return any(
        Judge(people, Proposal(author=account(id)), ()).verdict(change, 1).verdict != "refused"
        for id in found.people
    )


@settings(max_examples=60)
@given(files=companies())
def test_every_kind_of_change_has_an_author_and_an_approver_or_is_named(files: Files) -> None:
    """Asked of the gate's own judge, with everybody as the author: what it refuses is what is named."""
    found = company(files)
    org = Org(found, TODAY)
    active = [id for id in found.people if org.is_active(id)]
    named = {(one.row.row, one.owner) for one in deadlocks(org)}
    for row in table().rows:
        authors = {way.author for way in row.may}
        if authors & BY_FILE:
            continue
        for owner in ("company", "teams/top", "teams/low", *(f"people/{id}" for id in active)):
            whose, id = owner.partition("/")[::2]
            of: str | None = owner
            if row.row in ("calibration", "org", "hr-concerned"):
                if whose != "people":
                    continue
                change = Change("x", "x", row.row, Place("goals"), concerned=(id,))
                roles = files["org/policy.yml"]["roles"]
                trusted = id in {one for ids in roles.values() for one in ids}
                if row.row == "hr-concerned" and not trusted:
                    continue
                if row.row == "org" and id in roles["hr"]:
                    continue  # the row is hr-concerned then
            else:
                kinds = {
                    "company": {"owner", "owners_manager"},
                    "teams": {"owner", "owners_manager", "lead"},
                    "people": {"owner", "owners_manager", "person", "manager", "uninvolved_hr"},
                }
                company_wide = authors <= {"hr", "executive", "admin"}
                if company_wide and owner == "company":
                    change, of = Change("x", "x", row.row, Place("goals")), None
                elif authors & kinds[whose]:
                    change = Change("x", "x", row.row, Place("goals", None, owner))
                else:
                    continue
            assert possible(found, change) == ((row.row, of) not in named), (row.row, of)


@settings(max_examples=60)
@given(files=companies())
def test_what_is_lacking_is_an_account_or_somebody_to_be_named(files: Files) -> None:
    """With three more people in all the roles, apart from the other lines, nothing is left that could not
    be done but for want of accounts."""
    more = {
        f"org/people/{id}.yml": {"name": id, "github": f"{id}-h"} for id in ("xia", "yan", "zoe")
    }
    roles = {role: ["xia", "yan", "zoe"] for role in ("hr", "executive", "admin")}
    found = company({**files, **more, "org/policy.yml": {"roles": roles}})
    assert not list(deadlocks(Org(found, TODAY), with_accounts=False))


def world(**roles: list[str]) -> Files:
    """Ann leads; Ben and Cai report to her; the team low has no lead."""
    people: Files = {
        f"org/people/{id}.yml": {"name": id, "github": f"{id}-h", "team": "low", "manager": "ann"}
        for id in ("ben", "cai", "dan")
    }
    return {
        "org/company.yml": {"format": 2, "name": "Acme"},
        "org/people/ann.yml": {"name": "Ann", "github": "ann-h", "team": "top"},
        **people,
        "org/teams/top.yml": {"name": "Top", "lead": "ann"},
        "org/teams/low.yml": {"name": "Low", "parent": "top"},
        "org/policy.yml": {
            "roles": {"hr": ["cai"], "executive": ["ann"], "admin": ["ben"], **roles}
        },
    }


def who(found: Company, role: Any, owner: str) -> list[str]:
    holders = People(Org(found, TODAY)).holders(role, Place("goals", "2026-h2", owner))
    return [one.id for one in holders]


def verdict(found: Company, row: str, owner: str, author: str) -> tuple[str, tuple[str, ...]]:
    judge = Judge(People(Org(found, TODAY)), Proposal(author=account(author)), ())
    made = judge.verdict(Change("x", "x", row, Place("goals", "2026-h2", owner)), 1)
    return made.verdict, made.needs


def test_a_team_without_a_lead_is_led_by_the_next_above() -> None:
    """Ann leads what is above; she has no manager, so what she proposes an executive approves; she is
    the only one, so HR stands in."""
    found = company(world())
    assert who(found, "lead", "teams/low") == who(found, "owner", "teams/low") == ["ann"]
    assert verdict(found, "team-goals", "teams/low", "ann") == ("waiting", ("cai-h",))
    assert verdict(found, "checkin-new", "teams/low", "ann") == ("allowed", ())
    assert verdict(found, "team-goals", "teams/low", "ben")[0] == "refused"


def test_a_team_whose_lead_has_left_has_none() -> None:
    files = world()
    files["org/teams/low.yml"]["lead"] = "ben"
    assert who(company(files), "lead", "teams/low") == ["ben"]
    files["org/people/ben.yml"]["left"] = dt.date(2026, 8, 31)
    assert who(company(files), "lead", "teams/low") == ["ann"]


def test_where_no_team_above_has_a_lead_the_executives_lead() -> None:
    files = world(executive=["dan"])
    del files["org/teams/top.yml"]["lead"]
    found = company(files)
    assert who(found, "lead", "teams/low") == ["dan"]
    assert verdict(found, "team-goals", "teams/low", "dan") == ("waiting", ("cai-h",))
    assert who(found, "lead", "teams/nowhere") == []


def test_with_one_executive_hr_approves_the_goals_of_the_company() -> None:
    assert verdict(company(world()), "company-goals", "company", "ann") == ("waiting", ("cai-h",))
    two = company(world(executive=["ann", "dan"]))
    assert verdict(two, "company-goals", "company", "ann") == ("waiting", ("dan-h",))


def test_with_one_of_hr_an_executive_approves_and_the_head_has_hr() -> None:
    found = company(world())
    assert verdict(found, "cycle", "company", "cai") == ("waiting", ("ann-h",))
    assert who(found, "manager", "people/ann") == ["cai"]
    assert who(company(world(hr=[])), "hr", "company") == ["ann"]


@pytest.mark.parametrize(
    ("left", "managers"),
    [("2026-08-31", ["cai"]), ("2026-09-01", ["ben"]), ("2026-12-31", ["ben"])],
)
def test_a_manager_decides_until_the_last_day(left: str, managers: list[str]) -> None:
    """It was an error until all reports had moved, so that nothing else could be proposed meanwhile.

    After the last day the executives stand in: Cai here, since Dan reports to Ben."""
    files = world(executive=["cai"])
    files["org/people/dan.yml"]["manager"] = "ben"
    files["org/people/ben.yml"]["left"] = dt.date.fromisoformat(left)
    found = company(files)
    assert who(found, "manager", "people/dan") == managers
    about = [one for one in check(found.tree).problems if one.rule == "manager-left"]
    assert [one.severity for one in about] == ["warning"]


def told(found: Company) -> list[str]:
    """What doctor says of people and roles that is not good, one sentence each."""
    looks = [look for look in LOOKS if look.__name__ in ("_roles", "_stuck", "_logins")]
    place = doctor.Place(found, Path(), "")
    return [one.what for look in looks for one in look(place) if one.level != "good"]


@settings(max_examples=40)
@given(files=companies())
def test_doctor_says_what_is_missing_wherever_something_cannot_be_done(files: Files) -> None:
    for id in IDS:  # doctor knows the day of today alone
        files.get(f"org/people/{id}.yml", {}).pop("left", None)
    found = company(files)
    if any(deadlocks(Org(found, TODAY))):
        assert any("can" in one or "could" in one or "only" in one for one in told(found))


def test_a_company_of_one_is_told_why() -> None:
    one = company({"org/people/ann.yml": {"name": "Ann", "github": "ann-h"}})
    assert "The company has one person: nobody can approve what that person proposes." in told(one)


def test_a_company_without_accounts_is_told_why_by_doctor_and_in_the_note() -> None:
    files = world(hr=["cai", "dan"])
    for path, record in files.items():
        if path.startswith("org/people/"):
            record.pop("github")
    found = company(files)
    assert told(found)[-1] == (
        "4 people have no GitHub login, and can propose and approve nothing: ann, ben, cai, dan."
    )
    files["org/people/cai.yml"]["github"] = "cai-h"
    judge = Judge(People(Org(company(files), TODAY)), Proposal(author=account("cai")), ())
    made = judge.verdict(Change("x", "x", "cycle", Place("cycle")), 1)
    assert made.message.endswith("dan: no `github` in the person's file.")


def test_what_nobody_could_decide_is_named() -> None:
    """Cai's goals in evaluation take Ann, the manager, and Ann's manager: she has none, so an executive
    or HR other than the two would stand in, and there is neither."""
    assert any(
        one.startswith(
            "Nobody could propose or approve: A person's goals, once evaluation has opened (cai), "
        )
        for one in told(company(world()))
    )
