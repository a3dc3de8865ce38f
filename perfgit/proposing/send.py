"""The pull request itself: opened once, and brought up to date whenever it is proposed again."""

from __future__ import annotations

from typing import NamedTuple

from perfgit.gate.verdict import Verdict
from perfgit.github.models import Answer, Pull
from perfgit.github.publish import request_reviews
from perfgit.github.session import Session
from perfgit.proposing.proposal import Draft, body_with


class _WithBody(Answer):
    """What people see of a pull request."""

    number: int
    body: str | None = None


class Sent(NamedTuple):
    """The pull request, whether it is new, and who could not be asked."""

    pull: Pull
    new: bool
    not_asked: list[str]


def send(session: Session, draft: Draft, verdict: Verdict, *, as_draft: bool) -> Sent:
    """Open the pull request of a branch that is pushed, or bring it up to date.

    The reviewers that the gate waits for are asked, unless it is a draft.

    Raises ForgeError where GitHub refuses or cannot be reached; safe to repeat.
    """
    owner = session.repository.partition("/")[0]
    head = f"{owner}:{draft.branch}"
    open_ = [
        one
        for one in session.get_all("pulls", Pull, state="open", head=head, base=draft.base)
        if one.head.ref == draft.branch
    ]
    if open_:
        pull = open_[0]
        old = session.get(f"pulls/{pull.number}", _WithBody).body
        body = body_with(verdict, old)
        if body != old:
            pull = session.patch(f"pulls/{pull.number}", {"body": body}, Pull)
    else:
        pull = session.post(
            "pulls",
            {
                "title": draft.title,
                "head": draft.branch,
                "base": draft.base,
                "body": body_with(verdict, None),
                "draft": as_draft,
            },
            Pull,
            repeatable=False,
        )
    asked: list[str] = []
    if not pull.draft and verdict.verdict == "waiting":
        asked = request_reviews(session, pull, verdict.waiting_for, [])
    return Sent(pull, not open_, asked)


def compare_url(host: str, name: str, draft: Draft) -> str:
    """Where a pull request is opened by hand."""
    from urllib.parse import quote

    return f"https://{host}/{name}/compare/{quote(draft.base)}...{quote(draft.branch)}?expand=1"
