"""Whatever differs between two trees, the gate names it, and those who gain by it never suffice.

Over random companies (who manages whom, who stands in, who decides, what is handed in, which day it
is) and random changes of any of their files: where scores, results, duties, visibility or authority
differ, there is a change that is more than layout; and were all who gain by it to propose and approve it,
it would still not be allowed. Gains are a higher score or rating once the manager has judged, and a say
that one did not have. What all are judged by is left out of the second half: there everybody may gain,
which is why it takes HR, another of HR and an executive, and a reason. Nor does it count as a gain that
executives and HR step in where a line of the company ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from itertools import permutations
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from perfgit.company.authority import table
from perfgit.company.company import Company
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.layout import Place
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.gate.governance import RULES
from perfgit.gate.judge import Gate
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.scoring.result import score
from perfgit.todo.due import due
from tests.gate.world import COMPANY, FILES, World, account, commit, make_world

PEOPLE = ("greta", "omar", "mei", "jonas", "tomas", "wei", "bruno", "alice", "chen", "dana", "erik")
TEAMS = ("teams/leadership", "teams/sales", "teams/field")
DAYS = [
    dt.date.fromisoformat(day)
    for day in ("2026-07-01", "2026-09-01", "2026-12-12", "2026-12-20", "2027-01-20")
]
REVIEW = {
    "submitted": dt.date(2026, 12, 16),
    "overall": {"rating": 3},
    "goals": {"arr": {"rating": 3}},
}
CYCLE = "2026-h2"
ALICE = f"reviews/{CYCLE}/people/alice"
STANDING_IN = ("manager", "managers_manager", "lead", "lead_above", "owner", "owners_manager")
"""Roles in which executives or HR step in where the line ends: several, and not named by the change."""

UNINVOLVED = ("uninvolved_hr", "uninvolved_executive")
"""Roles that one gains where one loses another say."""

NEW: dict[str, dict[str, Any]] = {
    f"goals/{CYCLE}/people/alice/checkins/2026-07-01.yml": {"values": {"arr/emea": 12_900_000}},
    f"goals/{CYCLE}/people/bruno/checkins/2026-07-01.yml": {"values": {"team": 9}},
    f"{ALICE}/self.yml": REVIEW | {"overall": {"rating": 5}},
    f"{ALICE}/peers/chen.yml": REVIEW | {"goals": {"arr": {"rating": 5}}},
    f"{ALICE}/upward/dana.yml": REVIEW,
    f"{ALICE}/external/acme.yml": REVIEW,
    f"{ALICE}/handover/erik.yml": REVIEW,
    f"{ALICE}/appeal.yml": {
        "raised": dt.date(2027, 1, 17),
        "reasons": "x",
        "decision": {
            "by": "mei",
            "on": dt.date(2027, 1, 18),
            "outcome": "granted",
            "rating": 5,
            "why": "x",
        },
    },
    **{
        f"reviews/{CYCLE}/calibration/{id}.yml": {
            "held": dt.date(2026, 12, 18),
            "changes": [{"person": id, "before": 3, "after": 5, "why": "x"}],
        }
        for id in ("alice", "mei")
    },
    "org/people/noor.yml": {"name": "Noor", "team": "sales", "manager": "bruno"},
    "org/teams/south.yml": {"name": "South", "lead": "chen", "parent": "sales"},
}
"""Files that a proposal may add, or that are there already."""

Files = dict[str, dict[str, Any]]
SAMPLE: Files = {path: yaml.safe_load(data) for path, data in FILES.items()}


class Case(NamedTuple):
    """A random company on a day, and files that a proposal changes in it; None: taken out."""

    today: dt.date
    base: Files
    head: dict[str, dict[str, Any] | None]


@st.composite
def companies(draw: st.DrawFn) -> tuple[dt.date, Files]:
    today = draw(st.sampled_from(DAYS))
    files: Files = deepcopy(SAMPLE)
    some = st.sampled_from(PEOPLE)
    for place, id in enumerate(PEOPLE):
        person = files[f"org/people/{id}.yml"]
        if place:
            person["manager"] = draw(st.sampled_from(PEOPLE[:place]))
        if draw(st.integers(0, 4)) == 0:
            away = {"from": dt.date(2026, 6, 1), "to": dt.date(2027, 3, 1), "deputy": draw(some)}
            person["away"] = [away]
        if draw(st.integers(0, 4)) == 0:
            person["former_managers"] = [{"id": draw(some), "until": dt.date(2026, 8, 31)}]
    policy = files["org/policy.yml"]
    policy["roles"]["hr"] = draw(st.lists(some, min_size=2, max_size=3, unique=True))
    others = st.sampled_from([id for id in PEOPLE if id not in policy["roles"]["hr"]])
    policy["roles"]["executive"] = draw(st.lists(others, min_size=2, max_size=2, unique=True))
    if draw(st.booleans()):
        policy["result"] = {"sources": {"manager": 40, "peer": 20, "self": 20, "upward": 20}}
    for path, record in NEW.items():
        if path.startswith(f"{ALICE}/") and draw(st.booleans()):
            files[path] = deepcopy(record)
    for kind in ("self", "manager"):
        if draw(st.booleans()):
            files.pop(f"{ALICE}/{kind}.yml", None)
    return today, files


@st.composite
def proposals(draw: st.DrawFn) -> Case:
    today, base = draw(companies())
    head: dict[str, dict[str, Any] | None] = {}
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(sorted({*base, *NEW})))
        if path not in base:
            head[path] = deepcopy(NEW[path])
        elif draw(st.integers(0, 9)) == 0:
            head[path] = None
        else:
            record = deepcopy(head.get(path) or base[path])
            _changed(draw, record)
            _with_reasons(path, record, today)
            head[path] = record
    return Case(today, base, head)


def _changed(draw: st.DrawFn, record: dict[str, Any]) -> None:
    """One field of a record becomes another, comes, goes, or stands elsewhere."""
    places = list(_places(record))
    if not places:
        return
    holder, key = draw(st.sampled_from(places))
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = not value
    elif isinstance(value, int | float):
        holder[key] = draw(st.sampled_from([value + 1, value / 2, value * 2, 5, 1]))
    elif isinstance(value, dt.date):
        holder[key] = draw(st.sampled_from(DAYS))
    elif isinstance(value, str):
        pool = (
            PEOPLE
            if value in PEOPLE
            else ("everyone", "nobody", "granted", "reported", f"{value} x")
        )
        holder[key] = draw(st.sampled_from(pool))
    elif isinstance(value, list):
        entries = (
            [*value, *deepcopy(value[:1])],
            value[::-1],
            [],
            value[1:],
            [*value, draw(st.sampled_from(PEOPLE))],
        )
        holder[key] = draw(st.sampled_from(entries))
    elif isinstance(value, dict) and draw(st.booleans()):
        name = draw(st.sampled_from(["steps", "ownership", "answer", "emea", "playbook"]))
        value[name] = draw(st.sampled_from([[], {}, 1, True]))
    else:
        del holder[key]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every field and entry, as what holds it and the key."""
    keys = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _with_reasons(path: str, record: dict[str, Any], today: dt.date) -> None:
    """The reasons that such a change needs, so that it is not refused for want of them."""
    if path == "org/policy.yml" or path.startswith("org/cycles/"):
        record["changes"] = [{"on": today, "what": "x", "why": "x"}]
    if path.endswith("/alice/goals.yml") and isinstance(record.get("history"), list):
        record["history"] += [
            {"on": today, "goal": id, "what": "changed", "why": "x"} for id in ("arr", "playbook")
        ]


