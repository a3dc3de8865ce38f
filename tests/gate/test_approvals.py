"""What an approval counts for: the change that was looked at, whatever became of the branch since."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

import pytest

from perfgit.gate.judge import judge
from perfgit.gate.proposal import Opinion, Proposal
from perfgit.gate.summary import markdown
from perfgit.gate.verdict import Verdict
from tests.gate.world import World, account, commit, git, make_world

TODAY = dt.date(2026, 7, 1)
GOALS = "goals/2026-h2/people/alice/goals.yml"
CHEAPER = {GOALS: [["at_most: 2.5", "at_most: 2.4"]]}
ELSEWHERE = {"org/roles/seller.yml": "title: Vendor\n"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    yield make_world(tmp_path_factory.mktemp("approvals") / "repository")


def _judged(
    world: World, base: str, head: str, approved: str, digest: str | None = None
) -> Verdict:
    opinion = Opinion(by=account("bruno-h"), commit=approved, digest=digest)
    proposal = Proposal(author=account("alice-h"), opinions=[opinion])
    return judge(world.folder, base, head, proposal, today=TODAY)


def test_the_branch_is_brought_up_to_date(world: World) -> None:
    """Main changes another file, and is merged into the branch: the approved change is the same."""
    approved = commit(world.folder, world.base, CHEAPER)
    main = commit(world.folder, world.base, ELSEWHERE)
    updated = commit(world.folder, approved, ELSEWHERE)
    tree = git(world.folder, "rev-parse", f"{updated}^{{tree}}").decode().strip()
    parents = ("-p", approved, "-p", main)
    merged = git(world.folder, *_WHO, "commit-tree", tree, *parents, "-m", "x").decode().strip()
    assert _judged(world, main, merged, approved).verdict == "allowed"
    rebased = commit(world.folder, main, CHEAPER)
    assert _judged(world, main, rebased, approved).verdict == "allowed"


_WHO = ("-c", "user.name=x", "-c", "user.email=x@harbour.example")


def test_something_else_was_pushed_since(world: World) -> None:
    approved = commit(world.folder, world.base, CHEAPER)
    for more in ({GOALS: [["at_most: 2.4", "at_most: 9"]]}, ELSEWHERE):
        assert (
            _judged(world, world.base, commit(world.folder, approved, more), approved).verdict
            != "allowed"
        )


def test_main_has_changed_the_file_since(world: World) -> None:
    """The change was looked at against 2.5; against another value it is another change."""
    approved = commit(world.folder, world.base, CHEAPER)
    main = commit(
        world.folder,
        world.base,
        {GOALS: [["weight: 70", "weight: 60"], ["weight: 30", "weight: 40"]]},
    )
    rebased = commit(world.folder, main, CHEAPER)
    assert _judged(world, main, rebased, approved).verdict == "waiting"


def test_an_approval_of_the_change_itself(world: World) -> None:
    """A digest counts where the commit that it was given on is not here any more."""
    head = commit(world.folder, world.base, CHEAPER)
    gone, other = "1" * 40, "2" * 64
    digest = _judged(world, world.base, head, gone).digest
    assert _judged(world, world.base, head, gone).verdict == "waiting"
    assert _judged(world, world.base, head, gone, digest).verdict == "allowed"
    assert _judged(world, world.base, head, digest).verdict == "allowed"
    assert _judged(world, world.base, head, gone, other).verdict == "waiting"


def test_the_digest_is_said_and_made_as_written(world: World) -> None:
    head = commit(world.folder, world.base, CHEAPER)
    before, after = (
        git(world.folder, "rev-parse", f"{revision}:{GOALS}").decode().strip()
        for revision in (world.base, head)
    )
    expected = hashlib.sha256(f"{GOALS} {before} {after}\n".encode()).hexdigest()
    verdict = _judged(world, world.base, head, head)
    assert verdict.digest == verdict.as_json()["digest"] == expected
    assert expected in markdown(verdict)


def test_a_bit_of_the_mode_is_another_change(world: World) -> None:
    script = {"tools/run.sh": "true\n"}
    plain = commit(world.folder, world.base, script)
    able = commit(world.folder, world.base, {"tools/run.sh": {"mode": "100755", "text": "true\n"}})
    opinion = Opinion(by=account("wei-h"), commit=plain)
    proposal = Proposal(author=account("tomas-h"), opinions=[opinion])
    assert judge(world.folder, world.base, plain, proposal, today=TODAY).verdict == "allowed"
    assert judge(world.folder, world.base, able, proposal, today=TODAY).verdict == "waiting"
