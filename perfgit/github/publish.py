"""What is told at GitHub: one status, requests for review, one comment, labels.

Each is brought to the state that it should have, whatever was there before; so it may be done
twice, or killed and done again, and nothing is doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from perfgit.github.errors import ForgeError, RefusedError
from perfgit.github.models import Comment, Issue, Label, Nothing, Pull, Review, Status, User
from perfgit.github.session import Session
from perfgit.i18n import say

MARK = "<!-- perfgit:approvals -->"
CONTEXT = "perfgit/approvals"
LONGEST_DESCRIPTION = 140
LONGEST_COMMENT = 65_536
MOST_REQUESTS = 15
"""Reviewers that GitHub takes in one request."""

ACTIONS_BOT = "github-actions[bot]"
LABELS = {
    "allowed": "perfgit: allowed",
    "waiting": "perfgit: waiting",
    "refused": "perfgit: refused",
}
State = Literal["success", "pending", "failure", "error"]

Mine = Callable[[Comment | Issue], bool]


def whose(session: Session, app: str | None = None) -> Mine:
    """How to tell our own comments from those that others write with our mark in them."""
    if app is not None:
        return lambda one: (
            str(getattr(getattr(one, "performed_via_github_app", None), "id", "")) == app
        )
    try:
        me = session.get("/user", User).id
    except RefusedError as refused:
        if refused.status != 403:
            raise
        # the token of a workflow is no person, and may not ask who it is
        return lambda one: one.user is not None and one.user.login == ACTIONS_BOT
    return lambda one: one.user is not None and one.user.id == me


def sticky_comment(
    session: Session, number: int, body: str, mine: Mine, mark: str = MARK
) -> Comment:
    """The one comment of ours: written, changed, or left as it is."""
    text = f"{mark}\n{body}"
    for last in (False, True):
        ours = _ours(session, number, mine, mark)
        for extra in ours[1:]:  # two runs at once: the first stays
            session.delete(f"issues/comments/{extra.id}")
        if ours and ours[0].body == text:
            return ours[0]
        if ours:
            return session.patch(f"issues/comments/{ours[0].id}", {"body": text}, Comment)
        try:
            return session.post(
                f"issues/{number}/comments", {"body": text}, Comment, repeatable=False
            )
        except RefusedError:
            raise
        except ForgeError:  # it may have arrived all the same: look before it is written again
            if last:
                raise
    raise AssertionError


def _ours(session: Session, number: int, mine: Mine, mark: str) -> list[Comment]:
    found = session.get_all(f"issues/{number}/comments", Comment)
    return [one for one in found if (one.body or "").startswith(mark) and mine(one)]


def status_now(session: Session, sha: str) -> Status | None:
    """The latest status of ours on a commit."""
    found = session.get_all(f"commits/{sha}/statuses", Status)
    return next((one for one in found if one.context == CONTEXT), None)


def set_status(
    session: Session, sha: str, state: State, description: str, link: str | None = None
) -> None:
    """Set the status, unless it says so already."""
    short = description
    if len(short) > LONGEST_DESCRIPTION:
        short = short[: LONGEST_DESCRIPTION - 1] + "…"
    now = status_now(session, sha)
    if now and (now.state, now.description, now.target_url) == (state, short, link):
        return
    body = {"state": state, "context": CONTEXT, "description": short}
    session.post(f"statuses/{sha}", body | ({"target_url": link} if link else {}), Status)


def set_label(session: Session, pull: Pull, verdict: str) -> None:
    """The label of the verdict, and none of the other two."""
    wanted = LABELS[verdict]
    there = {label.name for label in pull.labels}
    for name in LABELS.values():
        if name != wanted and name in there:
            session.delete(f"issues/{pull.number}/labels/{_in_path(name)}")
    if wanted not in there:
        session.post(f"issues/{pull.number}/labels", {"labels": [wanted]}, list[Label])


def _in_path(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")


def request_reviews(
    session: Session, pull: Pull, waiting_for: Sequence[Sequence[str]], reviews: Sequence[Review]
) -> list[str]:
    """Ask those who have to approve; returns the logins that GitHub does not take.

    Whoever was asked, or has answered this revision, is not asked again.
    """
    asked = {user.login.casefold() for user in pull.requested_reviewers or []}
    asked |= {
        review.user.login.casefold()
        for review in reviews
        if review.user and review.commit_id == pull.head.sha
    }
    asked |= {pull.user.login.casefold()} if pull.user else set()
    wanted = {one.casefold(): one for group in waiting_for for one in group}
    names = [wanted[one] for one in sorted(wanted) if one not in asked][:MOST_REQUESTS]
    if not names:
        return []
    where = f"pulls/{pull.number}/requested_reviewers"
    try:
        session.post(where, {"reviewers": names}, Nothing)
    except RefusedError as refused:
        if refused.status != 422:
            raise
    else:
        return []
    return [name for name in names if not _asked_alone(session, where, name)]


def _asked_alone(session: Session, where: str, name: str) -> bool:
    """One that GitHub refuses (no access to the repository) must not keep back the others."""
    try:
        session.post(where, {"reviewers": [name]}, Nothing)
    except RefusedError as refused:
        if refused.status != 422:
            raise
        return False
    return True


def description(verdict: str, waiting_for: Sequence[Sequence[str]]) -> str:
    """The status in one line."""
    if verdict == "allowed":
        return say("Everybody who has to has agreed")
    if verdict == "refused":
        return say("Refused: the comment says why, and what would help")
    groups = [say(" or ").join(group) for group in waiting_for]
    return say("Waiting for {who}", who=", ".join(groups)) if groups else say("Waiting")