class Facts(NamedTuple):
    """What a company's files come to, on a day."""

    scores: dict[tuple[str, str], tuple[Any, Any]]
    results: dict[tuple[str, str], Any]
    duties: list[Any]
    visibility: Any
    authority: dict[str, set[tuple[str, str]]]
    """By person: the roles that they hold, and for which file."""


def _line(org: Org, owner: str) -> set[str]:
    """Who stands above an owner, and their deputies: all but those who step in where the line ends."""
    kind, _, id = owner.partition("/")
    line = map(org.team, org.company.line_of(id if kind == "teams" else None))
    below = [id] if kind == "people" else [one.lead for one in line if one and one.lead]
    found = {*below, *(above for one in below for above in org.company.managers_of(one))}
    people = [org.person(one) for one in found]
    return found | {away.deputy for person in people if person for away in person.away}


def _facts(company: Company, today: dt.date) -> Facts:
    org = Org(company, today)
    people = People(org)
    scores: dict[tuple[str, str], tuple[Any, Any]] = {}
    results: dict[tuple[str, str], Any] = {}
    for cycle in company.cycles:
        for owner in company.owners(cycle):
            kind, _, id = owner.partition("/")
            if kind != "people":
                continue
            dossier = company.dossier(cycle, owner)
            found = score(company, dossier)
            scores[cycle, id] = found.rounded_score, found.rating
            frozen = dossier.doc("result")
            results[cycle, id] = frozen and frozen.data
    authority: dict[str, set[tuple[str, str]]] = {}
    owners = ("company", *TEAMS, *(f"people/{id}" for id in PEOPLE))
    places = [Place("goals", CYCLE, owner) for owner in owners]
    named = [Place("peer", CYCLE, f"people/{id}", other) for id, other in permutations(PEOPLE, 2)]
    for role in table().roles:
        by_name = role.role in ("nominated_peer", "report", "former_manager")
        for place in named if by_name else [] if role.role in ("person", "giver") else places:
            for holder in people.holders(role.role, place):
                if role.role in STANDING_IN and holder.id not in _line(org, str(place.owner)):
                    continue
                authority.setdefault(holder.id, set()).add((role.role, f"{place.owner} {place.id}"))
    duties = sorted((one[:4], one.path) for one in due(company, today))
    return Facts(scores, results, duties, company.policy.site, authority)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("gains") / "repository")


