"""Which right each request needs, as GitHub gives rights to the tokens of workflows and Apps.

Of `@octokit/app-permissions` (a test compares), but for `CORRECTIONS`, where that list is silent or
older than GitHub. A workflow's `permissions:` block sets every right that it does not list to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Level = Literal["read", "write"]
Rights = Mapping[str, Level]
"""What a token may, by the name that GitHub's descriptions have for it (`pull_requests`)."""

_REPO = "/repos/{owner}/{repo}"


class Right(NamedTuple):
    """One right that is needed."""

    name: str
    level: Level


def _all(name: str, level: Level, *calls: str) -> dict[str, tuple[Right, ...]]:
    return {call.replace(" /", f" {_REPO}/", 1): (Right(name, level),) for call in calls}


LISTED: dict[str, tuple[Right, ...]] = {
    f"GET {_REPO}": (Right("metadata", "read"),),
    "GET /rate_limit": (Right("metadata", "read"),),
    "GET /users/{username}": (Right("metadata", "read"),),
    "GET /users/{username}/keys": (Right("metadata", "read"),),
    **_all(
        "contents",
        "read",
        "GET /branches/{branch}",
        "GET /codeowners/errors",
        "GET /commits/{ref}",
        "GET /contents/{path}",
        "GET /git/blobs/{file_sha}",
        "GET /git/commits/{commit_sha}",
        "GET /git/ref/{ref}",
        "GET /git/trees/{tree_sha}",
    ),
    **_all(
        "contents",
        "write",
        "POST /git/blobs",
        "POST /git/trees",
        "POST /git/commits",
        "POST /git/refs",
        "PATCH /git/refs/{ref}",
        "DELETE /git/refs/{ref}",
        "PUT /pulls/{pull_number}/merge",
    ),
    **_all("administration", "read", "GET /branches/{branch}/protection"),
    **_all("administration", "write", "PUT /branches/{branch}/protection"),
    **_all("checks", "read", "GET /check-runs/{check_run_id}"),
    **_all("checks", "write", "POST /check-runs", "PATCH /check-runs/{check_run_id}"),
    **_all("issues", "read", "GET /issues", "GET /issues/{issue_number}"),
    **_all("issues", "write", "POST /issues"),
    **_all("pages", "read", "GET /pages"),
    **_all(
        "pull_requests",
        "read",
        "GET /pulls",
        "GET /pulls/{pull_number}",
        "GET /pulls/{pull_number}/comments",
        "GET /pulls/{pull_number}/commits",
        "GET /pulls/{pull_number}/files",
        "GET /pulls/{pull_number}/merge",
        "GET /pulls/{pull_number}/requested_reviewers",
        "GET /pulls/{pull_number}/reviews",
    ),
    **_all(
        "pull_requests",
        "write",
        "POST /pulls",
        "PATCH /pulls/{pull_number}",
        "POST /pulls/{pull_number}/comments",
        "DELETE /pulls/{pull_number}/requested_reviewers",
        "POST /pulls/{pull_number}/requested_reviewers",
        "POST /pulls/{pull_number}/reviews",
        "PUT /pulls/{pull_number}/reviews/{review_id}/dismissals",
    ),
    **_all("statuses", "read", "GET /commits/{ref}/status", "GET /commits/{ref}/statuses"),
    **_all("statuses", "write", "POST /statuses/{sha}"),
}

TALK: dict[str, Level] = {
    call.replace(" /", f" {_REPO}/", 1): level
    for call, level in (
        ("GET /issues/{issue_number}/comments", "read"),
        ("POST /issues/{issue_number}/comments", "write"),
        ("GET /issues/{issue_number}/labels", "read"),
        ("POST /issues/{issue_number}/labels", "write"),
        ("DELETE /issues/{issue_number}/labels/{name}", "write"),
        ("GET /issues/{issue_number}/timeline", "read"),
        ("GET /issues/comments/{comment_id}", "read"),
        ("PATCH /issues/comments/{comment_id}", "write"),
        ("DELETE /issues/comments/{comment_id}", "write"),
        ("PATCH /issues/{issue_number}", "write"),
    )
}
"""Of an issue these need the right to issues, of a pull request that to pull requests."""

CORRECTIONS: dict[str, tuple[Right, ...]] = {
    # since 2025 the right to pull requests makes no labels any more (actions/labeler#870)
    **_all("issues", "write", "POST /labels"),
    **_all("issues", "read", "GET /labels"),
    # the list does not know these
    **_all("contents", "read", "GET /activity", "GET /compare/{basehead}"),
    **_all("contents", "write", "PUT /contents/{path}", "DELETE /contents/{path}"),
    **_all("pull_requests", "read", "GET /commits/{commit_sha}/pulls"),
    **_all(
        "metadata",
        "read",
        "GET /rules/branches/{branch}",
        "GET /rulesets",
        "GET /rulesets/{ruleset_id}",
    ),
}

_NOBODYS = {"GET /user", "POST /graphql", "POST /app/installations/{installation_id}/access_tokens"}
"""What answers by itself: a workflow is no user, GraphQL tells what the token may see."""


def plain(call: str) -> str:
    """A call whatever its parameters are named."""
    return re.sub(r"\{\w+\}", "{}", call)


_BY_CALL = {plain(call): needs for call, needs in {**LISTED, **CORRECTIONS}.items()}
_TALK = {plain(call): level for call, level in TALK.items()}


def needed(method: str, pattern: str, *, pull: bool) -> tuple[Right, ...]:
    """What a request needs; `pull`: its issue is a pull request.

    Raises AssertionError for a request whose right is not written down.
    """
    call = plain(f"{method} {pattern}")
    if call in _TALK:
        return (Right("pull_requests" if pull else "issues", _TALK[call]),)
    if call in map(plain, _NOBODYS):
        return ()
    assert call in _BY_CALL, f"the right for {method} {pattern} is not known"
    return _BY_CALL[call]


def allows(rights: Rights, right: Right) -> bool:
    """Whether a token has a right; writing includes reading, metadata everybody may read."""
    has = rights.get(right.name, "none")
    return has in ("write", right.level) or right == Right("metadata", "read")


def of_block(block: Mapping[str, str]) -> Rights:
    """The rights of a job's `permissions:`, which spells them with a hyphen."""
    return {
        name.replace("-", "_"): level  # type: ignore[misc]
        for name, level in block.items()
        if level != "none"
    }


def header(needs: Iterable[Right]) -> str:
    """`X-Accepted-GitHub-Permissions`, with which GitHub tells what would have been enough."""
    return ",".join(f"{one.name}={one.level}" for one in needs)
