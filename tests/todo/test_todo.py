"""`perfgit todo`: what is due appears on its day, for the right person, and goes when it is done."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.company.company import Company
from perfgit.files.trees import OverlayTree, WorkingTree
from perfgit.todo.due import due
from perfgit.todo.duties import DUTIES
from perfgit.todo.item import Item
from tests import ROOT
from tests.conftest import Run

COACHING = dt.date(2026, 11, 22)
EVALUATING = dt.date(2026, 12, 20)
FEEDBACK = dt.date(2027, 1, 20)
OVER = dt.date(2027, 2, 10)


def items(day: dt.date, changes: dict[str, bytes | None] | None = None) -> list[Item]:
    tree = WorkingTree(ROOT)
    return due(Company(OverlayTree(tree, changes) if changes else tree), day)


def short(found: list[Item]) -> set[tuple[str, str, str]]:
    return {(one.duty, one.who, one.owner) for one in found}


def text(path: str) -> str:
    return (ROOT / path).read_text()


def _history(path: str, *goals: str) -> dict[str, bytes | None]:
    entries = "".join(
        f"  - {{on: 2026-11-20, goal: {one}, what: kept, why: Still right.}}\n" for one in goals
    )
    return {path: f"{text(path).rstrip()}\n\nhistory:\n{entries}".encode()}


REVIEW = b"submitted: 2026-12-15\ngrowth: Much.\n"
MANAGER = b"submitted: 2027-01-10\noverall: {rating: 3, comment: Good.}\n"
DANA = "reviews/2026-h2/people/dana"
LARS_GOALS = "goals/2026-h2/people/lars/goals.yml"
LARS_CHECKIN = "goals/2026-h2/people/lars/checkins/2026-11-21.yml"
AGREED_CHANGE = (
    b"misfits:\n  - goal: benelux-feeds\n    why: W.\n"
    b"    answer: {status: changed, by: tomas, on: 2026-11-21}\n"
)

DONE: list[
    tuple[dt.date, tuple[str, str, str], dict[str, bytes | None], dict[str, bytes | None]]
] = [
    (
        COACHING,
        ("check-in", "fenna", "people/fenna"),
        {},
        {"goals/2026-h2/people/fenna/checkins/2026-11-21.yml": b"note: All well.\n"},
    ),
    (
        COACHING,
        ("answer-request", "erik", "people/ruth"),
        {},
        {
            "goals/2026-h2/people/ruth/checkins/2026-11-21.yml": (
                b"obstacles:\n  - id: customs-view\n    what: W.\n    needs: tool\n"
                b"    answer: {status: granted, by: erik, on: 2026-11-21}\n"
            )
        },
    ),
    (
        COACHING,
        ("answer-misfit", "tomas", "people/lars"),
        {},
        {
            "goals/2026-h2/people/lars/checkins/2026-11-21.yml": (
                b"misfits:\n  - goal: benelux-feeds\n    why: W.\n"
                b"    answer: {status: kept, by: tomas, on: 2026-11-21}\n"
            )
        },
    ),
    (
        COACHING,
        ("change-goal", "lars", "people/lars"),
        {LARS_CHECKIN: AGREED_CHANGE},
        {
            LARS_CHECKIN: AGREED_CHANGE,
            LARS_GOALS: (
                f"{text(LARS_GOALS).rstrip()}\n"
                "  - {on: 2026-11-22, goal: benelux-feeds, what: changed, why: As agreed.}\n"
            ).encode(),
        },
    ),
    (
        COACHING,
        ("agree-again", "jurgen", "people/jurgen"),
        {},
        _history("goals/2026-h2/people/jurgen/goals.yml", "tender", "key-accounts"),
    ),
    (
        COACHING,
        ("plan-action", "anke", "people/anke"),
        {},
        {
            "reviews/2026-h1/people/anke/plan.yml": text("reviews/2026-h1/people/anke/plan.yml")
            .replace("status: open", "status: done")
            .encode()
        },
    ),
    (
        COACHING,
        ("plan-goals", "dana", "people/dana"),
        {"goals/2026-h2/people/dana/goals.yml": None},
        {
            "goals/2026-h2/people/dana/goals.yml": text(
                "goals/2026-h2/people/dana/goals.yml"
            ).encode()
        },
    ),
    (
        EVALUATING,
        ("nominate", "dana", "people/dana"),
        {},
        {f"{DANA}/nominations.yml": b"peers: [alice, omar]\n"},
    ),
    (EVALUATING, ("write-review", "dana", "people/dana"), {}, {f"{DANA}/self.yml": REVIEW}),
    (EVALUATING, ("write-review", "alice", "people/dana"), {}, {f"{DANA}/manager.yml": REVIEW}),
    (
        EVALUATING,
        ("write-review", "omar", "people/dana"),
        {f"{DANA}/nominations.yml": b"peers: [chen, omar]\n"},
        {f"{DANA}/nominations.yml": b"peers: [chen, omar]\n", f"{DANA}/peers/omar.yml": REVIEW},
    ),
    (
        FEEDBACK,
        ("hold-meeting", "alice", "people/dana"),
        {f"{DANA}/manager.yml": MANAGER},
        {f"{DANA}/manager.yml": MANAGER, f"{DANA}/meeting.yml": b"held: 2027-01-19\n"},
    ),
    (
        FEEDBACK,
        ("acknowledge", "dana", "people/dana"),
        {f"{DANA}/meeting.yml": b"held: 2027-01-19\n"},
        {
            f"{DANA}/meeting.yml": (
                b"held: 2027-01-19\nacknowledgement: {by: dana, on: 2027-01-20, agrees: true}\n"
            )
        },
    ),
    (
        FEEDBACK,
        ("decide-appeal", "mei", "people/dana"),
        {f"{DANA}/appeal.yml": b"raised: 2027-01-19\nreasons: R.\n"},
        {
            f"{DANA}/appeal.yml": (
                b"raised: 2027-01-19\nreasons: R.\n"
                b"decision: {by: greta, on: 2027-01-20, outcome: dismissed, why: W.}\n"
            )
        },
    ),
]


@pytest.mark.parametrize(("day", "item", "before", "after"), DONE, ids=lambda one: str(one)[:40])
def test_an_item_is_there_until_it_is_done(
    day: dt.date,
    item: tuple[str, str, str],
    before: dict[str, bytes | None],
    after: dict[str, bytes | None],
) -> None:
    assert item in short(items(day, before))
    assert item not in short(items(day, after))


def test_every_duty_has_such_a_case() -> None:
    assert {duty.name for duty in DUTIES} == {item[0] for _, item, _, _ in DONE}


def test_while_somebody_is_away_the_deputy_is_asked_too() -> None:
    found = [one for one in items(COACHING) if one.owner == "teams/finance"]
    assert {(one.who, one.stands_in_for) for one in found} == {("fenna", None), ("omar", "fenna")}


def test_hr_closes_looks_back_and_goes_on() -> None:
    assert "close-cycle" not in {one.duty for one in items(FEEDBACK)}
    over = {one.duty: one for one in items(OVER) if one.owner == "company"}
    assert over["close-cycle"].command == "perfgit cycle close 2026-h2"
    assert over["next-cycle"].command == "perfgit cycle next 2026-h2"
    closed = text("org/cycles/2026-h2.yml").replace("closed: null", "closed: 2027-02-05").encode()
    later = {one.duty for one in items(OVER, {"org/cycles/2026-h2.yml": closed})}
    assert "retrospective" in later
    assert not later & {"close-cycle", "write-review", "check-in", "hold-meeting", "nominate"}


def test_decisions_wait_for_their_owner_until_they_are_done() -> None:
    """Dana is asked for what is hers, HR (Mei and Jonas) for what is nobody's; what is done is over."""
    written = b"""held: 2026-07-20
decisions:
  - {what: Shorter forms., owner: dana, due: 2026-10-01}
  - {what: "Two peers\n  are enough."}
  - {what: An open day., owner: chen, done: 2026-08-01}
"""
    overlay = {"reviews/2026-h1/retrospective.yml": written}

    def found(day: dt.date) -> list[tuple[str, str, dt.date | None]]:
        told = [one for one in items(day, overlay) if one.duty == "decision"]
        return sorted((one.who, one.what.partition(": ")[2], one.until) for one in told)

    day = dt.date(2026, 10, 1)
    assert found(dt.date(2026, 9, 1)) == [
        ("dana", "Shorter forms.", day),
        ("jonas", "Two peers are enough.", None),
        ("mei", "Two peers are enough.", None),
    ]
    assert [who for who, *_ in found(dt.date(2026, 7, 30))] == ["chen", "dana", "jonas", "mei"]
    assert found(dt.date(2026, 7, 19)) == []  # before it was held


