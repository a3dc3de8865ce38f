"""What holds of every verdict, whatever is proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgit.gate.diff import differing
from perfgit.gate.judge import Gate
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.gate.verdict import ORDER
from perfgit.model.checkins import CheckIn
from tests.gate.world import NUMBERS, account, cases, commit, make_world, proposal, revisions

LOGINS = sorted(NUMBERS)


@pytest.fixture(scope="module")
def gates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Gate, dict[str, Any]]]]:
    """Every fourth case of both files, with its gate open."""
    world = make_world(tmp_path_factory.mktemp("verdicts") / "repository")
    found = []
    for case in [*cases("honest"), *cases("hostile")][::4]:
        base, head = revisions(world, case)
        day = dt.date.fromisoformat(str(case.get("today", "2026-09-01")))
        found.append((Gate(world.folder, base, head, today=day), case))
    yield found
    for gate, _ in found:
        gate.close()


@settings(max_examples=300)
@given(data=st.data())
def test_approvals(gates: list[tuple[Gate, dict[str, Any]]], data: st.DataObject) -> None:
    gate, case = data.draw(st.sampled_from(gates), "case")
    head = gate.revisions.head.commit
    author = data.draw(st.sampled_from([case.get("author", "alice-h") or "alice-h", *LOGINS]))
    approvers = data.draw(st.lists(st.sampled_from(LOGINS), unique=True, max_size=6))
    opinions = [Opinion(by=account(one), commit=head) for one in approvers]

    def judged(some: list[Opinion]) -> Any:
        return gate.judge(Proposal(author=account(author), opinions=some))

    verdict = judged(opinions)
    shuffled = judged(data.draw(st.permutations(opinions)))
    assert shuffled.verdict == verdict.verdict
    assert [one.verdict for one in shuffled.changes] == [one.verdict for one in verdict.changes]
    for index in range(len(opinions)):
        fewer = judged(opinions[:index] + opinions[index + 1 :])
        assert ORDER[fewer.verdict] >= ORDER[verdict.verdict]
    mine = judged([*opinions, Opinion(by=account(author), commit=head)])
    assert mine.verdict == verdict.verdict
    for one in verdict.changes:
        assert ORDER[verdict.verdict] >= ORDER[one.verdict]
    assert not verdict.problems or verdict.verdict == "refused"


HARMLESS = {
    "goals/2026-h2/people/alice/checkins/2026-09-01.yml": "note: x\n",
    "goals/2026-h2/people/alice/checkins/2026-09-02.yml": "note: y\n",
    "reviews/2026-h2/people/bruno/feedback/2026-09-01-alice.yml": "note: z\n",
}


@settings(max_examples=40)
@given(data=st.data())
def test_files_in_any_order_and_never_better_than_the_worst(
    gates: list[tuple[Gate, dict[str, Any]]], data: st.DataObject
) -> None:
    gate, case = data.draw(st.sampled_from(gates), "case")
    folder, base = gate.revisions.base._repository, gate.revisions.base.commit
    if case.get("meanwhile"):
        return
    changes = {**HARMLESS, **case["head"]}
    order = data.draw(st.permutations(sorted(changes)))
    verdicts = []
    for paths in (sorted(changes), order):
        head = commit(folder, base, {path: changes[path] for path in paths})
        with_more = Gate(folder, base, head, today=gate.org.today)
        verdicts.append(with_more.judge(proposal(case, head, base)))
        with_more.close()
    alone = gate.judge(proposal(case, gate.revisions.head.commit, base))
    assert verdicts[0].verdict == verdicts[1].verdict
    key = [(one.path, one.line, one.change, one.verdict) for one in verdicts[0].changes]
    assert key == [(one.path, one.line, one.change, one.verdict) for one in verdicts[1].changes]
    for verdict in verdicts:
        assert ORDER[verdict.verdict] >= ORDER[alone.verdict]


def test_reading_grows_with_the_change(tmp_path: Any) -> None:
    world = make_world(tmp_path / "repository")
    head = commit(world.folder, world.base, HARMLESS)
    gate = Gate(world.folder, world.base, head, today=dt.date(2026, 9, 1))
    assert gate.judge(Proposal(author=account("alice-h"))).blobs < 30
    gate.close()


values = st.dictionaries(
    st.sampled_from(["arr/emea", "arr/churn", "playbook"]),
    st.one_of(st.floats(-1e6, 1e6), st.booleans(), st.lists(st.sampled_from("abc"), max_size=3)),
    max_size=3,
)
checkins = st.builds(
    lambda values, note: CheckIn.model_validate({"values": values, "note": note}),
    values,
    st.sampled_from(["x", "y"]),
)


@given(checkins, checkins)
def test_no_difference_means_equal(old: CheckIn, new: CheckIn) -> None:
    found = differing(old, new)
    assert differing(old, old) == []
    same = old.note == new.note and _typed(old) == _typed(new)
    assert (not found) == same
    assert len(found) == len(differing(new, old))


def _typed(record: CheckIn) -> dict[str, tuple[type, object]]:
    """The values, each with its type: true is not 1, and [a, b] is not [b, a]."""
    return {key: (type(value), value) for key, value in record.values.items()}
