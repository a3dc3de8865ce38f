"""Every row of the table against every person, as author and as approver.

What is expected is written by hand here, from the design, not read from the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pytest
import yaml

from perfgit.company.actors import Account
from perfgit.company.authority import rows, table
from perfgit.company.company import Company
from perfgit.company.org import Org
from perfgit.company.roles import People
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.gate.handbook import PAGES, page
from perfgit.gate.judge import Gate
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.i18n import speaking
from perfgit.model.reviews import Closing
from perfgit.scoring.frozen import METHOD
from perfgit.scoring.result import scoring_policy
from tests import ROOT
from tests.gate.world import COMPANY, FILES, NUMBERS, World, make_world, revisions

HANDBOOK = ROOT / "site/handbook"
PEOPLE = sorted(login.removesuffix("-h") for login in NUMBERS)
HISTORY = "history:\n  - {on: 2026-09-01, goal: arr, what: changed, why: x.}\n"
G = "goals/2026-h2"
R = "reviews/2026-h2/people/alice"
HELD = "held: 2027-01-18\n"
RAISED = "raised: 2027-01-25\nreasons: x\n"
DECISION = "decision: {by: %s, on: 2027-01-28, outcome: dismissed, why: x}\n"
WHY = "changes: [{on: 2026-09-01, what: A second look., why: Reviews were too kind.}]\n"
SUBMITTED = "submitted: 2026-12-15\noverall: {rating: 3}\n"
HR_OR_EXECUTIVE = {"mei": {"jonas", "greta", "omar"}, "jonas": {"mei", "greta", "omar"}}
HR = {"mei": {"jonas"}, "jonas": {"mei"}}
EXECUTIVES = {"greta": {"omar"}, "omar": {"greta"}}
NOBODY: set[str] = set()

CLOSING = yaml.safe_dump(
    Closing(
        computed_by="perfgit 0.1.0",
        method=METHOD,
        policy=scoring_policy(Company(WorkingTree(COMPANY)), "2026-h1"),
    ).model_dump(by_alias=True)
)

ROWS: dict[str, dict[str, Any]] = {
    "goals-in-planning": {
        "today": "2026-07-01",
        "head": {f"{G}/people/alice/goals.yml": [["at_most: 2.5", "at_most: 2.4"]]},
        "may": {
            "alice": {"bruno"},
            "bruno": {"alice"},
            "mei": {"alice", "bruno"},
            "jonas": {"alice", "bruno"},
        },
    },
    "goals-in-evaluation": {
        "today": "2026-12-12",
        "head": {
            f"{G}/people/alice/goals.yml": [
                ["at_most: 2.5", "at_most: 2.4"],
                ["history:\n", HISTORY],
            ]
        },
        "may": {"alice": {"bruno"}, "bruno": {"alice"}},
        "also": {"greta"},
    },
    "goals-agreed": {
        "head": {
            f"{G}/people/alice/goals.yml": [
                ["at_most: 2.5", "at_most: 2.4"],
                ["history:\n", HISTORY],
            ]
        },
        "may": {"alice": {"bruno"}, "bruno": {"alice"}},
    },
    "team-goals": {
        "today": "2026-07-01",
        "head": {f"{G}/teams/sales/goals.yml": [["target: 40", "target: 41"]]},
        "may": {"bruno": {"greta"}},
    },
    "company-goals": {
        "today": "2026-07-01",
        "head": {f"{G}/company/goals.yml": [["target: 2_000", "target: 2_001"]]},
        "may": EXECUTIVES,
    },
    "strategy": {
        "head": {"goals/strategy.yml": [["First in", "Leader in"]]},
        "may": EXECUTIVES,
    },
    "checkin-new": {
        "head": {f"{G}/people/alice/checkins/2026-09-01.yml": "note: x\n"},
        "may": {"alice": NOBODY},
    },
    "checkin-edit": {
        "head": {f"{G}/people/alice/checkins/2026-08-15.yml": [["9_000_000", "9_100_000"]]},
        "may": {"alice": NOBODY},
    },
    "checkin-late": {
        "today": "2026-12-17",
        "head": {f"{G}/people/alice/checkins/2026-08-15.yml": [["9_000_000", "9_100_000"]]},
        "may": {"alice": {"bruno"}},
    },
    "obstacle-answer": {
        "head": {
            f"{G}/people/alice/checkins/2026-08-15.yml": [
                ["open}", "open, answer: {status: granted, by: bruno, on: 2026-09-01}}"]
            ]
        },
        "may": {"bruno": NOBODY},
    },
    "nominations": {
        "head": {f"{R}/nominations.yml": "peers: [chen, erik]\n"},
        "may": {"alice": {"bruno"}},
    },
    "self-review": {
        "today": "2026-12-15",
        "base": {f"{R}/self.yml": None},
        "head": {f"{R}/self.yml": SUBMITTED},
        "may": {"alice": NOBODY},
    },
    "manager-review": {
        "today": "2026-12-15",
        "base": {f"{R}/manager.yml": None},
        "head": {f"{R}/manager.yml": SUBMITTED},
        "may": {"bruno": NOBODY},
    },
    "manager-review-second": {
        "today": "2026-12-15",
        "base": {f"{R}/manager.yml": None, "org/policy.yml": [["second: false", "second: true"]]},
        "head": {f"{R}/manager.yml": SUBMITTED},
        "may": {"bruno": {"greta"}},
    },
    "peer-review": {
        "today": "2026-12-15",
        "head": {f"{R}/peers/chen.yml": SUBMITTED},
        "may": {"chen": NOBODY},
    },
    "upward-review": {
        "today": "2026-12-15",
        "head": {f"{R}/upward/dana.yml": SUBMITTED},
        "may": {"dana": NOBODY},
    },
    "external-review": {
        "today": "2026-12-15",
        "head": {f"{R}/external/acme.yml": SUBMITTED},
        "may": {"bruno": NOBODY},
    },
    "handover-review": {
        "today": "2026-12-15",
        "head": {f"{R}/handover/erik.yml": SUBMITTED},
        "may": {"erik": NOBODY},
    },
    "self-review-edit": {
        "today": "2026-12-20",
        "head": {f"{R}/self.yml": [["A good half.", "A fine half."]]},
        "may": {"alice": {"greta"}},
    },
    "manager-review-edit": {
        "today": "2026-12-20",
        "head": {f"{R}/manager.yml": [["A good half.", "A fine half."]]},
        "may": {"bruno": {"greta"}},
    },
    **{
        f"{kind}-review-edit": {
            "today": "2026-12-20",
            "base": {f"{R}/{folder}.yml": SUBMITTED},
            "head": {f"{R}/{folder}.yml": [["rating: 3", "rating: 4"]]},
            "may": {author: {"greta"}},
        }
        for kind, folder, author in (
            ("peer", "peers/chen", "chen"),
            ("upward", "upward/dana", "dana"),
            ("external", "external/acme", "bruno"),
            ("handover", "handover/erik", "erik"),
        )
    },
    "self-review-late": {
        "today": "2026-12-17",
        "base": {f"{R}/self.yml": None},
        "head": {f"{R}/self.yml": SUBMITTED},
        "may": {"alice": {"bruno"}},
    },
    **{
        f"{kind}-review-late": {
            "today": "2027-01-16",
            "head": {f"{R}/{folder}.yml": SUBMITTED},
            "may": {author: {approver}},
        }
        for kind, folder, author, approver in (
            ("peer", "peers/chen", "chen", "bruno"),
            ("upward", "upward/dana", "dana", "bruno"),
            ("external", "external/acme", "bruno", "greta"),
        )
    },
    "feedback": {
        "head": {f"{R}/feedback/2026-09-01-dana.yml": "note: x\n"},
        "may": {"dana": NOBODY},
    },
    "meeting": {
        "today": "2027-01-20",
        "head": {f"{R}/meeting.yml": HELD},
        "may": {"bruno": NOBODY},
    },
    "meeting-acknowledged": {
        "base": {f"{R}/meeting.yml": HELD + "acknowledgement: {by: alice, on: 2027-01-19}\n"},
        "head": {f"{R}/meeting.yml": {"append": "summary: x\n"}},
        "may": {"bruno": {"alice"}},
    },
    "acknowledgement": {
        "today": "2027-01-20",
        "base": {f"{R}/meeting.yml": HELD},
        "head": {f"{R}/meeting.yml": {"append": "acknowledgement: {by: alice, on: 2027-01-19}\n"}},
        "may": {"alice": NOBODY},
    },
    "plan": {
        "head": {f"{R}/plan.yml": "actions: [{id: a, what: x, owner: alice}]\n"},
        "may": {"alice": {"bruno"}, "bruno": {"alice"}},
    },
    "appeal-raise": {
        "today": "2027-01-28",
        "head": {f"{R}/appeal.yml": RAISED},
        "may": {"alice": NOBODY},
    },
    "appeal-decide": {
        "today": "2027-01-28",
        "base": {f"{R}/appeal.yml": RAISED},
        "head": {f"{R}/appeal.yml": {"append": DECISION % "mei"}},
        "may": {"mei": {"greta", "omar"}},
    },
    "calibration": {
        "today": "2027-01-12",
        "head": {
            "reviews/2026-h2/calibration/sales.yml": (
                "held: 2027-01-12\nchanges: [{person: alice, before: 3, after: 4, why: x}]\n"
            )
        },
        "may": HR_OR_EXECUTIVE,
    },
    "org": {"head": {"org/roles/seller.yml": "title: Vendor\n"}, "may": HR},
    "hr-concerned": {
        "head": {"org/people/jonas.yml": {"append": "level: 9\n"}},
        "may": {"mei": {"greta", "omar"}, "jonas": {"mei", "greta", "omar"}},
    },
    "rules-of-cycle": {
        "head": {
            "org/policy.yml": [["second: false", "second: true"]],
            "org/cycles/2026-h2.yml": {"append": WHY},
        },
        "beside": {"cycle"},
        "may": HR,
        "also": {"greta", "omar"},
    },
    "policy": {
        "head": {"org/policy.yml": [["goals_per_person: 7", "goals_per_person: 6"]]},
        "may": HR,
    },
    "cycle": {"head": {"org/cycles/2026-h2.yml": [["Second half", "2nd half"]]}, "may": HR},
    "retrospective": {
        "head": {"reviews/2026-h2/retrospective.yml": "summary: x\n"},
        "may": HR,
    },
    "cycle-rating": {
        "head": {"reviews/2026-h1/retrospective/chen.yml": "rating: 4\n"},
        "may": {"chen": NOBODY},
    },
    "keys": {
        "head": {"org/people/alice.yml": {"append": "keys: [age1q]\n"}},
        "may": {"alice": {"mei", "jonas"}},
    },
    "result": {
        "head": {
            "reviews/2026-h1/people/alice/result.yml": (
                "computed_by: perfgit 0.1.0\nmethod: 2\nteams: [field, sales, leadership]\npolicy:\n  achievement: {}\n"
                "  rating_from: {1: 0}\n  result: {}\n"
            ),
        },
        "may": HR,
    },
    "closing": {
        "head": {"reviews/2026-h1/closing.yml": CLOSING},
        "may": HR,
    },
    "repair": {
        "base": {"org/roles/seller.yml": "title: [\n"},
        "head": {"org/roles/seller.yml": "title: Seller\n"},
        "may": {"mei": {"jonas", "tomas", "wei"}, "jonas": {"mei", "tomas", "wei"}},
    },
    "repository": {
        "head": {".github/workflows/x.yml": "on: push\n"},
        "may": {"tomas": {"wei"}, "wei": {"tomas"}},
    },
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("authority") / "repository")


def test_every_row_is_tried() -> None:
    assert set(ROWS) == set(rows())


@pytest.mark.parametrize("row", ROWS)
def test_a_row_and_everybody(world: World, row: str) -> None:
    case = ROWS[row]
    base, head = revisions(world, case)
    today = date.fromisoformat(case.get("today", "2026-09-01"))
    gate = Gate(world.folder, base, head, today=today)
    assert {change.row for change in gate.changes} == {row, *case.get("beside", ())}
    for author in PEOPLE:
        expected = case["may"].get(author)
        alone = _judged(gate, author)
        if expected is None:
            assert alone == "refused", author
        else:
            assert alone == ("waiting" if expected else "allowed"), author
        for approver in PEOPLE:
            verdict = _judged(gate, author, approver)
            if expected and approver in expected and "also" not in case:
                assert verdict == "allowed", (author, approver)
            else:
                assert verdict == alone, (author, approver)
        for first, second in combinations(PEOPLE, 2) if "also" in case and expected else ():
            enough = {first, second} & expected and {first, second} & case["also"]
            verdict = _judged(gate, author, first, second)
            assert verdict == ("allowed" if enough else "waiting"), (author, first, second)
    gate.close()


def _judged(gate: Gate, author: str, *approvers: str) -> str:
    opinions = [Opinion(by=_account(one), commit=gate.revisions.head.commit) for one in approvers]
    proposal = Proposal(author=_account(author), opinions=opinions)
    return gate.judge(proposal, check=False).verdict


def _account(id: str) -> Account:
    return Account(login=f"{id}-h", id=NUMBERS[f"{id}-h"])


def test_the_table_names_only_roles_that_it_explains() -> None:
    explained = [one.role for one in table().roles]
    named = {role for row in table().rows for way in row.may for role in way.roles}
    assert named == set(explained)
    assert len(explained) == len(set(explained))


def test_rows_are_named_once() -> None:
    names = [row.row for row in table().rows]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", PAGES)
def test_the_handbook_has_the_table_as_it_is(language: str) -> None:
    with speaking(language):
        written = (HANDBOOK / PAGES[language]).read_text("utf-8")
        assert written == page(), "python -m perfgit.gate.handbook"


def test_personal_means_that_no_deputy_stands_in() -> None:
    away = b"away: [{from: 2026-08-01, to: 2026-12-31, deputy: tomas}]\n"
    changes: dict[str, bytes | None] = {
        path: data + away for path, data in FILES.items() if path.startswith("org/people/")
    }
    org = Org(Company(OverlayTree(WorkingTree(COMPANY), changes)), date(2026, 9, 1))
    people = People(org)
    places = [
        org.layout.place(path)
        for path in (
            f"{R}/peers/chen.yml",
            f"{R}/upward/dana.yml",
            f"{R}/handover/erik.yml",
            "goals/2026-h2/teams/sales/goals.yml",
        )
    ]
    for role in table().roles:
        holders = [holder for place in places for holder in people.holders(role.role, place)]
        assert holders, role
        assert any(holder.stands_in_for for holder in holders) != role.personal, role