DAYS = st.dates(dt.date(2026, 5, 1), dt.date(2027, 3, 31))


@settings(max_examples=25)
@given(DAYS)
def test_on_any_day_items_are_in_order_and_concern_active_people(day: dt.date) -> None:
    company = Company(WorkingTree(ROOT))
    found = due(company, day)
    assert len(set(found)) == len(found)
    assert found == sorted(found, key=lambda one: one.until or dt.date.max)
    for one in found:
        assert one.since <= day
        assert company.layout.place(one.path) is not None
        doc = company.people[one.who]
        assert doc.data and not (doc.data.left and doc.data.left < day)
        assert one.what and one.command


@settings(max_examples=25)
@given(DAYS, st.sampled_from(sorted(path.stem for path in (ROOT / "org/people").glob("*.yml"))))
def test_a_persons_items_are_those_of_everybody_that_wait_for_them(day: dt.date, id: str) -> None:
    company = Company(WorkingTree(ROOT))
    assert due(company, day, id) == [one for one in due(company, day) if one.who == id]


def test_the_command_for_one_for_a_manager_and_for_hr(perfgit: Run) -> None:
    at = ("--root", ROOT, "--today", COACHING)
    alone = perfgit("todo", "tomas", *at)
    assert alone.returncode == 0, alone.stderr
    assert "perfgit answer lars carrier-contracts" in alone.stdout
    assert "(lars)" not in alone.stdout
    with_people = perfgit("todo", "tomas", "--people", *at)
    assert with_people.stdout.index("(tomas)") < with_people.stdout.index("(lars)")
    told = json.loads(perfgit("todo", "--overdue", "--format", "json", *at).stdout)
    assert told["version"] == 1
    assert told["items"] and all(one["overdue"] for one in told["items"])
    wrong = perfgit("todo", "tomaz", *at)
    assert wrong.returncode == 2 and '"tomas"' in wrong.stderr


@pytest.mark.parametrize(
    ("away", "until"),
    [
        (
            "",
            "2026-10-29",
        ),  # the last check-in was on 8 October: due two weeks later, with a week's time
        ("{from: 2026-10-20, to: 2026-11-22, deputy: tomas}", "2026-11-29"),  # back on the 23rd
        ("{from: 2026-10-29, to: 2026-11-10, deputy: tomas}", "2026-11-17"),  # left on the last day
        ("{from: 2026-10-30, to: 2026-11-22, deputy: tomas}", "2026-10-29"),  # was late before
        (
            "{from: 2026-10-01, to: 2026-10-21, deputy: tomas}",
            "2026-10-29",
        ),  # back before it was due
    ],
)
def test_nobody_is_late_while_away(away: str, until: str) -> None:
    person = text("org/people/lars.yml") + (f"away: [{away}]\n" if away else "")
    found = items(COACHING, {"org/people/lars.yml": person.encode()})
    mine = next(one for one in found if (one.duty, one.who) == ("check-in", "lars"))
    assert str(mine.until) == until
