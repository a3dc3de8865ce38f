"""`perfgit propose`: from changed files to a pull request, by somebody who does not know git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfgit.proposing.proposal import BEGIN, END
from tests import forking
from tests.github.conftest import PLANNING, World

GOALS = "goals/2026-h2/people/alice/goals.yml"
BRANCH = "perfgit/alice-goals-2026-h2"


@pytest.fixture
def session(world: World) -> Path:
    """Alice's own clone, in which git knows her."""
    world.git(world.folder, "clone", "--quiet", str(world.github.bare), "desk")
    folder = world.folder / "desk"
    world.git(folder, "config", "user.email", "alice@lighthouse.example")
    world.git(folder, "config", "user.name", "Alice")
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / GOALS
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def run(
    world: World,
    session: Path,
    *arguments: str,
    token: str | None = "token-alice-m",
    expect: int = 0,
) -> str:
    environment = {**os.environ, **world.environment}
    environment.pop("GITHUB_TOKEN")
    environment |= {"GITHUB_TOKEN": token} if token else {}
    environment |= {"GIT_CONFIG_GLOBAL": "/dev/null"}
    environment = {
        key: value
        for key, value in environment.items()
        if not key.startswith(("GIT_AUTHOR", "GIT_COMM"))
    }
    said = ("propose", "--today", PLANNING, *arguments)
    done = forking.perfgit(said, cwd=session, env=environment)
    assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_a_change_becomes_a_pull_request_and_again_the_same_one(
    world: World, session: Path
) -> None:
    edit(session, "target: 12_000_000", "target: 11_000_000")
    (session / "notes.txt").write_text("not the company's")
    said = run(world, session)
    assert "Goals of Alice Martin" in said
    assert "Opened: https://github.example/" in said
    (pull,) = world.github.pulls.values()
    assert (pull.author, pull.head, pull.base) == ("alice-m", BRANCH, "main")
    assert pull.requested == ["bruno-lighthouse"]
    assert pull.body and "11,000,000" in pull.body
    changed = world.git(session, "diff", "--name-only", "origin/main", "HEAD").split()
    assert changed == [GOALS]
    assert (session / "notes.txt").exists()

    pull.body = f"Bruno, as discussed.\n\n{pull.body}\n\nThanks!"
    edit(session, "target: 11_000_000", "target: 11_500_000")
    assert "Up to date" in run(world, session)
    assert list(world.github.pulls.values()) == [pull]
    assert pull.body.startswith("Bruno, as discussed.") and pull.body.endswith("Thanks!")
    assert "11,500,000" in pull.body and "11,000,000" not in pull.body
    assert pull.body.count(BEGIN) == pull.body.count(END) == 1
    assert (
        world.github.sha(f"refs/heads/{BRANCH}") == world.git(session, "rev-parse", "HEAD").strip()
    )


def test_nothing_changed_says_so(world: World, session: Path) -> None:
    assert "Nothing has changed" in run(world, session, expect=2)
    assert not world.github.pulls


def test_a_proposal_with_errors_is_not_sent_unless_as_a_draft(world: World, session: Path) -> None:
    edit(session, "weight: 60", "weight: 55")
    said = run(world, session, expect=1)
    assert "weights-total" in said and "Nothing was proposed" in said
    assert world.git(session, "branch", "--show-current").strip() == "main"
    assert not world.github.pulls
    said = run(world, session, "--draft")
    assert "the gate would refuse it: The weights of the goals total 95" in said
    (pull,) = world.github.pulls.values()
    assert pull.draft and pull.requested == []


def test_a_dry_run_touches_nothing(world: World, session: Path) -> None:
    edit(session, "target: 12_000_000", "target: 11_000_000")
    before = world.git(session, "status", "--porcelain=v2", "--branch")
    assert GOALS in run(world, session, "--dry-run")
    assert world.git(session, "status", "--porcelain=v2", "--branch") == before


def test_without_a_token_the_branch_is_pushed_and_the_way_is_told(
    world: World, session: Path
) -> None:
    edit(session, "target: 12_000_000", "target: 11_000_000")
    said = run(world, session, token=None)
    assert "/compare/main...perfgit/alice-goals-2026-h2?expand=1" in said
    assert world.github.sha(f"refs/heads/{BRANCH}")
    assert "Opened" in run(world, session), "the same again with a token goes on from there"


def test_without_a_remote_it_says_what_to_do_next(world: World, session: Path) -> None:
    world.git(session, "remote", "remove", "origin")
    edit(session, "target: 12_000_000", "target: 11_000_000")
    said = run(world, session)
    assert "git remote add origin" in said
    assert world.git(session, "branch", "--show-current").strip() == BRANCH


def test_a_second_proposal_gets_a_branch_of_its_own(world: World, session: Path) -> None:
    edit(session, "target: 12_000_000", "target: 11_000_000")
    run(world, session)
    world.git(session, "switch", "--quiet", "main")
    edit(session, "target: 12_000_000", "target: 11_900_000")
    run(world, session)
    assert {one.head for one in world.github.pulls.values()} == {BRANCH, f"{BRANCH}-2"}


def test_files_with_odd_names_and_deleted_ones_are_taken(world: World, session: Path) -> None:
    (session / "goals/2026-h2/people/alice/checkins/2026-07-01.yml").write_text("note: All well.\n")
    victim = max((session / "goals/2026-h2/people/alice/checkins").glob("*.yml"))
    victim.unlink()
    odd = session / "goals/2026-h2/people/alice/été 'x.yml"
    odd.write_text("a: 1\n")
    said = run(world, session, "--draft")
    assert "été 'x.yml" in said
    names = world.git(
        session, "-c", "core.quotePath=false", "diff", "--name-only", "origin/main", "HEAD"
    )
    assert str(victim.relative_to(session)) in names and "été 'x.yml" in names


def test_whoever_has_no_account_in_the_files_is_told(world: World, session: Path) -> None:
    """The gate here knows the person, that at the host only the account that the files name."""
    told = "no `github` in org/people/alice.yml"
    world.git(session, "remote", "remove", "origin")
    edit(session, "target: 12_000_000", "target: 11_000_000")
    assert told not in run(world, session, "--base", "main")
    person = session / "org/people/alice.yml"
    kept = [one for one in person.read_text("utf-8").splitlines() if "github" not in one]
    person.write_text("\n".join(kept) + "\n", "utf-8")
    edit(session, "target: 11_000_000", "target: 11_500_000")
    assert told in run(world, session, "--base", "main")