def _differing(base: Files) -> dict[str, dict[str, Any] | None]:
    """What a random company has otherwise than the one that all are made from."""
    changed = {path: data for path, data in base.items() if SAMPLE.get(path) != data}
    return {**changed, **{path: None for path in SAMPLE if path not in base}}


def _texts(files: dict[str, dict[str, Any] | None]) -> dict[str, str | None]:
    return {
        path: None if data is None else yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
        for path, data in files.items()
    }


def _bytes(texts: dict[str, str | None]) -> dict[str, bytes | None]:
    return {path: None if text is None else text.encode() for path, text in texts.items()}


@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a company does not shrink in good time
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(case=proposals())
def test_it_is_named_and_not_for_those_who_gain_to_settle(world: World, case: Case) -> None:
    base, head = _texts(_differing(case.base)), _texts(case.head)
    before = OverlayTree(WorkingTree(COMPANY), _bytes(base))
    after = OverlayTree(before, _bytes(head))
    old, new = _facts(Company(before), case.today), _facts(Company(after), case.today)
    assume(old != new)
    at = commit(world.folder, world.base, base)
    gate = Gate(world.folder, at, commit(world.folder, at, head), today=case.today)
    try:
        assert any(not change.layout for change in gate.changes), "nothing is named"
        if not any(change.row == RULES for change in gate.changes):
            _not_by_those_who_gain(gate, _gainers(Org(Company(before), case.today), old, new))
    finally:
        gate.close()


def _gainers(org: Org, old: Facts, new: Facts) -> list[str]:
    """Who is rated or scored higher once the manager has judged, or has a say that they had not."""
    gained = {id: new.authority.get(id, set()) - old.authority.get(id, set()) for id in PEOPLE}
    found = [id for id in PEOPLE if any(role not in UNINVOLVED for role, _ in gained[id])]
    for (cycle, id), was in old.scores.items():
        review = org.manager_review(cycle, id)
        judged = (
            review is not None and review.submitted is not None and review.submitted <= org.today
        )
        now = new.scores.get((cycle, id), was)
        if judged and any(
            after is not None and before is not None and after > before
            for before, after in zip(was, now, strict=True)
        ):
            found.append(id)
    return [id for id in dict.fromkeys(found) if id in PEOPLE]


def _not_by_those_who_gain(gate: Gate, gainers: list[str]) -> None:
    head = gate.revisions.head.commit
    opinions = [Opinion(by=account(f"{id}-h"), commit=head) for id in gainers]
    for author in gainers:
        proposal = Proposal(author=account(f"{author}-h"), opinions=opinions)
        if gate.judge(proposal, check=False).verdict == "allowed":
            verdict = gate.judge(proposal)
            said = [(one.path, one.change, one.row, one.approved) for one in verdict.changes]
            assert verdict.verdict != "allowed", (author, gainers, said)
