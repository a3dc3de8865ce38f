"""A cycle is closed by the tool, as a pull request of HR."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from perfgit.gate.judge import judge
from perfgit.gate.proposal import Opinion, Proposal
from tests.conftest import Run
from tests.gate.world import COMPANY, account

RESULT = "reviews/2026-h2/people/alice/result.yml"
TODAY = dt.date(2027, 2, 1)
FORCED = ("--force", "--why", "Nobody reviewed them.")


def test_closing(tmp_path: Path, perfgit: Run, git: Callable[..., str]) -> None:
    folder = tmp_path / "company"
    shutil.copytree(COMPANY, folder)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    base = git(folder, "rev-parse", "HEAD")
    done = perfgit("cycle", "close", "2026-h2", "--write", "--today", TODAY, *FORCED, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    closed = _commit(folder, git)
    assert _judged(folder, base, closed, "mei-h") == "waiting"
    assert _judged(folder, base, closed, "mei-h", "jonas-h") == "allowed"
    assert _judged(folder, base, closed, "bruno-h", "jonas-h") == "refused"

    raised = (folder / RESULT).read_text().replace("\nrating: 4", "\nrating: 5")
    assert raised != (folder / RESULT).read_text()
    (folder / RESULT).write_text(raised)
    by_hand = _commit(folder, git)
    assert _judged(folder, base, by_hand, "mei-h", "jonas-h") == "refused"
    assert _judged(folder, closed, by_hand, "mei-h", "jonas-h") == "refused"


def _commit(folder: Path, git: Callable[..., str]) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


def _judged(folder: Path, base: str, head: str, author: str, *approvers: str) -> str:
    opinions = [Opinion(by=account(one), commit=head) for one in approvers]
    proposal = Proposal(author=account(author), opinions=opinions)
    return judge(folder, base, head, proposal, today=TODAY).verdict
