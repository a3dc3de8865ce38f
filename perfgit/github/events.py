"""Which pull requests an event of GitHub Actions is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from perfgit.github.errors import ForgeError
from perfgit.github.models import Number, Pull, Sha
from perfgit.github.session import Session
from perfgit.i18n import say

_QUEUE = re.compile(
    r"refs/heads/gh-readonly-queue/([A-Za-z0-9._/-]{1,200})/pr-(\d{1,9})-[0-9a-f]{40}"
)


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class _Numbered(_Part):
    number: Number


class _Owner(_Part):
    login: str


class _From(_Part):
    owner: _Owner


class _Run(_Part):
    event: str
    head_sha: Sha
    head_branch: str | None = None
    head_repository: _From | None = None
    pull_requests: list[_Numbered] | None = None


class _Group(_Part):
    head_sha: Sha
    head_ref: str
    base_sha: Sha
    base_ref: str


class _Event(_Part):
    issue: _Numbered | None = None
    pull_request: _Numbered | None = None
    workflow_run: _Run | None = None
    merge_group: _Group | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """An entry of the merge queue: a pull request merged onto what is before it in the queue."""

    number: int
    ref: str
    head: str
    base: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What to judge.

    Some pull requests, those of a revision, all that are open, or an entry of the merge queue;
    `branch` (`OWNER:NAME`) is where the revision `sha` lies.
    """

    pulls: tuple[int, ...] = ()
    sha: str | None = None
    branch: str | None = None
    all_open: bool = False
    group: Group | None = None


def read_event(path: Path) -> Asked:
    """What the event in a file (`GITHUB_EVENT_PATH`) asks for.

    Raises ForgeError where it cannot be read.
    """
    try:
        event = _Event.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        raise ForgeError(
            say("The event that started this workflow cannot be read."),
            say("Outside GitHub Actions, name pull requests: perfgit github judge 12"),
        ) from None
    if event.pull_request:
        return Asked((event.pull_request.number,))
    if event.workflow_run:
        run = event.workflow_run
        owner = run.head_repository.owner.login if run.head_repository else None
        branch = f"{owner}:{run.head_branch}" if owner and run.head_branch else None
        return Asked(
            tuple(one.number for one in run.pull_requests or []), sha=run.head_sha, branch=branch
        )
    if event.merge_group:
        return Asked(group=_entry(event.merge_group))
    return Asked(all_open=True)


def issue_of(path: Path) -> int:
    """The issue that the event in a file is about; raises ForgeError where it is about none."""
    try:
        event = _Event.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        event = _Event()
    if event.issue is None:
        raise ForgeError(
            say("The event that started this workflow is about no issue."),
            say("Outside GitHub Actions, name the issue: perfgit github form 12"),
        )
    return event.issue.number


def _entry(group: _Group) -> Group:
    found = _QUEUE.fullmatch(group.head_ref)
    if not found or f"refs/heads/{found[1]}" != group.base_ref:
        raise ForgeError(
            say("The merge queue's branch does not say which pull request it is for."),
            say(
                "perfgit reads the branches of GitHub's own queue: gh-readonly-queue/BRANCH/pr-N-…"
            ),
        )
    return Group(int(found[2]), group.head_ref, group.head_sha, group.base_sha)


def pulls_of(asked: Asked, session: Session) -> tuple[int, ...]:
    """The numbers of the pull requests that are asked for by number or revision.

    GitHub leaves a run's `pull_requests` empty for forks, so they are looked for by revision and
    branch.
    """
    numbers = set(asked.pulls)
    if asked.sha:
        numbers |= {one.number for one in with_head(session, asked.sha)}
    if asked.branch:
        found = session.get_all("pulls", Pull, state="open", head=asked.branch)
        numbers |= {one.number for one in found if one.head.sha == asked.sha}
    return tuple(sorted(numbers))


def with_head(session: Session, sha: str) -> list[Pull]:
    """The open pull requests whose latest revision is this commit."""
    found = session.get_all(f"commits/{sha}/pulls", Pull)
    return [one for one in found if one.state == "open" and one.head.sha == sha]


def open_pulls(session: Session, branch: str) -> tuple[int, ...]:
    """All open pull requests to a branch."""
    found = session.get_all("pulls", Pull, state="open", base=branch)
    return tuple(sorted(one.number for one in found))
