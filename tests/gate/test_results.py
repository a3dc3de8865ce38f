"""What closing has frozen: neither lost nor forged, and moved only by the decision of an appeal."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from perfgit.cycles.close import close, plan
from perfgit.gate.judge import judge
from perfgit.gate.proposal import Opinion, Proposal
from tests.conftest import Run
from tests.gate.world import COMPANY, account

ALICE = "reviews/2026-h2/people/alice"
RESULT, APPEAL, CLOSING = (
    f"{ALICE}/result.yml",
    f"{ALICE}/appeal.yml",
    "reviews/2026-h2/closing.yml",
)
CLOSED = dt.date(2027, 1, 20)  # evaluation is over, feedback open until the 31st
LATE = dt.date(2027, 2, 5)
RAISED = "raised: 2027-01-25\nreasons: The figures were wrong.\n"
HR = ("mei-h", "jonas-h")


class Repository(NamedTuple):
    """A repository in which 2026-h2 is closed; `closed` is that commit, `before` the one before it."""

    folder: Path
    before: str
    closed: str

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def with_(self, changes: dict[str, str | None], on: str = "") -> str:
        """A commit with some files written or, where there is no text, deleted."""
        self.git("checkout", "-q", "--detach", on or self.closed)
        for path, text in changes.items():
            if text is None:
                (self.folder / path).unlink()
            else:
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_text(text)
        return self.commit()

    def text(self, path: str) -> str:
        return self.git("show", f"{self.closed}:{path}") + "\n"

    def judged(
        self, head: str, author: str, *approvers: str, today: dt.date = CLOSED, base: str = ""
    ) -> tuple[str, str]:
        """The verdict, and all reasons in one line."""
        opinions = [Opinion(by=account(one), commit=head) for one in approvers]
        proposal = Proposal(author=account(author), opinions=opinions)
        found = judge(self.folder, base or self.closed, head, proposal, today=today)
        return found.verdict, str(found)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    folder = tmp_path_factory.mktemp("closed") / "company"
    shutil.copytree(COMPANY, folder)
    found = Repository(folder, "", "")
    found.git("init", "-q", "-b", "main")
    found.git("config", "user.email", "x@example.org")
    found.git("config", "user.name", "X")
    before = found.commit()
    closing = plan(folder, "2026-h2", CLOSED)
    close(folder, closing, {one.person: "Nobody reviewed them." for one in closing.without})
    return Repository(folder, before, found.commit())


@pytest.mark.parametrize("path", [RESULT, CLOSING])
def test_what_closing_has_frozen_is_not_deleted(repository: Repository, path: str) -> None:
    head = repository.with_({path: None})
    assert repository.judged(head, *HR)[0] == "refused"


def test_the_policy_frozen_is_that_of_base(repository: Repository) -> None:
    """Thresholds of one's own in closing.yml and in the result, so that the two agree."""
    lower = {path: repository.text(path).replace("4: 0.9", "4: 0.8") for path in (RESULT, CLOSING)}
    assert all(text != repository.text(path) for path, text in lower.items())
    verdict, why = repository.judged(repository.with_(lower), *HR, base=repository.before)
    assert verdict == "refused"
    assert "It is not the policy of the base branch." in why


def test_a_new_result_is_not_of_an_older_method(repository: Repository) -> None:
    """Older methods are not computed anew: without closing.yml, any figures that add up would do."""
    forged = repository.text(RESULT).replace("method: 2", "method: 1")
    head = repository.with_({RESULT: forged, CLOSING: None})
    verdict, why = repository.judged(head, *HR, base=repository.before)
    assert verdict == "refused"
    assert "New results are of method 2." in why


def test_results_stay_though_the_person_is_named_as_erased(repository: Repository) -> None:
    """Base says that Alice is erased: her result goes with all her files, and not alone."""
    cycle = repository.text("org/cycles/2026-h2.yml")
    named = cycle.replace("without:\n", "without:\n    alice: erased 2027-01-20\n", 1)
    assert named != cycle
    earlier = repository.text("org/cycles/2026-h1.yml")
    earlier += "who: {without: {alice: erased 2027-01-20}}\n"
    base = repository.with_({"org/cycles/2026-h2.yml": named, "org/cycles/2026-h1.yml": earlier})
    alone = repository.with_({RESULT: None}, on=base)
    verdict, why = repository.judged(alone, *HR, base=base)
    assert verdict == "refused"
    assert "A frozen result is not deleted." in why
    gone = [
        path
        for path in repository.git("ls-files").splitlines()
        if "/people/alice/" in path or path == "org/people/alice.yml"
    ]
    whole = repository.with_(dict.fromkeys(gone), on=alone)
    _, why = repository.judged(whole, *HR, base=base)
    assert "A frozen result is not deleted." not in why
    assert "was closed" not in why  # what else names her is for `check` to say


def test_an_appeal_after_closing(repository: Repository, perfgit: Run) -> None:
    raised = repository.with_({APPEAL: RAISED})
    today = dt.date(2027, 1, 25)
    assert repository.judged(raised, "alice-h", today=today)[0] == "allowed"
    late, why = repository.judged(raised, "alice-h", today=LATE)
    assert (late, "Appeals were raised until 2027-01-31." in why) == ("refused", True)
    repository.git("checkout", "-q", "--detach", raised)
    done = perfgit(
        "appeal", "alice", "--outcome", "granted", "--rating", 5, "--why", "They were.", "--as", "mei",
        "--today", LATE, "--root", repository.folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    decided = repository.commit()
    judged: Callable[..., str] = lambda head, *who: repository.judged(  # noqa: E731
        head, *who, base=raised, today=LATE
    )[0]
    assert judged(decided, "mei-h") == "waiting"
    assert judged(decided, "mei-h", "jonas-h", "omar-h") == "allowed"
    text = (repository.folder / RESULT).read_text()
    other = repository.with_({RESULT: text.replace("\nrating: 5", "\nrating: 4")}, on=decided)
    assert judged(other, "mei-h", "jonas-h", "omar-h") == "refused"
    # a comment would change the bytes that the result names
    comment = repository.with_(
        {APPEAL: (repository.folder / APPEAL).read_text() + "# x\n"}, on=decided
    )
    assert repository.judged(comment, "alice-h", base=decided, today=LATE)[0] == "refused"


def test_a_result_does_not_move_before_its_appeal_is_decided(repository: Repository) -> None:
    base = repository.with_({APPEAL: RAISED})
    raised = repository.text(RESULT).replace("\nrating: 4", "\nrating: 5")
    assert raised != repository.text(RESULT)
    verdict, _ = repository.judged(repository.with_({RESULT: raised}, on=base), *HR, base=base)
    assert verdict == "refused"
