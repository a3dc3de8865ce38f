"""Each call to GitHub fails in turn: the finished state, or a clear error and a safe next run.

Never is there a green status that should not be.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import pytest

import perfgit.gate.judge
from perfgit.gate.proposal import Proposal
from perfgit.github.errors import ForgeError
from perfgit.github.judge import Judge
from perfgit.github.session import ATTEMPTS, Session
from perfgit.github.settings import Settings
from tests.github.conftest import PLANNING, World
from tests.github.standin import BOT, REPOSITORY, Fault
from tests.github.test_life import GOALS, lowered

KINDS = ("timeout", "reset", "500", "429", "malformed", "half", "lost")
A_FEW = ("500", "half", "lost")
TODAY = dt.date.fromisoformat(PLANNING)


@pytest.fixture(autouse=True)
def verdicts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same revisions and opinions have the same verdict; it is computed by the real gate."""
    real = perfgit.gate.judge.judge

    @lru_cache
    def remembered(folder: Any, base: str, head: str, text: str) -> Any:
        return real(folder, base, head, Proposal.model_validate_json(text), today=TODAY)

    monkeypatch.setattr(
        "perfgit.gate.judge.judge",
        lambda folder, base, head, proposal, *, today=None: remembered(
            folder, base, head, proposal.model_dump_json()
        ),
    )


class Trial:
    """One pull request, brought back to the same state before each run."""

    def __init__(self, world: World, number: int, head: str) -> None:
        self.world, self.number, self.head = world, number, head
        self.start = copy.deepcopy((world.github.pulls, world.github.statuses))
        self.waits: list[float] = []
        self.kinds: Sequence[str] = A_FEW

    def reset(self) -> None:
        pulls, statuses = copy.deepcopy(self.start)
        self.world.github.pulls, self.world.github.statuses = pulls, statuses
        self.world.github.faults, self.waits = [], []

    def report(self) -> None:
        session = Session(
            Settings(REPOSITORY, self.world.github.api, f"token-{BOT}"),
            sleep=self.waits.append,
            read_seconds=0.2,
        )
        Judge(session, self.world.gate, today=TODAY).report(self.number)

    def state(self) -> str:
        """Everything that is told at GitHub, without the numbers that GitHub gives."""
        pull = self.world.github.pulls[self.number]
        own = [one["body"] for one in pull.comments if one["by"] == BOT]
        now = self.world.github.statuses.get(self.head, [{}])[0]
        told = {key: now.get(key) for key in ("state", "description")}
        return json.dumps([own, sorted(pull.labels), sorted(pull.requested), told])


@pytest.fixture(params=["waiting", "agreed", "withdrawn"])
def trial(request: pytest.FixtureRequest, world: World) -> Iterator[Trial]:
    """A pull request that waits, one that is agreed, one whose approval was withdrawn."""
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    if request.param != "waiting":
        review = world.approve("bruno-lighthouse", number)
    if request.param == "withdrawn":
        Trial(world, number, head).report()
        assert world.status(head) == "success"
        where = f"pulls/{number}/reviews/{review}/dismissals"
        world.call("tomas-lighthouse", "PUT", where, {"message": "No."})
    trial = Trial(world, number, head)
    if request.param == "withdrawn":  # where a green status stands that should not
        trial.kinds = KINDS
    yield trial
    world.github.broken.clear()  # broken bodies are part of this


def _each_call(
    trial: Trial, times: int, kinds: Sequence[str], check: Callable[[str, str, bool], None]
) -> int:
    """Run with the first call failing, with the second, ... until none is left to fail."""
    trial.reset()
    trial.report()
    finished = trial.state()
    for nth in range(200):
        hit = False
        for kind in kinds:
            trial.reset()
            fault = Fault(kind, nth=nth, times=times)
            trial.world.github.faults = [fault]
            try:
                trial.report()
                failed = False
            except ForgeError as error:
                assert error.message
                assert error.help
                failed = True
            hit = hit or fault.done > 0
            trial.world.github.faults = []
            check(finished, kind, failed)
        if not hit:
            return nth
    raise AssertionError


def test_a_call_that_fails_once_is_made_again(trial: Trial) -> None:
    def check(finished: str, kind: str, failed: bool) -> None:
        assert not failed, kind
        assert trial.state() == finished

    assert _each_call(trial, 1, trial.kinds, check) > 10


def test_a_call_that_keeps_failing_leaves_a_safe_rerun(trial: Trial) -> None:
    good = json.loads

    def check(finished: str, kind: str, failed: bool) -> None:
        *_, status = good(trial.state())
        *_, wanted = good(finished)
        if wanted["state"] != "success":
            assert status["state"] != "success", kind
        if not failed:
            assert trial.state() == finished
        trial.report()
        assert trial.state() == finished, kind

    assert _each_call(trial, ATTEMPTS, [k for k in trial.kinds if k != "timeout"], check) > 10


def test_killed_anywhere_the_next_run_finishes(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C, or the machine is taken away: nothing is caught, nothing is tidied up."""
    trial.report()
    finished = trial.state()
    real = Session._send

    def killed_after(most: int) -> bool:
        calls = []

        def send(self: Session, *arguments: Any, **more: Any) -> Any:
            calls.append(arguments)
            if len(calls) > most:
                raise KeyboardInterrupt
            return real(self, *arguments, **more)

        trial.reset()
        with monkeypatch.context() as patch:
            patch.setattr(Session, "_send", send)
            try:
                trial.report()
            except KeyboardInterrupt:
                return True
        return False

    count = 0
    while killed_after(count):
        trial.report()
        assert trial.state() == finished
        count += 1
    assert count > 10


def test_a_github_that_hangs_is_told(world: World) -> None:
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    world.github.faults = [Fault("timeout", nth=3, times=ATTEMPTS)]
    trial = Trial(world, number, head)
    with pytest.raises(ForgeError, match=r"did not answer GET .*: ReadTimeout"):
        trial.report()
    assert trial.waits == [1, 2, 4]
    assert world.status(head) is None


def test_a_github_that_is_gone_is_told(world: World) -> None:
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    world.github.faults = [Fault("500", nth=2, times=10**6)]
    trial = Trial(world, number, head)
    with pytest.raises(ForgeError) as caught:
        trial.report()
    assert "500" in caught.value.message
    assert "status from before may still stand" in caught.value.help
    assert "Run the command again" in caught.value.help
    assert world.status(head) is None


def test_a_mistake_of_ours_leaves_no_green_status(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, head = world.propose("alice-m", "goals", {GOALS: lowered(world.read(GOALS))})
    world.approve("bruno-lighthouse", number)
    trial = Trial(world, number, head)
    trial.report()
    assert world.status(head) == "success"

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("perfgit.gate.judge.judge", broken)
    with pytest.raises(ZeroDivisionError):
        trial.report()
    assert world.status(head) == "error"
